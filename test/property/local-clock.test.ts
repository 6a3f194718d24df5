import { Temporal } from 'temporal-polyfill'
import { localClock } from '../../shared/local-clock.ts'

const quarterMs = 900_000
const dayMs = 86_400_000

/** The changes of a zone's clocks in some years, as Temporal knows them. */
const changesOf = (zone: string, from: number, until: number): number[] => {
  const found: number[] = []
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone)
  for (;;) {
    at = at.getTimeZoneTransition('next')
    if (!at || at.epochMilliseconds >= until) return found
    found.push(at.epochMilliseconds)
  }
}

/** Gaps of half an hour and of two, at midnight, around Ramadan, and of a day: the one that Samoa left out in 2011. */
const hardZones =
  'Australia/Lord_Howe Antarctica/Troll Africa/Cairo Africa/Casablanca Asia/Gaza America/Havana America/Nuuk Pacific/Apia'

test('around every change local times are the instants that Temporal finds, skipped ones later', () => {
  const spans = [
    [Date.UTC(2011, 11), Date.UTC(2012, 0)],
    [Date.UTC(2023, 0), Date.UTC(2029, 0)],
  ] as const
  let count = 0
  for (const zone of `${hardZones} America/New_York Europe/Berlin`.split(' ')) {
    const clock = localClock(zone)
    const wrong = spans
      .flatMap(([from, until]) => changesOf(zone, from, until))
      .flatMap((change) => {
        const local = Math.floor(clock.localAt(change) / quarterMs) * quarterMs
        const midnight = Math.floor(local / dayMs) * dayMs
        const near = Array.from({ length: 17 }, (_, index) => local + (index - 8) * quarterMs)
        return [midnight - dayMs, midnight, midnight + dayMs, ...near]
      })
      .filter((local) => {
        count += 1
        const text = new Date(local).toISOString().slice(0, 19)
        const { epochMilliseconds, offsetNanoseconds } = Temporal.PlainDateTime.from(text).toZonedDateTime(zone)
        return (
          clock.instantNear(local) !== epochMilliseconds ||
          clock.offsetAt(epochMilliseconds) !== offsetNanoseconds / 1e6
        )
      })
    expect([zone, wrong.map((local) => new Date(local).toISOString())]).toEqual([zone, []])
  }
  expect(count).toBeGreaterThan(1_500)
})

test('the first instant of a day whose midnight is skipped is the change', () => {
  for (const [zone, date] of [
    ['Africa/Cairo', '2026-04-24'],
    ['America/Havana', '2026-03-08'],
    ['Pacific/Apia', '2011-12-30'],
  ] as const) {
    const start = Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds
    expect([zone, localClock(zone).instantNear(Date.parse(date))]).toEqual([zone, start])
    expect([zone, localClock(zone).instantOf(Date.parse(date))]).toEqual([zone, undefined])
  }
})
