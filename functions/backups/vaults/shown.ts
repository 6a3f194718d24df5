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

/** Pages of an operation that gives a token for the next one, all in one list. */
export const allPages = async <Item>(
  read: (
    token: string | undefined,
  ) => Promise<{ readonly items: readonly Item[] | undefined; readonly next: string | undefined }>,
): Promise<Item[]> => {
  const all: Item[] = []
  let token: string | undefined
  do {
    const { items = [], next } = await read(token)
    all.push(...items)
    token = next || undefined
  } while (token !== undefined)
  return all
}
