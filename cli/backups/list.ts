import type { Command } from 'commander'
import { processesOf } from '../../api/backups.ts'
import type { Deployment } from '../../api/deployment.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { localTime, printRows } from '../print.ts'

export const registerList = (backups: Command, find: () => Promise<Deployment>): void => {
  backups
    .command('list')
    .description('what is under way or was done, the newest first')
    .option(...jsonOption)
    .action(async (_: object, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      printRows(
        await processesOf(await find()),
        { json },
        {
          Id: ({ id }) => id,
          Process: ({ process }) => process,
          Of: ({ target }) => target,
          Since: ({ since }) => localTime(since),
          State: ({ step, ended, trouble }) => ended?.outcome ?? (trouble ? `${step}, does not get on` : step),
          Why: ({ ended, trouble }) => ended?.reason ?? trouble ?? '',
        },
        'Nothing was begun yet.',
      )
    })
}
