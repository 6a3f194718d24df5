import { tagKeys } from '../retention/tags.ts'
import type { Seen, Selector } from './vault.ts'

interface Tag {
  readonly Key?: string | undefined
  readonly Value?: string | undefined
}

export const tagsOf = (tags: readonly Tag[] = []): Record<string, string> =>
  Object.fromEntries(tags.flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value]])))

/** Tags as both services take them. */
export const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** The moment whose data a thing has: of a copy of ours its tag says it. */
export const momentOf = (tags: Seen['tags'], at: Date | undefined): string | undefined =>
  tags[tagKeys.at] ?? at?.toISOString()

/** Whether a thing bears all tags of a selector. One without tags means none by its tags. */
export const bearsAll = ({ tags }: Selector, borne: Seen['tags']): boolean =>
  tags !== undefined && Object.entries(tags).every(([key, value]) => borne[key] === value)
