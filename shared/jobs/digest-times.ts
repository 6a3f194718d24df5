import { dateText, dayMs, dayOf } from '../calendar/dates.ts'
import type { Calendar } from '../calendar/index.ts'
import { instantOn } from '../calendar/instants.ts'
import { localClock } from '../local-clock.ts'
import { isWorkingDay } from './holidays.ts'

/** When the digest of jobs is sent: at a time of day of a zone, each day or on the working days of a calendar. */
export interface DigestTimes {
  /** Local time, such as `07:30`. */
  readonly at: string
  /** IANA zone. */
  readonly zone: string
  readonly calendar?: Calendar | undefined
}

/** What one digest is about: what ended from the time of the one before on, by today's config, and before its own. */
export interface DigestDay {
  /** `2026-11-30`, the local date on which it is sent: one digest has one. */
  readonly day: string
  readonly from: Date
  readonly until: Date
}

/** Days within which the digest before is looked for: longer holidays than that begin anew. */
const longestBreak = 31

/** A digest is still worth sending so many hours after its time, as when the functions were out of order. */
const lateHours = 6

const instantOf = ({ at, zone }: DigestTimes, day: number): number => {
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  return instantOn(localClock(zone), day, hours * 60 + minutes)
}

const isSent = (times: DigestTimes, day: number): boolean =>
  times.calendar === undefined || isWorkingDay(times.calendar, instantOf(times, day))

const digestOf = (times: DigestTimes, day: number): DigestDay => {
  const back = Array.from({ length: longestBreak }, (_, index) => day - 1 - index)
  const before = back.find((each) => isSent(times, each)) ?? day - 1
  return {
    day: dateText(day),
    from: new Date(instantOf(times, before)),
    until: new Date(instantOf(times, day)),
  }
}

/**
 * The digest of a date. A time that clocks skip is the moment at which they jump, one that they show twice the first, so that each date has one.
 * @param day `2026-11-30`
 * @throws RangeError for a date that the calendar has not
 */
export const digestOn = (times: DigestTimes, day: string): DigestDay => digestOf(times, dayOf(day))

/** The newest digest whose time has come, on a day on which one is sent; nothing where there was none in a month. */
export const lastDigest = (times: DigestTimes, now: Date): DigestDay | undefined => {
  const today = Math.floor(localClock(times.zone).localAt(now.getTime()) / dayMs)
  const days = Array.from({ length: longestBreak }, (_, index) => today + 1 - index)
  const day = days.find((each) => instantOf(times, each) <= now.getTime() && isSent(times, each))
  return day === undefined ? undefined : digestOf(times, day)
}

/** The digest that is to be sent now, unless it was: the newest one, for some hours after its time. */
export const dueDigest = (times: DigestTimes, now: Date): DigestDay | undefined => {
  const last = lastDigest(times, now)
  return last && now.getTime() - last.until.getTime() <= lateHours * 3_600_000 ? last : undefined
}
