import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  byPerson,
  mostTransitions,
  type PersonRow,
  type RehearsalRow,
  rehearseAlerts,
  type Told,
} from '../api/alerts.ts'
import { ledgerDays } from '../shared/ledger/ledger.ts'
import { log } from '../shared/log.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption, spanOption } from './options.ts'
import { localTime, printRows } from './print.ts'

/** Parses a span of an option to milliseconds, no longer than the ledger remembers. */
export const rehearsedSpan = (text: string): number => {
  const span = spanOption(text)
  if (span > ledgerDays * 86_400_000)
    throw new InvalidArgumentError(`"${text}" is too far back: the ledger keeps ${ledgerDays} days.`)
  return span
}

const toldText = (told: readonly Told[]): string =>
  told.map(({ to, channel, at }) => `${localTime(at).slice(11)} ${to} ${channel}`).join(', ') || 'nobody'

interface Asked extends JsonOption {
  readonly since: number
  readonly all?: boolean
  readonly people?: boolean
}

const printPeople = (rows: readonly PersonRow[], json: boolean): void =>
  printRows(
    rows,
    { json },
    {
      Person: ({ person }) => person,
      Was: ({ was }) => String(was),
      Would: ({ would }) => String(would),
      'At night, was': ({ wasAtNight }) => String(wasAtNight),
      'At night, would': ({ wouldAtNight }) => String(wouldAtNight),
    },
    'Nobody was called in that time, and nobody would have been.',
  )

/** `nightshift rehearse` */
export const registerRehearse = (program: Command): void => {
  program
    .command('rehearse')
    .description(
      'who would have been notified by the config as it is now edited, on what really happened; sends nothing',
    )
    .addOption(
      new Option('--since <span>', 'how far back, such as 12h or 30d')
        .argParser(rehearsedSpan)
        .default(7 * 86_400_000, '7d'),
    )
    .option('--all', 'also the incidents that would have gone the same way')
    .option('--people', 'instead of incidents how often each person was called, and would have been, and at night')
    .option(...jsonOption)
    .action(async ({ since: span, all = false, people = false, json = false }: Asked) => {
      const deployment = await findDeployment()
      // The engine writes what it does to the log; here that would be between the rows.
      log.setLogLevel('SILENT')
      const since = new Date(deployment.now().getTime() - span)
      const { rows, isCut } = await rehearseAlerts(deployment, since)
      if (isCut) console.error(`Only the newest ${mostTransitions} transitions are rehearsed.`)
      if (people) {
        printPeople(byPerson(rows, deployment.config.alerts.responders), json)
        return
      }
      const shown = all ? rows : rows.filter(({ change }) => change !== 'same')
      printRows<RehearsalRow>(
        shown,
        { json },
        {
          Opened: ({ openedAt }) => localTime(openedAt),
          Alarm: ({ alarm }) => alarm,
          Change: ({ change }) => change,
          Was: ({ was }) => toldText(was),
          Would: ({ would }) => toldText(would),
          Reason: ({ reason }) => reason,
        },
        rows.length === 0
          ? 'Nothing has happened in that time.'
          : `Nothing would have gone another way, for ${rows.length} ${rows.length === 1 ? 'incident' : 'incidents'}.`,
      )
      if (!json && shown.length > 0)
        console.log(`${shown.length} of ${rows.length} incidents would have gone another way. Nothing was sent.`)
    })
}
