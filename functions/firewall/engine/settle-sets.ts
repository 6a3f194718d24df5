import { cidrText, parseRange, rangeText } from '../../../shared/addresses/addresses.ts'
import { rangeIndex } from '../../../shared/addresses/range-index.ts'
import type { FirewallSet } from '../../../shared/firewall/sets.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { FirewallAllowRecord, FirewallOffenderRecord } from '../../../shared/ledger/records.ts'
import { metrics } from '../../../shared/metrics.ts'
import { blockInForce, type Mode, modes, released, trackOf, withTrack } from '../rules/offender.ts'
import { neverAt } from '../rules/step.ts'
import { wantedEntries } from '../rules/wanted.ts'
import type { World } from '../world/world.ts'
import type { Lease } from './lease.ts'
import type { Memory } from './memory.ts'
import { type OffenderChange, readOffenders, type StoredOffender, writeOffenders } from './offenders.ts'
import { oursOf, type Pace, readSetRecords, recordOf, type Settled, settleSet } from './settle-set.ts'

/** Time that must be left to change another set, and to write another part of what was seen. */
const leastMs = 6_000

/** Clients whose blocks are written down together. */
const partSize = 200

export interface SettledSets {
  readonly outcomes: readonly Settled[]
  /** Clients with a block in force, as they are now. */
  readonly inForce: ReadonlyMap<string, StoredOffender>
  readonly released: number
  /** Milliseconds since 1970 when something is to be done again, at the earliest; nothing: not before something comes. */
  readonly nextAt?: number | undefined
  readonly failures: readonly unknown[]
}

/** The index may lag by a moment: what this call has written itself counts where it is newer. */
const readInForce = async (world: World, memory: Memory): Promise<Map<string, StoredOffender>> => {
  const found = new Map(
    (await world.ledger.open<FirewallOffenderRecord>('firewall-offender')).map((each) => [each.client, each]),
  )
  for (const [client, record] of memory.written)
    if (record.version > (found.get(client)?.version ?? 0)) found.set(client, record)
  return found
}

const clientOf = (entry: string): string | undefined => {
  const range = parseRange(entry)
  return range && rangeText(range)
}

const entryOf = (client: string): string => {
  const range = parseRange(client)
  return range ? cidrText(range) : client
}

const familyOf = (client: string): FirewallSet['family'] => (client.includes(':') ? 'ipv6' : 'ipv4')

/** What would be put into sets, or taken out, is read again before it is: the index may be of a moment ago. */
const confirm = async (
  offenders: Map<string, StoredOffender>,
  changing: ReadonlySet<string>,
  world: World,
  memory: Memory,
): Promise<void> => {
  const unsure = [...changing].filter((client) => !memory.written.has(client))
  const read = await readOffenders(world.ledger, unsure)
  for (const client of unsure) {
    const record = read.get(client)
    if (record) offenders.set(client, record)
    else offenders.delete(client)
  }
}

interface Situation {
  readonly world: World
  readonly allowed: readonly FirewallAllowRecord[]
  readonly offenders: Map<string, StoredOffender>
  readonly clock: () => Date
}

const wantedIn = (set: FirewallSet, { world, allowed, offenders, clock }: Situation): string[] =>
  wantedEntries(
    { slice: world.slice, offenders: offenders.values(), allowed, now: clock() },
    set.list,
    set.scope,
  ).filter((entry) => familyOf(entry) === set.family)

const hasUnseen = (set: FirewallSet, { offenders }: Situation): boolean => {
  if (set.list === 'allow') return false
  const mode: Mode = set.list
  return offenders.values().some((offender) => {
    const block = blockInForce(trackOf(offender, mode))
    return (
      block !== undefined &&
      block.seenAt === undefined &&
      block.cut !== true &&
      familyOf(offender.client) === set.family &&
      block.scopes.includes(set.scope)
    )
  })
}

