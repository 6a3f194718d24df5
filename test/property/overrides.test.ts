import { jest } from '@jest/globals'
import * as fc from 'fast-check'
import { type Judged, judgeOverride, judgeSwap } from '../../functions/alerts/rules/on-call.ts'
import type { AlertsConfig, Override } from '../../shared/config/alerts/schema.ts'
import { withRunTime } from '../../shared/on-call/run-time.ts'
import { makeConfig } from '../unit/alerts/scene.ts'
import { slowOnCall } from './slow-on-call.ts'

jest.setTimeout(60_000)

const people = ['mina', 'joon', 'alex', 'sam']
const hourMs = 3_600_000
// The nights on which clocks change in Berlin and New York are among them.
const begin = Date.parse('2026-10-20T00:00:00Z')

const instant = fc.integer({ min: 0, max: 30 * 24 * 4 }).map((quarters) => begin + quarters * (hourMs / 4))
const iso = (at: number): string => new Date(at).toISOString()

const part = fc
  .record({
    from: instant,
    hours: fc.integer({ min: 1, max: 240 }),
    responder: fc.constantFrom(...people),
    instead: fc.option(fc.constantFrom(...people), { nil: undefined }),
  })
  .map(
    ({ from, hours, responder, instead }): Override => ({
      rotation: 'primary',
      responder,
      from: iso(from),
      until: iso(from + hours * hourMs),
      ...(instead ? { instead } : {}),
    }),
  )

const cases = fc.record({
  zone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Seoul', 'Australia/Lord_Howe'),
  every: fc.constantFrom('day', 'week', '12 hours', '7 hours'),
  at: fc.constantFrom('02:30', '09:00', '00:00'),
  turns: fc.array(fc.constantFrom(...people), { minLength: 1, maxLength: 4 }),
  overrides: fc.array(part, { maxLength: 2 }),
  made: fc.array(part, { maxLength: 3 }),
  now: instant,
  asked: part,
})

type Case = typeof cases extends fc.Arbitrary<infer Value> ? Value : never

const configOf = ({ zone, every, at, turns, overrides }: Case): AlertsConfig =>
  makeConfig({
    responders: Object.fromEntries(people.map((name) => [name, { sms: '+12025550101' }])),
    rotations: { primary: { zone, every, from: '2026-10-19', at, responders: turns } },
    overrides,
  })

/** What was made before, one after the other. */
const inForce = (config: AlertsConfig, made: readonly Override[]): AlertsConfig =>
  withRunTime(config, {
    overrides: made.map((each, index) => ({
      id: String(index),
      by: 'boss',
      at: iso(begin),
      asked: undefined,
      parts: [each],
    })),
    silences: [],
  })

const rotationOf = (config: AlertsConfig) => config.rotations.primary as AlertsConfig['rotations'][string]
const slow = (config: AlertsConfig, overrides: readonly Override[], at: number) =>
  slowOnCall(rotationOf(config), overrides, at).responder

/** Instants around every edge, and in between. */
const looks = (parts: readonly Override[], now: number): number[] =>
  parts
    .flatMap(({ from, until }) => {
      const [one, two] = [Date.parse(from), Date.parse(until)]
      return [one - 1, one, one + 1, (one + two) / 2, two - 1, two, two + 1]
    })
    .concat(now - 1, now, now + 1)

const partsOf = (judged: Judged): readonly Override[] =>
  'parts' in judged ? (judged.parts as readonly Override[]) : []

test('who is on call is whom the last override that applies names, of the config and then of those made at run time', () => {
  fc.assert(
    fc.property(cases, instant, (each, at) => {
      const config = configOf(each)
      const all = inForce(config, each.made)
      expect(all.overrides).toEqual([...each.overrides, ...each.made])
      const applies = all.overrides.findLast(
        ({ from, until, instead }) =>
          Date.parse(from) <= at &&
          at < Date.parse(until) &&
          (instead === undefined || instead === slow(config, [], at)),
      )
      expect(slow(all, all.overrides, at)).toBe(applies?.responder ?? slow(config, [], at))
    }),
    { numRuns: 80 },
  )
})

