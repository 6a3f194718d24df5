import { makeRandom, type Random } from '../engine/random.ts'

const hash = (text: string): number => {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0
  return value
}

/**
 * Numbers of their own for each thing of a world, by its name: what is left out of a story to make it smaller changes
 * nothing for all the others.
 */
export const chancesOf =
  (seed: number) =>
  (name: string): Random =>
    makeRandom(seed ^ hash(name))

export type Chances = ReturnType<typeof chancesOf>
