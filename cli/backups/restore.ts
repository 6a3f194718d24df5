import type { Command } from 'commander'
import { restoreDatabase } from '../../api/backups.ts'
import type { Deployment } from '../../api/deployment.ts'
import { asker } from '../asker.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { follow, waitOption } from './follow.ts'

export const registerRestore = (backups: Command, find: () => Promise<Deployment>): void => {
  backups
    .command('restore')
    .argument('<database>', 'its name, or rds-instance/NAME or rds-cluster/NAME')
    .description(
      'restore a database under a new name, with the groups and parameters of the original; nothing that exists is replaced',
    )
    .option('--at <time>', 'as it was then, such as 2026-11-30T09:30:00+09:00; left out: its newest snapshot')
    .requiredOption('--as <name>', 'the new name')
    .addOption(waitOption())
    .option(...jsonOption)
    .action(async (target: string, _: object, self: Command) => {
      const {
        json = false,
        at,
        as,
        wait,
      } = self.optsWithGlobals<JsonOption & { readonly at?: string; readonly as: string; readonly wait: boolean }>()
      const deployment = await find()
      const begun = await restoreDatabase(deployment, { target, as, ...(at === undefined ? {} : { at }), by: asker() })
      await follow(deployment, begun, { wait, json })
    })
}
