import type { CanonicalRule } from './canonical.ts'

/** What of an object a rule's filter looks at. */
export interface Filtered {
  readonly key: string
  /** Bytes. */
  readonly size: number
  readonly tags?: Readonly<Record<string, string>>
}

/**
 * Whether a rule is for an object: the key starts with its prefix, which is a text and no pattern; every tag is there with
 * the very value; the size is over and under its bounds, which are exclusive.
 */
export const matches = (
  { prefix, tags, over, under }: Pick<CanonicalRule, 'prefix' | 'tags' | 'over' | 'under'>,
  { key, size, tags: its = {} }: Filtered,
): boolean =>
  key.startsWith(prefix) &&
  tags.every(([name, value]) => Object.hasOwn(its, name) && its[name] === value) &&
  (over === undefined || size > over) &&
  (under === undefined || size < under)
