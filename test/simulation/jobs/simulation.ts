import type { Simulation } from '../engine/simulation.ts'
import { play } from './play.ts'
import { makeStory } from './story.ts'

/** The jobs: firings of schedules on the way to runs that end in one state which somebody knows of. */
export const jobs: Simulation = {
  name: 'jobs',
  events: 'firings',
  play: (seed, only) => play(makeStory(seed, only)),
  describe: ({ counts, peaks }) => ({
    ...Object.fromEntries(Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    ...peaks,
  }),
}
