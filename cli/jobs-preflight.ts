import type { Command } from 'commander'
import { preflight } from '../api/jobs.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printRows } from './print.ts'

/** Adds `preflight <name>` to the noun `jobs`. */
export const registerPreflight = (jobs: Command): void => {
  jobs
    .command('preflight <name>')
    .description('whether a job can run: its network, roles, image, log, secrets and files; and when it runs next')
    .option(...jsonOption)
    .action(async (name: string, { json = false }: JsonOption) => {
      const findings = await preflight(await findDeployment(), name)
      printRows(
        findings,
        { json },
        {
          Check: ({ check }) => check,
          State: ({ state }) => state,
          Finding: ({ what, fix }) => (fix === undefined ? what : `${what} ${fix}`),
        },
        '',
      )
      if (findings.some(({ state }) => state === 'problem')) process.exitCode = 1
    })
}
