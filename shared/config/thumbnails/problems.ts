import { type KeySpace, neverMeet, startsOf } from './key-template.ts'
import { fewerPrefixes, shortest } from './prefixes.ts'

interface Fields {
  readonly key?: string
  readonly format?: string
  readonly sizes?: Readonly<Record<string, unknown>>
}

interface Written extends Fields {
  readonly prefix: string
  readonly key: string
  readonly format: string
  readonly sizes: Readonly<Record<string, unknown>>
  readonly recipes: readonly (Fields & { readonly prefix: string })[]
}

export interface RecipeProblem {
  readonly path: PropertyKey[]
  readonly input: unknown
  /** What would be allowed. */
  readonly message: string
}

/** The prefixes of the uploads bucket that are watched: none of them begins with another, which S3 refuses. */
export const watchedPrefixes = ({ prefix, recipes }: Pick<Written, 'prefix' | 'recipes'>): readonly string[] =>
  shortest([prefix, ...recipes.map((recipe) => recipe.prefix)])

/**
 * S3 takes 100 notification configurations of a bucket, and there are four kinds of events.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html
 */
const mostNotified = 25
/** What a role takes beside its other statements. */
const mostWritten = 33

/** The watched prefixes, or fewer that cover them: the function passes over what no recipe is for. */
export const notifiedPrefixes = (config: Pick<Written, 'prefix' | 'recipes'>): readonly string[] =>
  fewerPrefixes(watchedPrefixes(config), mostNotified)

/**
 * What the keys of all thumbnails start with, as far as it is fixed; none of them begins with another. Where the list would be
 * longer than a role takes, a wildcard stands for the names of sizes, and then neighbours become one.
 */
export const writtenPrefixes = (config: Written): readonly string[] => {
  const spaces = spacesOf(config)
  const each = shortest(spaces.flatMap(startsOf))
  return each.length <= mostWritten
    ? each
    : fewerPrefixes(
        spaces.flatMap((space) => startsOf({ ...space, sizes: ['*'] })),
        mostWritten,
      )
}

interface Space extends KeySpace {
  readonly path: PropertyKey[]
}

const spacesOf = ({ recipes, ...shared }: Written): readonly Space[] =>
  [shared, ...recipes].map((recipe, index) => ({
    path: index === 0 ? ['key'] : ['recipes', index - 1, 'key'],
    prefix: recipe.prefix,
    key: recipe.key ?? shared.key,
    format: recipe.format ?? shared.format,
    sizes: Object.keys(recipe.sizes ?? shared.sizes),
  }))

const prefixProblems = ({ prefix, recipes }: Written): RecipeProblem[] => {
  const seen = new Set([prefix])
  return recipes.flatMap((recipe, index) => {
    if (!seen.has(recipe.prefix)) {
      seen.add(recipe.prefix)
      return []
    }
    const message = 'a prefix that no other recipe has; of those that fit a key, the longest counts'
    return [{ path: ['recipes', index, 'prefix'], input: recipe.prefix, message }]
  })
}

/**
 * Thumbnails have a bucket of their own, so that none of them is an upload. A template that starts with the fixed text of a
 * watched prefix would make them uploads as soon as somebody copied or replicated the one bucket into the other.
 */
const loopProblems = (spaces: readonly Space[], watched: readonly string[]): RecipeProblem[] =>
  spaces.flatMap(({ path, prefix, ...space }) => {
    if (/^\{(key|path)\}/.test(space.key)) return []
    const starts = startsOf({ ...space, prefix: '' })
    const prefixHit = watched.find((each) => each !== '' && starts.some((start) => start.startsWith(each)))
    const message = `a key that does not start with ${prefixHit}, because uploads under it are watched`
    return prefixHit === undefined ? [] : [{ path, input: space.key, message }]
  })

const meetingProblems = (spaces: readonly Space[]): RecipeProblem[] =>
  spaces.flatMap((one, index) => {
    const other = spaces.slice(0, index).find((each) => !neverMeet(one, each))
    if (!other) return []
    const message = `a key that cannot meet those of ${JSON.stringify(other.key)}: start both with different words, such as ${one.prefix.split('/')[0] || 'other'}-thumbnails/, or use that one here too`
    return [{ path: one.path, input: one.key, message }]
  })

/** Faults that only show when all recipes are seen together. */
export const recipeProblems = (config: Written): readonly RecipeProblem[] => {
  const spaces = spacesOf(config)
  return [...prefixProblems(config), ...loopProblems(spaces, watchedPrefixes(config)), ...meetingProblems(spaces)]
}
