import * as fc from 'fast-check'
import { allowedAt, withMessage, worst } from '../../../functions/alerts/rules/rate-limit.ts'
import { later } from './scene.ts'

test('two messages go at once, the third a minute after the first', () => {
  const sent = [later(0).toISOString(), later(1).toISOString()]
  expect(allowedAt([], 'critical', later(0))).toEqual(later(0))
  expect(allowedAt(sent.slice(0, 1), 'critical', later(1))).toEqual(later(1))
  expect(allowedAt(sent, 'critical', later(2))).toEqual(later(60))
  expect(allowedAt(sent, 'warning', later(61))).toEqual(later(61))
})

test('what is not critical is told five times in a quarter of an hour; what is critical goes on', () => {
  const sent = [0, 60, 120, 180, 240].map((seconds) => later(seconds).toISOString())
  expect(allowedAt(sent, 'warning', later(300))).toEqual(later(900))
  expect(allowedAt(sent, 'critical', later(300))).toEqual(later(300))
})

test('instants of more than three hours ago are forgotten', () => {
  expect(withMessage([later(0).toISOString(), later(60).toISOString()], later(10_801))).toEqual(
    [later(60), later(10_801)].map((at) => at.toISOString()),
  )
})

test('the worst of several', () => {
  expect(worst(['info', 'critical', 'warning'])).toBe('critical')
  expect(worst([])).toBe('info')
})

test('however often somebody asks: no three within a minute, and at most as many as a person can read', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('critical', 'warning', 'info'),
      fc.array(fc.nat({ max: 600 }), { maxLength: 200 }),
      (severity, pauses) => {
        let sent: string[] = []
        const all: number[] = []
        let seconds = 0
        for (const pause of pauses) {
          seconds += pause
          if (allowedAt(sent, severity, later(seconds)) > later(seconds)) continue
          sent = withMessage(sent, later(seconds))
          all.push(seconds)
        }
        const within = (window: number): number =>
          Math.max(0, ...all.map((from) => all.filter((each) => each >= from && each < from + window).length))
        expect(within(60)).toBeLessThanOrEqual(2)
        if (severity === 'critical') return
        expect(within(900)).toBeLessThanOrEqual(5)
        expect(within(3_600)).toBeLessThanOrEqual(11)
        expect(within(10_800)).toBeLessThanOrEqual(21)
      },
    ),
  )
})
