import { type ReplayBlock, replayLogs } from '../../functions/firewall/replay/replay.ts'
import { errorName, errorText, isAccessDenied } from '../../shared/errors.ts'
import type { FirewallAllowRecord, FirewallEvidence } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { readAhead } from './ahead.ts'
import { type LogObject, listLogs } from './logs.ts'
import { sliceOfConfig } from './sight.ts'

/** Somebody who would have been blocked, as `nightshift firewall replay --json` prints it. Times are ISO 8601 in UTC. */
export interface ReplayRow {
  readonly address: string
  readonly rule: string
  /** `count`: the rule only counts, and would have blocked nobody. */
  readonly mode: 'block' | 'count'
  /** When it would have been decided, and the block's end. */
  readonly from: string
  readonly until: string
  /** Most requests within a window, against which threshold, within how many minutes. */
  readonly count: number
  readonly threshold: number
  readonly windowMinutes: number
  /** How many earlier blocks made it longer. */
  readonly level: number
  /** Its requests while it would have been blocked, of all its requests in these logs. */
  readonly stopped: number
  readonly requests: number
  /** It had a 2xx or 3xx on a path of `customers`. */
  readonly customer: boolean
  /** It would have been known only when the block was over. */
  readonly late: boolean
  readonly evidence?: FirewallEvidence | undefined
}

/** An object that was not read, or not to its end. */
export interface UnreadObject {
  readonly bucket: string
  readonly key: string
  readonly words: string
}

export interface FirewallReplay {
  /** Customers first, then those of whom most would have been stopped. */
  readonly rows: readonly ReplayRow[]
  readonly objects: number
  readonly lines: number
  readonly malformed: number
  readonly unread: readonly UnreadObject[]
  /** ISO 8601: logs that arrived in this time. */
  readonly since: string
  readonly until: string
}

const rowOf = (block: ReplayBlock, late: boolean): ReplayRow => {
  const { client, rule, mode, from, until, count, threshold, windowMinutes, level, stopped, requests, customer } = block
  return {
    address: client,
    rule,
    mode,
    from,
    until,
    count,
    threshold,
    windowMinutes,
    level,
    stopped,
    requests,
    customer,
    late,
    ...(block.evidence && { evidence: block.evidence }),
  }
}

const importance = ({ mode, late, customer, stopped }: ReplayRow): number =>
  (mode === 'block' ? 8e15 : 0) + (late ? 0 : 4e15) + (customer ? 2e15 : 0) + stopped

/** Why one object cannot be read, where that is about this one alone. */
const unreadFor = (error: unknown): string | undefined => {
  switch (errorName(error)) {
    case 'NoSuchKey':
      return 'It was deleted meanwhile.'
    case 'PreconditionFailed':
      return 'Another object has taken its place meanwhile.'
    case 'InvalidObjectState':
      return 'It is in an archive: restore it to read it.'
    default:
      return undefined
  }
}

/** A log whose stream ends where S3 does not give it; what was wrong is said. */
const orUnread = (log: LogObject, unread: UnreadObject[]): LogObject => ({
  ...log,
  open: async () => {
    try {
      return await log.open()
    } catch (error) {
      const { bucket, key } = log
      if (isAccessDenied(error))
        throw new UsageError(`Your credentials may not read s3://${bucket}/${key} (s3:GetObject): ${errorText(error)}`)
      const words = unreadFor(error)
      if (words === undefined) throw error
      unread.push({ bucket, key, words })
      return nothing()
    }
  },
})

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** So many small objects are fetched at once. */
const width = 8

/**
 * Runs the real logs that arrived in a time, in the order of their arrival, through the config as it is edited now: who would have been
 * blocked, when, for how long, what of their requests would have been stopped, and who looks like a customer. It starts with nobody blocked.
 * Writes nothing; objects are read as streams, one after the other.
 * @throws UsageError when the config has no firewall, a bucket is not deployed, or the credentials may not read it; the SDK's errors
 */
export const replayFirewall = async (
  deployment: Pick<Deployment, 'config' | 'output' | 'connect' | 'ledger'>,
  { since, until }: { readonly since: Date; readonly until: Date },
): Promise<FirewallReplay> => {
  const slice = sliceOfConfig(deployment.config)
  const [logs, allowed] = await Promise.all([
    listLogs(deployment, slice, since, until),
    deployment.ledger().open<FirewallAllowRecord>('firewall-allow'),
  ])
  const unread: UnreadObject[] = []
  const streamed = readAhead(
    logs.map((log) => orUnread(log, unread)),
    width,
  )
  const objects = streamed.map(({ source, bucket, key, arrivedAt, stream }) => ({
    source: source.name,
    bucket,
    key,
    arrivedAt,
    bytes: stream,
  }))
  const { blocks, counted, late, lines, broken } = await replayLogs({
    slice,
    objects,
    // What came last is judged by the pass that follows it.
    until: new Date(until.getTime() + slice.intervalSeconds * 1000),
    allowed,
    isStopping: true,
  })
  const isSaid = new Set(unread.map(({ key }) => key))
  return {
    rows: [
      ...[...blocks, ...counted].map((block) => rowOf(block, false)),
      ...late.map((block) => rowOf(block, true)),
    ].sort((one, other) => importance(other) - importance(one)),
    objects: logs.length,
    lines: lines.lines,
    malformed: lines.malformed,
    unread: [
      ...unread,
      ...broken
        .filter(({ key }) => !isSaid.has(key))
        .map(({ key, words }) => ({ bucket: logs.find((log) => log.key === key)?.bucket ?? '', key, words })),
    ],
    since: since.toISOString(),
    until: until.toISOString(),
  }
}
