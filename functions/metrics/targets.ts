import type { MetricsConfig } from '../../shared/config/metrics/schema.ts'
import { dimensionText } from '../../shared/metrics/dimensions.ts'

/** The part of the config that is deployed with the collector. */
export type CollectorConfig = Pick<
  MetricsConfig,
  'namespace' | 'backlogPerTask' | 'services' | 'databases' | 'newestObject' | 'certificates'
> & {
  /** Names of the jobs. */
  readonly jobs: readonly string[]
  /** Region whose month of text messages is copied here, because an alarm cannot look into another region. Default none. */
  readonly smsRegion?: string | undefined
}

/** Names that only the deployment knows, by environment variable. What the deployment does not have is missing. */
export type DeployedNames = Readonly<
  Partial<
    Record<
      | 'UPLOADS_BUCKET'
      | 'THUMBNAILS_BUCKET'
      | 'ESTATE_CLUSTER'
      | 'ESTATE_SERVICE'
      | 'ESTATE_DATABASE'
      | 'ESTATE_CERTIFICATE',
      string | undefined
    >
  >
>

/** What is looked at. */
export type Place =
  | { readonly kind: 'backlog'; readonly queue: string; readonly cluster: string; readonly service: string }
  | { readonly kind: 'service'; readonly cluster: string; readonly service: string }
  | { readonly kind: 'database'; readonly database: string }
  | { readonly kind: 'newest-object'; readonly bucket: string; readonly prefix: string }
  | { readonly kind: 'certificate'; readonly arn: string }
  | { readonly kind: 'job'; readonly job: string }
  | { readonly kind: 'sms-spending'; readonly region: string }

/** What is looked at, and the dimensions of what is found. A certificate's domain is only known once it is read. */
export type Target = Place & { readonly dimensions: Readonly<Record<string, string>> }

/** A target as the config names it, for the log. Of a certificate's ARN the end, which has no account in it. */
export const targetText = (target: Target): string => {
  switch (target.kind) {
    case 'backlog':
      return `queue ${target.queue} of ${target.cluster}/${target.service}`
    case 'service':
      return `service ${target.cluster}/${target.service}`
    case 'database':
      return `database ${target.database}`
    case 'newest-object':
      return `bucket ${target.bucket}${target.prefix === '' ? '' : `, keys under ${target.prefix}`}`
    case 'certificate':
      return target.arn.slice(target.arn.lastIndexOf(':') + 1)
    case 'job':
      return `job ${target.job}`
    default:
      return `text messages' cost in ${target.region}`
  }
}

/** Dimensions that CloudWatch takes; one without a value, such as an empty prefix, is left out. */
export const dimensionsOf = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, string][] => {
      const text = dimensionText(value)
      return text === undefined ? [] : [[name, text]]
    }),
  )

const withoutRepeats = <Value>(values: readonly Value[]): Value[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
]

/** Everything to look at, once each. @throws Error when a bucket of Nightshift's own is not deployed */
export const targetsOf = (config: CollectorConfig, deployed: DeployedNames): Target[] => {
  const bucketName = (bucket: CollectorConfig['newestObject'][number]['bucket']): string => {
    if (typeof bucket === 'string') return bucket
    const name = deployed[bucket.own === 'uploads' ? 'UPLOADS_BUCKET' : 'THUMBNAILS_BUCKET']
    if (!name) throw new Error(`The deployment did not name its bucket of ${bucket.own}.`)
    return name
  }
  const { ESTATE_CLUSTER: cluster, ESTATE_SERVICE: service, ESTATE_DATABASE, ESTATE_CERTIFICATE } = deployed
  const services = withoutRepeats([
    ...(cluster && service ? [{ cluster, service }] : []),
    ...config.services.map(({ cluster, service }) => ({ cluster, service })),
  ])
  const serviceDimensions = ({ cluster, service }: { readonly cluster: string; readonly service: string }) =>
    services.filter((other) => other.service === service).length > 1
      ? { Cluster: cluster, Service: service }
      : { Service: service }

  return [
    ...config.backlogPerTask.map(({ queue, cluster, service }) => ({
      kind: 'backlog' as const,
      queue,
      cluster,
      service,
      dimensions: dimensionsOf({ Queue: queue }),
    })),
    ...services.map((each) => ({
      kind: 'service' as const,
      ...each,
      dimensions: dimensionsOf(serviceDimensions(each)),
    })),
    ...withoutRepeats([...(ESTATE_DATABASE ? [ESTATE_DATABASE] : []), ...config.databases]).map((database) => ({
      kind: 'database' as const,
      database,
      dimensions: dimensionsOf({ Database: database }),
    })),
    ...withoutRepeats(config.newestObject.map(({ bucket, prefix }) => ({ bucket: bucketName(bucket), prefix }))).map(
      ({ bucket, prefix }) => ({
        kind: 'newest-object' as const,
        bucket,
        prefix,
        dimensions: dimensionsOf({ Bucket: bucket, Prefix: prefix }),
      }),
    ),
    ...withoutRepeats([...(ESTATE_CERTIFICATE ? [ESTATE_CERTIFICATE] : []), ...config.certificates]).map((arn) => ({
      kind: 'certificate' as const,
      arn,
      dimensions: {},
    })),
    ...withoutRepeats(config.jobs).map((job) => ({
      kind: 'job' as const,
      job,
      dimensions: dimensionsOf({ Job: job }),
    })),
    ...(config.smsRegion
      ? [
          {
            kind: 'sms-spending' as const,
            region: config.smsRegion,
            dimensions: dimensionsOf({ Region: config.smsRegion }),
          },
        ]
      : []),
  ]
}
