import type { ThumbnailsConfig } from '../../../shared/config/thumbnails/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import { ConflictError } from '../../../shared/errors.ts'
import type { Ledger, Stored } from '../../../shared/ledger/ledger.ts'
import { type FloodRecord, keys, type RejectRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'
import type { FloodEffects } from '../world/flood-effects.ts'

export interface FloodWatch {
  readonly ledger: Ledger
  readonly publish: (signal: Signal) => Promise<void>
  /** Sends the message by which this function asks itself, so many seconds later, whether the flood is over. */
  readonly askAgainIn: (seconds: number) => Promise<void>
  /** So many refusals within that time are a flood. */
  readonly count: number
  /** Seconds, at most 900. */
  readonly within: number
}

/** The watch that a config asks for. */
export const floodWatch = (
  { flood, within }: ThumbnailsConfig['rejects'],
  ledger: Ledger,
  { publish, send }: FloodEffects,
): FloodWatch => ({
  ledger,
  publish,
  askAgainIn: (seconds) => send({ check: 'flood' }, seconds),
  count: flood,
  within: durationSeconds(within),
})

const signal = (mood: 'bad' | 'good', at: string, title: string, body: string): Signal => ({
  name: 'rejects.flooding',
  subject: 'thumbnails/rejects',
  mood,
  id: `rejects.flooding#${mood}#${at}`,
  at,
  title,
  body,
})

const begun = (at: string, { count, within }: FloodWatch): Signal =>
  signal(
    'bad',
    at,
    'Many uploads are refused',
    `${count} or more within ${within / 60} minutes. See which and why: "${terminal} thumbnails rejects". When the cause is fixed: "${terminal} thumbnails replay".`,
  )

const ended = (at: string): Signal =>
  signal('good', at, 'Uploads are taken again', 'Few or none were refused in the last minutes.')

const countRefusals = async ({ ledger, within, count }: FloodWatch, now: Date): Promise<number> => {
  const since = new Date(now.getTime() - within * 1000).toISOString()
  return (await ledger.list<RejectRecord>('reject', { since, limit: count })).length
}

const read = (ledger: Ledger) => ledger.get<FloodRecord>(keys.flood())

const write = (
  { ledger }: FloodWatch,
  known: Stored<FloodRecord> | undefined,
  change: Pick<FloodRecord, 'state' | 'told' | 'at'>,
  now: Date,
): Promise<void> => {
  const item: FloodRecord = { ...keys.flood(), kind: 'flood', ...change }
  return ledger.commit([{ item, expect: known?.version ?? 'absent' }], now)
}

/** Another call that does the same now has done it: what it left is read when the message comes again. */
const unlessTaken = (writing: Promise<void>): Promise<void> =>
  writing.catch((error: unknown) => {
    if (!(error instanceof ConflictError)) throw error
  })

/**
 * After a refusal: says once that there are many. That a flood began is written before it is said, so that every call that
 * sees it unsaid says the same, with the same time, and none is lost.
 */
export const watchFlood = async (watch: FloodWatch, now: Date): Promise<void> => {
  const known = await read(watch.ledger)
  if (known?.state === 'flooding' && known.told) {
    // The message that would have ended it may be lost: else no later flood would ever be said.
    await endIfOver(watch, known, now)
    return
  }
  if (known?.state !== 'flooding') {
    if ((await countRefusals(watch, now)) < watch.count) return
    await unlessTaken(write(watch, known, { state: 'flooding', told: false, at: now.toISOString() }, now))
  }
  const flood = await read(watch.ledger)
  if (flood?.state !== 'flooding' || flood.told) return
  await watch.publish(begun(flood.at, watch))
  await watch.askAgainIn(watch.within)
  await unlessTaken(write(watch, flood, { state: 'flooding', told: true, at: flood.at }, now))
}

/** Says that a flood is over when less than half as many come. @returns whether it still goes on */
const endIfOver = async (watch: FloodWatch, flood: Stored<FloodRecord>, now: Date): Promise<boolean> => {
  if ((await countRefusals(watch, now)) * 2 >= watch.count) return true
  await watch.publish(ended(now.toISOString()))
  await unlessTaken(write(watch, flood, { state: 'over', told: true, at: flood.at }, now))
  return false
}

/** Some time after a flood began: says that it is over when less than half as many come, else asks again later. */
export const checkFlood = async (watch: FloodWatch, now: Date): Promise<void> => {
  const flood = await read(watch.ledger)
  if (flood?.state === 'flooding' && (await endIfOver(watch, flood, now))) await watch.askAgainIn(watch.within)
}

/** Every quarter of an hour, flood or not: the same, and no message follows. It ends what a lost message has left open. */
export const sweepFlood = async (watch: FloodWatch, now: Date): Promise<void> => {
  const flood = await read(watch.ledger)
  if (flood?.state === 'flooding') await endIfOver(watch, flood, now)
}
