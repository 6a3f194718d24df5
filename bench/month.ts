import { contributions } from './cost/index.ts'
import { type Month, type Occasion, sumByItem, type Usage } from './cost/usage.ts'
import { callsOf, hoursPerMonth } from './schedules.ts'
import { type Props, resourcesOf, type Template } from './template.ts'

/** What no template says. Each is rather too much than too little. */
const assumptions = {
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
} as const

/** Every metric that functions write themselves: those of the capabilities, and that of every function. */
export const ownMetrics: Readonly<Record<string, Occasion>> = Object.assign(
  { MessagesFailed: 'never' },
  ...contributions.map(({ written }) => written ?? {}),
)

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

/** Metrics of log filters, and of the functions by the hours in which they are written. */
const countMetrics = (template: Template, calls: Month['calls']): Usage => {
  const filtered = resourcesOf(template, 'AWS::Logs::MetricFilter').reduce(
    (sum, { props }) => sum + filterMetrics(props),
    0,
  )
  const share = (times: number): number => Math.min(1, times / hoursPerMonth)
  const occasions: Readonly<Record<Occasion, number>> = {
    'each minute': 1,
    'each run': share(calls.runs),
    'each reconcile': share(calls.reconciles),
    'each day': 1 / 24,
    never: 0,
  }
  const written = Object.values(ownMetrics).reduce((sum, occasion) => sum + occasions[occasion], 0)
  return {
    item: 'customMetrics',
    quantity: filtered + written,
    counted: `${filtered} of log filters, ${written.toFixed(2)} of the functions, by the hour`,
  }
}

const countCloudWatch = ({ template, calls }: Month): Usage[] => {
  const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm')
  const composite = resourcesOf(template, 'AWS::CloudWatch::CompositeAlarm').length
  const boards = resourcesOf(template, 'AWS::CloudWatch::Dashboard').map(({ props }) => metricsIn(props.DashboardBody))
  const large = boards.filter((metrics) => metrics > 50).length
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
    countMetrics(template, calls),
    {
      item: 'logs',
      quantity: (calls.total * assumptions.logBytes) / 1e9,
      counted: `${assumptions.logBytes} bytes a call`,
    },
  ]
}

const countPolls = (template: Template): Usage => {
  const polled = resourcesOf(template, 'AWS::Lambda::EventSourceMapping').length
  return {
    item: 'queueRequests',
    quantity: polled * assumptions.pollsPerQueueAndMinute * hoursPerMonth * 60,
    counted: `${polled} queues polled ${assumptions.pollsPerQueueAndMinute} times a minute each`,
  }
}

/**
 * What the night shift takes in a month in which nothing goes wrong, nobody uploads anything, and every job's run succeeds: what
 * the template counts for all capabilities, and what each adds. Not in it: the estate, the time of the jobs' own tasks on
 * Fargate, and the photos.
 */
export const countMonth = (config: Month['config'], template: Template): Usage[] => {
  const calls = callsOf(template, assumptions.changesPerRun)
  const month: Month = { config, template, calls }
  return sumByItem([
    ...countCloudWatch(month),
    { item: 'keys', quantity: resourcesOf(template, 'AWS::KMS::Key').length, counted: 'in the template' },
    {
      item: 'secrets',
      quantity: resourcesOf(template, 'AWS::SecretsManager::Secret').length,
      counted: 'in the template',
    },
    { item: 'lambdaRequests', quantity: calls.total, counted: 'schedules in the template, and ECS reporting runs' },
    {
      item: 'lambdaTime',
      quantity: calls.gigabytes * assumptions.callSeconds,
      counted: `${assumptions.callSeconds} s a call`,
    },
    { item: 'schedulerCalls', quantity: calls.scheduled, counted: 'schedules in the template' },
    countPolls(template),
    ...contributions.flatMap(({ usages }) => usages?.(month) ?? []),
  ])
}
