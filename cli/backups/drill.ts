import type { Command } from 'commander'
import { drillFailover } from '../../api/backups.ts'
import type { Deployment } from '../../api/deployment.ts'
import { terminal } from '../../shared/terminal.ts'
import { asker } from '../asker.ts'
import { type JsonOption, jsonOption } from '../options.ts'
import { printRows } from '../print.ts'

/** `backups drill`: a failover on purpose, inside its window alone. */
export const registerDrill = (backups: Command, find: () => Promise<Deployment>): void => {
  backups
    .command('drill')
    .argument('<name>', 'the name of the drill in the config')
    .description('let a database fail over on purpose, and measure for how long nobody is served')
    .option(...jsonOption)
    .action(async (name: string, _: JsonOption, self: Command) => {
      const { json = false } = self.optsWithGlobals<JsonOption>()
      const row = await drillFailover(await find(), name, asker())
      printRows([row], { json }, { Id: ({ id }) => id, Of: ({ target }) => target, Step: ({ step }) => step }, '')
      if (!json) console.log(`\nIt takes some ten minutes. How it came out: ${terminal} backups list --processes`)
    })
}
