import { knownTargets } from '../../functions/hours/preview/targets.ts'
import { calendarFor } from '../../functions/hours/rules/wish.ts'
import { type Calendar, type CalendarDay, calendarDays, localInstant } from '../../shared/calendar/index.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { calendarsIn } from './calendars.ts'
import { findTarget } from './show.ts'

/** A year of one calendar, day by day. */
export interface CalendarYear {
  readonly calendar: string
  /** Whose it is, with what people have set for it. Left out for the calendar alone. */
  readonly target?: string | undefined
  /** IANA. */
  readonly zone: string
  readonly year: number
  readonly days: readonly CalendarDay[]
}

const daysOf = (year: number): number => (Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / 86_400_000

/** The year in which an instant lies in a zone. */
const yearIn = (at: Date, zone: string): number =>
  Number(new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric' }).format(at))

interface Chosen {
  readonly name: string
  readonly calendar: Calendar
  readonly target?: string
}

const chosen = async (
  deployment: Pick<Deployment, 'config' | 'calendars' | 'ledger' | 'now'>,
  target: string | undefined,
): Promise<Chosen[]> => {
  const calendars = calendarsIn(deployment)
  if (target === undefined || Object.hasOwn(calendars, target))
    return Object.entries(calendars).flatMap(([name, calendar]) =>
      target === undefined || target === name ? [{ name, calendar }] : [],
    )
  const record = findTarget(target, await knownTargets(deployment.ledger()))
  const calendar = calendars[record.calendar]
  if (calendar === undefined)
    throw new UsageError(`${record.target} has the calendar "${record.calendar}", which the config does not have.`)
  return [{ name: record.calendar, calendar: calendarFor(calendar, record.override), target: record.target }]
}

/**
 * A year of calendars, by the config as it is edited.
 * @param asked `target`: that of one target alone with its override, or a calendar's name; default all calendars. `year`: default the one
 *   that it is now in the calendar's zone
 * @throws UsageError when there is no such target or calendar, or the config has no hours
 */
export const yearOfHours = async (
  deployment: Pick<Deployment, 'config' | 'calendars' | 'ledger' | 'now'>,
  asked: { readonly target?: string | undefined; readonly year?: number | undefined },
): Promise<CalendarYear[]> =>
  (await chosen(deployment, asked.target)).map(({ name, calendar, target }) => {
    const { zone } = calendar
    const year = asked.year ?? yearIn(deployment.now(), zone)
    const first = new Date(localInstant(`${year}-01-01T12:00`, zone))
    return {
      calendar: name,
      ...(target ? { target } : {}),
      zone,
      year,
      days: calendarDays(calendar, first, daysOf(year)),
    }
  })
