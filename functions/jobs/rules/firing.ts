import { isInstant } from '../../../shared/time.ts'
import type { JobSlice } from './job.ts'
import type { Firing } from './run.ts'
import { isAhead, scheduledTime } from './times.ts'

/** What EventBridge Scheduler puts in the place of its word for the time; the laptop's emulator leaves the word. */
const timePattern = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z|<aws\.scheduler\.scheduled-time>)$/

/**
 * Reads a firing as a schedule of the deployment sends it, which is nearly all that comes. Nothing where it is anything else,
 * or has any fault: what is to be said then, `doRequest` knows.
 */
export const plainFiring = (
  raw: unknown,
  { jobs, now }: { readonly jobs: Readonly<Record<string, JobSlice>>; readonly now: Date },
): Firing | undefined => {
  const { job, scheduledAt, ...rest }: Readonly<Record<string, unknown>> = Object(raw)
  if (Object.keys(rest).length > 0 || typeof job !== 'string' || typeof scheduledAt !== 'string') return undefined
  const slice = Object.hasOwn(jobs, job) ? jobs[job] : undefined
  const isTime = timePattern.test(scheduledAt) && (scheduledAt.startsWith('<') || isInstant(scheduledAt))
  const at = isTime && slice ? scheduledTime(scheduledAt, slice, now) : undefined
  return at && !isAhead(at, now) ? { job, scheduledAt: at } : undefined
}
