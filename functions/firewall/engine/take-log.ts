import { TransientError } from '../../../shared/errors.ts'
import { type FirewallPieceRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { once } from '../../../shared/once.ts'
import { countingOf } from '../rules/counting-of.ts'
import { isOtherLog, isTestObject } from '../rules/other-objects.ts'
import type { Source } from '../rules/slice.ts'
import type { LogObject, LogWorld } from '../world/world.ts'
import type { Gathering } from './gathering.ts'
import { objectId } from './object-id.ts'
import { type AboutPiece, type Counted, seeArrived, writeBroken } from './piece-writes.ts'

/** Time that must be left to begin another piece of an object. */
const leastMs = 8_000

/** What counts is loaded while the ledger and S3 answer for the first time. */
const loadCounting = once(() => import('../logs/count-log.ts'))

/** What has become of an object. */
export type Taken =
  /** It is counted, up to its last piece, which is still to be written; so many pieces before that were. */
  | { readonly state: 'counted'; readonly last: Counted; readonly pieces: number }
  /** All of it was written before; `isOpen`: and not judged yet. */
  | { readonly state: 'known'; readonly isOpen: boolean }
  /** It is not there, or may not be read: on record, and never tried again. */
  | { readonly state: 'unread' }
  /** AWS wrote it to test the bucket: it is not read. */
  | { readonly state: 'test' }
  /** A log of a load balancer that is not of requests: it is not read. */
  | { readonly state: 'other' }

type Taking = Pick<Counted, 'object' | 'source'> & { readonly world: LogWorld; readonly clock: () => Date }

/** The last piece of an object that was written before, of which a pass hears now at the latest; it has heard of those before it. */
const known = async (id: string, { object, source, world, clock }: Taking) => {
  const { pk, sk } = keys.firewallPiece(id, 0)
  const record = (await world.ledger.children<FirewallPieceRecord>(pk, sk.slice(0, -6))).at(-1)
  if (!record) return undefined
  const last: Counted = { id, index: record.piece, object, source, about: record.about as unknown as AboutPiece }
  return { last, isOpen: await seeArrived(world, last, record, clock()) }
}

/**
 * Reads an object once and counts its lines, in pieces, each of which is written once: a second delivery adds nothing, and a retry goes on
 * behind the last piece. The last one waits for those of other objects. What cannot be read is on record, and not tried again.
 * @throws TransientError where the connection broke, or time was over before the object was
 */
export const takeLog = async (
  object: LogObject,
  source: Source,
  world: LogWorld,
  gathering: Gathering,
  clock: () => Date,
): Promise<Taken> => {
  if (isTestObject(object.key)) return { state: 'test' }
  if (isOtherLog(object.key)) return { state: 'other' }
  loadCounting()
  const taking: Taking = { object, source, world, clock }
  const named = object.etag === undefined ? undefined : objectId(object, object.etag)
  const again = named === undefined ? undefined : gathering.lastOf(named)
  if (again) return { state: 'counted', last: again, pieces: 0 }
  const before = named === undefined ? undefined : await known(named, taking)
  if (before?.last.about.end) return { state: 'known', isOpen: before.isOpen }
  const opened = await world.objects.open(object)
  if ('unread' in opened) {
    const { unread: reason, words } = opened
    log.warn('a log that cannot be read', { source: source.name, reason })
    metrics.add('FirewallBroken', 1)
    const id = objectId(object, `${reason}#${object.etag ?? object.versionId ?? ''}`)
    await writeBroken(world, { id, object, source }, { reason, words }, clock())
    return { state: 'unread' }
  }
  const id = objectId(object, opened.etag)
  const same = gathering.lastOf(id)
  if (same) return { state: 'counted', last: same, pieces: 0 }
  const begun = before ?? (named === undefined ? await known(id, taking) : undefined)
  if (begun?.last.about.end) return { state: 'known', isOpen: begun.isOpen }
  return countObject(id, opened.chunks, begun?.last, taking, gathering)
}

const countObject = async (
  id: string,
  chunks: AsyncIterable<Uint8Array>,
  begun: Counted | undefined,
  { object, source, world, clock }: Taking,
  gathering: Gathering,
): Promise<Taken> => {
  let last = begun
  let pieces = 0
  const { countLog } = await loadCounting()
  const options = { ...countingOf(world.slice, source, object.at), fromLine: begun?.about.linesTo }
  for await (const { counts, ...about } of countLog(chunks, options)) {
    last = { id, index: (last?.index ?? -1) + 1, object, source, about }
    if (about.broken?.reason === 'missing-field') {
      // Missing from every object of a delivery: said once for a source and day, apart from the counts.
      const day = objectId({ bucket: source.name, key: about.broken.words }, clock().toISOString().slice(0, 10))
      await writeBroken(world, { id: day, object, source }, about.broken, clock())
    }
    gathering.add(last, counts)
    if (about.end && !gathering.isFull()) continue
    await gathering.write()
    if (gathering.wasNew(last) && !about.end) pieces += 1
    if (!about.end && world.remainingMs() < leastMs)
      throw new TransientError(`No time left for this object after line ${about.linesTo}: the next try goes on there`)
  }
  if (!last?.about.end) throw new TransientError('The object has ended before its last piece')
  metrics.add('FirewallObjects', 1)
  return { state: 'counted', last, pieces }
}
