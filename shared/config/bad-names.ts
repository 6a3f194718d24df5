import type * as z from 'zod'
import { explain } from './explain.ts'

type Path = readonly PropertyKey[]
type Issue = z.core.$ZodIssue

/** The value with one key called otherwise, at the same place among its neighbours. */
const renamed = (value: unknown, [key, ...rest]: Path, name: string): unknown => {
  if (typeof value !== 'object' || value === null || key === undefined) return value
  if (Array.isArray(value)) return value.map((each, index) => (index === key ? renamed(each, rest, name) : each))
  return Object.fromEntries(
    Object.entries(value).map(([each, inside]) => {
      if (each !== key) return [each, inside]
      return rest.length === 0 ? [name, inside] : [each, renamed(inside, rest, name)]
    }),
  )
}

/** A name that every kind of name in the config allows. */
const placeholder = (index: number): string => `placeholder${index}`

/**
 * What zod does not look at: the value under a key that is not a name. Such keys get names that are, the config is read
 * again, and the faults below them are reported where they were written.
 * @param read gives the issues of a config
 */
export const faultsBelowBadNames = (
  input: unknown,
  issues: readonly Issue[],
  read: (input: unknown) => readonly Issue[],
): string[] => {
  const bad = issues.flatMap(({ code, path }) => (code === 'invalid_key' ? [path] : []))
  if (bad.length === 0) return []
  const copy = bad.reduce((value, path, index) => renamed(value, path, placeholder(index)), input)
  const found = read(copy)
  return bad.flatMap((path, index) => {
    const here = [...path.slice(0, -1), placeholder(index)]
    const below = found.filter((issue) => here.every((part, at) => issue.path[at] === part))
    return explain(
      input,
      below.flatMap((issue) =>
        issue.code === 'invalid_key' ? [] : [{ ...issue, path: [...path, ...issue.path.slice(path.length)] }],
      ),
    )
  })
}
