import { userInfo } from 'node:os'
import type { Command } from 'commander'
import {
  commandIncident,
  type IncidentAction,
  type IncidentAnswer,
  type IncidentRow,
  type MessageRow,
  readIncidents,
} from '../api/alerts.ts'
import { shorten } from '../shared/text.ts'
import { findDeployment } from './deployment.ts'
import { countOption, howToSeeMore, type JsonOption, jsonOption } from './options.ts'
import { localTime, noteCut, printRows } from './print.ts'

const outcomeText = ({ outcome, digest, notBefore }: MessageRow): string => {
  if (outcome === 'accepted') return ''
  if (outcome !== 'planned') return ` ${outcome}`
  if (notBefore) return ` waits until ${localTime(notBefore)}`
  return digest ? ' waits for the digest' : ' planned'
}

/** Who was told, and what a message waits for that was not sent yet. */
export const toldText = ({ notifications }: Pick<IncidentRow, 'notifications'>): string =>
  notifications
    .map((each) => `${each.to} ${each.channel}${each.purpose === 'recovery' ? ' (recovery)' : ''}${outcomeText(each)}`)
    .join(', ')

const printIncidents = (rows: readonly IncidentRow[], json: boolean): void =>
  printRows(
    rows,
    { json },
    {
      Opened: ({ openedAt }) => localTime(openedAt),
      Id: ({ id }) => id.slice(0, 8),
      State: ({ state }) => state,
      Alarm: ({ alarm }) => alarm,
      Severity: ({ severity }) => severity,
      'Who has it': ({ acknowledgedBy }) => acknowledgedBy,
      Told: toldText,
      Reason: ({ reason }) => shorten(reason, 100),
    },
    'No incident. A quiet night.',
  )

/** That an incident was over before anybody acted, or nothing where it was not. */
export const overText = ({ wasOver }: Pick<IncidentAnswer, 'wasOver'>): string | undefined =>
  wasOver && `It was over already${wasOver.since ? `, since ${localTime(wasOver.since)}` : ''}: nothing was changed.`

/** One after the other, so that a mistyped id is known before the ones after it are changed. */
const actOnAll = async (
  ids: readonly string[],
  action: IncidentAction,
  json: boolean,
  to?: string | undefined,
): Promise<void> => {
  const deployment = await findDeployment()
  const done: IncidentAnswer[] = []
  for (const id of ids) done.push(await commandIncident(deployment, { action, id, by: userInfo().username, to }))
  printIncidents(
    done.map(({ row }) => row),
    json,
  )
  for (const note of done.map(overText)) if (note && !json) console.log(note)
}

const verbs = [
  ['ack', 'acknowledge', 'say that you have it: nobody else is told any more'],
  ['resolve', 'resolve', 'say that it is over: who was told of it is told so'],
  ['escalate', 'escalate', 'take the next step of the policy now'],
  ['take-over', 'take-over', 'say that you have it now, whoever had it'],
] as const

/** `nightshift incidents`, with what can be done about one. */
export const registerIncidents = (program: Command): void => {
  const incidents = program
    .command('incidents')
    .description('what was wrong, since when, who was told, who has it')
    .option('--open', 'only those that are not over')
    .option('--limit <count>', 'at most so many, newest first', countOption, 50)
    .option(...jsonOption)
    .action(async ({ json = false, ...options }: JsonOption & { open?: boolean; limit: number }) => {
      const deployment = await findDeployment()
      const { limit } = options
      const rows = await readIncidents(deployment, { ...options, limit: limit + 1 })
      printIncidents(rows.slice(0, limit), json)
      noteCut(rows.length > limit, limit, howToSeeMore(limit))
    })
  for (const [verb, action, description] of verbs)
    incidents
      .command(`${verb} <ids...>`)
      .description(`${description}; the first digits of the id will do`)
      .option(...jsonOption)
      .action(async (ids: string[], _: JsonOption, command: Command) => {
        // `incidents` has an option of that name too, and then it gets it, wherever it stands.
        const { json = false } = command.optsWithGlobals<JsonOption>()
        await actOnAll(ids, action, json)
      })
  incidents
    .command('hand-over <ids...>')
    .description('give it to a responder, who is notified; the first digits of the id will do')
    .requiredOption('--to <responder>', 'short name of a responder')
    .option(...jsonOption)
    .action(async (ids: string[], { to }: { to: string }, command: Command) => {
      await actOnAll(ids, 'hand-over', command.optsWithGlobals<JsonOption>().json ?? false, to)
    })
}
