import { inParallel } from '../../../shared/in-parallel.ts'
import type { Ledger, Stored } from '../../../shared/ledger/ledger.ts'
import { type BucketRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import type { Signal } from '../../../shared/signals.ts'
import { explainFailure } from '../rules/failure.ts'
import type { Consent } from '../rules/hold.ts'
import { heldOutcome, type Outcome } from '../rules/outcome.ts'
import { type BucketPlan, changesOf } from '../rules/plan.ts'
import type { WantedBucket } from '../rules/policies.ts'
import { checkRules } from '../rules/refused.ts'
import { type Look, type Verdict, verdictOfFailure, verdictOfSuccess } from '../rules/verdict.ts'
import type { Buckets } from '../world/effects.ts'
import { type Gathered, gatherWrites } from './gather.ts'
import { holdBack } from './hold-back.ts'
import { retryAborted } from './retry.ts'

export interface Reconcile {
  readonly buckets: Buckets
  readonly ledger: Ledger
  readonly publish: (signal: Signal) => Promise<void>
  readonly now: Date
  readonly config: string
  readonly event: unknown
  readonly remainingMs: () => number
  /** What a person says of changes that are held back. Default nothing. */
  readonly consent?: Consent
  /** How long a change that deletes what is there waits after it was agreed to. Default seven days. */
  readonly graceMs?: number
}

/** Buckets at a time: S3 has room for more, and the SDK's default pool has 50 sockets. */
const width = 8
/** What must be left to begin another bucket: a read and a write with their retries. */
const deadlineMarginMs = 10_000

const weekMs = 7 * 86_400_000

/** What a person said, where they meant this bucket. */
const consentFor = ({ consent = {} }: Reconcile, bucket: string): Consent =>
  consent.buckets === undefined || consent.buckets.includes(bucket) ? consent : {}

const change = async (
  { buckets }: Reconcile,
  bucket: string,
  plan: BucketPlan,
  found: Parameters<Buckets['putRules']>[2],
) => {
  if (plan.versioning) await retryAborted(() => buckets.enableVersioning(bucket), buckets.wait)
  if (plan.action === 'put')
    await retryAborted(() => buckets.putRules(bucket, plan.put, plan.minimumSize ?? found), buckets.wait)
  if (plan.action === 'delete') await retryAborted(() => buckets.deleteRules(bucket), buckets.wait)
  for (const { id, after } of plan.tierings ?? [])
    await retryAborted(
      () => (after ? buckets.putTiering(bucket, after) : buckets.deleteTiering(bucket, id)),
      buckets.wait,
    )
}

/** Signals first: what is said twice does no harm, what is recorded as said and was not does. */
const announce = async ({ publish }: Reconcile, { signals }: Verdict): Promise<void> => {
  for (const signal of signals) await publish(signal)
}

/** A bucket of which all is done but the record. */
interface Done {
  readonly outcome: Outcome
  /** The record, on its way to the ledger. */
  readonly recorded: Promise<void>
}

const reconcileBucket = async (world: Reconcile, look: Look, records: Gathered): Promise<Done> => {
  const { bucket, versioned, tierings } = look.wanted
  const state = await world.buckets.read(bucket, versioned, tierings !== undefined)
  checkRules(look.wanted)
  const { wanted, plan, held } = await holdBack(world.buckets, {
    wanted: look.wanted,
    state,
    known: look.record?.rules,
    pending: look.record?.held,
    consent: consentFor(world, bucket),
    now: look.now,
    graceMs: world.graceMs ?? weekMs,
    remainingMs: world.remainingMs,
  })
  await change(world, bucket, plan, state.minimumSize)
  const verdict = verdictOfSuccess({ ...look, wanted, held }, state, plan)
  await announce(world, verdict)
  const changes = changesOf(plan)
  const recorded = records.add(verdict.writes)
  // Heard at the end, by whoever waits for it.
  recorded.catch(() => undefined)
  return {
    outcome: {
      bucket,
      outcome: changes.length > 0 ? 'changed' : 'unchanged',
      changes,
      ...(verdict.drifted ? { drifted: true } : {}),
      ...(held ? { held: heldOutcome(held) } : {}),
    },
    recorded,
  }
}

const failedBucket = async (world: Reconcile, look: Look, error: unknown): Promise<Outcome> => {
  const failure = explainFailure(error)
  const outcome = { bucket: look.wanted.bucket, outcome: 'failed', changes: [], reason: failure.reason } as const
  try {
    const verdict = verdictOfFailure(look, failure)
    await announce(world, verdict)
    await world.ledger.commit(verdict.writes, world.now)
    return { ...outcome, transient: failure.transient }
  } catch (second) {
    log.warn('failure not recorded', { bucket: outcome.bucket, cause: explainFailure(second).cause })
    return { ...outcome, transient: true }
  }
}

const notBegun = (bucket: string): Outcome => ({
  bucket,
  outcome: 'failed',
  changes: [],
  reason: 'No time left in this call; the next one goes on here.',
  transient: true,
  notBegun: true,
})

/**
 * Brings every bucket to its policy. Each is tried, whatever happens to the others, and none throws.
 * @throws what the ledger throws when it cannot be read, before anything is changed
 */
export const reconcile = async (wanted: readonly WantedBucket[], world: Reconcile): Promise<Outcome[]> => {
  const { now, config, event, ledger } = world
  const found = await ledger.children<BucketRecord>(keys.bucket('').pk)
  const byBucket = new Map(found.map((record): [string, Stored<BucketRecord>] => [record.bucket, record]))
  const looks = wanted.map((each): Look => ({ wanted: each, record: byBucket.get(each.bucket), now, config, event }))
  const records = gatherWrites(ledger, now)
  const done = await inParallel(looks, width, async (look): Promise<Done & { readonly look: Look }> => {
    // Nothing is known of it, and nothing is written down: the next call goes on here.
    if (world.remainingMs() < deadlineMarginMs)
      return { look, outcome: notBegun(look.wanted.bucket), recorded: Promise.resolve() }
    try {
      return { look, ...(await reconcileBucket(world, look, records)) }
    } catch (error) {
      return { look, outcome: await failedBucket(world, look, error), recorded: Promise.resolve() }
    }
  })
  records.flush()
  return inParallel(done, width, async ({ look, outcome, recorded }) => {
    try {
      await recorded
      return outcome
    } catch (error) {
      return await failedBucket(world, look, error)
    }
  })
}
