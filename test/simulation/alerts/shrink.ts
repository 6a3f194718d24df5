import { play } from './play.ts'
import { makeStory } from './story.ts'

export interface Failure {
  readonly seed: number
  /** Places of the transitions that are needed for it. */
  readonly only: readonly number[]
  readonly violations: readonly string[]
}

/** The fewest transitions with which a seed still fails: larger and larger parts of them are left out in turn. */
export const shrink = async (seed: number): Promise<Failure | undefined> => {
  const fails = async (only: readonly number[]): Promise<readonly string[] | undefined> => {
    const { violations } = await play(makeStory(seed, only))
    return violations.length > 0 ? violations : undefined
  }
  let only = makeStory(seed).transitions.map((_, index) => index)
  let violations = await fails(only)
  if (!violations) return undefined
  for (let size = Math.ceil(only.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = 0; from < only.length; ) {
      const fewer = only.toSpliced(from, size)
      const still = await fails(fewer)
      if (still) [only, violations] = [fewer, still]
      else from += size
    }
  return { seed, only, violations }
}
