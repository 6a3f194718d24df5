import { ConflictError, PermanentError } from '../../../shared/errors.ts'
import { type JobBackfillRecord, type JobRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { terminal } from '../../../shared/terminal.ts'
import {
  type BackfillStep,
  earlierStretches,
  firingsBetween,
  mostFirings,
  settle,
  stepBackfill,
  timesOf,
  wouldDo,
} from '../rules/backfill.ts'
import type { ManualAction } from '../rules/command.ts'
import { suspensionAt } from '../rules/job.ts'
import type { World } from '../world/world.ts'
import { changeOf } from './change.ts'
import { attempt } from './start.ts'
import { contextOf } from './transact.ts'

/** What a backfill comes to, with what it does about each firing. */
export interface BackfillPlan {
  readonly backfill: JobBackfillRecord
  readonly plan: readonly { readonly scheduledAt: string; readonly would: ReturnType<typeof wouldDo> }[]
}

const refused = (text: string): PermanentError => new PermanentError('refused', text)

/** Newest runs of a job among which one of its schedule says the beat of a rate. */
const runsToLook = 50

const planOf = async (
  { job, from, until, again }: Extract<ManualAction, { action: 'backfill' }>,
  world: World,
): Promise<BackfillPlan['plan']> => {
  const { ledger, now } = world
  const { job: slice } = contextOf(world, job)
  if (!slice) return []
  const [newest, record] = await Promise.all([
    ledger.lastChildren<RunRecord>(keys.run(job, '').pk, runsToLook),
    ledger.get<JobRecord>(keys.job(job)),
  ])
  const known = [
    ...newest.filter(({ requestedBy }) => !requestedBy).map(({ scheduledAt }) => scheduledAt),
    record?.since,
  ]
  const found = firingsBetween(
    slice,
    { from: new Date(from), until: new Date(until), now },
    known.filter((at) => at !== undefined),
  )
  if (found.length > mostFirings)
    throw refused(`The schedule fires more than ${mostFirings} times in that time. Ask for a shorter time.`)
  if (found.length === 0) throw refused('The schedule has no firing in that time, or none that is in the past.')
  const times = timesOf(found)
  const runs = await Promise.all(times.map((at) => ledger.get<RunRecord>(keys.run(job, at))))
  return times.map((scheduledAt, index) => ({ scheduledAt, would: wouldDo(runs[index], again === true) }))
}

/**
 * Has each firing that a schedule would have had in a time that is over run: it is written down with who asked, and gone on with by the
 * ends of its runs and by each sweep until all are done.
 * @throws PermanentError `refused` for a time without a firing, too many, or while another one of the job goes on
 */
export const beginBackfill = async (
  asked: Extract<ManualAction, { action: 'backfill' }>,
  world: World,
): Promise<BackfillPlan> => {
  const { ledger, now, callId, version } = world
  const { job, by, from, until, parallel, again, dry } = asked
  const before = await ledger.get<JobBackfillRecord>(keys.jobBackfill(job))
  if (before?.open !== undefined && !dry)
    throw refused(
      `A backfill of ${job} is still running, from ${before.from} to ${before.until}: ${before.left.length} firings are left. Wait, or end it: ${terminal} jobs backfills ${job} --cancel`,
    )
  const plan = await planOf(asked, world)
  const left = plan.filter(({ would }) => would !== 'has run').map(({ scheduledAt }) => scheduledAt)
  const backfill: JobBackfillRecord = {
    ...keys.jobBackfill(job),
    kind: 'job-backfill',
    at: now.toISOString(),
    open: left.length > 0 ? 'job-backfill' : undefined,
    job,
    id: callId,
    by,
    from,
    until,
    parallel,
    again,
    firings: plan.length,
    skipped: plan.length - left.length,
    left,
    going: [],
    succeeded: 0,
    failed: 0,
    earlier: earlierStretches(before, now),
    basis: { event: { job, from, until }, config: version },
  }
  if (dry) return { backfill, plan }
  const deed = {
    by,
    summary: `backfill from ${from} to ${until} asked for`,
    before: undefined,
    after: { firings: plan.length, parallel },
  }
  await ledger.commit(
    [
      { item: backfill, expect: before?.version ?? 'absent' },
      { item: changeOf(job, deed, world), expect: 'absent' },
    ],
    now,
  )
  return { backfill: (await advanceBackfill(job, world)) ?? backfill, plan }
}

/** Begins no further run of a backfill; those that go on end as they do. @throws PermanentError `refused` where none goes on */
export const cancelBackfill = async (
  { job, by }: Extract<ManualAction, { action: 'cancel-backfill' }>,
  world: World,
): Promise<JobBackfillRecord> => {
  const { ledger, now } = world
  const before = await ledger.get<JobBackfillRecord>(keys.jobBackfill(job))
  if (before?.open === undefined) throw refused(`No backfill of ${job} is running.`)
  const item: JobBackfillRecord = {
    ...before,
    open: undefined,
    left: [],
    cancelled: before.left.length,
    endedAt: now.toISOString(),
  }
  const deed = { by, summary: 'backfill cancelled', before: { left: before.left.length }, after: undefined }
  await ledger.commit(
    [
      { item, expect: before.version },
      { item: changeOf(job, deed, world), expect: 'absent' },
    ],
    now,
  )
  return item
}

/** Goes on with every backfill that is not done. */
export const advanceBackfills = async (world: World): Promise<void> => {
  for (const { job } of await world.ledger.open<JobBackfillRecord>('job-backfill')) await advanceBackfill(job, world)
}

/**
 * Begins as many runs of a job's backfill as may go on at once, unless the job is suspended. It can be called again at any place: what a
 * backfill has begun carries its id.
 * @returns its record as it then is; nothing where none goes on
 * @throws the SDK's transient errors: to be tried again
 */
export const advanceBackfill = async (job: string, world: World): Promise<JobBackfillRecord | undefined> => {
  const { ledger, now } = world
  const before = await ledger.get<JobBackfillRecord>(keys.jobBackfill(job))
  if (before?.open === undefined) return before
  const runs = await Promise.all(before.going.map((at) => ledger.get<RunRecord>(keys.run(job, at))))
  let after = settle(before, new Map(before.going.map((at, index) => [at, runs[index]])))
  const { job: slice } = contextOf(world, job)
  const record = await ledger.get<JobRecord>(keys.job(job))
  const isHeld = slice === undefined || suspensionAt(slice, record, now) !== undefined
  while (!isHeld && after.going.length < after.parallel) {
    const [next, ...left] = after.left
    if (next === undefined) break
    const step = await begin(job, next, after, world)
    if (step === 'not now') break
    after = { ...after, left, going: [...after.going, next] }
  }
  if (after.left.length + after.going.length === 0) after = { ...after, open: undefined, endedAt: now.toISOString() }
  if (after === before) return before
  try {
    await ledger.commit([{ item: after, expect: before.version }], now)
  } catch (error) {
    // Another call has gone on with it.
    if (!(error instanceof ConflictError)) throw error
  }
  return after
}

const begin = async (
  job: string,
  scheduledAt: string,
  backfill: JobBackfillRecord,
  world: World,
): Promise<BackfillStep> => {
  let step: BackfillStep = 'done'
  await attempt(job, scheduledAt, world, (jobState, context) => {
    step = stepBackfill(jobState, scheduledAt, backfill, context)
    return typeof step === 'string' ? undefined : step.jobState
  })
  return step
}
