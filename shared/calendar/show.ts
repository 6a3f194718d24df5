import { localClock } from '../local-clock.ts'
import { durationText } from '../time.ts'
import { momentsBetween, wantedAt } from './moments.ts'
import type { Calendar, Moment, Wanted } from './types.ts'

/** What a calendar says of an instant, for a person who asks why something is on or off. */
export interface Shown {
  readonly at: Date
  readonly wanted: Wanted | undefined
  /** `running since Fri 27 Nov, 08:00 until 20:00: mon-fri 08:00–20:00 (hours.calendars.office.rules[0])`. */
  readonly text: string
  /** The next moments at which something else is wanted. */
  readonly next: readonly Moment[]
}

/** `Fri 27 Nov 2026, 08:00` in a calendar's zone. */
export const instantText = (at: Date, zone: string): string => {
  const local = new Date(localClock(zone).localAt(at.getTime()))
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: 'UTC',
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(local)
}

const sizeText = ({ size }: Pick<Wanted, 'size'>): string =>
  size
    ? ` (${[...(size.min === undefined ? [] : [`minimum ${size.min}`]), ...(size.desired === undefined ? [] : [`desired ${size.desired}`])].join(', ')})`
    : ''

const wantedText = ({ zone }: Calendar, wanted: Wanted, at: Date): string => {
  const since = wanted.since.getTime() === 0 ? '' : ` since ${instantText(wanted.since, zone)}`
  const until = wanted.until
    ? ` until ${instantText(wanted.until, zone)} (for ${durationText((wanted.until.getTime() - at.getTime()) / 1000)} more)`
    : ', and nothing changes that within two years'
  return `${wanted.state}${sizeText(wanted)}${since}${until}: ${wanted.because.text} (${wanted.because.path})`
}

/** How far ahead the next changes are looked for. */
const aheadMs = 2 * 366 * 86_400_000
/** Most calendars change within a week; the others are looked through further. */
const reaches = [8, 40, 400].map((days) => days * 86_400_000)

/** The next changes of a calendar after an instant, at most so many. */
export const nextChanges = (calendar: Calendar, after: Date, count: number): Moment[] => {
  let found: Moment[] = []
  for (const reach of [...reaches, aheadMs]) {
    found = momentsBetween(calendar, after, new Date(after.getTime() + reach)).filter(({ changes }) => changes)
    if (found.length >= count) break
  }
  return found.slice(0, count)
}

/**
 * Why a calendar wants what it wants at an instant, and its next changes: `nightshift hours show --at`.
 * @param count how many of the next changes
 */
export const showAt = (calendar: Calendar, at: Date, count = 5): Shown => {
  const wanted = wantedAt(calendar, at)
  return {
    at,
    wanted,
    text: wanted
      ? wantedText(calendar, wanted, at)
      : 'nothing is wanted: its rules only start or only stop, and none has come yet',
    next: nextChanges(calendar, at, count),
  }
}
