import { type ChannelCount, messagesSince } from '../../../../api/alerts/messages.ts'
import type { Deployment } from '../../../../api/deployment.ts'
import { savingsIn } from '../../../../api/hours/savings.ts'
import { type AskedMetric, type MetricSeries, readMetrics } from '../../../../api/read-metrics.ts'
import { dollars } from '../../../../shared/prices.ts'

/** What a month has come to so far, of what can be known without a bill. US dollars, by list prices of us-east-1. */
export interface MonthCosts {
  /** `2026-11`, in UTC, as AWS bills. */
  readonly month: string
  readonly channels: readonly ChannelCount[]
  /** Whether there were more messages than are counted. */
  readonly more: boolean
  /** What SNS says that text messages of this account and region have cost, anybody's; nothing where it has sent none. */
  readonly texts: number | undefined
  /** Reads and writes of the ledger's table. */
  readonly ledger: { readonly reads: number; readonly writes: number; readonly dollars: number }
  /** Calls of all functions and the time that they took, before anything that is free; nothing where nobody knows the functions. */
  readonly lambda: { readonly calls: number; readonly gigabyteSeconds: number; readonly dollars: number } | undefined
  /** What the functions have written into their logs. */
  readonly logs: { readonly gigabytes: number; readonly dollars: number } | undefined
  /** Alarms, for the part of the month that is over. */
  readonly alarms: { readonly count: number; readonly dollars: number } | undefined
  /** What was seen to be off has saved, by list prices; nothing where the config has no hours. */
  readonly saved: number | undefined
  /** CloudWatch did not answer: texts and ledger are not known. */
  readonly unanswered: boolean
}

/**
 * US dollars for one request unit on demand.
 * https://aws.amazon.com/dynamodb/pricing/on-demand/
 */
const perUnit = { read: 0.125e-6, write: 0.625e-6 } as const

const hourMs = 3_600_000

type Needs = Pick<Deployment, 'connect' | 'config' | 'now' | 'output' | 'billed'>

const asked = ({ output, billed }: Needs): AskedMetric[] => {
  const dimensions = { TableName: output('LedgerTable') }
  const sum = (namespace: string, name: string, of: Readonly<Record<string, string>>): AskedMetric => ({
    name,
    namespace,
    statistic: 'Sum',
    dimensions: of,
  })
  return [
    { name: 'SMSMonthToDateSpentUSD', namespace: 'AWS/SNS', statistic: 'Maximum', dimensions: {} },
    sum('AWS/DynamoDB', 'ConsumedReadCapacityUnits', dimensions),
    sum('AWS/DynamoDB', 'ConsumedWriteCapacityUnits', dimensions),
    ...(billed?.functions ?? []).flatMap(({ name }) => [
      sum('AWS/Lambda', 'Invocations', { FunctionName: name }),
      sum('AWS/Lambda', 'Duration', { FunctionName: name }),
      sum('AWS/Logs', 'IncomingBytes', { LogGroupName: `/nightshift/${name}` }),
    ]),
  ]
}

const total = (series: MetricSeries | undefined): number =>
  (series?.points ?? []).reduce((sum, { value }) => sum + value, 0)

/** @throws the SDK's error where CloudWatch does not say */
const counted = async (deployment: Needs, from: Date) => {
  const functions = deployment.billed?.functions ?? []
  const [texts, reads, writes, ...ofFunctions] = await readMetrics(
    deployment,
    asked(deployment),
    // To a whole hour, so that the same values are asked for again.
    { from, until: new Date(Math.ceil(deployment.now().getTime() / hourMs) * hourMs), period: 86_400 },
  )
  const each = functions.map(({ memory }, index) => ({
    calls: total(ofFunctions[3 * index]),
    gigabyteSeconds: (total(ofFunctions[3 * index + 1]) / 1_000) * (memory / 1_024),
    bytes: total(ofFunctions[3 * index + 2]),
  }))
  const sum = (name: keyof (typeof each)[number]): number => each.reduce((all, one) => all + one[name], 0)
  return {
    texts: texts?.points.at(-1)?.value,
    reads: total(reads),
    writes: total(writes),
    lambda: { calls: sum('calls'), gigabyteSeconds: sum('gigabyteSeconds') },
    logGigabytes: sum('bytes') / 1e9,
  }
}

/** The part of a month that is over: AWS bills alarms by the hour. */
const partOf = (from: Date, now: Date): number =>
  (now.getTime() - from.getTime()) / (Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1) - from.getTime())

/** What the month has come to so far. A CloudWatch that does not answer takes nothing of the rest away. */
export const monthCosts = async (deployment: Needs & Pick<Deployment, 'ledger'>): Promise<MonthCosts> => {
  const now = deployment.now()
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
  const month = from.toISOString().slice(0, 7)
  const [messages, known, savings] = await Promise.all([
    messagesSince(deployment, from),
    counted(deployment, from).catch(() => undefined),
    deployment.config.hours ? savingsIn(deployment, month) : undefined,
  ])
  const { reads = 0, writes = 0, texts, lambda, logGigabytes = 0 } = known ?? {}
  const { billed } = deployment
  return {
    month,
    ...messages,
    texts,
    ledger: { reads, writes, dollars: reads * perUnit.read + writes * perUnit.write },
    lambda: billed &&
      lambda && {
        ...lambda,
        dollars: lambda.calls * dollars.lambdaCall + lambda.gigabyteSeconds * dollars.lambdaGigabyteSecond,
      },
    logs: billed && known && { gigabytes: logGigabytes, dollars: logGigabytes * dollars.logGigabyte },
    alarms: billed && { count: billed.alarms, dollars: billed.alarms * dollars.alarmMonth * partOf(from, now) },
    saved: savings?.reduce((sum, each) => sum + each.saved, 0),
    unanswered: known === undefined,
  }
}
