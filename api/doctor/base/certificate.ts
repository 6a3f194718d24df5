import { ACMClient, type CertificateDetail, DescribeCertificateCommand } from '@aws-sdk/client-acm'
import type { Config } from '../../../shared/config/schema.ts'
import { askFor } from '../ask.ts'
import { type Check, defineCheck } from '../check.ts'
import { type Finding, ok, problem, warning } from '../finding.ts'

/** A certificate that the config names. */
export interface NamedCertificate {
  readonly arn: string
  /** The region from which it can be used. */
  readonly region: string
  /** The name that it has to cover, where the config has one. */
  readonly host?: string
  /** Its key of the config. */
  readonly key: string
}

/** ACM renews at 60 days; below that something is in its way. https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html */
const soonDays = 30
const dayMs = 86_400_000

const regionOf = (arn: string): string => arn.split(':')[3] ?? ''

/** Whether a name of a certificate covers a host: a star stands for one label. */
const covers = (name: string, host: string): boolean =>
  name.toLowerCase() === host ||
  (name.startsWith('*.') && name.slice(2).toLowerCase() === host.slice(host.indexOf('.') + 1))

const validityFindings = ({ key, region }: NamedCertificate, detail: CertificateDetail, now: Date): Finding[] => {
  const { NotAfter, Type, RenewalSummary } = detail
  if (!NotAfter) return []
  const days = Math.floor((NotAfter.getTime() - now.getTime()) / dayMs)
  const found = `The certificate of ${key} is issued and has ${days} days left.`
  if (days >= soonDays) return [ok(found)]
  if (days < 0)
    return [
      problem(
        `The certificate of ${key} ran out on ${NotAfter.toISOString().slice(0, 10)}.`,
        'Browsers refuse the address.',
        `ACM console in ${region}: import or request a new one.`,
      ),
    ]
  return [
    Type === 'IMPORTED'
      ? warning(
          found,
          'It was imported, and ACM does not renew it.',
          `aws acm import-certificate --region ${region} with the new one, under the same ARN`,
        )
      : warning(
          found,
          `ACM renews a certificate 60 days before its end, and has not${RenewalSummary?.RenewalStatus ? ` (${RenewalSummary.RenewalStatus})` : ''}.`,
          `ACM console in ${region}: the certificate names the DNS records that have to be there.`,
        ),
  ]
}

/** What is wrong with a certificate, or how long it lasts. `detail` is nothing where ACM does not know it. */
export const certificateFindings = (
  named: NamedCertificate,
  detail: CertificateDetail | undefined,
  now: Date,
): Finding[] => {
  const { arn, region, host, key } = named
  if (regionOf(arn) !== region)
    return [
      problem(
        `The certificate of ${key} is in ${regionOf(arn)}, and is needed in ${region}.`,
        'The deployment would fail: AWS uses a certificate only from there.',
        `aws acm request-certificate --region ${region} --validation-method DNS --domain-name ${host ?? 'NAME'}`,
      ),
    ]
  if (!detail)
    return [
      problem(
        `This account has no certificate ${arn} (${key}).`,
        'The deployment would fail.',
        `aws acm list-certificates --region ${region} lists what there is.`,
      ),
    ]
  const { Status = 'unknown', DomainName = '', SubjectAlternativeNames = [], FailureReason } = detail
  if (Status !== 'ISSUED')
    return [
      problem(
        `The certificate of ${key} is ${Status}${FailureReason ? ` (${FailureReason})` : ''}.`,
        'The deployment would fail: AWS uses only a certificate that is issued.',
        Status === 'PENDING_VALIDATION'
          ? `Make the DNS records that aws acm describe-certificate --region ${region} --certificate-arn ${arn} shows, and wait.`
          : `aws acm request-certificate --region ${region} --validation-method DNS --domain-name ${host ?? DomainName}, and its ARN into the config.`,
      ),
    ]
  const names = [DomainName, ...SubjectAlternativeNames]
  const foreign =
    host === undefined || names.some((name) => covers(name, host.toLowerCase()))
      ? []
      : [
          problem(
            `The certificate of ${key} is for ${[...new Set(names)].join(', ')}, and not for ${host}.`,
            'The deployment would fail, or browsers would refuse the address.',
            `aws acm request-certificate --region ${region} --validation-method DNS --domain-name ${host}, and its ARN into the config.`,
          ),
        ]
  return [...foreign, ...validityFindings(named, detail, now)]
}

/** The check of a certificate that a config may name. */
export const certificateCheck = (name: string, named: (config: Config) => NamedCertificate | undefined): Check =>
  defineCheck({
    name,
    about: 'whether the certificate is issued',
    when: (config) => named(config) !== undefined,
    ask: async ({ config, connect, call }) => {
      const wanted = named(config)
      if (!wanted || regionOf(wanted.arn) !== wanted.region) return undefined
      const command = new DescribeCertificateCommand({ CertificateArn: wanted.arn })
      const answer = await askFor('acm:DescribeCertificate', /^ResourceNotFound/, () =>
        connect(ACMClient, wanted.region).send(command, call),
      )
      return answer?.Certificate
    },
    decide: (detail: CertificateDetail | undefined, { config, now }) => {
      const wanted = named(config)
      return wanted ? certificateFindings(wanted, detail, now) : []
    },
  })