test('an override that is taken gives its person the time that it says, changes somebody, and nothing outside of it or before now', () => {
  let taken = 0
  fc.assert(
    fc.property(cases, (each) => {
      const config = inForce(configOf(each), each.made)
      const { responder, instead, from, until } = each.asked
      const judged = judgeOverride(
        config,
        { rotation: 'primary', who: responder, instead, from, until },
        new Date(each.now),
      )
      if ('refused' in judged) return
      taken += 1
      const parts = partsOf(judged)
      const [only] = parts
      expect(parts).toHaveLength(1)
      expect(Date.parse(only?.from ?? '')).toBe(Math.max(Date.parse(from), each.now))
      expect(only?.until).toBe(until)
      for (const at of looks(parts, each.now)) {
        const inside = at >= Date.parse(only?.from ?? '') && at < Date.parse(until)
        const [before, after] = [slow(config, config.overrides, at), slow(config, [...config.overrides, ...parts], at)]
        const theirs = instead === undefined || slow(config, [], at) === instead
        expect(after).toBe(inside && theirs ? responder : before)
      }
      const hours = Math.ceil((Date.parse(until) - Date.parse(only?.from ?? '')) / (hourMs / 4))
      const changed = Array.from(
        { length: hours },
        (_, quarter) => Date.parse(only?.from ?? '') + quarter * (hourMs / 4),
      ).some(
        (at) =>
          slow(config, config.overrides, at) !== responder &&
          (instead === undefined || slow(config, [], at) === instead),
      )
      expect(changed).toBe(true)
    }),
    { numRuns: 300 },
  )
  expect(taken).toBeGreaterThan(20)
})

test('an override is refused only where it has ended, ends before it begins, or would change nobody', () => {
  fc.assert(
    fc.property(cases, (each) => {
      const config = inForce(configOf(each), each.made)
      const { responder, instead, from, until } = each.asked
      const judged = judgeOverride(
        config,
        { rotation: 'primary', who: responder, instead, from, until },
        new Date(each.now),
      )
      if ('parts' in judged) return
      if (instead !== undefined && !each.turns.includes(instead))
        return expect(judged.refused).toContain('is not a responder of primary')
      if (instead === responder) return expect(judged.refused).toContain('cannot stand in for themselves')
      if (Date.parse(until) <= each.now) return expect(judged.refused).toContain('has passed')
      expect(judged.refused).toContain('It would change nothing')
      const start = Math.max(Date.parse(from), each.now)
      const part = { ...each.asked, from: iso(start) }
      for (let at = start; at < Date.parse(until); at += hourMs / 4)
        expect(slow(config, [...config.overrides, part], at)).toBe(slow(config, config.overrides, at))
    }),
    { numRuns: 80 },
  )
})

test('a swap that is taken gives each the turns of the other in its time, and leaves everybody else', () => {
  let taken = 0
  fc.assert(
    fc.property(cases, fc.boolean(), (each, open) => {
      const config = configOf({ ...each, overrides: [] })
      const [who, other] = [each.turns[0] ?? 'mina', each.asked.responder]
      const { from, until } = each.asked
      const ask = { rotation: 'primary', who, with: other, from, ...(open ? {} : { until }) }
      const judged = judgeSwap(config, ask, new Date(each.now))
      if ('refused' in judged) return
      taken += 1
      const parts = partsOf(judged)
      for (const at of looks(parts, each.now)) {
        const turn = slow(config, [], at)
        const isIn = parts.some(
          (one) => Date.parse(one.from) <= at && at < Date.parse(one.until) && one.instead === turn,
        )
        const expected = !isIn ? turn : turn === who ? other : who
        expect(slow(config, parts, at)).toBe(expected)
      }
    }),
    { numRuns: 300 },
  )
  expect(taken).toBeGreaterThan(20)
})
