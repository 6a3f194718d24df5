import {
  ACMClient,
  type CertificateSummary,
  DescribeCertificateCommand,
  type KeyAlgorithm,
  ListCertificatesCommand,
} from '@aws-sdk/client-acm'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { errorName } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Access, Look } from '../check.ts'
import { endingFindings, severityOfEnd } from './ends.ts'

/**
 * Every type of key. Without them ACM lists RSA of 1024 and 2048 bits alone.
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_Filters.html
 */
const keyTypes: KeyAlgorithm[] = [
  'RSA_1024',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
]

/** CloudFront takes certificates of this region alone. */
const edgeRegion = 'us-east-1'

/** Days before its end from which a renewal has begun. https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html */
const renewalDays = 60

/** Descriptions at a time: ACM takes ten a second. */
const width = 4

const list = ({ client }: Access, region: string): Promise<CertificateSummary[]> =>
  allPages(async (NextToken) => {
    const answer = await client(ACMClient, region).send(
      new ListCertificatesCommand({
        Includes: { keyTypes },
        CertificateKeyPairOrigins: ['AWS_MANAGED', 'CUSTOMER_PROVIDED', 'ACME'],
        MaxItems: 1_000,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    )
    return { items: answer.CertificateSummaryList, next: answer.NextToken }
  })

/** Those that somebody has: what waits for its first validation, or was revoked, is none. */
const had = new Set(['EXPIRED', 'ISSUED'])

const adviceOf = ({ Type, CertificateArn = '' }: CertificateSummary, region: string): string =>
  Type === 'IMPORTED'
    ? `It was imported and never renews by itself: import the next one under the same ARN: aws acm import-certificate --region ${region} --certificate-arn ${CertificateArn} …`
    : `ACM renews it while it is used and its DNS records are there. See why it has not: aws acm describe-certificate --region ${region} --certificate-arn ${CertificateArn}`

/** A renewal that waits for somebody, or has failed. */
const renewalFinding = (
  { CertificateArn = '', DomainName = '', NotAfter, InUse = true }: CertificateSummary,
  region: string,
  status: string | undefined,
  reason: string | undefined,
  { now }: Access,
  limits: Parameters<typeof severityOfEnd>[3],
): Finding[] => {
  if (status !== 'PENDING_VALIDATION' && status !== 'FAILED') return []
  const near = NotAfter && severityOfEnd(NotAfter, InUse, now, limits)
  return [
    {
      id: findingId('certificates', 'renewal-stands-still', CertificateArn),
      audit: 'certificates',
      kind: 'renewal-stands-still',
      severity: status === 'FAILED' && InUse ? 'urgent' : (near ?? (InUse ? 'warning' : 'note')),
      resource: CertificateArn,
      title: `The renewal of the certificate of ${DomainName} ${status === 'FAILED' ? 'has failed' : 'waits for its validation'}`,
      reason: `ACM says ${status}${reason ? ` (${reason})` : ''}.`,
      advice: `Put the DNS records of the validation back: aws acm describe-certificate --region ${region} --certificate-arn ${CertificateArn}`,
    },
  ]
}

const lookIn = async (
  region: string,
  access: Access,
  limits: Parameters<typeof severityOfEnd>[3],
): Promise<Finding[]> => {
  const certificates = (await list(access, region)).filter(({ Status }) => Status === undefined || had.has(Status))
  const soon = access.now.getTime() + renewalDays * 86_400_000
  const renewing = certificates.filter(
    ({ Type, NotAfter, CertificateArn }) =>
      Type !== 'IMPORTED' && CertificateArn !== undefined && (NotAfter?.getTime() ?? 0) <= soon,
  )
  const renewals = await inParallel(renewing, width, async (summary) => {
    const answer = await access
      .client(ACMClient, region)
      .send(new DescribeCertificateCommand({ CertificateArn: summary.CertificateArn }))
      .catch((error: unknown) => {
        // Deleted since it was listed.
        if (errorName(error) === 'ResourceNotFoundException') return undefined
        throw error
      })
    const Certificate = answer?.Certificate
    const { RenewalStatus, RenewalStatusReason } = Certificate?.RenewalSummary ?? {}
    const known = { ...summary, NotAfter: Certificate?.NotAfter ?? summary.NotAfter }
    return renewalFinding(known, region, RenewalStatus, RenewalStatusReason, access, limits)
  })
  const endings = certificates.map((summary) => ({
    resource: summary.CertificateArn ?? '',
    name: summary.DomainName ?? summary.CertificateArn ?? '',
    endsAt: summary.NotAfter,
    isUsed: summary.InUse ?? true,
    advice: adviceOf(summary, region),
  }))
  return [...endingFindings('certificate-ends', endings, access.now, limits), ...renewals.flat()]
}

/** Certificates of ACM, of every type of key, in the deployment's region and in the one of CloudFront: ends, and renewals that stand still. */
export const lookAtAcm: Look = async (access, { certificates }) => {
  const regions = [...new Set([access.region, ...(access.partition === 'aws' ? [edgeRegion] : [])])]
  return { findings: (await Promise.all(regions.map((region) => lookIn(region, access, certificates)))).flat() }
}
