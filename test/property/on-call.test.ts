import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import type { Layer, Override } from '../../shared/config/alerts/schema.ts'
import { type Stretch, stretchAt, stretches } from '../../shared/on-call/on-call.ts'
import { slowOnCall } from './slow-on-call.ts'

// A few seconds each on a quiet machine.
jest.setTimeout(60_000)

const zones = Intl.supportedValuesOf('timeZone')
const people = ['mina', 'joon', 'alex', 'sam']
const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
const dayMs = 86_400_000
const begin = Date.parse('2020-01-01')

const twoDigits = (value: number): string => String(value).padStart(2, '0')
const time = fc
  // Half past and quarters meet every gap; the hours 0 to 3 meet most.
  .tuple(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 23 })), fc.constantFrom(0, 15, 30, 59))
  .map(([hour, minute]) => `${twoDigits(hour)}:${twoDigits(minute)}`)
const hours = fc.record({ from: time, until: time }).filter(({ from, until }) => from !== until)
const only = fc.oneof(
  fc.record({ hours }),
  fc.record({ days: fc.subarray([...weekdays], { minLength: 1 }) }),
  fc.record({ days: fc.subarray([...weekdays], { minLength: 1 }), hours }),
)

/** Layers begin within two months of the instant, because the slow answer walks there turn by turn. */
const layer = (day: number): fc.Arbitrary<Layer> =>
  fc
    .record({
      zone: fc.constantFrom(...zones),
      every: fc.constantFrom('day', 'week', '3 days', '7 hours', '12 hours'),
      from: fc
        .integer({ min: day - 60, max: day + 60 })
        .map((each) => new Date(begin + each * dayMs).toISOString().slice(0, 10)),
      at: time,
      responders: fc.array(fc.constantFrom(...people), { minLength: 1, maxLength: 4 }),
      only: fc.option(only, { nil: undefined }),
    })
    .map(({ only: window, ...rest }) => (window ? { ...rest, only: window } : rest))

const override = (day: number): fc.Arbitrary<Override> =>
  fc
    .record({
      from: fc.integer({ min: (day - 6) * 24, max: (day + 6) * 24 }),
      hours: fc.integer({ min: 1, max: 240 }),
      responder: fc.constantFrom(...people),
      instead: fc.option(fc.constantFrom(...people), { nil: undefined }),
    })
    .map(({ from, hours: length, responder, instead }) => ({
      rotation: 'primary',
      from: new Date(begin + from * 3_600_000).toISOString(),
      until: new Date(begin + (from + length) * 3_600_000).toISOString(),
      responder,
      ...(instead ? { instead } : {}),
    }))

const cases = fc.integer({ min: 60, max: 3_590 }).chain((day) =>
  fc.record({
    layers: fc.array(layer(day), { minLength: 1, maxLength: 3 }),
    overrides: fc.array(override(day), { maxLength: 4 }),
    at: fc.integer({ min: day * 86_400, max: (day + 1) * 86_400 }).map((seconds) => begin + seconds * 1000),
  }),
)

const answerOf = ({ responder, by, turn }: Stretch) => ({ responder, by: by ?? 'nobody', turn: turn ?? 0 })

test('who is on call, and exactly how long, is what asking every layer and override at each moment finds', () => {
  fc.assert(
    fc.property(
      cases,
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
      (each, parts) => {
        const { layers, overrides, at } = each
        const stretch = stretchAt({ layers }, overrides, at)
        const { from, until } = stretch
        const slow = (when: number) => slowOnCall({ layers }, overrides, when)
        const answer = slow(at)
        expect(answerOf(stretch)).toEqual(answer)
        expect(from <= at && at < until).toBe(true)
        for (const inside of [from, until - 1, ...parts.map((part) => from + Math.floor(part * (until - 1 - from)))])
          expect(slow(inside)).toEqual(answer)
        expect(slow(from - 1)).not.toEqual(answer)
        expect(slow(until)).not.toEqual(answer)
      },
    ),
    { numRuns: 250 },
  )
})

test('walking through three weeks tiles them with the same stretches, each one as a question in its middle finds it', () => {
  fc.assert(
    fc.property(cases, ({ layers, overrides, at }) => {
      const span = { from: at - 10 * dayMs, until: at + 11 * dayMs }
      const walked = [...stretches({ layers }, overrides, span)]
      expect([walked[0]?.from, walked.at(-1)?.until]).toEqual([span.from, span.until])
      for (const [index, stretch] of walked.entries()) {
        const { from, until, ...answer } = stretch
        expect(until).toBeGreaterThan(from)
        if (index > 0) expect(walked[index - 1]?.until).toBe(from)
        expect(stretchAt({ layers }, overrides, Math.floor((from + until) / 2))).toEqual({
          ...answer,
          from: index === 0 ? expect.any(Number) : from,
          until: index === walked.length - 1 ? expect.any(Number) : until,
        })
      }
    }),
    { numRuns: 60 },
  )
})

test('in every zone, at the edges of its days: office hours and nights together leave no gap and no overlap', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_652 }), hours, (day, { from, until }) => {
      for (const zone of zones) {
        const both: Layer = { zone, every: 'day', from: '2024-06-01', at: '09:00', responders: ['mina'] }
        const layers = [
          { ...both, only: { hours: { from, until } } },
          { ...both, only: { hours: { from: until, until: from } } },
        ]
        const at = begin + day * dayMs
        for (const stretch of stretches({ layers }, [], { from: at, until: at + 3 * dayMs }))
          expect({ zone, from, until, at: new Date(stretch.from).toISOString(), who: stretch.responder }).toMatchObject(
            {
              who: 'mina',
            },
          )
      }
    }),
    { numRuns: 3 },
  )
})
