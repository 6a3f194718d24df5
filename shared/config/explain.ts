import { closest, distance } from 'fastest-levenshtein'
import type * as z from 'zod'
import { printableJson, shorten } from '../text.ts'
import { alternatives, expectationOf } from './expectation.ts'
import { offerBeside } from './offers/beside.ts'
import { didYouMean } from './offers/did-you-mean.ts'
import { offerNumber } from './offers/scalars.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** `jobs.nightly.command[0]`, the way the config file's author writes it. */
export const pathText = (path: Path): string =>
  path
    .map((part, index) => {
      if (typeof part === 'number') return `[${part}]`
      const name = String(part)
      if (!/^[A-Za-z_$][\w$]*$/.test(name)) return `[${printableJson(JSON.stringify(name))}]`
      return index === 0 ? name : `.${name}`
    })
    .join('') || 'config'

// What is printed ends in terminals and build logs, where a private key must not be, whichever field it was put into.
const valueText = (value: unknown): string => {
  const text = withoutTokens(printableJson(jsonText(value)))
  if (text.includes('PRIVATE KEY')) return 'a private key'
  return shorten(text, 80)
}

/** Whoever has the address of a webhook can write there: of addresses with something long in them only the host is shown. */
const withoutTokens = (text: string): string =>
  text.replace(/(https?:\/\/[^/"?#\s]*)[/?](?=[^"\s]*([^/"\s]{16}|\?))[^"\s]*/g, '$1/…')

/** JSON where there is one. A config file is a program: a value may be a function, a BigInt or a circle. */
const jsonText = (value: unknown): string => {
  if (typeof value === 'bigint') return `${value}n`
  if (typeof value === 'function') return 'a function'
  if (typeof value === 'number') return String(value)
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return 'an object that JSON cannot show, such as one that contains itself,'
  }
}

/** ` — did you mean "sizes"?` where one of the names is close enough to be a slip of the finger, else nothing. */
export const suggestion = (name: string, names: readonly string[]): string => {
  if (names.length === 0) return ''
  const best = closest(
    name.toLowerCase(),
    names.map((each) => each.toLowerCase()),
  )
  const found = names.find((each) => each.toLowerCase() === best) ?? ''
  return distance(name.toLowerCase(), best) <= Math.max(2, Math.floor(name.length / 3))
    ? ` — did you mean "${found}"?`
    : ''
}

/** One line for one fault: where, what stands there, what may stand there, and the nearest name. */
export const problem = (path: Path, value: unknown, allowed: string, names: readonly string[] = []): string => {
  const offer = typeof value === 'string' && !allowed.includes('did you mean') ? suggestion(value, names) : ''
  return `${pathText(path)}: ${value === undefined ? 'missing' : `${valueText(value)} is not allowed`}; expected ${allowed}${offer}`
}

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], root)

/** Names of the keys that the schema of a refused object allows. zod hands the schema itself only to an error map. */
const allowedKeys = (issue: unknown): string[] => {
  const shape = (issue as { inst?: { _zod?: { def?: { shape?: object } } } }).inst?._zod?.def?.shape
  return shape ? Object.keys(shape) : []
}

/** The error map that gives each issue what `explain` cannot see later: the keys that were allowed, and what its field expects. */
export const errorMap = (issue: z.core.$ZodRawIssue): string | undefined => {
  if (issue.code === 'unrecognized_keys') return allowedKeys(issue).join(', ')
  const { inst } = issue as { inst?: z.core.$ZodType }
  return issue.code === 'invalid_type' && inst?._zod.def.type !== undefined
    ? expectationOf(inst, issue.input)
    : undefined
}

const expectation = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_value':
      if (!issue.message.startsWith('Invalid ')) return issue.message
      return `one of ${issue.values.map(valueText).join(', ')}`
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${sizeOf(issue.minimum, issue.origin)}`
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${sizeOf(issue.maximum, issue.origin)}`
    default:
      return issue.message.replace(/^Invalid string: must/, 'a text that must')
  }
}

