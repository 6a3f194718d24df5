import type { Calendar } from '../../../shared/calendar/index.ts'
import type { HolidayRule } from '../../../shared/jobs/holidays.ts'
import type { JobSlice } from '../rules/job.ts'
import type { DigestRule } from './world.ts'

/** A job as a deployment writes it for the functions: several may name one calendar. */
export type WrittenSlice = Omit<JobSlice, 'holidays'> & {
  readonly holidays?: { readonly calendar: string; readonly action: HolidayRule['action'] } | undefined
}

/** What the deployment lays beside the functions of jobs. */
export interface WrittenJobs {
  readonly jobs: Readonly<Record<string, WrittenSlice>>
  readonly digest?: (Omit<DigestRule, 'calendar'> & { readonly calendar?: string | undefined }) | undefined
  /** Those that a job names, or the digest. */
  readonly calendars?: Readonly<Record<string, Calendar>>
}

/** The digest with its calendar in it. @throws RangeError for a calendar that was not laid beside it */
export const digestIn = ({ digest, calendars = {} }: Omit<WrittenJobs, 'jobs'>): DigestRule | undefined => {
  if (digest === undefined) return undefined
  const { calendar: name, ...rule } = digest
  if (name === undefined) return rule
  const calendar = calendars[name]
  if (!calendar) throw new RangeError(`The digest of jobs names a calendar that was not deployed: ${name}`)
  return { ...rule, calendar }
}

/** The jobs with their calendars in them. @throws RangeError for a calendar that was not laid beside them */
export const slicesOf = ({ jobs, calendars = {} }: WrittenJobs): Readonly<Record<string, JobSlice>> =>
  Object.fromEntries(
    Object.entries(jobs).map(([name, { holidays, ...slice }]) => {
      if (holidays === undefined) return [name, slice]
      const calendar = calendars[holidays.calendar]
      if (!calendar)
        throw new RangeError(`The job ${name} names a calendar that was not deployed: ${holidays.calendar}`)
      return [name, { ...slice, holidays: { action: holidays.action, calendar } }]
    }),
  )
