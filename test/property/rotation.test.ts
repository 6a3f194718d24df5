import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import type { Layer } from '../../shared/config/alerts/schema.ts'
import { turnsOf } from '../../shared/on-call/turns.ts'
import { slowHandoff, slowInstant, slowTurn } from './slow-on-call.ts'

// A second each on a quiet machine.
jest.setTimeout(90_000)

const turnAt = (layer: Layer, at: Date) => {
  const { responder, from, until } = turnsOf(layer)(at.getTime())
  return { responder, from: new Date(from), until: new Date(until) }
}

const zones = Intl.supportedValuesOf('timeZone')
const people = ['mina', 'joon', 'alex', 'sam', 'kim']

const twoDigits = (value: number): string => String(value).padStart(2, '0')
const rotationOf = (more: Partial<Layer> = {}): Layer => ({
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
    every: fc.constantFrom(
      'day',
      'week',
      '1 day',
      '3 days',
      '10 days',
      '1 hour',
      '2 hours',
      '7 hours',
      '12 hours',
      '24 hours',
      '36 hours',
    ),
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

/** Slow turns walk day by day, so they are asked only about times within half a year of the first handoff. */
const near = ({ from }: Layer, offset: number): Date => new Date(Date.parse(from) + offset)
const offsets = fc.integer({ min: -183 * 86_400_000, max: 183 * 86_400_000 })

/** How far the clock of a layer is ahead of UTC, in milliseconds. */
const offsetAt = ({ zone }: Layer, at: Date, more = 0): number =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime() + more).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6

/** Whether the clock shows a hand-off's own local time at an instant: it does, unless it jumps over that. */
const isShownAt = ({ zone, from, at: time, every }: Layer, at: Date): boolean => {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone).toPlainDateTime()
  const first = Temporal.PlainDateTime.from(`${from}T${time}`)
  const length = Number.parseInt(every, 10)
  const hours = every.includes('hour') ? length : every === 'day' ? 24 : every === 'week' ? 168 : length * 24
  return (local.since(first, { largestUnit: 'minute' }).total('minute') / 60) % hours === 0
}

/** The turns that begin after the beginning of one and until its end, as the slow count has them: one, where no clock jumps. */
const begunIn = (layer: Layer, { from, until }: { readonly from: Date; readonly until: Date }) => {
  const first = Date.parse(`${layer.from}T${layer.at}Z`)
  const { every } = layer
  const count = Number.parseInt(every, 10)
  const hours = every.includes('hour') ? count : every === 'day' ? 24 : every === 'week' ? 168 : count * 24
  const near = Math.floor((until.getTime() - first) / (hours * 3_600_000))
  // The clocks of the world are less than two days apart, and jump by a day at most.
  const reach = Math.ceil(72 / hours) + 1
  const turns = Array.from({ length: 2 * reach + 1 }, (_, index) => near - reach + index)
  return turns
    .map((turn) => slowHandoff(layer, turn))
    .filter((at) => from.getTime() < at && at <= until.getTime())
    .map((at) => {
      expect(at).toBe(until.getTime())
      return { at, isShown: isShownAt(layer, new Date(at)) }
    })
}

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
        const passed = begunIn(rotation, turn)
        expect(next.responder).toBe(responders[(place + passed.length) % responders.length])
        // A turn of which a change of DST leaves nothing is passed over, and only that: the clock has jumped over it.
        const skips = passed.length > 1 || passed.some(({ isShown }) => !isShown)
        if (skips) expect(offsetAt(rotation, turn.until)).toBeGreaterThan(offsetAt(rotation, turn.from, -1))
      }),
      { numRuns: 600 },
    )
  })

  test('lasts as long as it says by the clock on the wall, and off by no more than the clock jumps', () => {
    fc.assert(
      fc.property(rotations, instants, (rotation, at) => {
        const turn = turnAt(rotation, at)
        const { every } = rotation
        const length = Number.parseInt(every, 10)
        const promised = every.includes('hour') ? length : every === 'day' ? 24 : every === 'week' ? 168 : length * 24
        const begun = begunIn(rotation, turn)
        // A local time that the clock jumps over comes as much later.
        if (begun.length > 1 || begun.some(({ isShown }) => !isShown) || !isShownAt(rotation, turn.from)) return
        const jump = offsetAt(rotation, turn.from) - offsetAt(rotation, turn.until)
        expect(turn.until.getTime() - turn.from.getTime()).toBe(promised * 3_600_000 + jump)
      }),
      { numRuns: 400 },
    )
  })
})

test('handoffs are at the local time that Temporal finds too, in every zone over ten years', () => {
  const layer = (zone: string, day: number, minutes: number): Layer =>
    rotationOf({
      zone,
      every: 'day',
      from: '2024-01-01',
      at: `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`,
      responders: [String(day)],
    })
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_652 }), fc.integer({ min: 0, max: 1_439 }), (day, minutes) => {
      for (const zone of zones) {
        const { at, ...rest } = layer(zone, day, minutes)
        const date = Temporal.PlainDate.from('2020-01-01').add({ days: day }).toString()
        const handoff = slowInstant(date, at, zone)
        expect({ zone, date, at, from: turnAt({ ...rest, at }, new Date(handoff)).from.getTime() }).toEqual({
          zone,
          date,
          at,
          from: handoff,
        })
      }
    }),
    { numRuns: 12 },
  )
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

  test.each([
    ['12 hours', '09:00'],
    ['24 hours', '09:00'],
    ['6 hours', '03:00'],
    ['8 hours', '00:00'],
    ['36 hours', '09:00'],
  ])('turns of %s change at the same local times all year', (every, at) => {
    const berlin = rotationOf({ zone: 'Europe/Berlin', every, from: '2026-01-05', at })
    const length = Number.parseInt(every, 10)
    const wanted = Array.from({ length: 24 }, (_, hour) => hour).filter(
      (hour) => (hour - Number.parseInt(at, 10) + 48) % Math.min(length, length % 24 || 24) === 0,
    )
    let when = new Date('2026-01-05T12:00:00Z')
    const hours = new Set<number>()
    while (when < new Date('2027-01-05T00:00:00Z')) {
      const { until } = turnAt(berlin, when)
      const local = Temporal.Instant.fromEpochMilliseconds(until.getTime()).toZonedDateTimeISO('Europe/Berlin')
      expect(local.minute).toBe(0)
      hours.add(local.hour)
      when = until
    }
    expect([...hours].toSorted((a, b) => a - b)).toEqual(wanted)
  })

  test('turns of three days change on every third date', () => {
    const three = rotationOf({ every: '3 days' })
    expect(turnAt(three, new Date('2026-01-10T23:59:59Z')).responder).toBe('joon')
    expect(turnAt(three, new Date('2026-01-11T00:00:00Z')).responder).toBe('alex')
  })

  test('a length that is none is refused', () => {
    expect(() => turnAt(rotationOf({ every: '3 weeks' }), new Date(0))).toThrow(RangeError)
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
