import type { Language } from './view.ts'

const locales = { en: 'en-GB', ko: 'ko-KR' } as const

/** A page at night must not fail on a zone that this runtime does not know: UTC is worse than local time, and better than nothing. */
const knownZone = (zone: string): string => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone && zone
  } catch {
    return 'UTC'
  }
}

const units = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

export interface Clock {
  /** The zone that times are in: the person's own, or UTC where that is unknown. */
  readonly zone: string
  /** `Sat 21 Nov, 11:30`, with seconds where asked for; what is no instant is given back as it is. */
  readonly local: (at: string | Date, seconds?: boolean) => string
  /** `12 minutes ago`, in the largest whole unit; `0 seconds ago` for what is still to come by a clock that is ahead. */
  readonly ago: (at: string) => string
}

/** How times read for one person at one moment. */
export const clockOf = (language: Language, zone: string, now: Date): Clock => {
  const timeZone = knownZone(zone)
  const format = (second: boolean) =>
    new Intl.DateTimeFormat(locales[language], {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      ...(second ? { second: '2-digit' } : {}),
      hourCycle: 'h23',
    })
  const [toMinute, toSecond] = [format(false), format(true)]
  const relative = new Intl.RelativeTimeFormat(locales[language])
  return {
    zone: timeZone,
    local: (at, seconds = false) => {
      const date = new Date(at)
      return Number.isNaN(date.getTime()) ? String(at) : (seconds ? toSecond : toMinute).format(date)
    },
    ago: (at) => {
      const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(at)) / 1000))
      if (Number.isNaN(seconds)) return ''
      const [unit, size] = units.find(([, each]) => seconds >= each) ?? ['second', 1]
      return relative.format(-Math.floor(seconds / size), unit)
    },
  }
}
