import { createHash } from 'node:crypto'
import { ConflictError, TransientError } from '../../../shared/errors.ts'
import type { Write } from '../../../shared/ledger/ledger.ts'
import {
  type FirewallArrivalRecord,
  type FirewallBrokenRecord,
  type FirewallPieceRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { countLog } from '../logs/count-log.ts'
import type { ClientCounts, CountedPiece, Counts } from '../logs/counts.ts'
import { countingOf } from '../rules/counting-of.ts'
import { packCounts } from '../rules/pack.ts'
import type { Source } from '../rules/slice.ts'
import { isTestObject } from '../rules/test-objects.ts'
import type { LogObject, LogWorld } from '../world/world.ts'
import { clockOf } from './clock.ts'
import { askForPassSoon } from './due.ts'

/** For so long a line may be late: 25 hours, and some to spare. */
export const pieceHours = 27

/** Entries of one piece: packed, with evidence that hardly packs at all, they fit into a record. */
const maxEntries = 6_000

/** Time that must be left to begin another piece of an object. */
const leastMs = 8_000

/** Under which an object stands in the ledger: a second delivery, or a second event about it, finds what the first has written. */
export const objectId = ({ bucket, key }: Pick<LogObject, 'bucket' | 'key'>, etag: string): string =>
  createHash('sha256')
    .update(JSON.stringify([bucket, key, etag]))
    .digest('hex')
    .slice(0, 40)

/** What has become of an object. */
export type Taken =
  /** Pieces that this call has written. */
  | { readonly state: 'counted'; readonly pieces: number }
  /** All of it was written before; `isOpen`: and not judged yet. */
  | { readonly state: 'known'; readonly isOpen: boolean }
  /** It is not there, or may not be read: on record, and never tried again. */
  | { readonly state: 'unread' }
  /** AWS wrote it to test the bucket: it is not read. */
  | { readonly state: 'test' }

type AboutPiece = Omit<CountedPiece, 'counts'>

const after = (now: Date, hours: number): string => new Date(now.getTime() + hours * 3_600_000).toISOString()

const brokenWrite = (
  id: string,
  source: Source,
  object: LogObject,
  reason: string,
  words: string,
  now: Date,
): Write => {
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
  return { item, expect: 'absent' }
}

/** Whether it was written now; false: it was there. */
const writeOnce = async (
  { ledger }: Pick<LogWorld, 'ledger'>,
  writes: readonly Write[],
  now: Date,
): Promise<boolean> => {
  try {
    await ledger.commit(writes, now)
    return true
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    return false
  }
}

/** Most characters of counts in a record, of which the table takes 400 KB. */
const mostPacked = 380_000

/** Counts that fit into a record. Where evidence is what makes them too long, it is left out: who is blocked is not decided by it. */
const packed = (counts: Counts): string => {
  const text = packCounts(counts)
  if (text.length <= mostPacked) return text
  metrics.add('FirewallEvidenceDropped', 1)
  const bare = [...counts].map(([rule, clients]): [string, ReadonlyMap<string, ClientCounts>] => [
    rule,
    new Map([...clients].map(([client, { minutes }]) => [client, { minutes }])),
  ])
  return packCounts(new Map(bare))
}

const pieceWrites = (id: string, index: number, source: Source, object: LogObject, piece: CountedPiece, now: Date) => {
  const { counts, ...about } = piece
  const common = { at: now.toISOString(), source: source.name, keepUntil: after(now, pieceHours) }
  const record: FirewallPieceRecord = {
    ...keys.firewallPiece(id, index),
    ...common,
    kind: 'firewall-piece',
    bucket: object.bucket,
    key: object.key,
    piece: index,
    about: { ...about },
    counts: packed(counts),
  }
  const arrival: FirewallArrivalRecord = {
    ...keys.firewallArrival(id, index),
    ...common,
    kind: 'firewall-arrival',
    open: 'firewall-piece',
    object: id,
    piece: index,
    lines: piece.tally.lines,
    fromCdn: piece.tally.fromCdn,
    ...(piece.broken && piece.tally.lines === piece.tally.malformed ? { unread: true } : {}),
  }
  const items = [record, arrival]
  return items.map((item): Write => ({ item, expect: 'absent' }))
}

const count = ({ tally, broken }: CountedPiece): void => {
  metrics.add('FirewallLines', tally.lines)
  const { malformed, future, unattributed, refusedByWaf } = tally
  const others = { FirewallMalformed: malformed, FirewallFuture: future, FirewallUnattributed: unattributed }
  for (const [name, value] of Object.entries({ ...others, FirewallRefusedByWaf: refusedByWaf }))
    if (value > 0) metrics.add(name, value)
  if (broken) metrics.add('FirewallBroken', 1)
}

const lastOf = async ({ ledger }: Pick<LogWorld, 'ledger'>, id: string) => {
  const { pk, sk } = keys.firewallPiece(id, 0)
  const pieces = await ledger.children<FirewallPieceRecord>(pk, sk.slice(0, -6))
  const last = pieces.at(-1)
  return last && { index: last.piece, about: last.about as unknown as AboutPiece }
}

const isOpen = async ({ index }: { readonly index: number }, id: string, { ledger }: LogWorld): Promise<boolean> =>
  (await ledger.get<FirewallArrivalRecord>(keys.firewallArrival(id, index)))?.open !== undefined

/**
 * Reads an object once and writes what its lines count, in pieces, each once: a second delivery adds nothing, and a retry goes on behind
 * the last piece. What cannot be read is on record, and not tried again.
 * @throws TransientError where the connection broke, or time was over before the object was
 */
export const takeLog = async (object: LogObject, source: Source, world: LogWorld): Promise<Taken> => {
  if (isTestObject(object.key)) return { state: 'test' }
  const clock = clockOf(world)
  const taken = await countObject(object, source, world, clock)
  // Whoever wrote the last piece may have died before it asked.
  if (taken.state !== 'known' || taken.isOpen) await askForPassSoon(world, clock())
  return taken
}

const countObject = async (object: LogObject, source: Source, world: LogWorld, clock: () => Date): Promise<Taken> => {
  const { slice, objects } = world
  const known = object.etag === undefined ? undefined : await lastOf(world, objectId(object, object.etag))
  if (known?.about.end)
    return { state: 'known', isOpen: await isOpen(known, objectId(object, object.etag ?? ''), world) }
  const opened = await objects.open(object)
  if ('unread' in opened) {
    const { unread, words } = opened
    log.warn('a log that cannot be read', { source: source.name, reason: unread })
    metrics.add('FirewallBroken', 1)
    const id = objectId(object, `${unread}#${object.etag ?? object.versionId ?? ''}`)
    await writeOnce(world, [brokenWrite(id, source, object, unread, words, clock())], clock())
    return { state: 'unread' }
  }
  const id = objectId(object, opened.etag)
  let last = known ?? (object.etag === undefined ? await lastOf(world, id) : undefined)
  if (last?.about.end) return { state: 'known', isOpen: await isOpen(last, id, world) }
  let written = 0
  const pieces = countLog(opened.chunks, {
    ...countingOf(slice, source, object.at),
    fromLine: last?.about.linesTo,
    maxEntries,
  })
  for await (const piece of pieces) {
    const index = (last?.index ?? -1) + 1
    const { counts: _, ...about } = piece
    const writes = pieceWrites(id, index, source, object, piece, clock())
    const { reason, words = '' } = piece.broken ?? {}
    // A field that is missing is missing from every object of a delivery: said once for a source and day, apart from the counts.
    if (reason === 'missing-field') {
      const about = objectId({ bucket: source.name, key: words }, clock().toISOString().slice(0, 10))
      await writeOnce(world, [brokenWrite(about, source, object, reason, words, clock())], clock())
    }
    const broken =
      reason === undefined || reason === 'missing-field'
        ? []
        : [brokenWrite(id, source, object, reason, words, clock())]
    if (await writeOnce(world, [...writes, ...broken], clock())) {
      written += 1
      count(piece)
    } else {
      // Another call reads the same object. Where it cuts elsewhere, only what it has written counts.
      const theirs = await world.ledger.get<FirewallPieceRecord>(keys.firewallPiece(id, index))
      if (theirs?.about.linesTo !== about.linesTo)
        throw new TransientError('Another call reads the same object, and is not at the same line')
    }
    last = { index, about }
    if (!piece.end && world.remainingMs() < leastMs)
      throw new TransientError(`No time left for this object after line ${piece.linesTo}: the next try goes on there`)
  }
  metrics.add('FirewallObjects', 1)
  return written > 0 ? { state: 'counted', pieces: written } : { state: 'known', isOpen: true }
}
