import { createHash } from 'node:crypto'
import type { FirewallOffence } from '../../../shared/ledger/records/firewall.ts'
import { countLog } from '../logs/count-log.ts'
import type { Broken, CountedPiece, LineTally } from '../logs/counts.ts'
import type { BlockDecision } from '../rules/decide.ts'
import type { Offence } from '../rules/judge.ts'
import { sourceOf } from '../rules/notification.ts'
import { blockInForce, type Offender, released, trackOf, withTrack } from '../rules/offender.ts'
import type { Rule } from '../rules/rule.ts'
import type { FirewallSlice, Scope, Source } from '../rules/slice.ts'
import { type Allowed, dueReleases, step } from '../rules/step.ts'
import { emptyTallies, type Tallies } from '../rules/tallies.ts'
import { emptyTraffic, type Traffic, trafficRule } from './traffic.ts'

/** A log object, as it came. */
export interface ReplayObject {
  /** Name of the source in the config, or nothing where its bucket and key say it. */
  readonly source?: string | undefined
  readonly bucket?: string | undefined
  readonly key: string
  /** What stands in it, packed or not. */
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>
  readonly arrivedAt: Date
}

export interface ReplayInput {
  readonly slice: FirewallSlice
  readonly objects: readonly ReplayObject[]
  /** Until when blocks are released. */
  readonly until: Date
  /** Allowed by hand. */
  readonly allowed?: readonly Allowed[]
  /** Take what a client did while it would have been blocked as not done. Default false. */
  readonly isStopping?: boolean
  /** What is on record before the first object. */
  readonly offenders?: readonly Offender[]
}

/** A block that would have been, with times in ISO 8601. */
export interface ReplayBlock {
  readonly client: string
  readonly rule: string
  readonly mode: 'block' | 'count'
  readonly scopes: readonly Scope[]
  readonly count: number
  readonly threshold: number
  readonly windowMinutes: number
  /** When it was decided; for a late one, when it was known. */
  readonly from: string
  readonly until: string
  /** Nothing: it is in force at the end. */
  readonly releasedAt?: string | undefined
  /** How many earlier blocks made it longer. */
  readonly level: number
  /** What each rule had against the client. */
  readonly offences: readonly FirewallOffence[]
  readonly evidence?: Offence['evidence']
  /** It had a 2xx or 3xx on a path of `customers`. */
  readonly customer: boolean
  /** Its lines between `from` and its end: what would have been stopped. */
  readonly stopped: number
  /** All its lines. */
  readonly requests: number
}

export interface Replayed {
  /** By rules that block, in the order in which they were decided. */
  readonly blocks: readonly ReplayBlock[]
  /** By rules that only count. */
  readonly counted: readonly ReplayBlock[]
  /** Offences of rules that block, which were over before they were known. */
  readonly late: readonly ReplayBlock[]
  /** The clients among `blocks` who were customers. */
  readonly customers: readonly string[]
  readonly lines: LineTally
  /** Share of the lines that could not be read, from 0 to 1. */
  readonly malformedShare: number
  readonly broken: readonly { readonly key: string; readonly reason: Broken; readonly words: string }[]
  /** Counts of lines that came more than 25 hours late. */
  readonly tooOld: number
  /** Objects that came twice, and counted once. */
  readonly repeated: number
}

const noLines: LineTally = { lines: 0, malformed: 0, future: 0, unattributed: 0, refusedByWaf: 0, fromCdn: 0 }

const plus = (one: LineTally, other: LineTally): LineTally => ({
  lines: one.lines + other.lines,
  malformed: one.malformed + other.malformed,
  future: one.future + other.future,
  unattributed: one.unattributed + other.unattributed,
  refusedByWaf: one.refusedByWaf + other.refusedByWaf,
  fromCdn: one.fromCdn + other.fromCdn,
})

const isStream = (bytes: ReplayObject['bytes']): bytes is AsyncIterable<Uint8Array> => Symbol.asyncIterator in bytes

/** Bytes as a stream would bring them. */
async function* chunksOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 65_536) yield bytes.subarray(from, from + 65_536)
}

/** An object is its key and its content; a stream is taken for what its key says. */
const idOf = ({ bucket = '', key, bytes }: ReplayObject, index: number): string =>
  isStream(bytes)
    ? JSON.stringify([bucket, key, index])
    : createHash('sha256')
        .update(JSON.stringify([bucket, key]))
        .update(bytes)
        .digest('hex')

const sourceFor = ({ source, bucket, key }: ReplayObject, slice: FirewallSlice): Source | undefined =>
  source === undefined && bucket !== undefined
    ? sourceOf({ bucket, key }, slice)
    : slice.sources.find(({ name }) => name === source)

/** What a replay has in hand. */
interface Stage {
  readonly input: ReplayInput
  readonly tallies: Tallies
  readonly traffic: Traffic
  readonly offenders: Map<string, Offender>
  /** By client, mode and id. */
  readonly blocks: Map<string, { decision: BlockDecision; releasedAt?: string }>
}

const keyOf = ({ client, block }: Pick<BlockDecision, 'client' | 'block'>): string =>
  JSON.stringify([client, block.mode, block.id])

/** Takes out what is over at a time. */
const release = ({ input, offenders, blocks }: Stage, now: Date): void => {
  const { slice, allowed = [] } = input
  for (const { client, mode } of dueReleases(offenders.values(), { slice, allowed, now })) {
    const offender = offenders.get(client)
    const track = trackOf(offender, mode)
    const block = blockInForce(track)
    const entry = block && blocks.get(keyOf({ client, block }))
    if (entry) entry.releasedAt = now.toISOString()
    offenders.set(client, withTrack(client, offender, mode, released(track, now.toISOString())))
  }
}

