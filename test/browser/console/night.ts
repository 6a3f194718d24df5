import sharp from 'sharp'
import { madeUpRecords } from '../../../local/preview/made-up.ts'
import { madeUpAlerts } from '../../../local/preview/made-up-alerts.ts'
import { madeUpAudits, madeUpAuditsConfig } from '../../../local/preview/made-up-audits.ts'
import { madeUpBackups } from '../../../local/preview/made-up-backups.ts'
import { madeUpQueues } from '../../../local/preview/made-up-queues.ts'
import type { LedgerItem } from '../../../shared/ledger/ledger.ts'
import { keys, type RunRecord, type ThumbnailRecord } from '../../../shared/ledger/records.ts'
import { change, run } from '../../unit/console/records.ts'

/** Noon in Seoul, on a Monday. */
export const now = new Date('2026-11-30T03:00:00Z')
const ago = (minutes: number): string => new Date(now.getTime() - minutes * 60_000).toISOString()

export const goingAt = ago(10)

/** The run whose log goes on. */
const going: RunRecord = run({
  job: 'nightly-report',
  scheduledAt: goingAt,
  state: 'running',
  stoppedAt: undefined,
  taskArn: 'arn:aws:ecs:ap-northeast-2:123456789012:task/jobs/0123456789abcdef',
})

const failed: RunRecord = run({
  job: 'sync-stock',
  scheduledAt: ago(95),
  state: 'failed',
  attempt: 2,
  cause: 'out-of-memory',
  explanation: 'The container was killed: it used more than its 512 MiB.',
  exitCode: 137,
  taskArn: 'arn:aws:ecs:ap-northeast-2:123456789012:task/jobs/fedcba9876543210',
  logTail: ['reading stock', 'heap out of memory'],
  earlier: [
    {
      attempt: 1,
      taskArn: 'arn:aws:ecs:ap-northeast-2:123456789012:task/jobs/0000000000000000',
      startedAt: ago(95),
      stoppedAt: ago(94),
      cause: 'out-of-memory',
      explanation: 'The container was killed.',
    },
  ],
})

const thumbnail = (index: number): ThumbnailRecord => {
  const id = String(index).padStart(32, '0')
  return {
    ...keys.thumbnail(id),
    kind: 'thumbnail',
    at: ago(index),
    id,
    bucket: 'corner-shop-uploads',
    key: `photos/cat-${index}.jpg`,
    thumbnail: `photos/cat-${index}.jpg/small.webp`,
    format: 'webp',
  }
}

/** The first of many: a page with a dozen blocks shows what one with a hundred does. */
const someBlocks = (records: readonly LedgerItem[]): LedgerItem[] => {
  const many = records.filter(({ kind }) => kind === 'firewall-block' || kind === 'firewall-offender').slice(24)
  return records.filter((record) => !many.includes(record))
}

/** With what the example leaves out, so that every page is there. */
export const configOfNight = madeUpAuditsConfig

/** A night in which something happened to every capability: what each page of the console has to show. */
export const nightRecords = (): LedgerItem[] => [
  ...someBlocks(
    madeUpRecords({
      days: 2,
      until: now,
      runsADay: 16,
      incidentsADay: 4,
      messagesAnIncident: 2,
      jobs: ['nightly-report', 'sync-stock'],
      alarms: ['checkout-errors', 'orders-waiting'],
      channels: ['sms', 'email'],
      people: ['mina', 'joon', 'alex'],
    }),
  ).filter((record) => record.kind !== 'run' || (record as RunRecord).state !== 'running'),
  ...madeUpAlerts(now),
  ...madeUpAudits(now),
  ...madeUpBackups(now),
  going,
  failed,
  ...[1, 2, 3].map(thumbnail),
  change('lifecycle', 'corner-shop-uploads', { at: ago(200), by: 'mina', summary: 'one rule less' } as never),
]

const picture = await sharp({ create: { width: 32, height: 24, channels: 3, background: '#468' } })
  .webp()
  .toBuffer()

const points = (input: Readonly<Record<string, unknown>>) => {
  const { StartTime, EndTime, MetricDataQueries } = input as {
    StartTime: Date
    EndTime: Date
    MetricDataQueries: readonly { readonly Id: string }[]
  }
  const step = (EndTime.getTime() - StartTime.getTime()) / 6
  const Timestamps = Array.from({ length: 6 }, (_, index) => new Date(StartTime.getTime() + index * step))
  return {
    MetricDataResults: MetricDataQueries.map(({ Id }) => ({
      Id,
      Timestamps,
      Values: Timestamps.map((_, at) => at % 7),
    })),
  }
}

/** What AWS answers in this night: metrics, pictures, and the log of every task. */
export const awsOfNight =
  (log: () => readonly string[]) =>
  (input: Readonly<Record<string, unknown>>): unknown => {
    if ('MetricDataQueries' in input) return points(input)
    if ('logGroupName' in input)
      return { events: log().map((message, index) => ({ message, timestamp: now.getTime() - 60_000 + index * 1_000 })) }
    if ('Key' in input)
      return { Body: { transformToByteArray: async () => new Uint8Array(picture) }, ContentLength: picture.length }
    return {}
  }

/** What the functions answer that pages ask when they are drawn. */
export const queuesOfNight = (payload: unknown): unknown =>
  madeUpQueues(payload as Parameters<typeof madeUpQueues>[0], now.getTime())
