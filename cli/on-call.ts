import type { Command } from 'commander'
import { type OnCallState, onCallRows, readOnCall } from '../api/alerts.ts'
import type { Deployment } from '../api/deployment.ts'
import { ConfigError, errorText } from '../shared/errors.ts'
import { findDeployment, readConfig } from './deployment.ts'
import { registerCalendar } from './on-call/calendar.ts'
import { registerOverrides } from './on-call/overrides.ts'
import { printTurns } from './on-call/turns.ts'
import { instantOption, type JsonOption, jsonOption, wholeOption } from './options.ts'
import { localTime, printRows } from './print.ts'

interface Asked extends JsonOption {
  readonly at?: Date
  readonly next?: number
  readonly who?: string
}

/** Who is on call needs no deployment: the config says it. What people made at run time stands in the ledger alone. */
const readState = async (find: () => Promise<Deployment>): Promise<OnCallState> => {
  try {
    return await readOnCall(await find())
  } catch (error) {
    if (error instanceof ConfigError) throw error
    console.error(`Shown is what the config says, without overrides made at run time: ${errorText(error)}`)
    return { alerts: (await readConfig()).alerts, overrides: [], silences: [] }
  }
}

const printNow = ({ alerts }: OnCallState, at: Date, json: boolean): void =>
  printRows(
    onCallRows(alerts, at),
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

/** `nightshift on-call` */
export const registerOnCall = (program: Command, find: () => Promise<Deployment> = findDeployment): void => {
  const onCall = program
    .command('on-call')
    .description('who is on call now or then, and next; have somebody cover, or swap turns')
    .option('--at <time>', 'another time than now', instantOption)
    .option('--next <count>', 'the next turns, at most so many, over a year', wholeOption(1, 1_000))
    .option('--who <responder>', 'the next turns of one person alone')
    .option(...jsonOption)
    .action(async ({ at = new Date(), json = false, next, who }: Asked) => {
      const state = await readState(find)
      if (next === undefined && who === undefined) printNow(state, at, json)
      else printTurns(state, { from: at, limit: next ?? 8, who }, json)
    })
  registerOverrides(onCall, find)
  registerCalendar(onCall, find)
}
