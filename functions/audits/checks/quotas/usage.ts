import {
  ListAWSDefaultServiceQuotasCommand,
  ListServiceQuotasCommand,
  type ServiceQuota,
  ServiceQuotasClient,
} from '@aws-sdk/client-service-quotas'
import { allPages } from '../../../../shared/all-pages.ts'
import { errorName, errorText, isPermanentAwsError } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Access, Look } from '../check.ts'
import { pointsOf, type Series } from '../metric-sums.ts'
import { countedQuotas, judgeUse, type Use } from './judge.ts'

/** Services that this deployment and most accounts lean on. */
const services = [
  'lambda',
  'fargate',
  'ec2',
  'vpc',
  'elasticloadbalancing',
  'rds',
  'dynamodb',
  'cloudformation',
  'wafv2',
  'sns',
  'sqs',
  'events',
  'monitoring',
  'logs',
  'ecr',
  'acm',
  'iam',
]

/** Services at a time: Service Quotas takes ten questions a second. */
const width = 2

/** What the use was since the last look: its maximum, not what it happens to be now. */
const window = { hours: 26, periodSeconds: 3_600 }

/**
 * What applies to the account, and the defaults of what it does not list.
 * https://docs.aws.amazon.com/servicequotas/2019-06-24/apireference/API_ListServiceQuotas.html
 */
const quotasOf = async ({ client }: Access, ServiceCode: string): Promise<ServiceQuota[]> => {
  const quotas = client(ServiceQuotasClient)
  const read = (Command: typeof ListServiceQuotasCommand | typeof ListAWSDefaultServiceQuotasCommand) =>
    allPages<ServiceQuota>(async (NextToken) => {
      const input = { ServiceCode, MaxResults: 100, ...(NextToken === undefined ? {} : { NextToken }) }
      const answer = await quotas.send(new Command(input) as ListServiceQuotasCommand)
      return { items: answer.Quotas, next: answer.NextToken }
    })
  const [defaults, applied] = await Promise.all([
    read(ListAWSDefaultServiceQuotasCommand),
    read(ListServiceQuotasCommand),
  ])
  return [...new Map([...defaults, ...applied].map((quota) => [quota.QuotaCode, quota])).values()]
}

/** A count of resources is a gauge: the sum of its points says nothing, whatever AWS recommends. */
const statisticOf = (name: string, recommended = 'Maximum'): string =>
  name === 'ResourceCount' ? 'Maximum' : recommended

const seriesOf = ({ UsageMetric }: ServiceQuota): Series | undefined => {
  const { MetricNamespace, MetricName, MetricDimensions = {}, MetricStatisticRecommendation } = UsageMetric ?? {}
  if (MetricNamespace === undefined || MetricName === undefined) return undefined
  return {
    namespace: MetricNamespace,
    name: MetricName,
    dimensions: MetricDimensions,
    statistic: statisticOf(MetricName, MetricStatisticRecommendation),
  }
}

/** Seconds over which a rate is counted; a use is the sum over one such period. Nothing: it is not a rate. */
const rateSeconds: Readonly<Record<string, number>> = { SECOND: 1, MINUTE: 60, HOUR: 3_600, DAY: 86_400 }

/** The use in the quota's own unit: calls that were counted over an hour, as many a second on the average. */
const usedOf = (points: readonly number[], series: Series, { Period }: ServiceQuota): number => {
  const most = points.reduce((one, other) => Math.max(one, other), 0)
  if (series.statistic !== 'Sum') return most
  const unit = (rateSeconds[Period?.PeriodUnit ?? ''] ?? window.periodSeconds) * (Period?.PeriodValue ?? 1)
  return (most * unit) / window.periodSeconds
}

/** Limits of which AWS measures the use, here. What the config says of a limit goes before what AWS says. */
export const lookAtUsage: Look = async (access, { quotas: config }) => {
  const problems: string[] = []
  const unread: { readonly service: string; readonly error: unknown }[] = []
  const found = await inParallel(services, width, async (service) => {
    try {
      return await quotasOf(access, service)
    } catch (error) {
      // Service Quotas does not know every service in every region.
      if (errorName(error) === 'NoSuchResourceException') return []
      if (!isPermanentAwsError(error)) throw error
      unread.push({ service, error })
      return []
    }
  })
  const measured = found.flat().flatMap((quota) => {
    const series = seriesOf(quota)
    return series ? [{ quota, series }] : []
  })
  const points = await pointsOf(
    access,
    measured.map(({ series }) => series),
    window,
  )
  const uses = measured.flatMap(({ quota, series }, index): Use[] => {
    const code = `${quota.ServiceCode}/${quota.QuotaCode}`
    const limit = config.limits[code] ?? quota.Value
    const values = points[index] ?? []
    if (limit === undefined || values.length === 0) return []
    return [
      {
        quota: code,
        name: `${quota.ServiceName}: ${quota.QuotaName}`,
        used: usedOf(values, series, quota),
        limit,
        region: access.region,
        isAdjustable: quota.Adjustable ?? false,
      },
    ]
  })
  const known = new Set([
    ...found.flat().map(({ ServiceCode, QuotaCode }) => `${ServiceCode}/${QuotaCode}`),
    ...Object.values(countedQuotas),
  ])
  const isUnread = (code: string): boolean => unread.some(({ service }) => code.startsWith(`${service}/`))
  for (const code of Object.keys(config.limits))
    if (!known.has(code) && !isUnread(code))
      problems.push(`audits.quotas.limits has ${code}, of which Service Quotas does not say the use`)
  // One refusal for all is the check's own.
  if (unread.length === services.length) throw unread[0]?.error
  return {
    findings: judgeUse(uses, config),
    problems: [
      ...unread
        .map(
          ({ service, error }) =>
            `The limits of ${service} could not be read: ${errorName(error)}: ${errorText(error)}`,
        )
        .sort(),
      ...problems,
    ],
    ...(unread.length > 0 ? { unseen: 'all' as const } : {}),
  }
}
