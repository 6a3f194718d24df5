import type { Command } from 'commander'
import { onCallRows } from '../api/alerts.ts'
import { readConfig } from './deployment.ts'
import { instantOption, type JsonOption, jsonOption } from './options.ts'
import { localTime, printRows } from './print.ts'

/** `nightshift on-call` */
export const registerOnCall = (program: Command): void => {
  program
    .command('on-call')
    .description('who is on call now or then, and next')
    .option('--at <time>', 'another time than now', instantOption)
    .option(...jsonOption)
    .action(async ({ at = new Date(), json = false }: JsonOption & { at?: Date }) => {
      const config = await readConfig()
      printRows(
        onCallRows(config.alerts, at),
        { json },
        {
          Rotation: ({ rotation }) => rotation,
          '': ({ when }) => when,
          Responder: ({ responder, override }) => `${responder ?? 'nobody'}${override ? ' (override)' : ''}`,
          From: ({ from }) => localTime(from),
          Until: ({ until }) => localTime(until),
        },
        'No rotation is configured.',
      )
    })
}
