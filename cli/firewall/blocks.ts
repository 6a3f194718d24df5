import type { Command } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { readBlocks, readCounted } from '../../api/firewall.ts'
import { countOption, howToSeeMore, type JsonOption, jsonOption, sinceFlag } from '../options.ts'
import { noteCut, printRows } from '../print.ts'
import { blockColumns } from './words.ts'

interface BlocksOptions extends JsonOption {
  readonly all?: boolean
  readonly since?: string
  readonly limit: number
}

/** @param find the deployment that is asked */
export const registerBlocks = (firewall: Command, find: () => Promise<Deployment>): void => {
  firewall
    .command('blocks')
    .description('who is blocked now, by which rule, and until when')
    .option('--all', 'also blocks that are over, and what rules that only count would have done')
    .option(...sinceFlag)
    .option('--limit <count>', 'at most so many, newest first', countOption, 100)
    .option(...jsonOption)
    .action(async (_: BlocksOptions, self: Command) => {
      const { json = false, all = false, since, limit } = self.optsWithGlobals<BlocksOptions>()
      const rows = await readBlocks(await find(), { all, since, limit: limit + 1 })
      printRows(rows.slice(0, limit), { json }, blockColumns, all ? 'Nobody was ever blocked.' : 'Nobody is blocked.')
      noteCut(rows.length > limit, limit, howToSeeMore(limit))
    })
  firewall
    .command('count')
    .description('whom the rules that only count would have blocked, in the last week unless --since says otherwise')
    .option(...sinceFlag)
    .option('--limit <count>', 'at most so many, newest first', countOption, 100)
    .option(...jsonOption)
    .action(async (_: BlocksOptions, self: Command) => {
      const { json = false, since, limit } = self.optsWithGlobals<BlocksOptions>()
      const rows = await readCounted(await find(), { since, limit: limit + 1 })
      printRows(rows.slice(0, limit), { json }, blockColumns, 'Nobody: no rule that only counts has found an offender.')
      noteCut(rows.length > limit, limit, howToSeeMore(limit))
    })
}
