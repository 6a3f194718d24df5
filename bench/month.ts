import { targetsOf } from '../functions/metrics/collectors/index.ts'
import { smsRegionToCopy } from '../infra/functions/alerts/alarms.ts'
import type { Config } from '../shared/config/schema.ts'
import { durationSeconds } from '../shared/duration.ts'
import { ownMetrics } from './own-metrics.ts'
import type { Item } from './prices.ts'
import { callsOf, hoursPerMonth } from './schedules.ts'
import { type Props, resourcesOf, type Template } from './template.ts'

/** How much of one thing a month takes, and how that was counted. */
export interface Usage {
  readonly item: Item
  readonly quantity: number
  readonly counted: string
}

/** What no template says. Each is rather too much than too little. */
export const assumptions = {
  /** Seconds that a call is billed for, its share of cold starts included. */
  callSeconds: 0.5,
  /** Bytes that a call writes to its log, with Lambda's own lines and the metrics in it. */
  logBytes: 1_500,
  /**
   * Lambda reads a queue five times at once, with long polls of up to 20 seconds. It may go down to two where little comes, but
   * not where a maximum concurrency is set. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
   */
  pollsPerQueueAndMinute: 15,
  /** ECS tells of a Fargate task eight times, from PROVISIONING to STOPPED. */
  changesPerRun: 8,
  /** Sent, received, deleted. */
  requestsPerMessage: 3,
  /**
   * A run is written about six times, in a transaction (×2), up to 2 KB (×2), and in one or two indexes; the last time with
   * the end of its log, about 1 KB.
   */
  run: { writes: 44, reads: 30, bytes: 3_000 },
  /** The sweep keeps one small item for each job, in a transaction (×2), with an index. */
  sweptJob: { writes: 3, reads: 3 },
  /** Two look-ups in an index, each eventually consistent. */
  sweep: { reads: 1 },
  /** Days for which the ledger keeps a run. */
  ledgerDays: 400,
  /** An item is in the table and in one index. */
  copies: 2,
} as const

const metricsIn = (body: unknown): number => {
  const parts = typeof body === 'object' && body !== null && 'Fn::Join' in body ? body['Fn::Join'] : ['', [body]]
  const texts = Array.isArray(parts) && Array.isArray(parts[1]) ? parts[1] : []
  const { widgets } = JSON.parse(texts.map((part) => (typeof part === 'string' ? part : 'x')).join('')) as {
    readonly widgets: readonly { readonly properties: { readonly metrics?: readonly unknown[] } }[]
  }
  return widgets.reduce((sum, { properties }) => sum + (properties.metrics?.length ?? 0), 0)
}

const alarmMetrics = ({ Metrics }: Props): number =>
  Array.isArray(Metrics) ? Metrics.filter((each: Props) => each.MetricStat !== undefined).length : 1

/** Metrics that a log's filter writes even where nothing matches. */
const filterMetrics = ({ MetricTransformations }: Props): number =>
  (MetricTransformations as readonly Props[]).filter(({ DefaultValue }) => DefaultValue !== undefined).length

const countMetrics = (config: Config, template: Template, calls: ReturnType<typeof callsOf>): Usage => {
  const names = config.thumbnails ? { UPLOADS_BUCKET: 'uploads', THUMBNAILS_BUCKET: 'thumbnails' } : {}
  const targets = targetsOf(
    { ...config.metrics, jobs: Object.keys(config.jobs ?? {}), smsRegion: smsRegionToCopy(config) },
    names,
  )
  const collected = targets.reduce((sum, { metrics }) => sum + metrics.length, 1)
  const filtered = resourcesOf(template, 'AWS::Logs::MetricFilter').reduce(
    (sum, { props }) => sum + filterMetrics(props),
    0,
  )
  const share = (times: number): number => Math.min(1, times / hoursPerMonth)
  const occasions = {
    'each minute': 1,
    'each run': share(calls.runs),
    'each reconcile': share(calls.reconciles),
    never: 0,
  }
  const written = Object.values(ownMetrics).reduce((sum, occasion) => sum + occasions[occasion], 0)
  return {
    item: 'customMetrics',
    quantity: collected + filtered + written,
    counted: `${collected} of the collector, ${filtered} of log filters, ${written.toFixed(2)} of the functions, by the hour`,
  }
}

