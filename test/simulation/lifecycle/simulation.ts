import { isDeepStrictEqual } from 'node:util'
import { simulateKey } from '../../../shared/lifecycle/simulate.ts'
import type { Played, Simulation } from '../engine/simulation.ts'
import { slowKey } from './slow.ts'
import { makeWorld } from './world.ts'

const text = (steps: readonly object[]): string =>
  steps.map((step) => Object.values(step).map((each) => (each instanceof Date ? each.toISOString() : each))).join(' | ')

/** The order of what happens at one moment to different versions is nobody's concern. */
const sorted = <Each extends { readonly at: Date; readonly version: number }>(steps: readonly Each[]): Each[] =>
  [...steps].sort((one, other) => Number(one.at) - Number(other.at) || one.version - other.version)

const play = (seed: number, only?: readonly number[]): Played => {
  const { simulated, surroundings, rules } = makeWorld(seed, only)
  const quick = sorted(
    simulateKey(simulated, surroundings).map(({ version, at, what, rule, storageClass }) => ({
      version,
      at,
      what,
      rule,
      storageClass,
    })),
  )
  const slow = sorted(slowKey(simulated, surroundings))
  const counts: Record<string, number> = {}
  for (const { what } of slow) counts[what] = (counts[what] ?? 0) + 1
  return {
    violations: isDeepStrictEqual(quick, slow)
      ? []
      : [`${JSON.stringify({ simulated, surroundings })}\n  quick: ${text(quick)}\n  slow:  ${text(slow)}`],
    places: rules,
    events: 1,
    counts,
    peaks: { 'steps of one key': slow.length },
  }
}

/** Random sets of rules and random keys: the simulator against a walk from midnight to midnight. */
export const lifecycle: Simulation = {
  name: 'lifecycle',
  events: 'keys',
  play: async (seed, only) => play(seed, only),
  describe: ({ counts, peaks }) => ({
    ...Object.fromEntries(Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1))),
    ...peaks,
  }),
}
