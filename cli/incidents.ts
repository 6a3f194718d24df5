import { userInfo } from 'node:os'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import type { Command } from 'commander'
import { type Action, isOver } from '../functions/alerts/rules/incident.ts'
import { clientOptions } from '../shared/aws.ts'
import { commandSource } from '../shared/command.ts'
import type { Ledger } from '../shared/ledger/ledger.ts'
import { type IncidentRecord, keys, type NotificationRecord } from '../shared/ledger/records.ts'
import { shorten } from '../shared/text.ts'
import { type Deployment, findDeployment, UsageError } from './deployment.ts'
import { countOption, howToSeeMore, type JsonOption, jsonOption } from './options.ts'
import { localTime, noteCut, printRows } from './print.ts'

export interface IncidentRow
  extends Pick<
    IncidentRecord,
    'id' | 'alarm' | 'severity' | 'state' | 'openedAt' | 'closedAt' | 'reason' | 'acknowledgedBy' | 'acknowledgedAt'
  > {
  readonly notifications: readonly Pick<
    NotificationRecord,
    'to' | 'channel' | 'purpose' | 'step' | 'at' | 'outcome' | 'notBefore' | 'digest' | 'detail'
  >[]
}

/** An incident with every message that was, or is to be, sent for it. */
export const incidentRow = async (
  ledger: Ledger,
  { id, alarm, severity, state, openedAt, closedAt, reason, acknowledgedBy, acknowledgedAt }: IncidentRecord,
): Promise<IncidentRow> => {
  const notifications = await ledger.children<NotificationRecord>(keys.incident(id).pk, 'notification#')
  return {
    id,
    alarm,
    severity,
    state,
    openedAt,
    closedAt,
    reason,
    acknowledgedBy,
    acknowledgedAt,
    notifications: notifications.map(({ to, channel, purpose, step, at, outcome, notBefore, digest, detail }) => ({
      to,
      channel,
      purpose,
      step,
      at,
      outcome,
      notBefore,
      digest,
      detail,
    })),
  }
}

/** The newest incidents, with every message that was sent for them. */
export const readIncidents = async (
  ledger: Ledger,
  { open = false, limit = 50 }: { readonly open?: boolean; readonly limit?: number } = {},
): Promise<IncidentRow[]> => {
  const records = open
    ? (await ledger.open<IncidentRecord>('incident')).reverse()
    : await ledger.list<IncidentRecord>('incident', { limit })
  return Promise.all(records.slice(0, limit).map((record) => incidentRow(ledger, record)))
}

/** Newest incidents among which an abbreviated id is looked for, beside all that are open. */
const searched = 1_000

/**
 * The incident of an id, or of the beginning of one.
 * @throws UsageError when there is none, or more than one
 */
export const findIncident = async (ledger: Ledger, id: string): Promise<IncidentRecord> => {
  const typed = id.toLowerCase()
  if (!/^[0-9a-f]{1,16}$/.test(typed))
    throw new UsageError(`"${id}" is no incident: an id has 16 hexadecimal digits. See: nightshift incidents`)
  const exact = await ledger.get<IncidentRecord>(keys.incident(typed))
  if (exact) return exact
  const records = [
    ...(await ledger.open<IncidentRecord>('incident')),
    ...(await ledger.list<IncidentRecord>('incident', { limit: searched })),
  ]
  const [found, ...others] = new Map(
    records.filter((record) => record.id.startsWith(typed)).map((record) => [record.id, record]),
  ).values()
  if (!found) throw new UsageError(`There is no incident ${id}. See: nightshift incidents`)
  if (others.length > 0)
    throw new UsageError(`${id} is the beginning of several: ${[found, ...others].map((each) => each.id).join(', ')}`)
  return found
}

/**
 * Does something about an incident in a person's name, by the deployed function, and gives the incident as it then is.
 * @throws Error with what the function said
 */
export const actOnIncident = async (
  functionName: string,
  command: {
    readonly action: Action | 'take-over' | 'hand-over'
    /** Short name of the responder to whom it is handed over. */
    readonly to?: string | undefined
    readonly incident: string
    readonly by: string
    /** How many steps had been taken when it was asked for, so that what is asked twice escalates once. */
    readonly steps?: number
  },
  client: Pick<LambdaClient, 'send'> = new LambdaClient(clientOptions),
): Promise<IncidentRecord> => {
  const Payload = JSON.stringify({ source: commandSource, ...command })
  const { FunctionError, Payload: answer } = await client.send(
    new InvokeCommand({ FunctionName: functionName, Payload }),
  )
  const result = JSON.parse(Buffer.from(answer ?? []).toString('utf8') || 'null')
  if (FunctionError) throw new Error(`It could not be done: ${result?.errorMessage ?? FunctionError}`)
  if (!result) throw new UsageError(`There is no incident ${command.incident}. See: nightshift incidents`)
  return result
}

const outcomeText = ({ outcome, digest, notBefore }: IncidentRow['notifications'][number]): string => {
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
export const overText = (before: IncidentRecord): string | undefined =>
  isOver(before)
    ? `It was over already${before.closedAt ? `, since ${localTime(before.closedAt)}` : ''}: nothing was changed.`
    : undefined

const act = async (
  deployment: Deployment,
  action: Action | 'take-over' | 'hand-over',
  id: string,
  to?: string,
): Promise<{ readonly row: IncidentRow; readonly note: string | undefined }> => {
  const ledger = deployment.ledger()
  const before = await findIncident(ledger, id)
  const command = { action, incident: before.id, by: userInfo().username, steps: before.steps, to }
  const after = await actOnIncident(deployment.output('AlertsFunction'), command)
  const refused = to !== undefined && !isOver(before) && after.acknowledgedBy !== to
  if (refused) throw new UsageError(`"${to}" is not a responder of this deployment. See: nightshift on-call`)
  return { row: await incidentRow(ledger, after), note: overText(before) }
}

/** One after the other, so that a mistyped id is known before the ones after it are changed. */
const actOnAll = async (
  ids: readonly string[],
  action: Action | 'take-over' | 'hand-over',
  json: boolean,
  to?: string,
): Promise<void> => {
  const deployment = await findDeployment()
  const done: Awaited<ReturnType<typeof act>>[] = []
  for (const id of ids) done.push(await act(deployment, action, id, to))
  printIncidents(
    done.map(({ row }) => row),
    json,
  )
  for (const { note } of done) if (note && !json) console.log(note)
}

const verbs = [
  ['ack', 'acknowledge', 'say that you have it: nobody else is told any more'],
  ['resolve', 'resolve', 'say that it is over: who was told of it is told so'],
  ['escalate', 'escalate', 'take the next step of the policy now'],
  ['take-over', 'take-over', 'say that you have it now, whoever had it'],
] as const

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
      const rows = await readIncidents(deployment.ledger(), { ...options, limit: limit + 1 })
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
