import type { Command } from 'commander'
import { readHeartbeats } from '../api/alerts.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { localTime, printRows } from './print.ts'

/** `nightshift heartbeats` */
export const registerHeartbeats = (program: Command): void => {
  program
    .command('heartbeats')
    .description('what promises to check in, where, and when it last did')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      printRows(
        await readHeartbeats(await findDeployment()),
        { json },
        {
          Heartbeat: ({ heartbeat }) => heartbeat,
          State: ({ state }) => state,
          Every: ({ every }) => every,
          'Last seen': ({ lastAt }) => localTime(lastAt),
          'Alerts if silent until': ({ silentAt }) => localTime(silentAt),
          'Checks in at': ({ url, metric }) => url ?? metric ?? 'the address is being made',
        },
        'No heartbeat is configured (alerts.heartbeats).',
      )
    })
}
