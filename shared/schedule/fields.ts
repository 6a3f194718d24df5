/** One of the six fields of a cron expression. */
interface Field {
  readonly name: string
  readonly from: number
  readonly to: number
  /** What names may stand for numbers, in their order. */
  readonly names?: readonly string[]
  readonly example: string
}

const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')
const weekdays = 'SUN MON TUE WED THU FRI SAT'.split(' ')

/** In the order in which EventBridge reads them; weekdays count from 1 = Sunday. */
export const cronFields = {
  minute: { name: 'minute', from: 0, to: 59, example: '30, 0/15 or 0,30' },
  hour: { name: 'hour', from: 0, to: 23, example: '2 or 9-17' },
  dayOfMonth: { name: 'day of month', from: 1, to: 31, example: '1, L (the last), 15W (the nearest weekday) or ?' },
  month: { name: 'month', from: 1, to: 12, names: months, example: '* or JAN-MAR' },
  dayOfWeek: { name: 'day of week', from: 1, to: 7, names: weekdays, example: 'MON-FRI, 2#1 (the first Monday) or ?' },
  year: { name: 'year', from: 1970, to: 2199, example: '* or 2027-2029' },
} as const satisfies Record<string, Field>

/** What is wrong with a field, in the words that follow "expected". */
export const fieldError = ({ name, from, to, example }: Field, part: string, hint = ''): RangeError =>
  new RangeError(
    `a cron expression whose ${name} is from ${from} to ${to}, such as ${example}, and not "${part}"${hint}`,
  )

/** A number or name of a field. @throws RangeError */
export const readValue = (field: Field, text: string, part: string): number => {
  const index = field.names?.indexOf(text.toUpperCase()) ?? -1
  const value = index >= 0 ? field.from + index : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= field.from && value <= field.to)) throw fieldError(field, part)
  return value
}

/**
 * The values of one part of a list: `*`, `5`, `5-9`, and each with a step: `0/15`, which goes on to the end of the field.
 * @throws RangeError
 */
export const readRange = (field: Field, part: string): number[] => {
  const { from, to } = field
  const [, base = '', stepText] = /^([^/]*)(?:\/(\d{1,4}))?$/.exec(part) ?? []
  const step = Number(stepText ?? 1)
  if (step === 0 || step > to - from + 1) throw fieldError(field, part)
  const ends = base === '*' ? [from, to] : base.split('-').map((end) => readValue(field, end, part))
  const [first = from, last = stepText === undefined ? first : to] = ends
  if (ends.length > 2) throw fieldError(field, part)
  if (first > last) {
    const [low, high] = base.split('-')
    throw fieldError(field, part, `: as two ranges it is ${low}-${to},${from}-${high}`)
  }
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step)
}

/** The values of a field that is a list of ranges, ascending. @throws RangeError */
export const readField = (field: Field, text: string): number[] =>
  [...new Set(text.split(',').flatMap((part) => readRange(field, part)))].sort((one, other) => one - other)
