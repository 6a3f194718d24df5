import fc from 'fast-check'

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

const number = (from: number, to: number) => fc.integer({ min: from, max: to })

/** One part of a list, over all that AWS's page has for every field. `words` may stand for the numbers from 1. */
const part = (from: number, to: number, words: readonly string[] = []) => {
  const text = (value: number) => {
    const word = words[value - 1]
    return word === undefined ? fc.constant(String(value)) : fc.constantFrom(String(value), word, word.toLowerCase())
  }
  const value = number(from, to).chain(text)
  const range = fc
    .tuple(number(from, to), number(from, to))
    .chain((ends) => fc.tuple(text(Math.min(...ends)), text(Math.max(...ends))))
    .map(([low, high]) => `${low}-${high}`)
  const step = number(1, to - from + 1)
  return fc.oneof(
    { weight: 4, arbitrary: value },
    { weight: 2, arbitrary: range },
    fc.tuple(value, step).map(([first, each]) => `${first}/${each}`),
    fc.tuple(range, step).map(([ends, each]) => `${ends}/${each}`),
    fc.tuple(step).map(([each]) => `*/${each}`),
  )
}
const list = (one: fc.Arbitrary<string>) =>
  fc.array(one, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(','))
const field = (from: number, to: number, words?: readonly string[]) =>
  fc.oneof({ weight: 3, arbitrary: list(part(from, to, words)) }, fc.constant('*'))

const weekday = fc.oneof(number(1, 7).map(String), fc.constantFrom(...weekdays))
const dayOfMonth = fc.oneof(
  { weight: 2, arbitrary: field(1, 31) },
  list(
    fc.oneof(
      fc.constantFrom('L', 'LW'),
      number(1, 31).map((day) => `${day}W`),
      part(1, 31),
    ),
  ),
)
const dayOfWeek = fc.oneof(
  { weight: 2, arbitrary: field(1, 7, weekdays) },
  list(
    fc.oneof(
      fc.constant('L'),
      weekday.map((day) => `${day}L`),
      part(1, 7, weekdays),
    ),
  ),
  fc.tuple(weekday, number(1, 5)).map(([day, count]) => `${day}#${count}`),
)
const days = fc.oneof(fc.tuple(dayOfMonth, fc.constant('?')), fc.tuple(fc.constant('?'), dayOfWeek))
/** Sparse and dense ones alike: the small hours, in which clocks change, come as often as all the others. */
const hour = fc.oneof(field(0, 23), number(0, 4).map(String))

/** Well-formed expressions of EventBridge Scheduler's cron, over its whole dialect. */
export const cronText = fc
  .tuple(field(0, 59), hour, days, field(1, 12, months), fc.oneof(fc.constant('*'), field(1970, 2199)))
  .map(
    ([minutes, hours, [monthDay, weekDay], month, year]) =>
      `cron(${minutes} ${hours} ${monthDay} ${month} ${weekDay} ${year})`,
  )
