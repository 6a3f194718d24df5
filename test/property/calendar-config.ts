import fc from 'fast-check'
import type { CalendarConfig, OverrideConfig, RuleConfig } from '../../shared/calendar/index.ts'

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

const two = (value: number): string => String(value).padStart(2, '0')
const timeText = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`

/** Mostly where clocks change and days end. */
const minutes = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 30, 60, 90, 119, 120, 150, 180, 210, 1_380, 1_410, 1_439) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 47 }).map((half) => half * 30) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 1_439 }) },
)

const range = (all: readonly string[]) =>
  fc.tuple(fc.constantFrom(...all), fc.constantFrom(...all)).map((ends) => ends.join('-'))
const weekday = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('mon-fri', 'fri-mon', 'sat-sun', 'mon-sun') },
  { weight: 2, arbitrary: range(names) },
  fc.constantFrom(...names),
  fc.tuple(fc.constantFrom(...names), fc.constantFrom('1', '2', '3', '4', '5', 'last')).map((each) => each.join('#')),
)
const monthDay = fc.oneof(
  fc.integer({ min: 1, max: 31 }),
  fc.constantFrom<string | number>('last', '1-7', '28-31', 30, 31),
  fc.tuple(fc.integer({ min: 1, max: 15 }), fc.integer({ min: 15, max: 31 })).map((each) => each.join('-')),
)
const someOf = <Each>(each: fc.Arbitrary<Each>) => fc.array(each, { minLength: 1, maxLength: 2 })

const daysOf = fc.record(
  {
    days: fc.oneof(weekday, someOf(weekday)),
    monthDays: fc.option(fc.oneof(monthDay, someOf(monthDay)), { nil: undefined, freq: 3 }),
    months: fc.option(fc.oneof(range(months), fc.constantFrom(...months)), { nil: undefined, freq: 4 }),
  },
  { requiredKeys: [] },
)

const size = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  fc.record({ min: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ desired: fc.integer({ min: 1, max: 3 }) }),
)

const rule: fc.Arbitrary<RuleConfig> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(daysOf, minutes, fc.oneof(minutes, fc.constant(1_440)), size)
      .filter(([, from, until]) => from !== until)
      .map(([days, from, until, sizes]) => ({ ...days, from: timeText(from), until: timeText(until), ...sizes })),
  },
  fc.tuple(daysOf, size).map(([days, sizes]) => ({ ...days, ...sizes })),
  fc.tuple(daysOf, minutes, size).map(([days, at, sizes]) => ({ ...days, start: timeText(at), ...sizes })),
  fc.tuple(daysOf, fc.oneof(minutes, fc.constant(1_440))).map(([days, at]) => ({ ...days, stop: timeText(at) })),
)

/** A date within so many days from the first. */
const dateIn = (first: number, days: number) =>
  fc.integer({ min: 0, max: days }).map((day) => new Date(first + day * 86_400_000).toISOString().slice(0, 10))

const overrideIn = (first: number, days: number): fc.Arbitrary<OverrideConfig> =>
  fc
    .record({
      date: fc.integer({ min: 0, max: days }),
      lasts: fc.integer({ min: 0, max: 3 }),
      begins: minutes,
      ends: minutes,
      state: fc.constantFrom('running' as const, 'stopped' as const),
      sizes: size,
    })
    .filter(({ lasts, begins, ends }) => lasts > 0 || begins < ends)
    .map(({ date, lasts, begins, ends, state, sizes }) => {
      const [from, until] = [date, date + lasts].map((day) =>
        new Date(first + day * 86_400_000).toISOString().slice(0, 10),
      )
      return {
        from: `${from}T${timeText(begins)}`,
        until: `${until}T${timeText(ends)}`,
        state,
        why: 'drawn',
        ...(state === 'running' ? sizes : {}),
      }
    })

/** Any calendar of a zone, with holidays and overrides within so many days from an instant. */
export const calendarConfig = (zone: string, first: number, days: number): fc.Arbitrary<CalendarConfig> =>
  fc.record({
    zone: fc.constant(zone),
    rules: fc.array(rule, { minLength: 1, maxLength: 4 }),
    holidays: fc.array(dateIn(first, days), { maxLength: Math.ceil(days / 60) }),
    overrides: fc.array(overrideIn(first, days), { maxLength: 3 }),
  })
