import { createHash } from 'node:crypto'
import { countLog } from '../logs/count-log.ts'
import type { CountedPiece, LineTally } from '../logs/counts.ts'
import { countingOf } from '../rules/counting-of.ts'
import { sourceOf } from '../rules/notification.ts'
import { isOtherLog, isTestObject } from '../rules/other-objects.ts'
import type { FirewallSlice, Source } from '../rules/slice.ts'
import { act } from './act.ts'
import { rowOf, setsAt } from './show.ts'
import { nextEnd, pass, release, type Stage, stageOf } from './stage.ts'
import { emptyTraffic, trafficRule } from './traffic.ts'
import type { ReplayAction, ReplayBlock, Replayed, ReplayInput, ReplayObject } from './types.ts'

export type { ReplayAction, ReplayBlock, Replayed, ReplayInput, ReplayObject, ReplaySet } from './types.ts'

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

/** An object is its key and its content; of a stream each is another one. */
const idOf = ({ bucket = '', key, bytes }: ReplayObject, index: number): string => {
  const name = JSON.stringify([bucket, key])
  return isStream(bytes) ? `${name}#${index}` : createHash('sha256').update(name).update(bytes).digest('hex')
}

const sourceFor = ({ source, bucket, key }: ReplayObject, slice: FirewallSlice): Source => {
  const found =
    source === undefined && bucket !== undefined
      ? sourceOf({ bucket, key }, slice)
      : slice.sources.find(({ name }) => name === source)
  if (found) return found
  const names = slice.sources.map(({ name }) => name).join(', ')
  throw new RangeError(`${source ?? bucket ?? key}: no such source; there are ${names}`)
}

/** Minutes between two looks for what is too old to count. */
const pruneMs = 3_600_000

/** Plays what is due by itself: passes, at most one an interval, and releases to the second. */
const makeClock = (stage: Stage, intervalMs: number) => {
  let [lastPass, passDue, lastPrune] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  return {
    /** Something has come: a pass is due, at once or when the interval is over. */
    ask: (at: number): void => {
      passDue = Math.min(passDue, Math.max(at, lastPass + intervalMs))
    },
    runTo: (time: number): void => {
      for (let next = Math.min(passDue, nextEnd(stage)); next <= time; next = Math.min(passDue, nextEnd(stage))) {
        const now = new Date(next)
        release(stage, now)
        if (next < passDue) continue
        pass(stage, now)
        ;[lastPass, passDue] = [next, Number.POSITIVE_INFINITY]
        if (next < lastPrune + pruneMs) continue
        stage.tallies.prune(now)
        lastPrune = next
      }
    },
  }
}

type Arrival = { readonly at: Date; readonly index: number; readonly object: ReplayObject }
type Happening = Arrival | ReplayAction

const inOrder = ({ objects, actions = [], until }: ReplayInput): Happening[] =>
  [...objects.map((object, index): Arrival => ({ at: object.arrivedAt, index, object })), ...actions]
    .filter(({ at }) => at <= until)
    .sort((one, other) => one.at.getTime() - other.at.getTime())

/**
 * Runs logs through the rules as the deployed engine would have: objects in the order in which they came, a pass at most once an interval,
 * releases on time. Without AWS, a clock or the environment.
 * @throws RangeError for an object of no source
 */
export const replayLogs = async (input: ReplayInput): Promise<Replayed> => {
  const { slice, until } = input
  const [stage, traffic] = [stageOf(input), emptyTraffic()]
  const clock = makeClock(stage, slice.intervalSeconds * 1000)
  const rules = [...slice.rules, trafficRule]
  const broken: Replayed['broken'][number][] = []
  const seen = new Set<string>()
  let [lines, tooOld, repeated] = [noLines, 0, 0]

  const add = (piece: CountedPiece, { bucket, key, arrivedAt }: ReplayObject, source: Source, id: string): void => {
    lines = plus(lines, piece.tally)
    if (piece.broken) broken.push({ key, ...piece.broken })
    traffic.take(piece.counts)
    const origin = { id, scope: source.scope, bucket: bucket ?? source.name, key }
    tooOld += stage.tallies.add({ ...piece, counts: traffic.without(piece.counts) }, origin, arrivedAt) ?? 0
  }
  const take = async ({ object, index }: Arrival): Promise<void> => {
    if (isTestObject(object.key) || isOtherLog(object.key)) return
    const { arrivedAt, bytes } = object
    const source = sourceFor(object, slice)
    const id = idOf(object, index)
    if (seen.has(id)) {
      repeated += 1
      return
    }
    seen.add(id)
    let piece = 0
    const options = { ...countingOf(slice, source, arrivedAt), rules }
    for await (const counted of countLog(isStream(bytes) ? bytes : chunksOf(bytes), options)) {
      add(counted, object, source, `${id}#${piece}`)
      piece += 1
    }
    clock.ask(arrivedAt.getTime())
  }

  for (const happening of inOrder(input)) {
    clock.runTo(happening.at.getTime() - 1)
    if ('object' in happening) await take(happening)
    else act(stage, happening)
  }
  clock.runTo(until.getTime())

  const all = [...stage.blocks.values()].map((entry) => ({
    isLate: entry.decision.what === 'late',
    row: rowOf(entry, traffic),
  }))
  const rows = (mode: 'block' | 'count', late: boolean): ReplayBlock[] =>
    all.filter(({ isLate, row }) => row.mode === mode && isLate === late).map(({ row }) => row)
  const blocks = rows('block', false)
  return {
    blocks,
    counted: rows('count', false),
    late: rows('block', true),
    customers: [...new Set(blocks.filter(({ customer }) => customer).map(({ client }) => client))],
    sets: setsAt(stage, until),
    refused: stage.refused,
    lines,
    malformedShare: lines.lines === 0 ? 0 : lines.malformed / lines.lines,
    broken,
    tooOld,
    repeated,
  }
}
