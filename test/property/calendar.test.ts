import fc from 'fast-check'
import { type Calendar, calendarOf, momentsBetween, nextMoment, wantedAt } from '../../shared/calendar/index.ts'
import { calendarConfig } from './calendar-config.ts'
import { compareCalendar } from './compare-calendar.ts'

// All zones over three years: npm run bench -- hours.

const from = Date.UTC(2026, 0, 1)
const days = 400
const until = from + days * 86_400_000

/** Gaps of half an hour and of two, at midnight and around Ramadan, and clocks that never change. */
const zones = [
  'Africa/Cairo',
  'America/Havana',
  'America/New_York',
  'America/Santiago',
  'Antarctica/Troll',
  'Asia/Beirut',
  'Asia/Seoul',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'Pacific/Chatham',
]

test('moments are those that a slow reading finds by walking minute by minute', () => {
  const right = zones.flatMap((zone, index) =>
    fc
      .sample(calendarConfig(zone, from, days), { numRuns: 2, seed: index + 1 })
      .map((config) => compareCalendar(config, from, until)),
  )
  expect(right.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(5_000)
}, 60_000)

const calendars = fc
  .tuple(fc.constantFrom(...zones), fc.constant(days))
  .chain(([zone]) => calendarConfig(zone, from, days))
  .map((config) => calendarOf(config))

const instants = fc.integer({ min: from, max: until }).map((at) => new Date(at))

const texts = (calendar: Calendar, after: Date, to: Date): string[] =>
  momentsBetween(calendar, after, to).map(({ at, state, changes, size }) =>
    [at.toISOString(), state, changes, JSON.stringify(size)].join(' '),
  )

test('moments are in order, once each, and inside their window; splitting the window changes nothing', () => {
  fc.assert(
    fc.property(
      calendars,
      instants,
      fc.array(fc.integer({ min: 0, max: 40 * 86_400_000 }), { minLength: 2, maxLength: 2 }),
      (calendar, after, [one = 0, two = 0]) => {
        const [middle, end] = [new Date(after.getTime() + one), new Date(after.getTime() + one + two)]
        const all = momentsBetween(calendar, after, end).map(({ at }) => at.getTime())
        expect(all).toEqual([...new Set(all)].sort((left, right) => left - right))
        expect(all.every((at) => at > after.getTime() && at <= end.getTime())).toBe(true)
        expect([...texts(calendar, after, middle), ...texts(calendar, middle, end)]).toEqual(
          texts(calendar, after, end),
        )
      },
    ),
    { numRuns: 150 },
  )
})

test('what is wanted is what the last moment said, until the next that changes it', () => {
  fc.assert(
    fc.property(calendars, instants, (calendar, at) => {
      const wanted = wantedAt(calendar, at)
      const next = nextMoment(calendar, at, 'changes')
      if (!wanted) return
      expect(wanted.until).toEqual(next?.at)
      if (wanted.since.getTime() === 0) return
      const before = new Date(wanted.since.getTime() - 1)
      const [first, ...more] = momentsBetween(calendar, before, at)
      expect(more).toEqual([])
      expect([first?.at, first?.state, first?.size]).toEqual([wanted.since, wanted.state, wanted.size])
      expect(wanted.because.path).not.toBe('')
    }),
    { numRuns: 150 },
  )
})

test('a night of any length has one stop and one start', () => {
  for (const zone of zones) {
    const office = calendarOf({
      zone,
      rules: [
        { from: '03:15', until: '23:45' },
        { from: '08:00', until: '20:00' },
      ],
    })
    const moments = momentsBetween(office, new Date(from), new Date(until))
    expect(moments.every(({ state }, index) => index === 0 || state !== moments[index - 1]?.state)).toBe(true)
    expect(Math.abs(moments.length - days * 2)).toBeLessThanOrEqual(2)
  }
})
