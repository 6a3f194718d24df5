import { UsageError } from '../api/usage-error.ts'
import { terminal } from '../shared/terminal.ts'

/**
 * The full id of what is meant, which may be typed short.
 * @param what it is, and `list` the words that list them
 * @throws UsageError where it is of none, or of several
 */
export const fullId = (
  typed: string,
  rows: readonly { readonly id: string }[],
  { what, list }: { readonly what: string; readonly list: string },
): string => {
  const [found, ...others] = rows.filter(({ id }) => id.startsWith(typed.toLowerCase()))
  if (!found) throw new UsageError(`There is no ${what} ${typed}. See: ${terminal} ${list}`)
  if (others.length > 0)
    throw new UsageError(`${typed} is the beginning of several: ${[found, ...others].map(({ id }) => id).join(', ')}`)
  return found.id
}
