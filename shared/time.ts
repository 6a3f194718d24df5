/** ISO 8601 in UTC to the second: `2026-11-21T02:30:00Z`. One instant has one text, so texts can be keys and compared. */
export const isoSeconds = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`

/**
 * Whether text is an instant of ISO 8601 whose day the calendar has. JavaScript takes 30 February for 2 March.
 * https://tc39.es/ecma262/#sec-date-time-string-format
 */
export const isInstant = (text: string): boolean => {
  const day = text.slice(0, 10)
  const begins = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(Date.parse(text)) || Number.isNaN(begins.getTime())) return false
  return begins.toISOString().startsWith(day)
}

/** `Sat 21 Nov, 11:30` in a zone, for messages. */
export const localText = (at: Date, zone: string): string =>
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at)

const second = [1, 'second'] as const
const units = [[86_400, 'day'], [3_600, 'hour'], [60, 'minute'], second] as const

type Unit = (typeof units)[number]

const counted = (seconds: number, [size, name]: Unit = second): string => {
  const count = Math.floor(seconds / size)
  return `${count} ${name}${count === 1 ? '' : 's'}`
}

/** A rest of less than this share of the larger unit says nothing to a person: an hour and a minute is an hour. */
const leastShare = 1 / 20

/**
 * A length of time in whole units, for people: seconds in the largest that fits, and what is left in the next smaller one.
 * @param least share of the first from which the rest counts; 0: every whole unit does
 */
export const durationParts = (
  seconds: number,
  least = leastShare,
): readonly (readonly [count: number, size: number])[] => {
  const index = units.findIndex(([size]) => seconds >= size)
  const [size] = units[index] ?? second
  const count = Math.floor(seconds / size)
  const [smaller] = units[index + 1] ?? [size]
  const rest = seconds - count * size
  const more = Math.floor(rest / smaller)
  return size > smaller && more > 0 && rest >= count * size * least
    ? [
        [count, size],
        [more, smaller],
      ]
    : [[count, size]]
}

/** `3 days`, `1 hour 59 minutes`, `2 minutes`, for people. See `durationParts`. */
export const durationText = (seconds: number, least = leastShare): string =>
  durationParts(seconds, least)
    .map(([count, size]) =>
      counted(
        count * size,
        units.find(([each]) => each === size),
      ),
    )
    .join(' ')

const koreanUnits = new Map<number, string>([
  [86_400, '일'],
  [3_600, '시간'],
  [60, '분'],
  [1, '초'],
])

/** `3일`, `1시간 59분`, `2분`: as `durationText`, in Korean. */
export const koreanDurationText = (seconds: number): string =>
  durationParts(seconds)
    .map(([count, size]) => `${count}${koreanUnits.get(size)}`)
    .join(' ')

/** `90 minutes`, `36 hours`: the largest unit that leaves nothing over, for limits that a config says. Whole seconds. */
export const exactDurationText = (seconds: number): string =>
  counted(
    seconds,
    units.find(([size]) => seconds >= size && seconds % size === 0),
  )
