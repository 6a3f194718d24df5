import { problem } from './explain.ts'

type Keyed = { readonly [key: string]: unknown }

const isKeyed = (value: unknown): value is Keyed => typeof value === 'object' && value !== null

/** What stands under a key of something that may be anything at all; only what somebody wrote there. */
export const field = (value: unknown, key: string): unknown =>
  isKeyed(value) && Object.hasOwn(value, key) ? value[key] : undefined

/** A list as it is, and nothing for what is none. */
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** The texts of a list. */
export const texts = (value: unknown): string[] => list(value).filter((each) => typeof each === 'string')

/** The names that a record of the config defines. */
export const namesIn = (value: unknown): string[] => (isKeyed(value) && !Array.isArray(value) ? Object.keys(value) : [])

/** The named objects of a record. */
export const entries = <Value>(record: { readonly [key: string]: Value } | undefined): [string, NonNullable<Value>][] =>
  Object.entries(typeof record === 'object' && record !== null ? record : {}).filter(
    (entry): entry is [string, NonNullable<Value>] => typeof entry[1] === 'object' && entry[1] !== null,
  )

/** A fault for each string of a list, or the one string, that is not among the names that it may be. */
export const missing = (
  path: readonly PropertyKey[],
  names: unknown,
  allowed: readonly string[],
  kind: string,
): string[] => {
  if (Array.isArray(names)) return names.flatMap((name, index) => missing([...path, index], name, allowed, kind))
  return typeof names !== 'string' || allowed.includes(names)
    ? []
    : [problem(path, names, `${kind}: ${allowed.join(', ') || 'none is defined'}`, allowed)]
}
