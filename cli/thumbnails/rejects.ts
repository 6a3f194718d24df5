import type { Command } from 'commander'
import { type RejectRow, readRejects } from '../../api/thumbnails.ts'
import { shorten } from '../../shared/text.ts'
import { findDeployment } from '../deployment.ts'
import { countOption, howToSeeMore, type JsonOption, jsonOption, sinceFlag } from '../options.ts'
import { type Columns, localTime, longestCell, noteCut, printRows } from '../print.ts'

interface Choice {
  readonly since?: string | undefined
  readonly limit?: number
  /** Only those that nothing has fixed. */
  readonly open?: boolean
}

/** A key of 1,024 bytes would make every row that wide; `--json` has all of it. */
export const rejectColumns = {
  Refused: ({ at }) => localTime(at),
  Key: ({ key }) => shorten(key, longestCell),
  Cause: ({ cause }) => cause,
  Reason: ({ reason }) => reason,
  Over: ({ resolution }) => resolution,
} satisfies Columns<Pick<RejectRow, 'at' | 'key' | 'cause' | 'reason' | 'resolution'>>

/** `nightshift thumbnails rejects` */
export const registerRejects = (thumbnails: Command): void => {
  thumbnails
    .command('rejects')
    .description('uploads that were refused, and why')
    .option(...sinceFlag)
    .option('--open', 'only those that nothing has fixed')
    .option('--limit <count>', 'at most so many, newest first', countOption, 100)
    .option(...jsonOption)
    .action(async ({ json = false, ...choice }: JsonOption & Choice) => {
      const { limit = 100 } = choice
      const rows = await readRejects(await findDeployment(), { ...choice, limit: limit + 1 })
      printRows(rows.slice(0, limit), { json }, rejectColumns, 'No upload was refused.')
      noteCut(rows.length > limit, limit, howToSeeMore(limit))
    })
}
