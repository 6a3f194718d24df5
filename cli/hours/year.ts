import type { CalendarDay, CalendarYear } from '../../api/hours.ts'

const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const weekdays = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']

/** Columns of one day, of one month, and between two months. */
const cell = 4
const month = 7 * cell
const gap = 3

/** Kinds of day that get a letter of their own; what comes more seldom shares the last mark. */
const letters = 'abcdefghijklmnopqrstuvwxyz'
const rest = '~'

/** What a day is like, in words: `08:00–20:00`, `all day`, `off`. */
const kindOf = ({ stretches }: CalendarDay): string => {
  const parts = stretches.flatMap(({ from, until, state, size }) => {
    if (state === 'stopped') return []
    const sizes = [
      size?.min === undefined ? '' : ` min ${size.min}`,
      size?.desired === undefined ? '' : ` desired ${size.desired}`,
    ]
    const words = from === '00:00' && until === '24:00' ? 'all day' : `${from}–${until}`
    return [`${words}${sizes.join('')}${state === undefined ? ' as it is' : ''}`]
  })
  return parts.length === 0 ? 'off' : parts.join(', ')
}

/** A mark for each kind of day: · for off, █ for on all day, letters for the others, the commonest first. */
const marksOf = (kinds: readonly string[]): ReadonlyMap<string, string> => {
  const counts = new Map<string, number>()
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  const fixed = new Map([
    ['off', '·'],
    ['all day', '█'],
  ])
  const others = [...counts].filter(([kind]) => !fixed.has(kind)).sort(([, one], [, other]) => other - one)
  return new Map([...fixed, ...others.map(([kind], index): [string, string] => [kind, letters[index] ?? rest])])
}

const monthLines = (name: string, days: readonly CalendarDay[], marks: ReadonlyMap<string, string>): string[] => {
  const first = days[0]
  const column = first ? (new Date(`${first.date}T00:00:00Z`).getUTCDay() + 6) % 7 : 0
  const cells = [
    ...Array.from({ length: column }, () => ' '.repeat(cell)),
    ...days.map((day) => `${String(Number(day.date.slice(8))).padStart(cell - 1)}${marks.get(kindOf(day)) ?? rest}`),
  ]
  const weeks = Array.from({ length: 6 }, (_, week) =>
    cells
      .slice(week * 7, week * 7 + 7)
      .join('')
      .padEnd(month),
  )
  const head = weekdays.map((day) => day.padStart(cell - 1).padEnd(cell)).join('')
  return [name.padStart(Math.floor((month + name.length) / 2)).padEnd(month), head, ...weeks]
}

const share = (part: number, of: number): string => `${Math.round((100 * part) / of)} %`

const count = (amount: number): string => amount.toLocaleString('en', { maximumFractionDigits: 1 })

/**
 * A year as a calendar: each day with a mark, and below what the marks mean, the holidays, and the days on which clocks change.
 * @param width columns of the terminal
 */
export const yearText = ({ target, calendar, zone, year, days }: CalendarYear, width: number): string => {
  const kinds = days.map(kindOf)
  const marks = marksOf(kinds)
  const perRow = Math.min(4, Math.max(1, Math.floor((width + gap) / (month + gap))))
  const months = monthNames.map((name, index) =>
    monthLines(
      `${name} ${year}`,
      days.filter(({ date }) => Number(date.slice(5, 7)) === index + 1),
      marks,
    ),
  )
  const rows = Array.from({ length: Math.ceil(12 / perRow) }, (_, row) =>
    months.slice(row * perRow, (row + 1) * perRow),
  )
  const grid = rows.flatMap((side) => [
    ...(side[0] ?? []).map((_, line) =>
      side
        .map((lines) => lines[line] ?? '')
        .join(' '.repeat(gap))
        .trimEnd(),
    ),
  ])
  const legend = [...marks].flatMap(([kind, mark]) => {
    const times = kinds.filter((each) => each === kind).length
    return times === 0 ? [] : [`  ${mark}  ${kind} (${times} ${times === 1 ? 'day' : 'days'})`]
  })
  const holidays = days.flatMap(({ date, holiday }) => (holiday === undefined ? [] : [`  ${date}  ${holiday}`]))
  const changes = days.flatMap(({ date, hours }) => (hours === 24 ? [] : [`  ${date} has ${hours} hours`]))
  const total = days.reduce((sum, { hours }) => sum + hours, 0)
  const running = days.reduce((sum, day) => sum + day.running, 0)
  return [
    `${target === undefined ? `Calendar ${calendar}` : `${target}, by the calendar ${calendar}`} (${zone}) in ${year}`,
    '',
    ...grid,
    '',
    ...legend,
    ...(holidays.length > 0 ? ['', 'Holidays, on which nothing begins:', ...holidays] : []),
    ...(changes.length > 0 ? ['', 'Clocks change:', ...changes] : []),
    '',
    `It runs for ${count(running)} of ${count(total)} hours, ${share(running, total)}.`,
  ].join('\n')
}
