import type { Command } from 'commander'
import { takeBackups } from '../../api/backups.ts'
import type { Deployment } from '../../api/deployment.ts'
import { asker } from '../asker.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { printRows } from '../print.ts'

export const registerRun = (backups: Command, find: () => Promise<Deployment>): void => {
  backups
    .command('run')
    .argument('<plan>', 'a plan of the config')
    .argument('[resource]', 'only this one, such as rds-instance/shop, or shop')
    .description('take the snapshots of a plan now; they are good some minutes later')
    .option(...jsonOption)
    .action(async (plan: string, target: string | undefined, _: object, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const { targets } = await takeBackups(await find(), { plan, target, by: asker() })
      printRows(
        targets.map((each) => ({ plan, target: each })),
        { json },
        { Plan: (row) => row.plan, 'A snapshot has begun of': (row) => row.target },
        'Nothing has begun.',
      )
    })
}
