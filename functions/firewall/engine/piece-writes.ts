import { createHash } from 'node:crypto'
import { ConflictError, TransientError } from '../../../shared/errors.ts'
import type { Write } from '../../../shared/ledger/ledger.ts'
import {
  type FirewallArrivalRecord,
  type FirewallArrived,
  type FirewallBrokenRecord,
  type FirewallPieceRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import type { CountedPiece } from '../logs/counts.ts'
import type { Source } from '../rules/slice.ts'
import type { LogObject, LogWorld } from '../world/world.ts'

/** For so long a line may be late: 25 hours, and some to spare. */
export const pieceHours = 27

/** A piece of an object that is counted, and where it belongs. */
export interface Counted {
  /** Of the object. */
  readonly id: string
  /** Of the piece, from 0. */
  readonly index: number
  readonly object: LogObject
  readonly source: Source
  readonly about: AboutPiece
}

/** What is known of a piece beside its counts. */
export type AboutPiece = Omit<CountedPiece, 'counts'>

/** Where the counts of a piece are, in its record or in an object, and who says that it has come. */
export type PackedCounts = Pick<FirewallPieceRecord, 'counts' | 'countsIn' | 'saidBy'>

type Writing = Pick<LogWorld, 'ledger'>

const after = (now: Date, hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString()

/** Whether it was written now; false: it was there, put there by another call, or by this one whose answer was lost. */
export const writeOnce = async ({ ledger }: Writing, item: Write['item'], now: Date): Promise<boolean> => {
  try {
    await ledger.commit([{ item, expect: 'absent', repeatable: true }], now)
    return true
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    return false
  }
}

/** Says once that an object, or a part of it, could not be read. */
export const writeBroken = async (
  world: Writing,
  { id, object, source }: Pick<Counted, 'id' | 'object' | 'source'>,
  { reason, words }: { readonly reason: string; readonly words: string },
  now: Date,
): Promise<void> => {
  const item: FirewallBrokenRecord = {
    ...keys.firewallBroken(id),
    kind: 'firewall-broken',
    at: now.toISOString(),
    source: source.name,
    bucket: object.bucket,
    key: object.key,
    reason,
    words,
  }
  await writeOnce(world, item, now)
}

const pieceOf = ({ id, index, object, source, about }: Counted, packed: PackedCounts, now: Date) => {
  const record: FirewallPieceRecord = {
    ...keys.firewallPiece(id, index),
    kind: 'firewall-piece',
    at: now.toISOString(),
    keepUntil: after(now, pieceHours),
    source: source.name,
    bucket: object.bucket,
    key: object.key,
    piece: index,
    about: { ...about },
    ...packed,
  }
  return record
}

const arrivedOf = ({ id, index, source, about: { tally, broken } }: Counted): FirewallArrived => ({
  source: source.name,
  object: id,
  piece: index,
  lines: tally.lines,
  fromCdn: tally.fromCdn,
  ...(broken && tally.lines === tally.malformed ? { unread: true } : {}),
})

const nameOf = ({ id, index }: Counted): string => keys.firewallArrival(id, index).sk

/** The name of the arrival of pieces that are written together: which they are decides it. */
export const arrivalName = (together: readonly Counted[]): string | undefined =>
  together.length < 2 ? undefined : createHash('sha256').update(together.map(nameOf).join()).digest('hex').slice(0, 40)

/** Says that pieces have come, so that a pass looks at them. @param name of several that were written together */
export const sayArrived = async (
  world: Writing,
  pieces: readonly Counted[],
  now: Date,
  name?: string | undefined,
): Promise<void> => {
  const [first, ...others] = pieces
  if (!first) return
  const record: FirewallArrivalRecord = {
    ...(name === undefined ? keys.firewallArrival(first.id, first.index) : keys.firewallArrivalOf(name)),
    kind: 'firewall-arrival',
    open: 'firewall-piece',
    at: now.toISOString(),
    keepUntil: after(now, pieceHours),
    ...arrivedOf(first),
    ...(others.length > 0 ? { more: others.map(arrivedOf) } : {}),
  }
  await writeOnce(world, record, now)
}

/**
 * Sees to it that a pass hears of a piece that is there: whoever wrote it may have died before it said so.
 * @returns whether it is still to be judged, as far as is known
 */
export const seeArrived = async (
  world: Writing,
  counted: Counted,
  { saidBy }: Pick<FirewallPieceRecord, 'saidBy'>,
  now: Date,
): Promise<boolean> => {
  const key = saidBy === undefined ? keys.firewallArrival(counted.id, counted.index) : keys.firewallArrivalOf(saidBy)
  const known = await world.ledger.get<FirewallArrivalRecord>(key)
  if (known) return known.open !== undefined
  await sayArrived(world, [counted], now)
  return true
}

/**
 * Writes a piece once: why the rest could not be read, and then the piece, which is the proof that it is counted. That it has come is said
 * afterwards (`sayArrived`). Each is a write of its own, which costs half of what it would in a transaction; a call that dies between any two
 * is gone on with by the next.
 * @returns whether it was written now; one that was not is said to have come
 * @throws TransientError where another call has cut the object elsewhere: only what that has written counts
 */
export const writePiece = async (
  world: Writing,
  counted: Counted,
  packed: PackedCounts,
  now: Date,
): Promise<boolean> => {
  const { id, index, about } = counted
  // A missing field is missing from every object of a delivery, and is said once for all of them (take-log.ts).
  if (about.broken && about.broken.reason !== 'missing-field') await writeBroken(world, counted, about.broken, now)
  if (await writeOnce(world, pieceOf(counted, packed, now), now)) return true
  const theirs = await world.ledger.get<FirewallPieceRecord>(keys.firewallPiece(id, index))
  if (theirs?.about.linesTo !== about.linesTo)
    throw new TransientError('Another call reads the same object, and is not at the same line')
  await seeArrived(world, counted, theirs, now)
  return false
}
