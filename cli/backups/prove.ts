import type { Command } from 'commander'
import { proofsOf, proveBackup } from '../../api/backups.ts'
import type { Deployment } from '../../api/deployment.ts'
import { asker } from '../asker.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { localTime, printRows } from '../print.ts'
import { follow, waitOption } from './follow.ts'

/** `backups proofs` and `backups prove NAME`. */
export const registerProve = (backups: Command, find: () => Promise<Deployment>): void => {
  backups
    .command('proofs')
    .description('when each backup was last restored and checked; exit status 1 where the last try failed')
    .option(...jsonOption)
    .action(async (_: object, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const rows = await proofsOf(await find())
      if (rows.some(({ last }) => last?.outcome === 'failed')) process.exitCode = 1
      printRows(
        rows,
        { json },
        {
          Proof: ({ proof }) => proof,
          Of: ({ of }) => of,
          'Last proven': ({ proven }) => (proven ? localTime(proven.at) : 'never'),
          Snapshot: ({ proven }) => proven?.snapshot ?? '',
          'Last try': ({ last }) => (last ? `${last.outcome}: ${last.reason}` : ''),
        },
        'The config has no proofs.',
      )
    })
  backups
    .command('prove')
    .argument('<proof>', 'its name in the config')
    .description('restore the newest snapshot on trial now, check it, and delete the copy')
    .addOption(waitOption())
    .option(...jsonOption)
    .action(async (proof: string, _: object, self: Command) => {
      const { json = false, wait } = self.optsWithGlobals<JsonOption & { readonly wait: boolean }>()
      const deployment = await find()
      await follow(deployment, await proveBackup(deployment, { proof, by: asker() }), { wait, json })
    })
}