const countCloudWatch = (config: Config, template: Template, calls: ReturnType<typeof callsOf>): Usage[] => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm')
  const composite = resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm').length
  const boards = resourcesOf(template, 'AWS::CloudWatch::Dashboard').map(({ props }) => metricsIn(props.DashboardBody))
  const large = boards.filter((metrics) => metrics > 50).length
  const reads = config.metrics.databases.length + (smsRegionToCopy(config) === undefined ? 0 : 1)
  // The sweep asks for a heartbeat's metric once for each time that it was promised.
  const beats = Object.values(config.alerts.heartbeats).reduce(
    (sum, { metric, every }) => sum + (metric ? (hoursPerMonth * 3600) / durationSeconds(every) : 0),
    0,
  )
  return [
    {
      item: 'alarms',
      quantity: alarms.reduce((sum, { props }) => sum + alarmMetrics(props), 0),
      counted: `${alarms.length} alarms in the template`,
    },
    { item: 'compositeAlarms', quantity: composite, counted: 'in the template' },
    {
      item: 'dashboards',
      quantity: boards.length - large,
      counted: `in the template, with ${boards.join(', ')} metrics`,
    },
    { item: 'largeDashboards', quantity: large, counted: 'in the template, with more than 50 metrics' },
    countMetrics(config, template, calls),
    {
      item: 'metricRequests',
      quantity: calls.collects + hoursPerMonth * 60,
      counted: 'one PutMetricData for each look of the collector, one DescribeAlarms for each minute',
    },
    {
      item: 'metricReads',
      quantity: calls.collects * reads + beats,
      counted: `${reads} metrics that the collector reads, and heartbeats by a metric`,
    },
    {
      item: 'logs',
      quantity: (calls.total * assumptions.logBytes) / 1e9,
      counted: `${assumptions.logBytes} bytes a call`,
    },
  ]
}

const countQueues = (template: Template, calls: ReturnType<typeof callsOf>): Usage => {
  const polled = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').length
  const polls = polled * assumptions.pollsPerQueueAndMinute * hoursPerMonth * 60
  return {
    item: 'queueRequests',
    quantity: polls + calls.taskChanges * assumptions.requestsPerMessage,
    counted: `${polled} queues polled ${assumptions.pollsPerQueueAndMinute} times a minute each, and ${Math.round(calls.taskChanges).toLocaleString('en')} messages`,
  }
}

const countLedger = (config: Config, calls: ReturnType<typeof callsOf>): Usage[] => {
  const { run, sweptJob, sweep, ledgerDays, copies } = assumptions
  const jobs = Object.keys(config.jobs ?? {}).length
  const kept = (calls.runs * 12 * ledgerDays * run.bytes) / 365.25 / 1e9
  const counted = `${jobs} jobs looked at every minute, ${Math.round(calls.runs).toLocaleString('en')} runs`
  return [
    { item: 'ledgerWrites', quantity: calls.sweeps * jobs * sweptJob.writes + calls.runs * run.writes, counted },
    {
      item: 'ledgerReads',
      quantity: calls.sweeps * (sweep.reads + jobs * sweptJob.reads) + calls.runs * run.reads + calls.collects * jobs,
      counted,
    },
    { item: 'ledgerStorage', quantity: kept * copies, counted: `${ledgerDays} days of runs, with one index` },
    { item: 'ledgerRecovery', quantity: kept, counted: 'the same, without the index' },
  ]
}

/**
 * What the night shift takes in a month in which nothing goes wrong, nobody uploads anything, and every job's run succeeds.
 * Not in it: the estate, the time of the jobs' own tasks on Fargate, and the photos.
 */
export const countMonth = (config: Config, template: Template): Usage[] => {
  const calls = callsOf(template, assumptions.changesPerRun)
  const looked = config.metrics.newestObject.length
  return [
    ...countCloudWatch(config, template, calls),
    { item: 'keys', quantity: resourcesOf(template, 'AWS::KMS::Key').length, counted: 'in the template' },
    {
      item: 'secrets',
      quantity: resourcesOf(template, 'AWS::SecretsManager::Secret').length,
      counted: 'in the template',
    },
    { item: 'lambdaRequests', quantity: calls.total, counted: 'schedules in the template, and ECS telling of runs' },
    {
      item: 'lambdaTime',
      quantity: calls.gigabytes * assumptions.callSeconds,
      counted: `${assumptions.callSeconds} s a call`,
    },
    { item: 'schedulerCalls', quantity: calls.scheduled, counted: 'schedules in the template' },
    countQueues(template, calls),
    ...countLedger(config, calls),
    { item: 'bucketLists', quantity: calls.collects * looked, counted: `${looked} prefixes of up to 1,000 objects` },
    {
      item: 'bucketReads',
      quantity: calls.reconciles * (config.lifecycle?.buckets.length ?? 0) * 2,
      counted: 'rules and versioning of each bucket, once a day',
    },
  ]
}
