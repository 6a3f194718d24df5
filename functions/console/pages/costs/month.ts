import { type ChannelCount, messagesSince } from '../../../../api/alerts/messages.ts'
import type { Deployment } from '../../../../api/deployment.ts'
import { savingsIn } from '../../../../api/hours/savings.ts'
import { readMetrics } from '../../../../api/read-metrics.ts'

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

const counted = async (deployment: Pick<Deployment, 'connect' | 'config' | 'now' | 'output'>, from: Date) => {
  const dimensions = { TableName: deployment.output('LedgerTable') }
  const table = (name: string) => ({ name, namespace: 'AWS/DynamoDB', statistic: 'Sum', dimensions }) as const
  const [texts, reads, writes] = await readMetrics(
    deployment,
    [
      { name: 'SMSMonthToDateSpentUSD', namespace: 'AWS/SNS', statistic: 'Maximum', dimensions: {} },
      table('ConsumedReadCapacityUnits'),
      table('ConsumedWriteCapacityUnits'),
    ],
    // To a whole hour, so that the same values are asked for again.
    { from, until: new Date(Math.ceil(deployment.now().getTime() / hourMs) * hourMs), period: 86_400 },
  )
  const sum = (series: typeof reads): number => (series?.points ?? []).reduce((total, { value }) => total + value, 0)
  return { texts: texts?.points.at(-1)?.value, reads: sum(reads), writes: sum(writes) }
}

/** What the month has come to so far. A CloudWatch that does not answer takes nothing of the rest away. */
export const monthCosts = async (
  deployment: Pick<Deployment, 'connect' | 'config' | 'now' | 'output' | 'ledger'>,
): Promise<MonthCosts> => {
  const now = deployment.now()
  const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1))
  const month = from.toISOString().slice(0, 7)
  const [messages, known, savings] = await Promise.all([
    messagesSince(deployment, from),
    counted(deployment, from).catch(() => undefined),
    deployment.config.hours ? savingsIn(deployment, month) : undefined,
  ])
  const { reads = 0, writes = 0, texts } = known ?? {}
  return {
    month,
    ...messages,
    texts,
    ledger: { reads, writes, dollars: reads * perUnit.read + writes * perUnit.write },
    saved: savings?.reduce((sum, each) => sum + each.saved, 0),
    unanswered: known === undefined,
  }
}
