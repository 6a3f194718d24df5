import { log } from '../../shared/log.ts'
import { useFastTimes } from './engine/fast-times.ts'
import { shrink } from './engine/shrink.ts'
import { playMany } from './engine/simulation.ts'
import { play } from './jobs/play.ts'
import { jobs } from './jobs/simulation.ts'
import { makeStory } from './jobs/story.ts'

useFastTimes()
log.setLogLevel('SILENT')

/** What the worlds must have come to, so that they are worth something. */
const met = [
  'succeeded',
  'failed (application-error)',
  'failed (run-timeout)',
  'failed (start-timeout)',
  'failed (cancelled)',
  'failed (cluster-inactive)',
  'missed',
  'skipped (skipped)',
  'skipped (replaced)',
  'suppressed',
  'forbidden',
  'left Spot',
  'follows',
  'missed (predecessor)',
  'skipped (predecessor)',
  'backfilled',
  'backfills',
  'skipped (holiday)',
  'waits for a place',
  'places given on',
  'held by jitter',
  'late',
  'slow',
  'retries',
  'caught up with',
  'levers: cancel',
  'levers: retry',
  'levers: run',
  'levers: suspend',
  'levers: resume',
]

test('20,000 firings in worlds in which everything goes wrong: nothing that must not be', async () => {
  const { failing, counts, peaks, events } = await playMany(jobs, 20_261_121, 20_000)
  const smallest = failing[0] === undefined ? undefined : await shrink(jobs, failing[0])
  expect(smallest).toBeUndefined()
  for (const what of met) expect([what, counts[what] ?? 0]).not.toEqual([what, 0])
  expect(counts.tasks).toBeGreaterThan(events / 2)
  // Where nothing that we call fails, what is promised in seconds is kept by far.
  expect(peaks['ms until a missed firing is found, where nothing fails']).toBeLessThanOrEqual(120_000)
  expect(peaks['ms that a timeout is late, where nothing fails']).toBeLessThan(10_000)
  expect(peaks['ms that a retry is late, where nothing fails']).toBeLessThan(10_000)
}, 600_000)

test('the same seed is the same run', async () => {
  for (const seed of [7, 12]) expect(await play(makeStory(seed))).toEqual(await play(makeStory(seed)))
}, 120_000)