/** What a read has shown of one block: whether it is in all of its sets, in none of them, or has no place. */
interface Shown {
  readonly in: boolean
  readonly out: boolean
  readonly cut: boolean
}

const makeShow = (outcomes: readonly Settled[]) => {
  const all = outcomes.map((outcome) => ({
    ...outcome,
    around: outcome.entries && rangeIndex([...outcome.entries].filter((entry) => !/\/(?:32|128)$/.test(entry))),
  }))
  return (client: string, mode: Mode, scopes: readonly string[]): Shown => {
    const entry = entryOf(client)
    const range = parseRange(client)
    const ofIt = all.filter(
      ({ set }) => set.list === mode && set.family === familyOf(client) && scopes.includes(set.scope),
    )
    return {
      in:
        ofIt.length > 0 &&
        ofIt.every(({ entries, around }) => entries?.has(entry) || (range && around?.around(range) !== undefined)),
      out: ofIt.every(({ ours }) => !ours.has(entry)),
      cut: ofIt.some(({ cut }) => cut.has(entry)),
    }
  }
}

/** What is to be written down of one client after the sets were read; nothing where nothing is new. */
const changeOf = (
  known: StoredOffender,
  show: ReturnType<typeof makeShow>,
  isNever: (client: string) => boolean,
  now: Date,
): { readonly change: OffenderChange; readonly released: number } | undefined => {
  const at = now.toISOString()
  let offender: OffenderChange['offender'] = known
  let count = 0
  const blocks: OffenderChange['blocks'][number][] = []
  for (const mode of modes) {
    const track = trackOf(offender, mode)
    const block = blockInForce(track)
    if (!block) continue
    const shown = show(known.client, mode, block.scopes)
    const isOver = Date.parse(block.until) <= now.getTime() || isNever(known.client)
    if (isOver && shown.out) {
      offender = withTrack(known.client, offender, mode, released(track, at))
      blocks.push({ block, isNew: false, facts: { releasedAt: at } })
      count += 1
    } else if (!isOver) {
      const seenAt = block.seenAt ?? (shown.in ? at : undefined)
      const next = { ...block, seenAt, cut: shown.cut ? true : shown.in ? undefined : block.cut }
      if (next.seenAt === block.seenAt && next.cut === block.cut) continue
      offender = withTrack(known.client, offender, mode, { ...track, block: next })
      blocks.push({ block: next, isNew: false, facts: {} })
    }
  }
  return blocks.length > 0 ? { change: { offender, known, blocks }, released: count } : undefined
}

/** What the call before has written counts too. */
const paceOf = (world: World, records: Awaited<ReturnType<typeof readSetRecords>>): Pace => {
  const lastWrite = new Map<string, number>()
  for (const set of world.sets) {
    const putAt = Date.parse(recordOf(records, set)?.putAt ?? '') || 0
    lastWrite.set(set.scope, Math.max(putAt, lastWrite.get(set.scope) ?? 0))
  }
  return { lastWrite }
}

/**
 * Brings all sets to what is in force, and writes down what reads have shown: which blocks are in their sets, which are out of them, which
 * have no place.
 * @param options `look`: every set is read, as a person may have changed it; `urgent`: a person waits, and the interval does not count
 */
