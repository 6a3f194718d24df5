import { localClock } from '../../../shared/local-clock.ts'

const [second, minute, hour] = [1_000, 60_000, 3_600_000]

test.each([
  ['UTC', '2026-01-01T00:00:00Z', 0],
  ['Europe/London', '2026-01-01T00:00:00Z', 0],
  ['Asia/Seoul', '2026-01-01T00:00:00Z', 9 * hour],
  ['Asia/Kathmandu', '2026-01-01T00:00:00Z', 5 * hour + 45 * minute],
  ['America/St_Johns', '2026-01-01T00:00:00Z', -(3 * hour + 30 * minute)],
  ['Africa/Monrovia', '1971-06-01T00:00:00Z', -(44 * minute + 30 * second)],
  ['Pacific/Kiritimati', '2026-01-01T00:00:00Z', 14 * hour],
])('clocks of %s at %s are ahead of UTC by %s ms', (zone, at, offset) => {
  const clock = localClock(zone)
  expect(clock.offsetAt(Date.parse(at))).toBe(offset)
  expect(clock.localAt(Date.parse(at))).toBe(Date.parse(at) + offset)
  expect(clock.instantOf(Date.parse(at) + offset)).toBe(Date.parse(at))
})

test('a change is found to the second, on both sides of it', () => {
  const clock = localClock('America/New_York')
  const [spring, autumn] = [Date.parse('2026-03-08T07:00:00Z'), Date.parse('2026-11-01T06:00:00Z')]
  expect([spring - 1, spring, autumn - 1, autumn].map(clock.offsetAt)).toEqual([-5, -4, -4, -5].map((at) => at * hour))
  expect(clock.instantOf(Date.parse('2026-03-08T02:00:00Z'))).toBeUndefined()
  expect(clock.instantNear(Date.parse('2026-03-08T02:00:00Z'))).toBe(spring)
  expect(clock.instantNear(Date.parse('2026-03-08T02:30:00Z'))).toBe(spring + 30 * minute)
  expect(clock.instantOf(Date.parse('2026-11-01T01:00:00Z'))).toBe(Date.parse('2026-11-01T05:00:00Z'))
  expect(clock.instantOf(Date.parse('2026-11-01T02:00:00Z'))).toBe(Date.parse('2026-11-01T07:00:00Z'))
})

test('the gaps of a time are those that begin after it, up to its end', () => {
  const { gaps } = localClock('America/New_York')
  const at = Date.parse('2026-03-08T07:00:00Z')
  const gap = { at, from: Date.parse('2026-03-08T02:00:00Z'), until: Date.parse('2026-03-08T03:00:00Z') }
  expect(gaps(at - 1, at)).toEqual([gap])
  expect(gaps(at, at + 30 * 24 * hour)).toEqual([])
  expect(gaps(at - 30 * 24 * hour, at - 1)).toEqual([])
  expect(gaps(Date.parse('2026-01-01T00:00:00Z'), Date.parse('2026-12-31T00:00:00Z'))).toEqual([gap])
})

test('a zone that is none is refused', () => {
  expect(() => localClock('Mars/Olympus')).toThrow(RangeError)
})
