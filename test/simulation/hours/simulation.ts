import type { Simulation } from '../engine/simulation.ts'
import { play } from './play.ts'
import { makeStory } from './story.ts'

/** Office hours: targets that are switched off and on, and what AWS, people and deployments do to them meanwhile. */
export const hours: Simulation = {
  name: 'hours',
  events: 'target-nights',
  play: (seed, only) => play(makeStory(seed, only)),
  describe: ({ counts }) =>
    Object.fromEntries(Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1))),
}
