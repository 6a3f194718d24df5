import type { Command } from 'commander'
import { readSources } from '../api/alerts.ts'
import type { Deployment } from '../api/deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { localTime, printRows } from './print.ts'

/** `nightshift alerts sources` */
export const registerSources = (alerts: Command, find: () => Promise<Deployment>): void => {
  alerts
    .command('sources')
    .description('what may report troubles, where, and when it last did')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      printRows(
        await readSources(await find()),
        { json },
        {
          Source: ({ source }) => source,
          State: ({ state, refused }) => (refused > 0 ? `${refused} refused` : state),
          Form: ({ kind, isSigned }) => `${kind ?? 'detected'}${isSigned ? ', signed' : ''}`,
          'A minute': ({ perMinute }) => perMinute,
          'Last report': ({ lastAt }) => (lastAt === undefined ? 'never' : localTime(lastAt)),
          'Reports to': ({ url }) => url ?? 'the address is being made',
        },
        'No source is configured (alerts.sources).',
      )
    })
}
