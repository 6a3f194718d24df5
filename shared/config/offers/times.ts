const two = (value: number): string => String(value).padStart(2, '0')

/** A time of day as the config writes it, `09:00`, from `9:00`, `9`, `9am`, `0900`, `24:00`, `9h30`, or undefined. */
export const offerTimeOfDay = (value: unknown): string | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value)
    .trim()
    .toLowerCase()
    .replace(/^noon$/, '12:00')
    .replace(/^midnight$/, '00:00')
  const match =
    /^(\d{1,2})(?:\s?[:.h]\s?(\d{2}))?(?::\d{2}(?:\.\d+)?)?h?\s?(a\.?m\.?|p\.?m\.?)?$/.exec(text) ??
    /^(\d{1,2})(\d{2})\s?(a\.?m\.?|p\.?m\.?)?$/.exec(text)
  if (!match) return undefined
  const [, hourText, minuteText = '0', half] = match
  const [hour, minute] = [Number(hourText), Number(minuteText)]
  if (half !== undefined && (hour < 1 || hour > 12)) return undefined
  const hours = half === undefined ? hour : (hour % 12) + (half.startsWith('p') ? 12 : 0)
  if (minute > 59 || hours > 24 || (hours === 24 && minute > 0)) return undefined
  return `${two(hours % 24)}:${two(minute)}`
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** The date, or the last day of a month that has not so many. */
const dateOf = (year: number, month: number, day: number): string | undefined =>
  year >= 1970 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= 31
    ? `${year}-${two(month)}-${two(Math.min(day, daysIn(year, month)))}`
    : undefined

/**
 * A date as the config writes it, `2026-01-05`, from `2026-1-5`, `2026/01/05`, `20260105`, `5 Jan 2026`, `05.01.2026`, a Date,
 * or undefined. `01/05/2026` is the fifth of January or the first of May: where both could be meant, nothing is offered.
 */
export const offerDate = (value: unknown): string | undefined => {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString().slice(0, 10)
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const text = String(value).trim().toLowerCase()
  const yearFirst =
    /^(\d{4})\s?[-/.년]\s?(\d{1,2})\s?[-/.월]\s?(\d{1,2})[.일]?(?:[t\s].*)?$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (yearFirst) return dateOf(Number(yearFirst[1]), Number(yearFirst[2]), Number(yearFirst[3]))
  const [, day, month, year] = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/.exec(text) ?? []
  if (day !== undefined) {
    const isDayFirst = text.includes('.') || Number(day) > 12 || day === month
    const isMonthFirst = Number(month) > 12
    if (isDayFirst && !isMonthFirst) return dateOf(Number(year), Number(month), Number(day))
    return isMonthFirst && !text.includes('.') ? dateOf(Number(year), Number(day), Number(month)) : undefined
  }
  const named =
    /^(?<day>\d{1,2})(?:st|nd|rd|th|\.)?[\s-](?<month>[a-z]{3})[a-z]*\.?,?[\s-](?<year>\d{4})$/.exec(text)?.groups ??
    /^(?<month>[a-z]{3})[a-z]*\.? (?<day>\d{1,2})(?:st|nd|rd|th)?,? (?<year>\d{4})$/.exec(text)?.groups
  return named && dateOf(Number(named.year), months.indexOf(named.month ?? '') + 1, Number(named.day))
}

const zonePattern = /(z|[+-]\d{2}(?::?\d{2})?)$/i

/**
 * An instant with its zone as the config writes it, `2026-12-24T09:00:00+09:00`, from spellings of the same with a blank, without
 * seconds or without the colon of the zone, and from a Date; undefined where the zone is not said, because it cannot be guessed.
 */
export const offerInstant = (value: unknown): string | undefined => {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? undefined : value.toISOString().replace(/\.\d+Z$/, 'Z')
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const zone = zonePattern.exec(text)?.[1]
  const [, dateText, hour, minute, second = '00'] =
    /^(\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[t\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:z|[+-]\d{2}(?::?\d{2})?)$/i.exec(
      text,
    ) ?? []
  const date = offerDate(dateText)
  if (zone === undefined || date === undefined || Number(hour) > 23 || Number(minute) > 59) return undefined
  const offset = /^z$/i.test(zone) ? 'Z' : `${zone.slice(0, 3)}:${zone.replace(':', '').slice(3) || '00'}`
  return `${date}T${two(Number(hour))}:${minute}:${second}${offset}`
}
