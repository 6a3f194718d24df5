import { setTimeout } from 'node:timers/promises'
import { Option } from 'commander'
import { awaitProcess, type ProcessRow } from '../../api/backups.ts'
import type { Deployment } from '../../api/deployment.ts'
import { localTime, printRows } from '../print.ts'

/** Milliseconds between two looks at the ledger, and at most in all. */
const everyMs = 5_000
const patienceMs = 24 * 3_600_000

export const waitOption = (): Option =>
  new Option('--wait', 'wait until it has ended; it goes on without the terminal, too').default(false)

/** Prints a process, at its beginning or, when somebody wants to wait, at its end. Exit status 1 where it has failed. */
export const follow = async (
  deployment: Deployment,
  begun: ProcessRow,
  { wait, json }: { readonly wait: boolean; readonly json: boolean },
): Promise<void> => {
  const row = wait ? await awaitProcess(deployment, begun, { wait: setTimeout, everyMs, patienceMs }) : begun
  if (row.ended && row.ended.outcome !== 'done') process.exitCode = 1
  printRows(
    [row],
    { json },
    {
      Id: ({ id }) => id,
      Process: (each) => each.process,
      Of: ({ target }) => target,
      Since: ({ since }) => localTime(since),
      State: ({ step, ended }) => ended?.outcome ?? step,
      Why: ({ ended, trouble }) =>
        ended?.reason ?? trouble ?? 'It goes on by itself: "backups list" shows how it stands.',
    },
    '',
  )
}