export const settleSets = async (
  world: World,
  memory: Memory,
  lease: Pick<Lease, 'renew'>,
  allowed: readonly FirewallAllowRecord[],
  clock: () => Date,
  { look, urgent }: { readonly look: boolean; readonly urgent: boolean },
): Promise<SettledSets> => {
  const [offenders, records] = await Promise.all([readInForce(world, memory), readSetRecords(world)])
  const situation: Situation = { world, allowed, offenders, clock }
  const changing = new Set(
    world.sets
      .filter(({ list }) => list !== 'allow')
      .flatMap((set) => {
        const wanted = new Set(wantedIn(set, situation).map(entryOf))
        const ours = new Set(oursOf(recordOf(records, set)))
        const coming = [...wanted].filter((entry) => !ours.has(entry))
        const going = [...ours].filter((entry) => !wanted.has(entry))
        return [...coming, ...going].flatMap((entry) => clientOf(entry) ?? [])
      }),
  )
  await confirm(offenders, changing, world, memory)
  const pace = paceOf(world, records)
  const failures: unknown[] = []
  let isShort = false
  const byScope = [...Map.groupBy(world.sets, ({ scope }) => scope).values()]
  const outcomes = (
    await inParallel(byScope, 2, async (sets) => {
      const done: Settled[] = []
      for (const set of sets) {
        if (world.remainingMs() < leastMs) {
          isShort = true
          break
        }
        await lease.renew()
        const wish = { wanted: wantedIn(set, situation), look: look || hasUnseen(set, situation), urgent }
        done.push(await settleSet(set, wish, recordOf(records, set), world, clock, pace))
      }
      return done
    })
  ).flat()
  for (const { failure } of outcomes) if (failure !== undefined) failures.push(failure)
  const noted = await note(outcomes, situation, memory, failures)
  if (noted.inForce.size > 0) metrics.add('FirewallInForce', noted.inForce.size)
  const cut = outcomes.reduce((sum, each) => sum + each.cut.size, 0)
  if (cut > 0) metrics.add('FirewallCut', cut)
  if (noted.released > 0) metrics.add('FirewallReleases', noted.released)
  const changes = outcomes.filter(({ changed }) => changed).length
  if (changes > 0) metrics.add('FirewallSetChanges', changes)
  const now = clock().getTime()
  const times = [
    ...noted.inForce.values().flatMap((each) =>
      modes.flatMap((mode) => {
        const until = Date.parse(blockInForce(trackOf(each, mode))?.until ?? '')
        // What became due while this call was at work: whoever came for it has found it at work, and left.
        return until > world.now.getTime() ? [until] : []
      }),
    ),
    ...outcomes.flatMap(({ waitsUntil }) => waitsUntil ?? []),
    ...(isShort || noted.left > 0 ? [now] : []),
  ]
  const nextAt = times.length > 0 ? times.reduce((one, other) => Math.min(one, other)) : undefined
  return { outcomes, inForce: noted.inForce, released: noted.released, nextAt, failures }
}

/** Writes down what was seen, part by part, as long as there is time. */
const note = async (
  outcomes: readonly Settled[],
  { world, allowed, offenders, clock }: Situation,
  memory: Memory,
  failures: unknown[],
): Promise<{ readonly inForce: Map<string, StoredOffender>; readonly released: number; readonly left: number }> => {
  // Where a set was not come to nothing is known of it.
  const isWhole = outcomes.length === world.sets.length
  const show = makeShow(outcomes)
  const now = clock()
  const never = neverAt(world.slice, allowed, now)
  const isNever = (client: string): boolean => never(client) !== undefined
  const changes = isWhole ? [...offenders.values()].flatMap((known) => changeOf(known, show, isNever, now) ?? []) : []
  let [done, count] = [0, 0]
  for (; done < changes.length; done += partSize) {
    if (world.remainingMs() < leastMs / 2) break
    const part = changes.slice(done, done + partSize)
    try {
      const { written, conflicts } = await writeOffenders(
        world,
        part.map(({ change }) => change),
        clock(),
      )
      for (const [client, record] of written) {
        memory.written.set(client, record)
        offenders.set(client, record)
      }
      for (const client of conflicts) memory.written.delete(client)
      count += part.reduce(
        (sum, { change, released: each }) => sum + (written.has(change.offender.client) ? each : 0),
        0,
      )
    } catch (error) {
      failures.push(error)
      break
    }
  }
  const inForce = new Map(
    [...offenders].filter(([, offender]) => modes.some((mode) => blockInForce(trackOf(offender, mode)))),
  )
  return { inForce, released: count, left: Math.max(0, changes.length - done) }
}
