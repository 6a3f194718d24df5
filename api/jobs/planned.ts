import type { JobConfig } from '../../shared/config/jobs/schema.ts'
import { type HolidayRule, plannedTime } from '../../shared/jobs/holidays.ts'
import { firings } from '../../shared/schedule.ts'
import type { Deployment } from '../deployment.ts'

/** What the calendars of `hours` mean to jobs, by the job's name; nothing of those that name none. */
export type HolidayRules = Readonly<Record<string, HolidayRule>>

type Asked = Pick<Deployment, 'config' | 'now'> & Partial<Pick<Deployment, 'calendars'>>

/** Reads the calendars that jobs of the config name. */
export const holidayRules = async ({ config, now, calendars }: Asked): Promise<HolidayRules> => {
  const named = Object.entries(config.jobs ?? {}).flatMap(([job, { holidays }]) =>
    holidays ? [{ job, holidays }] : [],
  )
  if (named.length === 0) return {}
  // With what finds holidays: loaded for jobs that have any.
  const { calendarsOf } = await import('../../shared/config/hours/calendars.ts')
  const known = calendars ?? (config.hours ? calendarsOf(config.hours, now()) : {})
  return Object.fromEntries(
    named.flatMap(({ job, holidays: { action, calendar: name } }) => {
      const calendar = known[name]
      return calendar ? [[job, { action, calendar }] as const] : []
    }),
  )
}

/** Firings that are looked at for those that a calendar leaves. */
const mostLooks = 4_000

/** When a job runs in a window by its schedule and its calendar, oldest first, at most `limit`. */
export const plannedFirings = (
  { schedule, zone }: Pick<JobConfig, 'schedule' | 'zone'>,
  holidays: HolidayRule | undefined,
  window: { readonly after: Date; readonly until: Date; readonly since: Date; readonly limit: number },
): Date[] => {
  if (holidays === undefined) return firings({ schedule, zone }, window)
  const job = { schedule, zone, holidays }
  return firings(job, { ...window, limit: mostLooks })
    .flatMap((at) => plannedTime(job, at) ?? [])
    .filter((at) => at <= window.until)
    .sort((one, other) => one.getTime() - other.getTime())
    .slice(0, window.limit)
}
