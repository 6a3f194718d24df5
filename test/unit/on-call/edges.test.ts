import { alertsSchema } from '../../../shared/config/alerts/schema.ts'
import { stretchAt, stretches } from '../../../shared/on-call/on-call.ts'
import { coverageWarnings } from '../../../shared/on-call/overload.ts'
import { windowsOf } from '../../../shared/on-call/windows.ts'

const text = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString().slice(5, 16) : String(at))
const layer = { zone: 'UTC', from: '2026-11-16', responders: ['mina', 'joon'] }
const parse = (more: object = {}) =>
  alertsSchema.parse({
    responders: {
      mina: { sms: '+12025550101' },
      joon: { sms: '+12025550102' },
      sam: { sms: '+12025550103' },
    },
    rotations: { primary: layer },
    onCall: 'primary',
    fallback: ['mina'],
    ...more,
  })

describe('windows that touch', () => {
  const { rotations } = parse({ rotations: { primary: { ...layer, only: { days: ['monday', 'tuesday'] } } } })
  const [primary] = Object.values(rotations)
  const at = (time: string) => {
    const window = primary && 'zone' in primary ? windowsOf(primary)(Date.parse(time)) : undefined
    return window && `${window.counts} ${text(window.from)} to ${text(window.until)}`
  }
  // 16 November 2026 is a Monday.
  test.each([
    ['on the first day', '2026-11-16T12:00:00Z', 'true 11-16T00:00 to 11-18T00:00'],
    ['on the second day', '2026-11-17T12:00:00Z', 'true 11-16T00:00 to 11-18T00:00'],
    ['at their beginning', '2026-11-16T00:00:00Z', 'true 11-16T00:00 to 11-18T00:00'],
    ['just before', '2026-11-15T23:59:59Z', 'false 11-11T00:00 to 11-16T00:00'],
    ['at their end', '2026-11-18T00:00:00Z', 'false 11-18T00:00 to 11-23T00:00'],
    ['long after', '2026-11-21T00:00:00Z', 'false 11-18T00:00 to 11-23T00:00'],
  ])('are one: %s', (_, time, expected) => {
    expect(at(time)).toBe(expected)
  })
})

test('from one handoff to the next there is one stretch, and none of no length', () => {
  const { primary } = parse().rotations
  if (!primary) throw new RangeError('primary')
  const [from, until] = [Date.parse('2026-11-16T09:00:00Z'), Date.parse('2026-11-23T09:00:00Z')]
  expect([...stretches(primary, [], { from, until })].map(({ responder }) => responder)).toEqual(['mina'])
  expect([...stretches(primary, [], { from, until: until + 1 })].map((each) => each.until)).toEqual([until, until + 1])
  expect([...stretches(primary, [], { from, until: from })]).toEqual([])
})

test('an override of a millisecond parts what is before and after it', () => {
  const { primary } = parse().rotations
  if (!primary) throw new RangeError('primary')
  const [from, until] = ['2026-11-17T00:00:00.000Z', '2026-11-17T00:00:00.001Z']
  const override = { rotation: 'primary', responder: 'sam', from, until }
  expect(stretchAt(primary, [override], Date.parse('2026-11-18T00:00:00Z')).from).toBe(Date.parse(until))
  expect(stretchAt(primary, [override], Date.parse(from))).toMatchObject({ responder: 'sam', until: Date.parse(until) })
})

test('two weeks on end and the two hours that changes of DST can add are no warning; more is', () => {
  const warned = (hours: number) => {
    const until = new Date(Date.parse('2026-12-01T00:00:00Z') + hours * 3_600_000).toISOString()
    const override = { rotation: 'primary', responder: 'sam', from: '2026-12-01T00:00:00Z', until }
    return coverageWarnings(parse({ overrides: [override] }), new Date('2026-11-16T00:00:00Z')).filter((line) =>
      line.includes('on end'),
    )
  }
  expect(warned(14 * 24 + 2)).toEqual([])
  expect(warned(14 * 24 + 3)).toEqual([expect.stringContaining('sam is on call for 14 days on end')])
})
