import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { turnAt } from '../../functions/alerts/rotation.ts'
import type { Rotation } from '../../shared/config/alerts.ts'
import { Temporal } from '../../shared/time.ts'

// A second each on a quiet machine.
jest.setTimeout(30_000)

const zones = Intl.supportedValuesOf('timeZone')
const people = ['mina', 'joon', 'alex', 'sam', 'kim']

const twoDigits = (value: number): string => String(value).padStart(2, '0')
const rotationOf = (more: Partial<Rotation> = {}): Rotation => ({
  zone: 'Asia/Seoul',
  every: 'week',
  from: '2026-01-05',
  at: '09:00',
  responders: people.slice(0, 3),
  ...more,
})

const rotations = fc
  .record({
    zone: fc.constantFrom(...zones),
    every: fc.constantFrom('day' as const, 'week' as const),
    day: fc.integer({ min: 0, max: 5_000 }),
    // Half past and quarters meet every gap; the hours 0 to 3 meet most.
    hour: fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 23 })),
    minute: fc.constantFrom(0, 15, 30, 59),
    count: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ zone, every, day, hour, minute, count }) =>
    rotationOf({
      zone,
      every,
      from: Temporal.PlainDate.from('2018-01-01').add({ days: day }).toString(),
      at: `${twoDigits(hour)}:${twoDigits(minute)}`,
      responders: people.slice(0, count),
    }),
  )

const instants = fc.date({ min: new Date('2017-01-01'), max: new Date('2036-01-01'), noInvalidDate: true })

/** Walks from handoff to handoff, one after the other, from the first one on, forwards or backwards. */
const slowTurn = ({ zone, every, from, at, responders }: Rotation, instant: number) => {
  const days = every === 'day' ? 1 : 7
  const handoff = (turn: number): number => {
    const [hour = 0, minute = 0] = at.split(':').map(Number)
    const date = Temporal.PlainDate.from(from).add({ days: turn * days })
    return Temporal.ZonedDateTime.from({
      timeZone: zone,
      year: date.year,
      month: date.month,
      day: date.day,
      hour,
      minute,
    }).epochMilliseconds
  }
  let turn = 0
  while (handoff(turn + 1) <= instant) turn += 1
  while (handoff(turn) > instant) turn -= 1
  let person = 0
  for (let step = 0; step < Math.abs(turn); step += 1)
    person = (person + (turn > 0 ? 1 : responders.length - 1)) % responders.length
  return { responder: responders[person], from: new Date(handoff(turn)), until: new Date(handoff(turn + 1)) }
}

/** Slow turns walk day by day, so they are asked only about times within half a year of the first handoff. */
const near = ({ from }: Rotation, offset: number): Date => new Date(Date.parse(from) + offset)
const offsets = fc.integer({ min: -183 * 86_400_000, max: 183 * 86_400_000 })

describe('whose turn it is', () => {
  test('is what walking from handoff to handoff finds, in any zone', () => {
    fc.assert(
      fc.property(rotations, offsets, (rotation, offset) => {
        const at = near(rotation, offset)
        expect(turnAt(rotation, at)).toEqual(slowTurn(rotation, at.getTime()))
      }),
      { numRuns: 120 },
    )
  })

  test('tiles time: the instant is in the turn, and each turn ends where the next begins, with the next person', () => {
    fc.assert(
      fc.property(rotations, instants, (rotation, at) => {
        const turn = turnAt(rotation, at)
        expect(turn.from.getTime()).toBeLessThanOrEqual(at.getTime())
        expect(turn.until.getTime()).toBeGreaterThan(at.getTime())
        expect(turnAt(rotation, turn.from)).toEqual(turn)
        expect(turnAt(rotation, new Date(turn.until.getTime() - 1))).toEqual(turn)
        const next = turnAt(rotation, turn.until)
        expect(next.from).toEqual(turn.until)
        const { responders } = rotation
        const place = responders.indexOf(turn.responder)
        expect(next.responder).toBe(responders[(place + 1) % responders.length])
      }),
      { numRuns: 600 },
    )
  })

  test('lasts a day or a week, but for an hour or two at a change of DST', () => {
    fc.assert(
      fc.property(rotations, instants, (rotation, at) => {
        const { from, until } = turnAt(rotation, at)
        const hours = (until.getTime() - from.getTime()) / 3_600_000
        expect(Math.abs(hours - (rotation.every === 'day' ? 24 : 168))).toBeLessThanOrEqual(2)
      }),
      { numRuns: 400 },
    )
  })
})

describe('by example', () => {
  const seoul = rotationOf()
  test.each([
    ['before the handoff', '2026-01-11T23:59:59.999Z', 'mina'],
    ['at the handoff', '2026-01-12T00:00:00Z', 'joon'],
    ['at the first handoff', '2026-01-05T00:00:00Z', 'mina'],
    ['before the first handoff', '2026-01-04T23:59:59.999Z', 'alex'],
    ['fifty-two weeks before', '2025-01-06T00:00:00Z', 'alex'],
    ['after all three', '2026-01-26T00:00:00Z', 'mina'],
  ])('%s', (_name, at, responder) => {
    expect(turnAt(seoul, new Date(at)).responder).toBe(responder)
  })

  test('a handoff in the gap of DST happens as much later', () => {
    const newYork = rotationOf({ zone: 'America/New_York', every: 'day', from: '2026-03-01', at: '02:30' })
    const { from, until } = turnAt(newYork, new Date('2026-03-08T12:00:00Z'))
    expect([from, until].map((each) => each.toISOString())).toEqual([
      '2026-03-08T07:30:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ])
  })

  test('a handoff in a repeated hour happens the first time', () => {
    const berlin = rotationOf({ zone: 'Europe/Berlin', every: 'day', from: '2026-10-01', at: '02:30' })
    const { from } = turnAt(berlin, new Date('2026-10-25T01:29:59Z'))
    expect(from.toISOString()).toBe('2026-10-25T00:30:00.000Z')
  })

  test('a handoff that is past stays past when the clock then goes back over midnight', () => {
    // Newfoundland went back at 00:01: midnight of the 7th came, and then an hour of the 6th again.
    const stJohns = rotationOf({ zone: 'America/St_Johns', every: 'day', from: '2010-11-06', at: '00:00' })
    const turn = turnAt(stJohns, new Date('2010-11-07T02:45:00Z'))
    expect(turn).toMatchObject({ responder: 'joon', from: new Date('2010-11-07T02:30:00Z') })
  })

  test('a day that a zone left out has a turn of no length, and nobody notices', () => {
    // Samoa went over the date line: after 29 December 2011 came the 31st.
    const apia = rotationOf({ zone: 'Pacific/Apia', every: 'day', from: '2011-12-28', at: '09:00' })
    const turn = turnAt(apia, new Date('2011-12-30T10:00:00Z'))
    expect(turn.until.toISOString()).toBe('2011-12-30T19:00:00.000Z')
    expect(turnAt(apia, turn.until)).toMatchObject({ from: turn.until, responder: 'mina' })
  })
})
