import type { Simulation } from '../engine/simulation.ts'
import { play } from './play.ts'
import { makeStory } from './story.ts'

/** Snapshots by plans, their copies and their end, and what AWS, people and clocks do to them meanwhile. */
export const backups: Simulation = {
  name: 'backups',
  events: 'snapshots',
  play: (seed, only) => play(makeStory(seed, only)),
  describe: ({ counts }) =>
    Object.fromEntries(Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1))),
}
