import { localClock } from '../local-clock.ts'
import { dateText, dayMs, weekdayNames, weekdayOf } from './dates.ts'
import { instantOn } from './instants.ts'
import { momentsBetween, wantedAt } from './moments.ts'
import type { Because, Calendar, Size, State } from './types.ts'

/** A stretch of one day over which the same is wanted. Times are what clocks show: `08:00`; `24:00` ends a day. */
export interface DayStretch {
  readonly from: string
  readonly until: string
  /** Left out where nothing is said: rules that only start or only stop have not spoken yet. */
  readonly state?: State | undefined
  readonly size?: Size | undefined
  readonly because?: Because | undefined
}

/** One local date of a calendar. */
export interface CalendarDay {
  /** `2026-12-24`. */
  readonly date: string
  readonly weekday: (typeof weekdayNames)[number]
  /** Name of the holiday that it is. */
  readonly holiday?: string | undefined
  /** Hours that the day has in its zone: 24, and where clocks change 23 or 25. */
  readonly hours: number
  /** Hours for which running is wanted. */
  readonly running: number
  /** In order and without a hole. */
  readonly stretches: readonly DayStretch[]
}

const hourMs = 3_600_000
/** Days that are read at once: moments are cheap, and what is wanted at a moment is not. */
const longest = 366

const two = (value: number): string => String(value).padStart(2, '0')

/** What clocks show at an instant of a day: `08:00`. */
const shown = (local: number): string => `${two(new Date(local).getUTCHours())}:${two(new Date(local).getUTCMinutes())}`

/**
 * A calendar day by day, as `nightshift hours show --year` draws it.
 * @param from instant within the first local date
 * @param days how many, at most 366
 */
export const calendarDays = (calendar: Calendar, from: Date, days: number): CalendarDay[] => {
  const clock = localClock(calendar.zone)
  const first = Math.floor(clock.localAt(from.getTime()) / dayMs)
  const names = new Map(calendar.holidays.map(({ date, name }) => [date, name]))
  const begin = instantOn(clock, first, 0)
  const count = Math.min(days, longest)
  const moments = momentsBetween(calendar, new Date(begin), new Date(instantOn(clock, first + count, 0)))
  let now: Pick<DayStretch, 'state' | 'size' | 'because'> = pick(wantedAt(calendar, new Date(begin)))
  let next = 0
  return Array.from({ length: count }, (_, index): CalendarDay => {
    const day = first + index
    const [start, end] = [instantOn(clock, day, 0), instantOn(clock, day + 1, 0)]
    const stretches: DayStretch[] = []
    let running = 0
    const add = (since: number, until: number): void => {
      if (until <= since) return
      if (now.state === 'running') running += until - since
      const last = until === end ? '24:00' : shown(clock.localAt(until))
      stretches.push({ from: since === start ? '00:00' : shown(clock.localAt(since)), until: last, ...now })
    }
    let since = start
    for (let moment = moments[next]; moment && moment.at.getTime() < end; moment = moments[++next]) {
      const at = moment.at.getTime()
      if (moment.changes) {
        add(since, at)
        since = at
      }
      now = pick(moment)
    }
    add(since, end)
    return {
      date: dateText(day),
      weekday: weekdayNames[weekdayOf(day)] ?? 'mon',
      ...(names.has(dateText(day)) && { holiday: names.get(dateText(day)) }),
      hours: (end - start) / hourMs,
      running: running / hourMs,
      stretches,
    }
  })
}

const pick = (
  said: { readonly state: State; readonly size?: Size | undefined; readonly because: Because } | undefined,
): Pick<DayStretch, 'state' | 'size' | 'because'> =>
  said ? { state: said.state, ...(said.size && { size: said.size }), because: said.because } : {}
