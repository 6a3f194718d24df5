import type { Pruned } from '../../api/thumbnails.ts'
import { UsageError } from '../../api/usage-error.ts'
import { printRows } from '../print.ts'

/** What does not go with `--prune`: it looks at all thumbnails, and makes none. */
export interface BesidePrune {
  readonly prefix?: string | undefined
  readonly bucket?: string | undefined
  readonly limit?: number | undefined
  readonly restart?: boolean | undefined
  readonly restore?: unknown
}

/** @throws UsageError where an option does not go with `--prune` */
export const checkPrune = (options: BesidePrune): void => {
  const { prefix, bucket, limit, restart, restore } = options
  const [wrong] = Object.entries({ prefix, bucket, limit, restart, restore }).filter(([, value]) => Boolean(value))
  if (wrong) throw new UsageError(`--${wrong[0]} does not go with --prune, which looks at all thumbnails.`)
}

/**
 * Prints which thumbnails no size or key template is for any more, then removes them where somebody has agreed. Without agreement it ends with 1 where
 * there is something to agree to.
 * @param act finds, and with `true` removes
 */
export const runPrune = async (
  { confirm, json }: { readonly confirm: boolean; readonly json: boolean },
  act: (confirm: boolean) => Promise<Pruned>,
): Promise<void> => {
  const found = await act(false)
  printRows(
    found.rows,
    { json },
    {
      Recipe: ({ recipe }) => recipe,
      Thumbnails: ({ thumbnails }) => thumbnails,
      MB: ({ bytes }) => Math.round(bytes / 1e5) / 10,
      'Such as': ({ example }) => example,
    },
    'Every thumbnail has a size and a key that the config has.',
  )
  if (found.others > 0) console.error(`${found.others} objects that Nightshift did not write stay where they are.`)
  if (found.rows.length === 0) return
  if (!confirm) {
    process.exitCode = 1
    console.error(
      'Nothing is removed yet. Deploy this config and run thumbnails backfill first, so that the others are there. Agree with: --prune --confirm',
    )
    return
  }
  const { removed, changed } = await act(true)
  console.error(`${removed} removed.${changed > 0 ? ` ${changed} were written anew meanwhile and stay.` : ''}`)
}