const pass = ({ input, tallies, offenders, blocks }: Stage, now: Date): void => {
  const { slice, allowed = [], isStopping } = input
  const result = step({ slice, tallies, clients: tallies.takeTouched(), offenders, allowed, isStopping, now })
  for (const offender of result.offenders) offenders.set(offender.client, offender)
  for (const decision of result.blocks) {
    const before = blocks.get(keyOf(decision))
    const evidence = decision.evidence ?? before?.decision.evidence
    blocks.set(keyOf(decision), {
      ...before,
      decision: { ...decision, evidence, what: before?.decision.what ?? decision.what },
    })
  }
  tallies.prune(now)
}

/** When the next block is over. */
const nextEnd = ({ offenders }: Stage): number =>
  Math.min(
    ...[...offenders.values()].flatMap((offender) =>
      (['block', 'count'] as const).flatMap((mode) => {
        const block = blockInForce(trackOf(offender, mode))
        return block ? [Date.parse(block.until)] : []
      }),
    ),
    Number.POSITIVE_INFINITY,
  )

const shown = (
  { traffic }: Stage,
  { decision, releasedAt }: { decision: BlockDecision; releasedAt?: string },
): ReplayBlock => {
  const { client, block, evidence, what } = decision
  const {
    rule,
    mode,
    scopes,
    count = 0,
    threshold = 0,
    windowMinutes = 0,
    from,
    until,
    level = 0,
    offences = [],
  } = block
  const stopped = what === 'late' ? 0 : traffic.between(client, from, releasedAt ?? until)
  return {
    client,
    rule,
    mode,
    scopes,
    count,
    threshold,
    windowMinutes,
    from,
    until,
    ...(releasedAt !== undefined && { releasedAt }),
    level,
    offences,
    ...(evidence && { evidence }),
    customer: block.customer ?? false,
    stopped,
    requests: traffic.all(client),
  }
}

/**
 * Runs logs through the rules as the deployed engine would have: objects in the order in which they came, a pass at most once an interval,
 * releases on time. Without AWS, a clock or the environment.
 * @throws RangeError for an object of no source
 */
export const replayLogs = async (input: ReplayInput): Promise<Replayed> => {
  const { slice, objects, until } = input
  const stage: Stage = {
    input,
    tallies: emptyTallies(),
    traffic: emptyTraffic(),
    offenders: new Map((input.offenders ?? []).map((offender) => [offender.client, offender])),
    blocks: new Map(),
  }
  const rules: Rule[] = [...slice.rules, trafficRule]
  const broken: { key: string; reason: Broken; words: string }[] = []
  const seen = new Set<string>()
  let [lines, tooOld, repeated] = [noLines, 0, 0]
  let [lastPass, passDue] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]

  const runTo = (time: number): void => {
    for (;;) {
      const next = Math.min(passDue, nextEnd(stage))
      if (next > time) return
      release(stage, new Date(next))
      if (next < passDue) continue
      pass(stage, new Date(next))
      ;[lastPass, passDue] = [next, Number.POSITIVE_INFINITY]
    }
  }
  const take = (piece: CountedPiece, object: ReplayObject, source: Source, id: string): void => {
    lines = plus(lines, piece.tally)
    if (piece.broken) broken.push({ key: object.key, ...piece.broken })
    const origin = { id, scope: source.scope, bucket: object.bucket ?? source.name, key: object.key }
    stage.traffic.take(piece.counts)
    tooOld +=
      stage.tallies.add({ ...piece, counts: stage.traffic.without(piece.counts) }, origin, object.arrivedAt) ?? 0
  }

  const inOrder = objects.map((object, index) => ({ object, index }))
  inOrder.sort((one, other) => one.object.arrivedAt.getTime() - other.object.arrivedAt.getTime())
  for (const { object, index } of inOrder) {
    const { arrivedAt, bytes } = object
    if (arrivedAt.getTime() > until.getTime()) break
    runTo(arrivedAt.getTime() - 1)
    const source = sourceFor(object, slice)
    if (!source)
      throw new RangeError(
        `${object.source ?? object.bucket ?? object.key}: no such source; there are ${slice.sources.map(({ name }) => name).join(', ')}`,
      )
    const id = idOf(object, index)
    if (seen.has(id)) {
      repeated += 1
      continue
    }
    seen.add(id)
    let piece = 0
    const { customers, proxies, ipv6 } = slice
    const options = { rules, customers, proxies, ipv6, plain: source.plain, arrivedAt }
    for await (const counted of countLog(isStream(bytes) ? bytes : chunksOf(bytes), options)) {
      take(counted, object, source, `${id}#${piece}`)
      piece += 1
    }
    passDue = Math.min(passDue, Math.max(arrivedAt.getTime(), lastPass + slice.intervalSeconds * 1000))
  }
  runTo(until.getTime())

  const all = [...stage.blocks.values()].map((entry) => ({ what: entry.decision.what, row: shown(stage, entry) }))
  const rows = (mode: 'block' | 'count', isLate: boolean): ReplayBlock[] =>
    all.filter(({ what, row }) => row.mode === mode && (what === 'late') === isLate).map(({ row }) => row)
  const blocks = rows('block', false)
  return {
    blocks,
    counted: rows('count', false),
    late: rows('block', true),
    customers: [...new Set(blocks.filter(({ customer }) => customer).map(({ client }) => client))],
    lines,
    malformedShare: lines.lines === 0 ? 0 : lines.malformed / lines.lines,
    broken,
    tooOld,
    repeated,
  }
}
