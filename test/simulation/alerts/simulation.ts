import type { Simulation } from '../engine/simulation.ts'
import { play } from './play.ts'
import { makeStory } from './story.ts'

const percent = (part = 0, whole = 0): string => `${((100 * part) / Math.max(1, whole)).toFixed(3)} %`

/** The alerts: transitions of alarms on the way to people who do or do not act on them. */
export const alerts: Simulation = {
  name: 'alerts',
  events: 'transitions',
  play: (seed, only) => play(makeStory(seed, only)),
  describe: ({ counts, peaks }) => ({
    ...counts,
    ...peaks,
    'doubled of mild messages': percent(counts['doubled mild'], counts['messages mild']),
    'doubled of wild messages': percent(counts['doubled wild'], counts['messages wild']),
  }),
}
