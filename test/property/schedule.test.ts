import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { localClock } from '../../shared/local-clock.ts'
import { firings, parseSchedule, scheduleProblem } from '../../shared/schedule.ts'
import { cronText } from './cron-text.ts'
import { compareFirings, datesOf, rememberDays } from './slow-schedule.ts'

/** Where clocks are strange: gaps of half an hour and of two, at midnight, around Ramadan, and zones that have none. */
const hardZones =
  'Australia/Lord_Howe Antarctica/Troll Africa/Cairo Africa/Casablanca Asia/Gaza America/Havana America/Nuuk UTC'.split(
    ' ',
  )
const zones = ['UTC', 'Asia/Seoul', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu']
// Around the changes of 2026, where they are hardest.
const start = fc
  .constantFrom('2026-03-07T12:00Z', '2026-03-28T12:00Z', '2026-04-04T00:00Z', '2026-10-24T12:00Z', '2026-10-31T12:00Z')
  .chain((day) => fc.integer({ min: 0, max: 3 * 86_400 }).map((seconds) => Date.parse(day) + seconds * 1000))
const window = fc.record({ start, first: fc.integer({ min: 1, max: 36 }), second: fc.integer({ min: 1, max: 36 }) })
const hour = 3_600_000

const times = (schedule: string, zone: string, after: number, until: number): number[] =>
  firings(
    { schedule, zone },
    { after: new Date(after), until: new Date(until), since: new Date(after), limit: 10_000 },
  ).map((at) => at.getTime())

test('ten years of firings are those of a slow and obvious reading', () => {
  const dates = datesOf(2026, 10)
  const some = fc.sample(fc.constantFrom(...Intl.supportedValuesOf('timeZone')), 4)
  let count = 0
  for (const zone of [...hardZones, ...some]) {
    const days = rememberDays(zone)
    fc.assert(
      fc.property(cronText, (schedule) => {
        count += compareFirings(schedule, days, dates, parseSchedule(schedule, zone).next)
      }),
      { numRuns: 4 },
    )
  }
  expect(count).toBeGreaterThan(1_000)
})

test('no change of offset is overlooked, however soon it is taken back', () => {
  // A summer time of one week in Brazil in 2000; pauses of it around Ramadan, in 2040 of a week.
  const shortest = ['America/Noronha', 'America/Boa_Vista', 'Asia/Gaza', 'Africa/Casablanca']
  for (const zone of shortest)
    for (const year of [2000, 2026, 2040])
      for (let at = Date.UTC(year); at < Date.UTC(year + 1); at += 43_200_000) {
        const { offsetNanoseconds } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
        expect([zone, at, localClock(zone).offsetAt(at)]).toEqual([zone, at, offsetNanoseconds / 1e6])
      }
})

test('a rate and a one-time schedule fire when arithmetic says', () => {
  const unit = fc.constantFrom(['minute', 60_000] as const, ['hour', 3_600_000] as const, ['day', 86_400_000] as const)
  const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0) })
  fc.assert(
    fc.property(unit, fc.integer({ min: 1, max: 9_999 }), instant, instant, ([name, size], count, since, after) => {
      const { next } = parseSchedule(`rate(${count} ${name}s)`, 'UTC', since)
      const at = next(after) ?? Number.NaN
      expect((at - since) % (count * size)).toBe(0)
      expect(at).toBeGreaterThan(after)
      expect(at === since || at - count * size <= after).toBe(true)
      const second = Math.floor(since / 1_000) * 1_000
      const once = parseSchedule(`at(${new Date(second).toISOString().slice(0, 19)})`, 'UTC')
      expect(once.next(after)).toBe(after < second ? second : undefined)
    }),
  )
})

test('firings are in order, once each, inside the window, on the minute', () => {
  fc.assert(
    fc.property(cronText, fc.constantFrom(...zones), window, (schedule, zone, { start: after, first }) => {
      const until = after + first * hour
      const found = times(schedule, zone, after, until)
      expect(found).toEqual([...new Set(found)].sort((one, other) => one - other))
      for (const at of found) {
        expect(at).toBeGreaterThan(after)
        expect(at).toBeLessThanOrEqual(until)
        expect(at % 60_000).toBe(0)
      }
    }),
    { numRuns: 150 },
  )
})

test('splitting a window changes nothing', () => {
  fc.assert(
    fc.property(cronText, fc.constantFrom(...zones), window, (schedule, zone, { start: after, first, second }) => {
      const middle = after + first * hour
      const until = middle + second * hour
      expect([...times(schedule, zone, after, middle), ...times(schedule, zone, middle, until)]).toEqual(
        times(schedule, zone, after, until),
      )
    }),
    { numRuns: 150 },
  )
})

test('nonsense is refused with a text and never thrown', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `at(${text})`),
        fc
          .array(fc.stringMatching(/^[\dA-Z*?/,#LW-]{1,5}$/), { minLength: 6, maxLength: 6 })
          .map((each) => `cron(${each.join(' ')})`),
      ),
      (schedule) => {
        const problem = scheduleProblem(schedule, 'UTC', new Date('2026-11-21T00:00:00Z'))
        expect(problem === undefined || /cron|rate|at/.test(problem)).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})
