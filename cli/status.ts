import type { Command } from 'commander'
import { readStatus, type StatusCheck } from '../api/status.ts'
import { isStillOurs, type OwnProcess } from '../local/processes.ts'
import { readProcesses } from '../local/state.ts'
import { shorten } from '../shared/text.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { longestCell, printRows } from './print.ts'

/** What runs on this machine for the laptop's Nightshift, and has died: without it tasks start no more, or nothing does. */
export const diedHere = (processes: readonly OwnProcess[] = readProcesses()): string[] =>
  processes
    .filter((own) => !isStillOurs(own))
    .map(({ name, pid }) => `${name} (process ${pid}) has died: end what is left with "npm stop", and start again`)

const processes: StatusCheck = { what: 'processes', look: async () => diedHere(), fine: 'all run' }

/** `nightshift status` */
export const registerStatus = (program: Command): void => {
  program
    .command('status')
    .description('is everything deployed, fed and quiet? what is not, and why')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      const deployment = await findDeployment()
      const checks = await readStatus(deployment, deployment.local ? [processes] : [])
      printRows(
        checks,
        { json },
        { '': ({ state }) => state, What: ({ what }) => what, Detail: ({ detail }) => shorten(detail, longestCell) },
        '',
      )
      if (checks.some(({ state }) => state === 'wrong')) process.exitCode = 1
    })
}
