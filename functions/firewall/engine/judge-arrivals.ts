import { ConflictError, TransientError } from '../../../shared/errors.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import {
  type FirewallAllowRecord,
  type FirewallArrivalRecord,
  type FirewallArrived,
  type FirewallJudgedRecord,
  type FirewallStateRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { metrics } from '../../../shared/metrics.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { customersRule } from '../logs/counts.ts'
import type { SourceSeen } from '../rules/conditions.ts'
import { judge } from '../rules/judge.ts'
import type { Offender } from '../rules/offender.ts'
import { step } from '../rules/step.ts'
import type { World } from '../world/world.ts'
import { countsReader } from './counts-reader.ts'
import type { Lease } from './lease.ts'
import { bound, type Memory, readPieces, remember } from './memory.ts'
import { type OffenderChange, readOffenders, writeOffenders } from './offenders.ts'
import { pieceHours } from './piece-writes.ts'

type Arrival = Stored<FirewallArrivalRecord>

/** A piece that has come, and when. */
type Arrived = FirewallArrived & { readonly at: string }

/** Arrivals whose pieces are judged together; between two pages the lease is taken anew. */
const pageSize = 40

/** Arrivals that are closed at a time. */
const closedAtATime = 16

/** How often clients are judged again that somebody else has changed meanwhile. */
const maxRounds = 4

/** What judging came to. */
export interface Judged {
  readonly pieces: number
  /** Pieces that are still to be judged. */
  readonly left: number
  readonly blocks: number
  readonly sources: ReadonlyMap<string, SourceSeen>
}

/** Those who have enough under any rule, whatever else is known of them: of the others nothing has to be read. */
const mayOffend = (clients: Iterable<string>, { tallies }: Memory, { slice }: Pick<World, 'slice'>): string[] =>
  [...clients].filter((client) =>
    slice.rules.some((rule) => {
      const series = rule.name === customersRule ? undefined : tallies.series(rule.name, client)
      return series !== undefined && judge(series, rule, { isBlocked: () => false }) !== undefined
    }),
  )

const count = (blocks: readonly { readonly what: string; readonly block: { readonly mode: string } }[]): number => {
  const of = (what: string, mode: string): number =>
    blocks.filter((each) => each.what === what && each.block.mode === mode).length
  const fresh = of('new', 'block')
  if (fresh > 0) metrics.add('FirewallBlocks', fresh)
  const shadows = of('new', 'count')
  if (shadows > 0) metrics.add('FirewallWouldBlock', shadows)
  const late = of('late', 'block') + of('late', 'count')
  if (late > 0) metrics.add('FirewallLate', late)
  return fresh
}

/** Judges clients and writes down what follows. @returns new blocks */
const judgeClients = async (
  clients: readonly string[],
  world: World,
  memory: Memory,
  allowed: readonly FirewallAllowRecord[],
  clock: () => Date,
): Promise<number> => {
  let blocks = 0
  let left = clients
  for (let round = 0; left.length > 0; round += 1) {
    if (round === maxRounds) throw new TransientError(`${left.length} clients are changed by others each time`)
    const now = clock()
    const known = await readOffenders(world.ledger, left)
    const offenders: ReadonlyMap<string, Offender> = known
    const result = step({ slice: world.slice, tallies: memory.tallies, clients: left, offenders, allowed, now })
    const byClient = Map.groupBy(result.blocks, ({ client }) => client)
    const changes = result.offenders.map(
      (offender): OffenderChange => ({
        offender,
        known: known.get(offender.client),
        blocks: (byClient.get(offender.client) ?? []).map(({ block, evidence, what }) => ({
          block,
          isNew: what === 'new',
          // What was over before it was known was never in a set: there is nothing to be released.
          facts: { evidence, ...(what === 'late' ? { late: true, releasedAt: block.from } : {}) },
        })),
      }),
    )
    const { written, conflicts } = await writeOffenders(world, changes, now)
    for (const [client, record] of written) memory.written.set(client, record)
    for (const client of conflicts) memory.written.delete(client)
    blocks += count(result.blocks.filter(({ client }) => written.has(client)))
    left = conflicts
  }
  return blocks
}

const arrivedIn = (page: readonly Arrival[]): Arrived[] =>
  page.flatMap((arrival) => [arrival, ...(arrival.more ?? [])].map((each) => ({ ...each, at: arrival.at })))

