import type { Simulation } from '../engine/simulation.ts'
import { play } from './play.ts'
import { makeStory } from './story.ts'

/** The firewall: requests in logs on the way to sets that hold who offends, as long as it is to be held. */
export const firewall: Simulation = {
  name: 'firewall',
  events: 'requests',
  play: (seed, only) => play(makeStory(seed, only)),
  describe: ({ counts, peaks }) => ({
    ...Object.fromEntries(Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    ...peaks,
  }),
}
