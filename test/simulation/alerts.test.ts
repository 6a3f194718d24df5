import { brokenEngines } from './alerts/broken.ts'
import { play } from './alerts/play.ts'
import { alerts } from './alerts/simulation.ts'
import { makeStory } from './alerts/story.ts'
import { useFastTimes } from './engine/fast-times.ts'
import { shrink } from './engine/shrink.ts'
import { playMany } from './engine/simulation.ts'

useFastTimes()

const ends = [
  'resolved',
  'acknowledged',
  'exhausted',
  'suppressed by a silence',
  'suppressed by another alarm',
  'suppressed as flapping',
  'held by another alarm',
  'open',
] as const

test('20,000 transitions in worlds in which everything goes wrong: nothing that must not be', async () => {
  const { failing, counts, events } = await playMany(alerts, 20_261_121, 20_000)
  const smallest = failing[0] === undefined ? undefined : await shrink(alerts, failing[0])
  expect(smallest).toBeUndefined()
  // The worlds are worth it: every end is met, and messages double where nobody could know, but few of them.
  const count = (what: string): number => counts[what] ?? 0
  for (const end of ends) expect([end, count(end)]).not.toEqual([end, 0])
  expect(count('deliveries')).toBeGreaterThan(events)
  expect(count('flapping, told')).toBeGreaterThan(0)
  expect(count('steps by an override made at run time')).toBeGreaterThan(100)
  expect(count('steps after a silence was ended early')).toBeGreaterThan(0)
  expect(count('snoozes that ran out')).toBeGreaterThan(0)
  expect(count('acknowledged by several')).toBeGreaterThan(0)
  expect(count('acknowledged by some of several')).toBeGreaterThan(100)
  expect(count('messages to shadows')).toBeGreaterThan(100)
  expect(count('turns announced before they begin')).toBeGreaterThan(10)
  expect(count('turns announced when they begin')).toBeGreaterThan(10)
  expect(count('doubled wild')).toBeGreaterThan(0)
  expect(count('doubled wild') / count('messages wild')).toBeLessThan(0.01)
  expect(count('doubled outside the window')).toBe(0)
}, 600_000)

test('the same seed is the same run', async () => {
  for (const seed of [7, 11]) expect(await play(makeStory(seed))).toEqual(await play(makeStory(seed)))
}, 120_000)

describe('the judge notices that', () => {
  test.each(brokenEngines)(
    '%s',
    async (_what, says, seed, engine) => {
      expect((await play(makeStory(seed))).violations).toEqual([])
      expect((await play(makeStory(seed), engine)).violations).toContainEqual(expect.stringMatching(says))
    },
    60_000,
  )
})
