import type { Simulation } from './simulation.ts'

export interface Failure {
  readonly seed: number
  /** Places of the things from outside that are needed for it. */
  readonly only: readonly number[]
  readonly violations: readonly string[]
}

/** The fewest things from outside with which a seed still fails: smaller and smaller parts of them are left out in turn. */
export const shrink = async ({ play }: Pick<Simulation, 'play'>, seed: number): Promise<Failure | undefined> => {
  const whole = await play(seed)
  let { violations } = whole
  if (violations.length === 0) return undefined
  let only: readonly number[] = Array.from({ length: whole.places }, (_, index) => index)
  for (let size = Math.ceil(only.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < only.length; ) {
      const fewer = only.toSpliced(from, size)
      const played = await play(seed, fewer)
      if (played.violations.length > 0) [only, violations] = [fewer, played.violations]
      else from += size
    }
  return { seed, only, violations }
}
