import type { Command } from 'commander'
import { turnAt } from '../functions/alerts/rotation.ts'
import { readConfig } from './deployment.ts'
import { instantOption, type JsonOption, jsonOption } from './options.ts'
import { localTime, printRows } from './print.ts'

export const registerOnCall = (program: Command): void => {
  program
    .command('on-call')
    .description('who is on call now or then, and next')
    .option('--at <time>', 'another time than now', instantOption)
    .option(...jsonOption)
    .action(async ({ at = new Date(), json = false }: JsonOption & { at?: Date }) => {
      const config = readConfig()
      const rows = Object.entries(config.alerts.rotations).flatMap(([rotation, turns]) => {
        const now = turnAt(turns, at)
        const next = turnAt(turns, now.until)
        return [
          { ...now, when: 'now' },
          { ...next, when: 'next' },
        ].map(({ responder, from, until, when }) => ({
          rotation,
          when,
          responder,
          from: from.toISOString(),
          until: until.toISOString(),
        }))
      })
      printRows(
        rows,
        { json },
        {
          Rotation: ({ rotation }) => rotation,
          '': ({ when }) => when,
          Responder: ({ responder }) => responder,
          From: ({ from }) => localTime(from),
          Until: ({ until }) => localTime(until),
        },
        'No rotation is configured.',
      )
    })
}
