import { firings, ratePeriod } from '../../schedule.ts'

/** Times of a schedule that are looked at: a day of minutes, two years of days. */
const looks = 1_500

const yearsMs = 2 * 366 * 86_400_000

/** Seconds between two firings. */
export interface Pauses {
  readonly shortest: number
  readonly longest: number
}

/** The shortest and the longest time between two firings in the next two years; undefined where there are no two. */
export const pausesOf = (job: { readonly schedule: string; readonly zone: string }, now: Date): Pauses | undefined => {
  const period = ratePeriod(job.schedule)
  if (period !== undefined) return { shortest: period / 1000, longest: period / 1000 }
  const until = new Date(now.getTime() + yearsMs)
  const times = firings(job, { after: now, until, since: now, limit: looks })
  const pauses = times.slice(1).map((at, index) => (at.getTime() - (times[index]?.getTime() ?? 0)) / 1000)
  return pauses.length > 0 ? { shortest: Math.min(...pauses), longest: Math.max(...pauses) } : undefined
}
