import { ConflictError } from '../../../shared/errors.ts'
import type { Invocation } from '../../../shared/handler.ts'
import { committed } from '../../../shared/ledger/committed.ts'
import type { Ledger, Stored } from '../../../shared/ledger/ledger.ts'
import { type BackfillRecord, keys } from '../../../shared/ledger/records.ts'
import { askedChange } from '../rules/asked-change.ts'
import { type BackfillStore, type Listed, portionOf } from '../rules/backfill.ts'
import { canGoOn, counted, isUnderWay, lostAfterMs, recipesVersion } from '../rules/backfill-progress.ts'
import type { Change, Order, Step } from '../rules/notification.ts'
import type { PrefixRecipe } from '../rules/recipe.ts'
import { usualRate } from './send.ts'

/** Originals that are decided on, sent and written down at once: what a call that dies is at is sent again, and no more. */
const portionSize = 200

/** Milliseconds that must be left of a call to begin with another portion. */
const marginMs = 20_000

/** Longest that one call works, after which another may take its step. */
const claimMs = 60_000

/** What the function's own walk works with. */
export interface BackfillMeans {
  /** Name of the bucket of originals. */
  readonly bucket: string
  readonly recipes: readonly PrefixRecipe[]
  readonly store: BackfillStore
  readonly ledger: Ledger
  /** Sends originals through the queue of uploads. @param before of the same step, which are held back before them */
  readonly sendOriginals: (changes: readonly Change[], before: number) => Promise<void>
  /** Puts a message into this function's own queue, after so many seconds. */
  readonly send: (message: object, seconds: number) => Promise<void>
  /** Of the config. */
  readonly version: string
}

type Known = Stored<BackfillRecord>
type Call = Pick<Invocation, 'now' | 'callId' | 'remainingMs'>

const read = ({ ledger, bucket }: BackfillMeans) => ledger.get<BackfillRecord>(keys.backfill(bucket, ''))

const nextStep = ({ run = '', after }: BackfillRecord): Step => ({ backfill: 'step', run, after })

const changeBy = ({ version }: BackfillMeans, { by, backfill }: Order, summary: string, now: Date) =>
  askedChange(
    { by, target: 'backfill', action: backfill, summary, event: { action: `backfill ${backfill}` } },
    version,
    now,
  )

const start = async (order: Order, means: BackfillMeans, { now, callId }: Call): Promise<void> => {
  const known = await read(means)
  if (known && isUnderWay(known, now)) return
  const recipes = recipesVersion(means.recipes)
  const earlier = known && !order.anew && canGoOn(known, recipes) ? known : undefined
  const item: BackfillRecord = {
    ...keys.backfill(means.bucket, ''),
    kind: 'backfill',
    at: earlier?.at ?? now.toISOString(),
    recipes,
    after: earlier?.after ?? '',
    state: 'running',
    looked: earlier?.looked ?? 0,
    sent: earlier?.sent ?? 0,
    needs: earlier?.needs ?? {},
    run: callId,
    by: order.by,
    dueAt: now.toISOString(),
  }
  const change = changeBy(means, order, earlier ? 'the backfill goes on' : 'a backfill was begun', now)
  const writes = [
    { item, expect: known?.version ?? ('absent' as const) },
    { item: change, expect: 'absent' as const },
  ]
  if (await committed(means.ledger.commit(writes, now))) await means.send(nextStep(item), 0)
}

/** A step that writes at the same moment comes before: then it is asked for once more. */
const cancel = async (order: Order, means: BackfillMeans, { now }: Call, tries = 5): Promise<void> => {
  const known = await read(means)
  if (known?.state !== 'running') return
  const item: BackfillRecord = { ...known, state: 'cancelled', endedAt: now.toISOString() }
  const writes = [
    { item, expect: known.version },
    { item: changeBy(means, order, 'the backfill was stopped', now), expect: 'absent' as const },
  ]
  if (await committed(means.ledger.commit(writes, now))) return
  if (tries <= 1) throw new ConflictError('The backfill could not be stopped: it was written by others again and again')
  await cancel(order, means, { now } as Call, tries - 1)
}

/** Begins a backfill of the whole bucket, goes on with one that was stopped, or stops one. What is done already is left. */
export const orderBackfill = (order: Order, means: BackfillMeans, call: Call): Promise<void> =>
  (order.backfill === 'start' ? start : cancel)(order, means, call)

/** Its own step, and no earlier one, that nobody else is at. */
const isItsTurn = (known: Known | undefined, { run, after }: Step, now: Date): known is Known =>
  known?.state === 'running' &&
  known.run === run &&
  known.after === after &&
  (known.claimedUntil === undefined || known.claimedUntil <= now.toISOString())

/** The first page behind a key; none at the end of the list. */
const pageAfter = async ({ store }: BackfillMeans, after: string): Promise<readonly Listed[]> => {
  for await (const page of store.originals('', after || undefined)) return page
  return []
}

/**
 * Looks at one page of the list, sends what is to be made, and asks itself for the next when that is made. Called twice, or when
 * its backfill is stopped or was begun anew, it does nothing.
 */
export const stepBackfill = async (step: Step, means: BackfillMeans, call: Call): Promise<void> => {
  const { ledger, bucket, store } = means
  const { now } = call
  const found = await read(means)
  if (!isItsTurn(found, step, now)) return
  let known: Known = found
  const keep = async (changes: Partial<BackfillRecord>): Promise<boolean> => {
    const item = { ...known, ...changes }
    const isKept = await committed(ledger.commit([{ item, expect: known.version }], now))
    known = { ...item, version: known.version + 1 }
    return isKept
  }
  const recipes = recipesVersion(means.recipes)
  // Deployed meanwhile with other recipes: what was looked at is looked at again.
  const anew = known.recipes === recipes ? {} : { recipes, after: '', looked: 0, sent: 0, needs: {} }
  if (!(await keep({ ...anew, claimedUntil: new Date(now.getTime() + claimMs).toISOString() }))) return
  const page = await pageAfter(means, known.after)
  if (page.length === 0) {
    await keep({ state: 'done', endedAt: now.toISOString(), claimedUntil: undefined, dueAt: undefined })
    return
  }
  let sent = 0
  for (let at = 0; at < page.length && call.remainingMs() >= marginMs; at += portionSize) {
    const portion = await portionOf(page.slice(at, at + portionSize), means.recipes, store, portionSize)
    await means.sendOriginals(
      portion.taken.map(({ key }) => ({ bucket, key })),
      sent,
    )
    sent += portion.taken.length
    if (!(await keep({ after: portion.last ?? known.after, ...counted(known, portion) }))) return
  }
  const seconds = Math.ceil(sent / usualRate)
  const dueAt = new Date(now.getTime() + seconds * 1000).toISOString()
  if (await keep({ claimedUntil: undefined, dueAt })) await means.send(nextStep(known), seconds)
}

/** Every quarter of an hour: asks for the step of a backfill whose message was lost. */
export const sweepBackfill = async (means: BackfillMeans, now: Date): Promise<void> => {
  const known = await read(means)
  if (known?.state !== 'running' || known.run === undefined || known.dueAt === undefined) return
  if (Date.parse(known.dueAt) + lostAfterMs <= now.getTime()) await means.send(nextStep(known), 0)
}