const noteSources = (page: readonly Arrived[], sources: Map<string, SourceSeen>): void => {
  for (const { source, lines, fromCdn } of page) {
    const known = sources.get(source) ?? { lines: 0, fromCdn: 0 }
    sources.set(source, { lines: known.lines + lines, fromCdn: known.fromCdn + fromCdn })
  }
}

type SourceState = FirewallStateRecord['sources'][string]

/** What is known of a source, with one more piece of an object. */
const withArrival = (known: SourceState | undefined, { at, piece, unread }: Arrived): SourceState => {
  const day = at.slice(0, 10)
  const { objects = 0, unread: before = 0 } = known?.day === day ? known : {}
  const lastAt = known && known.lastAt > at ? known.lastAt : at
  // An object counts once, by its first piece; one of which nothing can be read has no other.
  if (piece > 0 || (known?.day !== undefined && day < known.day)) return { ...known, lastAt }
  return { lastAt, day, objects: objects + 1, unread: before + (unread ? 1 : 0) }
}

/** That these pieces are judged: said to other processes, and with it when each source last sent something. */
const noteJudged = async (page: readonly Arrived[], lease: Lease, memory: Memory, now: Date): Promise<void> => {
  const generation = lease.state().generation + 1
  const item: FirewallJudgedRecord = {
    ...keys.firewallJudged(generation),
    kind: 'firewall-judged',
    at: now.toISOString(),
    keepUntil: new Date(now.getTime() + pieceHours * 3_600_000).toISOString(),
    generation,
    pieces: page.map(({ object, piece }) => ({ object, piece })),
  }
  const state = await lease.change(
    (before) => {
      const sources = { ...before.sources }
      for (const arrival of page) sources[arrival.source] = withArrival(sources[arrival.source], arrival)
      return { ...before, generation, sources, at: now.toISOString() }
    },
    [{ item, expect: 'absent' }],
  )
  memory.generation = state.generation
}

/** They are no longer open. Whoever was faster has closed them. */
const close = (page: readonly Arrival[], world: World, now: Date): Promise<unknown> =>
  // One by one: a transaction of all of them is one call, and costs twice.
  inParallel(page, closedAtATime, async ({ version, ...arrival }) => {
    try {
      await world.ledger.commit([{ item: { ...arrival, open: undefined }, expect: version, repeatable: true }], now)
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
  })

/**
 * Judges the pieces that have come, oldest first and page by page: blocks are written down, then that the pieces are judged, then they are
 * closed. A call that dies between any two leaves nothing that the next does not do again, or find done.
 * @param hasTime asked before each page
 */
export const judgeArrivals = async (
  world: World,
  memory: Memory,
  lease: Lease,
  allowed: readonly FirewallAllowRecord[],
  clock: () => Date,
  hasTime: () => boolean,
): Promise<Judged> => {
  const open = await world.ledger.open<FirewallArrivalRecord>('firewall-piece')
  const arrivals = open.filter(({ sk }) => !memory.judged.has(sk))
  const oldest = arrivals[0]
  const all = arrivedIn(arrivals).length
  if (all > 0) metrics.add('FirewallWaiting', all)
  if (oldest)
    metrics.add('FirewallOldestPiece', Math.max(0, (clock().getTime() - Date.parse(oldest.at)) / 1000), {
      unit: 'Seconds',
    })
  const sources = new Map<string, SourceSeen>()
  const read = countsReader(world.counts)
  let [pieces, blocks] = [0, 0]
  for (const page of piecesOf(arrivals, pageSize)) {
    if (!hasTime()) break
    await lease.renew()
    const arrived = arrivedIn(page)
    const records = await readPieces(world, arrived)
    const touched = await remember(memory, records, world, read, clock())
    memory.tallies.takeTouched()
    blocks += await judgeClients(mayOffend(touched, memory, world), world, memory, allowed, clock)
    await noteJudged(arrived, lease, memory, clock())
    for (const { sk } of page) memory.judged.set(sk, clock().getTime())
    await close(page, world, clock())
    noteSources(arrived, sources)
    pieces += arrived.length
    bound(memory, clock())
  }
  if (pieces > 0) metrics.add('FirewallMinutesKept', memory.tallies.size())
  return { pieces, left: all - pieces, blocks, sources }
}
