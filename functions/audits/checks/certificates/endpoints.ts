import { isIP } from 'node:net'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { endpointOf, endpointText } from '../../../../shared/config/audits/endpoints.ts'
import { errorText } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Look, Seen } from '../check.ts'
import { endingFindings } from './ends.ts'

/** Endpoints at a time. */
const width = 8

interface Refusal {
  readonly code?: unknown
  readonly errors?: readonly Refusal[]
}

/** What a code means where its name does not say it. */
const meanings: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not begin with TLS; STARTTLS is not tried',
  EPROTO: 'it does not begin with TLS; STARTTLS is not tried',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
}

/** Why nothing is shown, without the addresses that were tried: these change from look to look. */
const whyNot = (error: unknown): string => {
  const { code, errors = [] }: Refusal = Object(error)
  // A host of several addresses fails with all of their errors, and no word of its own.
  const codes = [...new Set([code, ...errors.map((each) => each.code)])].filter((each) => typeof each === 'string')
  return codes.map((each) => (meanings[each] ? `${each} (${meanings[each]})` : each)).join(', ') || errorText(error)
}

/** What endpoints show by TLS: whoever issued it. One that does not answer is told, and stops no other. */
export const lookAtEndpoints: Look = async ({ connectTls, now }, { certificates }): Promise<Seen> => {
  const looks = await inParallel(certificates.endpoints, width, async (text) => {
    const endpoint = endpointOf(text)
    const resource = endpointText(endpoint)
    try {
      const { subject, issuer, validTo, distrust } = await connectTls(endpoint)
      const distrusted: Finding[] =
        distrust === undefined || validTo <= now
          ? []
          : [
              {
                id: findingId('certificates', 'certificate-distrusted', resource, distrust),
                audit: 'certificates',
                kind: 'certificate-distrusted',
                severity: 'warning',
                resource,
                title: `Clients do not trust the certificate of ${resource}`,
                reason: `It is of ${subject}, issued by ${issuer}: ${distrust}.`,
                advice: `See what is shown: openssl s_client -connect ${resource}${isIP(endpoint.host) ? '' : ` -servername ${endpoint.host}`}`,
              },
            ]
      const ending = { resource, name: resource, endsAt: validTo, isUsed: true, advice: `Renew it at ${issuer}.` }
      return {
        findings: [...endingFindings('certificate-ends', [ending], now, certificates), ...distrusted],
        problems: [],
        unseen: [],
      }
    } catch (error) {
      return {
        findings: [],
        problems: [`${resource} shows no certificate: ${whyNot(error)}`],
        unseen: [resource],
      }
    }
  })
  return {
    findings: looks.flatMap(({ findings }) => findings),
    problems: looks.flatMap(({ problems }) => problems),
    unseen: looks.flatMap(({ unseen }) => unseen),
  }
}
