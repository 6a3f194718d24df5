import { inParallel } from '../../../shared/in-parallel.ts'
import {
  type FirewallJudgedRecord,
  type FirewallPieceRecord,
  type FirewallStateRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { metrics } from '../../../shared/metrics.ts'
import type { CountedPiece } from '../logs/counts.ts'
import { emptyTallies, type Tallies } from '../rules/tallies.ts'
import type { World } from '../world/world.ts'
import { type CountsReader, countsReader } from './counts-reader.ts'
import type { StoredOffender } from './offenders.ts'

/** Partitions in which the pieces stand: by the first digit of their object's hash. */
const shards = [...'0123456789abcdef']

/** Generations that are read one by one; who is further behind reads everything. */
const mostBehind = 200

/** Reads of single pieces at a time. */
const width = 8

/** Minutes of a client under a rule that are kept: some 100 bytes each. */
const mostCells = 1_500_000

/** What one process remembers from pass to pass. It may be lost at any time: the ledger has it all. */
export interface Memory {
  tallies: Tallies
  /** The generation up to which all pieces are in the tallies; nothing: they are not read yet. */
  generation?: number | undefined
  /** Where a reading of everything goes on, and the generation at which it began. */
  reading?: { readonly generation: number; readonly shard: number } | undefined
  /** What this call has written of offenders, which the index may not show yet. What earlier calls wrote, others may have changed. */
  readonly written: Map<string, StoredOffender>
  /** Arrivals whose pieces this process has lately judged, by name, and when: the same for them. */
  readonly judged: Map<string, number>
}

export const emptyMemory = (): Memory => ({ tallies: emptyTallies(), written: new Map(), judged: new Map() })

/** For so long an index may lag, and much longer than it does. */
const lagMs = 300_000

/** At the beginning of a call: forgets what other calls may have changed, or every index shows by now. */
export const beginCall = ({ written, judged }: Memory, now: Date): void => {
  written.clear()
  for (const [id, at] of judged) if (at < now.getTime() - lagMs) judged.delete(id)
}

/** Of one piece. */
const pieceId = ({ object, piece }: { readonly object: string; readonly piece: number }): string => `${object}#${piece}`

type Reading = Pick<World, 'ledger' | 'slice' | 'counts'>

const idOf = ({ sk }: FirewallPieceRecord): string => {
  const [object = '', piece = '0'] = sk.split('#')
  return pieceId({ object, piece: Number(piece) })
}

/**
 * Adds pieces, each once.
 * @returns the clients that they are about
 */
export const remember = async (
  { tallies }: Memory,
  records: readonly FirewallPieceRecord[],
  { slice }: Pick<Reading, 'slice'>,
  read: CountsReader,
  now: Date,
): Promise<ReadonlySet<string>> => {
  const touched = new Set<string>()
  await read(records, (record, counts) => {
    const { format } = record.about as Pick<CountedPiece, 'format'>
    const scope = slice.sources.find(({ name }) => name === record.source)?.scope ?? 'REGIONAL'
    const { bucket, key } = record
    const tooOld = tallies.add({ counts, format }, { id: idOf(record), scope, bucket, key }, now)
    if (tooOld) metrics.add('FirewallTooOld', tooOld)
    for (const clients of counts.values()) for (const client of clients.keys()) touched.add(client)
  })
  return touched
}

/** Pieces by their names; what is gone by now is left out. */
export const readPieces = async (
  { ledger }: Pick<Reading, 'ledger'>,
  pieces: readonly { readonly object: string; readonly piece: number }[],
): Promise<FirewallPieceRecord[]> => {
  const records = await inParallel(pieces, width, ({ object, piece }) =>
    ledger.get<FirewallPieceRecord>(keys.firewallPiece(object, piece)),
  )
  return records.filter((record) => record !== undefined)
}

/** What other calls have judged since; nothing where that cannot be told one by one. */
const judgedSince = async (
  { ledger }: Reading,
  from: number,
  to: number,
): Promise<FirewallJudgedRecord[] | undefined> => {
  if (to - from > mostBehind) return undefined
  const { pk } = keys.firewallJudged(0)
  const records = await ledger.lastChildren<FirewallJudgedRecord>(pk, to - from)
  const since = records.filter(({ generation }) => generation > from)
  return since.length === to - from ? since : undefined
}

/**
 * Sees to it that the tallies hold all that was judged so far.
 * @param hasTime asked between parts
 * @returns whether they do: where there was no time, the next pass of this process goes on
 */
export const catchUp = async (
  memory: Memory,
  { generation }: Pick<FirewallStateRecord, 'generation'>,
  world: Reading,
  now: Date,
  hasTime: () => boolean,
): Promise<boolean> => {
  const read = countsReader(world.counts)
  if (memory.generation !== undefined && memory.generation !== generation) {
    const judged = await judgedSince(world, memory.generation, generation)
    if (judged) {
      for (const { pieces } of judged) await remember(memory, await readPieces(world, pieces), world, read, now)
      memory.generation = generation
    } else forget(memory)
  }
  if (memory.generation === undefined) {
    memory.reading ??= { generation, shard: 0 }
    for (; memory.reading.shard < shards.length; ) {
      if (!hasTime()) return false
      const { pk } = keys.firewallPiece(shards[memory.reading.shard] ?? '', 0)
      await remember(memory, await world.ledger.children<FirewallPieceRecord>(pk), world, read, now)
      memory.reading = { ...memory.reading, shard: memory.reading.shard + 1 }
      bound(memory, now)
    }
    memory.generation = memory.reading.generation
    memory.reading = undefined
    // Clients of what was judged before are no news; those of what was not are, when their pieces are judged.
    memory.tallies.takeTouched()
    return catchUp(memory, { generation }, world, now, hasTime)
  }
  return true
}

/** Begins anew, as a process does that has just started. */
export const forget = (memory: Memory): void => {
  memory.tallies = emptyTallies()
  memory.generation = undefined
  memory.reading = undefined
}

/** Keeps the tallies within the function's memory: where they are too large, the oldest hours go first. */
export const bound = ({ tallies }: Memory, now: Date, most = mostCells): void => {
  tallies.prune(now)
  let hours = 0
  while (tallies.size() > most && hours < 24) {
    hours += 1
    tallies.prune(new Date(now.getTime() + hours * 3_600_000))
  }
  if (hours > 0) metrics.add('FirewallHoursDropped', hours)
}
