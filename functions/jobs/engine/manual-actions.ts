import { PermanentError } from '../../../shared/errors.ts'
import { type JobChangeRecord, type JobRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { reopen } from '../rules/attempt.ts'
import { type Books, type Context, isSettled } from '../rules/job-state.ts'
import type { Lever } from '../rules/command.ts'
import { fire } from '../rules/fire.ts'
import { newJob, suspensionAt } from '../rules/job.ts'
import { changeBooks, contextOf, type Desk, readBooks } from './transact.ts'
import { inTheWay } from '../rules/overlap.ts'
import type { Firing } from '../rules/run.ts'
import { attempt } from './start.ts'
import { askStop } from '../rules/stop.ts'
import { runTime } from '../rules/times.ts'

type Deed = Pick<JobChangeRecord, 'summary' | 'before' | 'after' | 'by'>

/** The books with a note of who did what, written in the same transaction. */
const noted = (books: Books, deed: Deed, { now, callId, version }: Context): Books => ({
  ...books,
  lever: {
    // Two levers may be pulled in one millisecond.
    ...keys.change('jobs', books.name, `${now.toISOString()}#${callId}`),
    kind: 'change',
    at: now.toISOString(),
    capability: 'jobs',
    target: books.name,
    ...deed,
    basis: { event: { job: books.name }, config: version },
  },
})

const refused = (text: string): PermanentError => new PermanentError('refused', text)

const knownRun = ({ name, runs }: Books, scheduledAt: string): RunRecord => {
  const run = runs[scheduledAt]
  if (!run)
    throw refused(`The job ${name} has no run of ${scheduledAt}. See them with: npx nightshift runs --job ${name}`)
  return run
}

const isSameRequest = (run: RunRecord, firing: Firing): boolean => {
  const wish = ({ requestedBy, command, environment = {}, cpu, memory }: RunRecord | Firing) =>
    JSON.stringify([requestedBy, command, Object.entries(environment).sort(), cpu, memory])
  return wish(run) === wish(firing)
}

/** Starts a run that a person asked for, which may overlap no more than a firing, and notes who did. */
export const runByHand = (
  firing: Firing & { readonly requestedBy: string },
  desk: Desk,
): Promise<RunRecord | undefined> => {
  const scheduledAt = runTime(firing.scheduledAt)
  return attempt(firing.job, scheduledAt, desk, (books, context) => {
    const seen = books.runs[scheduledAt]
    if (seen && !isSameRequest(seen, firing))
      throw refused('Another run of this job was asked for in the same millisecond. Ask once more.')
    const after = fire(books, firing, context)
    if (!after || seen) return after
    const { command, environment, cpu, memory } = firing
    return noted(
      after,
      {
        by: firing.requestedBy,
        summary: `run of ${scheduledAt} asked for`,
        before: undefined,
        after: {
          state: after.runs[scheduledAt]?.state,
          command,
          environment: Object.keys(environment ?? {}),
          cpu,
          memory,
        },
      },
      context,
    )
  })
}

/** The run as it would be if it were asked for now. Nothing is done. */
export const rehearseRun = async (firing: Firing, desk: Desk): Promise<RunRecord | undefined> => {
  const scheduledAt = runTime(firing.scheduledAt)
  const books = await readBooks(firing.job, scheduledAt, desk)
  return (fire(books, firing, contextOf(desk, firing.job)) ?? books).runs[scheduledAt]
}

const suspend = (
  books: Books,
  { by, until, reason }: Extract<Lever, { action: 'suspend' }>,
  context: Context,
): Books => {
  const before = books.job ?? newJob(books.name, context.job, context.now)
  const suspended = { by, at: context.now.toISOString(), until: until && new Date(until).toISOString(), reason }
  const summary = `suspended${suspended.until ? ` until ${suspended.until}` : ''}`
  const job: JobRecord = { ...before, suspended }
  return noted({ ...books, job }, { by, summary, before: before.suspended, after: suspended }, context)
}

const resume = (books: Books, { by }: Extract<Lever, { action: 'resume' }>, context: Context): Books => {
  if (books.job?.suspended === undefined)
    throw refused(
      suspensionAt(context.job, undefined, context.now) === undefined
        ? `The job ${books.name} is not suspended.`
        : `The job ${books.name} is suspended by the config (suspended): take it out there and deploy.`,
    )
  return noted(
    { ...books, job: { ...books.job, suspended: undefined } },
    { by, summary: 'resumed', before: books.job.suspended, after: undefined },
    context,
  )
}

const cancel = (books: Books, { by, scheduledAt }: Extract<Lever, { action: 'cancel' }>, context: Context): Books => {
  const run = knownRun(books, scheduledAt)
  if (isSettled(run)) throw refused(`The run of ${scheduledAt} is over already: ${run.state}.`)
  const after = askStop(books, run, 'cancelled', by, context)
  return noted(
    after,
    {
      by,
      summary: `run of ${scheduledAt} cancelled`,
      before: { state: run.state },
      after: { state: after.runs[scheduledAt]?.state },
    },
    context,
  )
}

const retry = (books: Books, { by, scheduledAt }: Extract<Lever, { action: 'retry' }>, context: Context): Books => {
  const run = knownRun(books, scheduledAt)
  if (!isSettled(run)) throw refused(`The run of ${scheduledAt} is not over: ${run.state}.`)
  if (run.state === 'succeeded')
    throw refused(`The run of ${scheduledAt} succeeded. For another one: npx nightshift jobs run ${books.name}`)
  const other = inTheWay(books, context)
  if (other)
    throw refused(
      `The run of ${other.scheduledAt} is not over (${other.state}), and runs of this job must not overlap. Wait, or: npx nightshift runs cancel ${books.name} ${other.scheduledAt}`,
    )
  const { state, cause } = run
  return noted(
    reopen(books, run, context),
    { by, summary: `run of ${scheduledAt} tried again`, before: { state, cause }, after: { attempt: run.attempt + 1 } },
    context,
  )
}

/**
 * Does what a person asked for, and notes who did in the same write.
 * @returns the run as it then is, or the job's record where the lever is the job's
 * @throws PermanentError `refused`, saying why and what to do instead
 */
export const pullLever = async (lever: Lever, desk: Desk): Promise<RunRecord | JobRecord | undefined> => {
  const { job } = lever
  switch (lever.action) {
    case 'suspend':
      return (await changeBooks(job, undefined, desk, (books, context) => suspend(books, lever, context))).books.job
    case 'resume':
      return (await changeBooks(job, undefined, desk, (books, context) => resume(books, lever, context))).books.job
    case 'cancel':
      return (await changeBooks(job, lever.scheduledAt, desk, (books, context) => cancel(books, lever, context))).run
    case 'retry':
      return attempt(job, lever.scheduledAt, desk, (books, context) => retry(books, lever, context))
  }
}
