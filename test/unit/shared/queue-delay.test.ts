import { delayUntil } from '../../../shared/queue-delay.ts'

const now = new Date('2026-11-21T02:30:00Z')

test.each([
  [0.001, 1],
  [30, 30],
  [500.2, 501],
  [900, 900],
  [-5, 0],
  [901, undefined],
])('what is due in %d s is held back for %s s: never too short, up to a quarter of an hour', (seconds, delay) => {
  expect(delayUntil(new Date(now.getTime() + seconds * 1000).toISOString(), now)).toBe(delay)
})
