import type { BackfillStore, Listed } from '../../../functions/thumbnails/rules/backfill.ts'
import { thumbnailKeys } from '../../../functions/thumbnails/rules/keys.ts'
import type { PrefixRecipe } from '../../../functions/thumbnails/rules/recipe.ts'
import type { Mark } from '../../../functions/thumbnails/rules/version.ts'

const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other))

/** Two listed buckets. Pages are of 1,000, as those of S3. */
export const fakeListing = (recipes: readonly PrefixRecipe[]) => {
  const originals = new Map<string, Listed>()
  const marks = new Map<string, Mark>()
  const refused = new Set<string>()
  const asked = { lists: 0, marks: 0, refusals: 0 }
  let sorted: string[] | undefined
  const after = (keys: readonly string[], key: string | undefined) =>
    key === undefined ? keys : keys.filter((each) => byBytes(each, key) > 0)
  const store: BackfillStore = {
    originals: async function* (prefix, start) {
      const all = [...originals.keys()].filter((key) => key.startsWith(prefix)).sort(byBytes)
      const rest = after(all, start)
      for (let at = 0; at < rest.length; at += 1000)
        yield rest.slice(at, at + 1000).flatMap((key) => originals.get(key) ?? [])
    },
    thumbnailsAfter: async (key) => {
      asked.lists += 1
      sorted ??= [...marks.keys()].sort(byBytes)
      return after(sorted, key || undefined).slice(0, 1000)
    },
    readMark: async (key) => {
      asked.marks += 1
      return marks.get(key)
    },
    isRefused: async ({ key }) => {
      asked.refusals += 1
      return refused.has(key)
    },
  }
  const add = (key: string, changes: Partial<Listed> = {}): void => {
    originals.set(key, { key, etag: 'e1', bytes: 2_400_000, archived: false, ...changes })
  }
  const make = (key: string, changes: Partial<Mark> = {}, sizes?: number): void => {
    sorted = undefined
    const recipe = recipes.find(({ prefix }) => key.startsWith(prefix))
    for (const thumbnail of (recipe && thumbnailKeys(key, recipe)?.slice(0, sizes)) ?? [])
      marks.set(thumbnail, { etag: 't', sourceEtag: 'e1', recipe: recipe?.hash, ...changes })
  }
  return { store, add, make, refused, asked, originals }
}
