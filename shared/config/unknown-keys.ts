import type * as z from 'zod'
import { likeliestBranch } from './explain.ts'

type Path = readonly PropertyKey[]
type Issue = z.core.$ZodIssue

/** Where the keys stand that no schema knows. */
const unknownKeys = (issues: readonly Issue[], base: Path = []): Path[] =>
  issues.flatMap((issue): Path[] => {
    const path = [...base, ...issue.path]
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key])
    return issue.code === 'invalid_union' ? unknownKeys(likeliestBranch(issue.errors), path) : []
  })

const without = (value: unknown, [key, ...rest]: Path): unknown => {
  if (typeof value !== 'object' || value === null || key === undefined) return value
  if (Array.isArray(value)) return value.map((each, index) => (index === key ? without(each, rest) : each))
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      if (name !== key) return [[name, each]]
      return rest.length === 0 ? [] : [[name, without(each, rest)]]
    }),
  )
}

/** A value without the keys that its schema, whose issues these are, does not know; the value itself where it knows all. */
export const withoutUnknownKeys = (value: unknown, issues: readonly Issue[]): unknown =>
  unknownKeys(issues).reduce(without, value)

/** What a schema makes of a value, were it without the keys that are unknown; undefined where more is wrong with it. */
export const readWithoutUnknownKeys = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> | undefined => {
  const read = schema.safeParse(value)
  return read.success ? read.data : schema.safeParse(withoutUnknownKeys(value, read.error.issues)).data
}
