import type { Kind, Parts } from '../kinds/kind.ts'

/** What the function of this capability works with. */
export interface World extends Parts {
  readonly kinds: readonly Kind[]
}
