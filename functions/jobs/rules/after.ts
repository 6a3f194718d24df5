import type { RunRecord } from '../../../shared/ledger/records.ts'
import { exactDurationText } from '../../../shared/time.ts'
import type { JobSlice } from './job.ts'
import { isSettled, type JobState } from './job-state.ts'

/** How a run stands to those that it comes after. */
export type Standing =
  | { readonly kind: 'ready' }
  | { readonly kind: 'waits'; readonly until: Date; readonly why: string }
  | { readonly kind: 'left out' | 'too late'; readonly why: string }

/** Ends by which nobody is at fault: the run was not to be. */
const wasNotToBe = ({ state }: RunRecord): boolean =>
  state === 'skipped' || state === 'suppressed' || state === 'forbidden'

const namesOf = (names: readonly string[], word: string): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`

/**
 * Whether the jobs that a job comes after have succeeded for the same time. A failure is waited for until the deadline, as somebody
 * may try it again; one that was not to be leaves out what comes after it, too.
 * @param runs theirs of that time, by job
 * @param scheduledAt from which `within` counts
 */
export const standingOf = (
  { after, within }: { readonly after: NonNullable<JobSlice['after']>; readonly within: number },
  runs: NonNullable<JobState['before']>,
  scheduledAt: Date,
  now: Date,
): Standing => {
  const { jobs, when } = after
  const names = namesOf(jobs, when === 'all' ? 'and' : 'or')
  const succeeded = jobs.filter((name) => runs[name]?.state === 'succeeded')
  if (when === 'all' ? succeeded.length === jobs.length : succeeded.length > 0) return { kind: 'ready' }
  const leftOut = jobs.filter((name) => {
    const run = runs[name]
    return run !== undefined && isSettled(run) && wasNotToBe(run)
  })
  if (when === 'all' ? leftOut.length > 0 : leftOut.length === jobs.length) {
    const states = leftOut.map((name) => `${name} is ${runs[name]?.state}`).join(', ')
    return { kind: 'left out', why: `It comes after ${names}, and for this time ${states}.` }
  }
  const until = new Date(scheduledAt.getTime() + within * 1000)
  if (now < until)
    return {
      kind: 'waits',
      until,
      why: `It waits until ${names} ${jobs.length > 1 && when === 'all' ? 'have' : 'has'} succeeded.`,
    }
  const open = jobs
    .filter((name) => !succeeded.includes(name))
    .map((name) => `${name} ${runs[name] ? `is ${runs[name].state}` : 'has no run'}`)
    .join(', ')
  return {
    kind: 'too late',
    why: `It comes after ${names}, and ${exactDurationText(within)} after its time ${open} (after.within).`,
  }
}
