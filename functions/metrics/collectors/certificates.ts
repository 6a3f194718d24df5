import { configuredCollector, dimensionsOf, type Reading, type SchemaKit, type Sources } from './collector.ts'

/** Whole days until a certificate ends, negative once it has. Nothing while it is not issued. */
export const measureCertificate = (notAfter: Date | undefined, now: Date): Reading[] =>
  notAfter
    ? [
        {
          name: 'CertificateDaysLeft',
          value: Math.floor((notAfter.getTime() - now.getTime()) / 86_400_000),
          unit: 'None',
        },
      ]
    : []

/** The days that a certificate has left, by its domain. One for CloudFront is in us-east-1: the ARN names the region. */
export const readCertificate = async (CertificateArn: string, sources: Sources, now: Date): Promise<Reading[]> => {
  const { ACMClient, DescribeCertificateCommand } = await import('../../../shared/sdk/acm.ts')
  const client = sources.client(ACMClient, CertificateArn.split(':')[3])
  const { Certificate } = await client.send(new DescribeCertificateCommand({ CertificateArn }))
  const dimensions = dimensionsOf({ Certificate: Certificate?.DomainName ?? '' })
  return measureCertificate(Certificate?.NotAfter, now).map((reading) => ({ ...reading, dimensions }))
}

/** ACM certificates, by ARN: the days that they have left. The estate's own is added by itself. */
export const certificates = configuredCollector({
  kind: 'certificate',
  schema: ({ z }: SchemaKit) =>
    z
      .array(
        z.string().regex(/^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/, 'the ARN of an ACM certificate'),
      )
      .default([]),
  places: (named, { deployed: { ESTATE_CERTIFICATE } }) =>
    [...(ESTATE_CERTIFICATE ? [ESTATE_CERTIFICATE] : []), ...named].map((arn) => ({ arn })),
  // The end of the ARN has no account in it.
  text: ({ arn }) => arn.slice(arn.lastIndexOf(':') + 1),
  dimensions: () => ({}),
  read: ({ arn }, sources, now) => readCertificate(arn, sources, now),
  statements: ({ arn }) => [{ actions: ['acm:DescribeCertificate'], resources: [arn] }],
  metrics: ['CertificateDaysLeft'],
})
