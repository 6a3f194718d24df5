import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { endpointOf } from '../../../../shared/config/audits/endpoints.ts'
import { errorText } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Look, Seen } from '../check.ts'
import { endingFindings } from './ends.ts'

/** Endpoints at a time. */
const width = 8

/** What endpoints show by TLS: whoever issued it. One that does not answer is told, and stops no other. */
export const lookAtEndpoints: Look = async ({ connectTls, now }, { certificates }): Promise<Seen> => {
  const looks = await inParallel(certificates.endpoints, width, async (text) => {
    const endpoint = endpointOf(text)
    const resource = `${endpoint.host}:${endpoint.port}`
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
                advice: `See what is shown: openssl s_client -connect ${resource} -servername ${endpoint.host}`,
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
        problems: [`${resource} shows no certificate: ${errorText(error)}`],
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
