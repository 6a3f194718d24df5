import { play } from './play.ts'
import { makeStory } from './story.ts'

/** What many worlds came to. */
export interface Total {
  readonly worlds: number
  readonly transitions: number
  readonly deliveries: number
  readonly incidents: number
  readonly messages: number
  readonly doubled: number
  readonly slowest: number
  readonly ends: Readonly<Record<string, number>>
  readonly failing: readonly number[]
}

const nothing: Total = {
  worlds: 0,
  transitions: 0,
  deliveries: 0,
  incidents: 0,
  messages: 0,
  doubled: 0,
  slowest: 0,
  ends: {},
  failing: [],
}

const sumOf = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    [...new Set([...Object.keys(one), ...Object.keys(other)])].map((key) => [key, (one[key] ?? 0) + (other[key] ?? 0)]),
  )

export const add = (one: Total, other: Total): Total => ({
  worlds: one.worlds + other.worlds,
  transitions: one.transitions + other.transitions,
  deliveries: one.deliveries + other.deliveries,
  incidents: one.incidents + other.incidents,
  messages: one.messages + other.messages,
  doubled: one.doubled + other.doubled,
  slowest: Math.max(one.slowest, other.slowest),
  ends: sumOf(one.ends, other.ends),
  failing: [...one.failing, ...other.failing],
})

/**
 * Plays one world after the other until so many transitions have come in.
 * @param step from one seed to the next, so that several can share the seeds
 */
export const playMany = async (
  seed: number,
  transitions: number,
  { step = 1, say = () => {} }: { readonly step?: number; readonly say?: (total: Total) => void } = {},
): Promise<Total> => {
  let total = nothing
  for (let each = seed; total.transitions < transitions; each += step) {
    const { violations, trace: _, ...played } = await play(makeStory(each))
    total = add(total, { ...played, worlds: 1, failing: violations.length > 0 ? [each] : [] })
    say(total)
  }
  return total
}
