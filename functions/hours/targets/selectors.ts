import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import { dimensionSubject } from '../../../shared/hours/planned-off.ts'
import type { Statement } from '../../../shared/statement.ts'

/** A tag by which things are found, or left alone. */
export interface TagSelector {
  readonly key: string
  /** Default: any value; of `tag` it then names the calendar. */
  readonly value?: string | undefined
}

/** What a place in the config says of its targets. */
export interface Selector {
  readonly names?: readonly string[] | undefined
  readonly tag?: TagSelector | undefined
  /** What bears it is left alone. Default: the tag `nightshift:hours` with the value `off`. */
  readonly except?: TagSelector | undefined
}

export const defaultExcept: TagSelector = { key: 'nightshift:hours', value: 'off' }

const tagSchema = ({ z }: SchemaKit) =>
  z.strictObject({ key: z.string().min(1).max(128), value: z.string().max(256).optional() })

/** The keys that all kinds have: names of its own form, or a tag, and the tag that opts out. */
export const selectorShape = (kit: SchemaKit, names: RegExp, words: string) => ({
  /** Ids or names. Default: what `tag` finds. */
  names: kit.z.array(kit.z.string().regex(names, words)).min(1).optional(),
  /** What bears this tag; without a value, the tag's value names the calendar. Default: what is in `names`. */
  tag: tagSchema(kit).optional(),
  /** What bears this tag is left alone. Default: the tag `nightshift:hours` with the value `off`. */
  except: tagSchema(kit).optional(),
})

/** Whether a selector goes by tag. */
export const isByTag = ({ tag }: Selector): boolean => tag !== undefined

/** Tags as a kind reads them, from whatever AWS's answer calls their keys and values. */
export type Tags = Readonly<Record<string, string>>

/** The tags of what AWS lists as keys and values. */
export const tagsOf = (
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Tags => Object.fromEntries(list.flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value]])))

const bears = (tags: Tags, { key, value }: TagSelector): boolean =>
  Object.hasOwn(tags, key) && (value === undefined || tags[key] === value)

/** Whether a thing with these tags is meant by the selector's tag. */
export const isMeant = ({ tag }: Selector, tags: Tags): boolean => tag === undefined || bears(tags, tag)

/** What is said of a thing that was found, by its tags. */
export const foundAs = (
  id: string,
  { tag, except = defaultExcept }: Selector,
  tags: Tags,
): { readonly id: string; readonly tag?: string; readonly optedOut?: boolean } => ({
  id,
  ...(tag !== undefined && tag.value === undefined ? { tag: tags[tag.key] ?? '' } : {}),
  ...(bears(tags, except) ? { optedOut: true } : {}),
})

/** Something that may be a target, and its tags. */
export interface Bearer {
  readonly id: string | undefined
  readonly tags: Tags
}

/** The filter of EC2 and Auto Scaling that finds what bears a tag. */
export const tagFilter = ({ key, value }: TagSelector): { readonly Name: string; readonly Values: string[] } =>
  value === undefined ? { Name: 'tag-key', Values: [key] } : { Name: `tag:${key}`, Values: [value] }

/**
 * What a selector means: its names, whether or not AWS knows them, or what bears its tag.
 * @param read the tags of those of some names that AWS knows
 * @param list everything that may bear the tag, by pages
 */
export async function* findBy(
  selector: Selector,
  read: (names: readonly string[]) => Promise<readonly Bearer[]>,
  list: (tag: TagSelector) => AsyncIterable<readonly Bearer[]>,
): AsyncGenerator<ReturnType<typeof foundAs>[]> {
  const { names, tag } = selector
  if (names) {
    const known = new Map((await read(names)).map((each) => [each.id, each.tags]))
    yield names.map((id) => foundAs(id, selector, known.get(id) ?? {}))
  } else if (tag)
    for await (const page of list(tag))
      yield page.flatMap(({ id, tags }) =>
        id !== undefined && isMeant(selector, tags) ? [foundAs(id, selector, tags)] : [],
      )
}

/**
 * The conditions under which a role may change what the selector means: by its tag, and never what bears the tag that opts out.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag
 */
const tagConditions = ({ tag, except = defaultExcept }: Selector): NonNullable<Statement['conditions']> => ({
  ...(tag?.value === undefined ? {} : { StringEquals: { [`aws:ResourceTag/${tag.key}`]: tag.value } }),
  ...(except.value === undefined ? {} : { StringNotEquals: { [`aws:ResourceTag/${except.key}`]: except.value } }),
  ...nulls({
    ...(tag !== undefined && tag.value === undefined ? { [tag.key]: 'false' } : {}),
    ...(except.value === undefined ? { [except.key]: 'true' } : {}),
  }),
})

const nulls = (keys: Readonly<Record<string, string>>): NonNullable<Statement['conditions']> => {
  const entries = Object.entries(keys).map(([key, absent]) => [`aws:ResourceTag/${key}`, absent])
  return entries.length > 0 ? { Null: Object.fromEntries(entries) } : {}
}

/**
 * A statement that allows a change of what the selector means: of single resources where it has names, else of all that bear its tag.
 * @param arn of one by its name; of `*` for all
 */
export const changeStatement = (
  actions: readonly string[],
  selector: Selector,
  arn: (name: string) => string,
): Statement => {
  const conditions = tagConditions(selector)
  const { names } = selector
  return {
    actions,
    conditions,
    ...(names
      ? { resources: names.map(arn) }
      : { resources: [arn('*')], wildcard: 'Only what bears the tag of the config: the condition says so.' }),
  }
}

/** A statement that allows to read what has no resources in IAM, or is listed. */
export const readStatement = (...actions: string[]): Statement => ({
  actions,
  resources: ['*'],
  wildcard: 'What lists and describes knows no single resources, or is asked by tag.',
})

/** The names under which alarms know the target groups that something stands behind. */
export const targetGroupSubjects = (arns: readonly string[]): string[] =>
  arns.map((arn) => dimensionSubject({ TargetGroup: arn.slice(arn.lastIndexOf(':') + 1) }))

/** Minutes after which what AWS said of a failure is no longer the reason of what is now. */
const freshMinutes = 20

export const isOld = (at: Date | undefined, now: Date): boolean =>
  at !== undefined && now.getTime() - at.getTime() > freshMinutes * 60_000

/** Pages of an operation that gives a token for the next one. */
export async function* pages<Page>(
  read: (token: string | undefined) => Promise<Page>,
  next: (page: Page) => string | undefined,
): AsyncGenerator<Page> {
  let token: string | undefined
  do {
    const page = await read(token)
    yield page
    token = next(page) || undefined
  } while (token !== undefined)
}

/** All items of all pages. */
export const allOf = async <Page, Item>(
  of: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[] | undefined,
): Promise<Item[]> => {
  const items: Item[] = []
  for await (const page of of) items.push(...(itemsOf(page) ?? []))
  return items
}
