import { noTries, type Tries, tryAgain } from '../../../shared/ledger/tries.ts'

/** The longest pauses, until nothing is tried any more. */
const pauses = (isThrottled: boolean, before: Tries = noTries): number[] => {
  const again = tryAgain(before, isThrottled, () => 1)
  return again ? [again.pause, ...pauses(isThrottled, again.tries)] : []
}

test('a write that met another one is tried again for a moment', () => {
  expect(pauses(false)).toEqual([50, 100, 200])
})

test('a write that was throttled is tried again with longer and longer pauses, and ends within the time that a function has', () => {
  const all = pauses(true)
  expect(all).toEqual([100, 200, 400, 800, 1_600, 2_500, 2_500, 2_500, 2_500, 2_500, 2_500])
  expect(all.reduce((sum, each) => sum + each)).toBeLessThan(20_000)
})

test('each kind of failure has its own number of tries', () => {
  expect(pauses(false, { met: 0, throttled: 11 })).toHaveLength(3)
  expect(pauses(true, { met: 3, throttled: 0 })).toHaveLength(11)
})

test('any part of a pause is waited', () => {
  expect(tryAgain(noTries, true, () => 0)?.pause).toBe(0)
  expect(tryAgain(noTries, true, () => 0.5)?.pause).toBe(50)
})
