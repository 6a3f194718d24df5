import { useFastTimes } from './alerts/fast-times.ts'
import { playMany } from './alerts/many.ts'
import { play } from './alerts/play.ts'
import { shrink } from './alerts/shrink.ts'
import { makeStory } from './alerts/story.ts'

useFastTimes()

test('20,000 transitions in worlds in which everything goes wrong: nothing that must not be', async () => {
  const total = await playMany(20_261_121, 20_000)
  const smallest = total.failing[0] === undefined ? undefined : await shrink(total.failing[0])
  expect(smallest).toBeUndefined()
  // The worlds are worth it: every end is met, messages double where nobody could know, and few of them.
  for (const end of ['resolved', 'acknowledged', 'exhausted', 'suppressed', 'held'])
    expect(total.ends[end]).toBeGreaterThan(10)
  expect(total.deliveries).toBeGreaterThan(total.transitions)
  expect(total.doubled).toBeGreaterThan(0)
  expect(total.doubled / total.messages).toBeLessThan(0.03)
}, 120_000)

test('the same seed is the same run', async () => {
  for (const seed of [7, 11]) expect(await play(makeStory(seed))).toEqual(await play(makeStory(seed)))
})
