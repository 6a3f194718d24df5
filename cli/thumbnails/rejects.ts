import type { Command } from 'commander'
import { readRejects } from '../../api/thumbnails.ts'
import { findDeployment } from '../deployment.ts'
import { countOption, howToSeeMore, type JsonOption, jsonOption, sinceFlag } from '../options.ts'
import { localTime, noteCut, printRows } from '../print.ts'

interface Choice {
  readonly since?: string | undefined
  readonly limit?: number
  /** Only those that nothing has fixed. */
  readonly open?: boolean
}

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
      printRows(
        rows.slice(0, limit),
        { json },
        {
          at: ({ at }) => localTime(at),
          key: ({ key }) => key,
          cause: ({ cause }) => cause,
          reason: ({ reason }) => reason,
          over: ({ resolution }) => resolution,
        },
        'No upload was refused.',
      )
      noteCut(rows.length > limit, limit, howToSeeMore(limit))
    })
}
