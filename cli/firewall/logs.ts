import type { Command } from 'commander'
import type { Deployment } from '../../api/deployment.ts'
import { readBroken } from '../../api/firewall.ts'
import { shorten } from '../../shared/text.ts'
import { countOption, howToSeeMore, type JsonOption, jsonOption, sinceFlag } from '../options.ts'
import { localTime, longestCell, noteCut, printRows } from '../print.ts'

interface LogsOptions extends JsonOption {
  readonly since?: string
  readonly limit: number
}

/** @param find the deployment that is asked */
export const registerLogs = (firewall: Command, find: () => Promise<Deployment>): void => {
  firewall
    .command('logs')
    .description('log objects that could not be read, or not to their end, and why; what could be read of them counts')
    .option(...sinceFlag)
    .option('--limit <count>', 'at most so many, newest first', countOption, 100)
    .option(...jsonOption)
    .action(async (_: LogsOptions, self: Command) => {
      const { json = false, since, limit } = self.optsWithGlobals<LogsOptions>()
      const rows = await readBroken(await find(), { since, limit: limit + 1 })
      printRows(
        rows.slice(0, limit),
        { json },
        {
          Arrived: ({ at }) => localTime(at),
          Source: ({ source }) => source,
          Object: ({ bucket, key }) => shorten(`s3://${bucket}/${key}`, longestCell),
          Reason: ({ reason, words }) => `${words} (${reason})`,
        },
        'Every log object could be read.',
      )
      noteCut(rows.length > limit, limit, howToSeeMore(limit))
    })
}
