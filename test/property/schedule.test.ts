import fc from 'fast-check'
import { firings, scheduleProblem } from '../../shared/schedule.ts'

const zones = ['UTC', 'Asia/Seoul', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe', 'Asia/Kathmandu']

const number = (from: number, to: number) => fc.integer({ min: from, max: to }).map(String)
const field = (from: number, to: number) =>
  fc.oneof(
    fc.constant('*'),
    number(from, to),
    fc.tuple(fc.integer({ min: from, max: to }), fc.integer({ min: 1, max: 7 })).map(([at, step]) => `${at}/${step}`),
    fc.uniqueArray(number(from, to), { minLength: 1, maxLength: 3 }).map((values) => values.join(',')),
    fc.tuple(fc.integer({ min: from, max: to }), fc.nat(to)).map(([at, more]) => `${at}-${Math.min(to, at + more)}`),
  )
const day = fc.oneof(
  fc.tuple(fc.oneof(field(1, 31), fc.constantFrom('L', 'LW', '15W')), fc.constant('?')),
  fc.tuple(fc.constant('?'), fc.oneof(field(1, 7), fc.constantFrom('2#1', '6L', 'L', 'MON-FRI'))),
)
const cron = fc
  .tuple(field(0, 59), field(0, 23), day, field(1, 12))
  .map(
    ([minute, hour, [dayOfMonth, dayOfWeek], month]) => `cron(${minute} ${hour} ${dayOfMonth} ${month} ${dayOfWeek} *)`,
  )
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

test('firings are in order, once each, inside the window, on the minute', () => {
  fc.assert(
    fc.property(cron, fc.constantFrom(...zones), window, (schedule, zone, { start: after, first }) => {
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
    fc.property(cron, fc.constantFrom(...zones), window, (schedule, zone, { start: after, first, second }) => {
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
        fc
          .array(fc.stringMatching(/^[\dA-Z*?/,#LW-]{1,5}$/), { minLength: 6, maxLength: 6 })
          .map((each) => `cron(${each.join(' ')})`),
      ),
      (schedule) => {
        const problem = scheduleProblem(schedule, 'UTC', new Date('2026-11-21T00:00:00Z'))
        expect(problem === undefined || /cron|rate/.test(problem)).toBe(true)
      },
    ),
    { numRuns: 300 },
  )
})
