import { makeRandom } from '../engine/random.ts'
import type { Simulation } from '../engine/simulation.ts'
import { playAlarms } from './alarms.ts'
import { playUploads } from './uploads.ts'

/** Alarms of a storm, and uploads a second, each for ten seconds. */
const most = { alarms: 10_000, uploadsPerSecond: 1_000, seconds: 10 } as const

/**
 * Ten thousand alarms in ten seconds, and a thousand uploads a second, on a new table that throttles as DynamoDB does, in
 * accounts of several sizes.
 */
export const storm: Simulation = {
  name: 'storm',
  events: 'alarms',
  play: async (seed, only) => {
    const random = makeRandom(seed)
    const alarms = only?.length ?? most.alarms
    const share = alarms / most.alarms
    const concurrency = random.pick([1_000, 1_000, 200])
    const ofAlarms = await playAlarms({ seed, alarms, seconds: most.seconds * share, concurrency })
    const ofUploads = await playUploads({
      seed,
      uploads: Math.ceil(most.uploadsPerSecond * most.seconds * share),
      seconds: most.seconds * share,
      refused: random.pick([0.01, 0.1, 0.3]),
      concurrency,
    })
    const { readUnits: _, ...counts } = ofAlarms.counts
    return {
      violations: [...ofAlarms.violations, ...ofUploads.violations],
      places: alarms,
      events: alarms,
      counts: { ...counts, refused: ofUploads.counts.refused, thumbnails: ofUploads.counts.thumbnails },
      peaks: ofAlarms.peaks,
    }
  },
  describe: ({ counts, peaks }) => ({
    ...counts,
    'first page, seconds, at the latest': peaks.firstPage,
    'last message, seconds, at the latest': peaks.lastMessage,
    'calls at once': peaks.calls,
  }),
}
