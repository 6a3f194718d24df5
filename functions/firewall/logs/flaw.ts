import type { Broken } from './counts.ts'

/** What was wrong with an object. */
export interface Flaw {
  readonly reason: Broken
  readonly words: string
}
