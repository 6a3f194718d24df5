import { type Calendar, calendarOf, holidaysEnding, holidayText } from '../../calendar/index.ts'
import { holidaysNote, publicHolidays } from '../../calendar/public-holidays.ts'
import { pathText } from '../explain.ts'
import type { CalendarInput } from './calendar-schema.ts'
import type { HoursConfig } from './schema.ts'

export const calendarPath = (name: string): string => pathText(['hours', 'calendars', name])

/** The country whose public holidays a calendar keeps. */
export const placeOf = ({ holidays }: Pick<CalendarInput, 'holidays'>) =>
  holidays && 'country' in holidays && holidays.country !== undefined
    ? { country: holidays.country, region: holidays.region }
    : undefined

/**
 * The calendars of a config, read, with the public holidays of the next two years: what a synthesis gives its functions.
 * @throws RangeError for a config that its schema refuses
 */
export const calendarsOf = (
  { calendars }: Pick<HoursConfig, 'calendars'>,
  now: Date,
): Readonly<Record<string, Calendar>> =>
  Object.fromEntries(
    Object.entries(calendars).map(([name, config]) => {
      const place = placeOf(config)
      const found = place && publicHolidays(place, now)
      const parts = { path: calendarPath(name), ...(found && { holidays: found.holidays, holidaysUntil: found.until }) }
      return [name, calendarOf(config, parts)]
    }),
  )

/** The public holidays that were found, a line a calendar, to be printed at a synthesis. */
export const holidayNotes = (hours: Pick<HoursConfig, 'calendars'>, now: Date): string[] =>
  Object.entries(calendarsOf(hours, now)).flatMap(([name, calendar]) => {
    const place = placeOf(hours.calendars[name] ?? {})
    if (!place) return []
    const where = place.region === undefined ? place.country : `${place.country}, ${place.region}`
    const note = holidaysNote(place)
    const coming = calendar.holidays.filter(({ date }) => date >= now.toISOString().slice(0, 10))
    return [
      `${calendarPath(name)}.holidays: ${coming.length} to come before ${calendar.holidaysUntil} (${where}): ${coming.map(holidayText).join('; ')}${note === undefined ? '' : `. ${note}`}`,
    ]
  })

/** The calendars whose listed holidays are over soon. */
export const holidayWarnings = (hours: Pick<HoursConfig, 'calendars'>, now: Date): string[] =>
  Object.entries(calendarsOf(hours, now)).flatMap(([name, calendar]) => {
    const text = holidaysEnding(calendar, now)
    return text === undefined ? [] : [`${calendarPath(name)}.holidays: ${text}`]
  })

/** The first date from which on no public holiday of some country is known any more, where a calendar keeps one's. */
export const publicHolidaysEnd = (calendars: Readonly<Record<string, Calendar>>): string | undefined =>
  Object.values(calendars)
    .flatMap(({ holidaysUntil }) => holidaysUntil ?? [])
    .sort()[0]
