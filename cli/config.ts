import type { Command } from 'commander'
import { compareConfig } from '../api/config-version.ts'
import type { Deployment } from '../api/deployment.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'

/** `nightshift config`: whether nightshift.config.ts is what is deployed. */
export const registerConfig = (program: Command, find: () => Promise<Deployment> = findDeployment): void => {
  program
    .command('config')
    .description('whether nightshift.config.ts is what is deployed; exits 1 where it differs')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      const row = compareConfig(await find())
      if (!row.same) process.exitCode = 1
      if (json) return console.log(JSON.stringify([row]))
      console.log(
        row.same
          ? `The same: version ${row.checkout} is deployed.`
          : `It differs: nightshift.config.ts is version ${row.checkout}, deployed is ${row.deployed ?? 'one that does not say its version'}. To deploy it: npm run deploy`,
      )
    })
}
