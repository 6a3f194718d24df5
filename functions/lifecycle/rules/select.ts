import type { Selection } from '../../../shared/config/lifecycle/schema.ts'
import { fits } from '../../../shared/wildcards.ts'

/** A bucket of the account. */
export interface FoundBucket {
  readonly name: string
  /** Undefined where nobody asked. */
  readonly tags?: Readonly<Record<string, string>> | undefined
}

type Choice = Pick<Selection, 'select' | 'except'>

const isLeftOut = ({ except }: Choice, name: string): boolean => except.some((pattern) => fits(pattern, name))

const isFor = (choice: Choice, { name, tags = {} }: FoundBucket): boolean => {
  const { select } = choice
  if (isLeftOut(choice, name)) return false
  if ('pattern' in select) return fits(select.pattern, name)
  if ('all' in select) return true
  return Object.entries(select.tags).every(([key, value]) => Object.hasOwn(tags, key) && tags[key] === value)
}

/** Whether a bucket's tags must be read to know its selection: one by tags comes before any that fits by its name. */
export const needsTags = (selections: readonly Choice[], name: string): boolean => {
  for (const choice of selections) {
    if (isLeftOut(choice, name)) continue
    if ('tags' in choice.select) return true
    if (isFor(choice, { name })) return false
  }
  return false
}

/** The first selection that a bucket is in. */
export const selectionOf = <Each extends Choice>(selections: readonly Each[], bucket: FoundBucket): Each | undefined =>
  selections.find((choice) => isFor(choice, bucket))