/** What is added where a text spells one of the numbers that are allowed. */
const spelledNumber = (value: unknown, issues: readonly Issue[]): string => {
  const number = offerNumber(value)
  const values = issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : []))
  return didYouMean(values.find((each) => each === number) === undefined ? undefined : number)
}

const sizeUnits: Readonly<Record<string, readonly [string, string]>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
}

const sizeOf = (size: number | bigint, origin: string): string => {
  const [one, many] = sizeUnits[origin] ?? []
  return one === undefined ? String(size) : `${size} ${Number(size) === 1 ? one : many}`
}

/**
 * Of a union's branches the one that the author of an object most likely meant: one that wants an object and knows the most of
 * its keys, with the fewest faults.
 */
export const likeliestBranch = (branches: readonly (readonly Issue[])[]): readonly Issue[] => {
  const weigh = (issue: Issue): number => {
    if (['invalid_type', 'invalid_value'].includes(issue.code) && issue.path.length === 0) return 1_000_000
    return issue.code === 'unrecognized_keys' ? issue.keys.length * 1000 : 1
  }
  const weight = (issues: readonly Issue[]): number => issues.reduce((sum, issue) => sum + weigh(issue), 0)
  return [...branches].sort((one, other) => weight(one) - weight(other))[0] ?? []
}

/** The bound that zod gives every whole number, which says nothing where the key has one of its own. */
const isBoundOfAll = (issue: Issue): boolean =>
  (issue.code === 'too_big' && issue.maximum === Number.MAX_SAFE_INTEGER) ||
  (issue.code === 'too_small' && issue.minimum === Number.MIN_SAFE_INTEGER)

const withoutBoundsOfAll = (issues: readonly Issue[]): readonly Issue[] =>
  issues.filter(
    (issue) =>
      !isBoundOfAll(issue) ||
      !issues.some((other) => !isBoundOfAll(other) && pathText(other.path) === pathText(issue.path)),
  )

/** Turns zod's issues into one line for each fault, in the order of the file. `root` is the config as it was written. */
export const explain = (root: unknown, issues: readonly Issue[], base: Path = []): string[] =>
  withoutBoundsOfAll(issues).flatMap((issue): string[] => {
    const path = [...base, ...issue.path]
    const value = valueAt(root, path)
    if (issue.code === 'unrecognized_keys') {
      const allowed = issue.message.split(', ').filter((key) => key !== '')
      // __proto__ is refused wherever it stands, by a check of its own.
      const keys = issue.keys.filter((key) => key !== '__proto__')
      return keys.map(
        (key) => `${pathText([...path, key])}: unknown key${suggestion(key, allowed)}; allowed: ${allowed.join(', ')}`,
      )
    }
    if (issue.code === 'invalid_key') {
      const name = valueText(String(issue.path.at(-1)))
      const message = issue.issues[0]?.message ?? ''
      return [
        `${pathText(path)}: ${name} ${message.startsWith('is ') ? message : `is not a name; expected ${message}`}`,
      ]
    }
    if (issue.code === 'custom' && issue.params?.secret === true)
      return [
        `${pathText(path)}: ${value === undefined ? 'missing' : 'what stands there is not allowed'}; expected ${issue.message}`,
      ]
    const beside = valueAt(root, path.slice(0, -1))
    if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
      if (typeof value === 'object' && value !== null) return explain(root, likeliestBranch(issue.errors), path)
      const below = issue.errors.flat()
      const text = alternatives(below.map(expectation))
      return [problem(path, value, `${text}${offerBeside(text, value, beside)}${spelledNumber(value, below)}`)]
    }
    const text = expectation(issue)
    const names = issue.code === 'invalid_value' ? issue.values.map(String) : []
    return [problem(path, value, `${text}${offerBeside(text, value, beside)}`, names)]
  })
