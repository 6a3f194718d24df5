import { type Action, isOver, mostSnoozeDays } from '../../functions/alerts/rules/incident.ts'
import { commandSource } from '../../shared/command.ts'
import type { Severity } from '../../shared/config/alerts/schema.ts'
import { type IncidentRecord, keys, type NoteRecord, type NotificationRecord } from '../../shared/ledger/records.ts'
import { terminal } from '../../shared/terminal.ts'
import { fits } from '../../shared/wildcards.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'
import { findIncidents, type IncidentFilter } from './incident-list.ts'
import { type Asker, askAlerts } from './request.ts'

/** What a person can do about an incident. */
export type IncidentAction = Action | 'take-over' | 'hand-over' | 'snooze'

/** One message that was sent for an incident, or is to be. Times are ISO 8601. */
export type MessageRow = Pick<
  NotificationRecord,
  'to' | 'channel' | 'purpose' | 'step' | 'at' | 'outcome' | 'notBefore' | 'digest' | 'detail'
>

/** An incident with its messages, as `nightshift incidents --json` prints it. Times are ISO 8601. */
export interface IncidentRow
  extends Pick<
    IncidentRecord,
    'id' | 'alarm' | 'severity' | 'state' | 'openedAt' | 'closedAt' | 'reason' | 'acknowledgedBy' | 'acknowledgedAt'
  > {
  /** Who has acknowledged, where the policy wants more people than these to. */
  readonly partly?: readonly string[]
  readonly notifications: readonly MessageRow[]
}

type Asked = Pick<Deployment, 'ledger'>

/** An incident with every message that was, or is to be, sent for it. */
const incidentRow = async ({ ledger }: Asked, record: IncidentRecord): Promise<IncidentRow> =>
  rowWith(record, await ledger().children<NotificationRecord>(keys.incident(record.id).pk, 'notification#'))

/** An incident with its messages, which were read already. */
export const rowWith = (
  { id, alarm, severity, state, openedAt, closedAt, reason, acknowledgedBy, acknowledgedAt, partly }: IncidentRecord,
  notifications: readonly NotificationRecord[],
): IncidentRow => {
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
    ...(partly ? { partly: partly.map(({ by }) => by) } : {}),
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

/** The newest incidents that fit, with every message that was sent for them. */
export const readIncidents = async (deployment: Asked, filter: IncidentFilter = {}): Promise<IncidentRow[]> => {
  const { records } = await findIncidents(deployment, filter)
  return Promise.all(records.map((record) => incidentRow(deployment, record)))
}

/** The incident of a full id; nothing when there is none. */
export const readIncident = async (deployment: Asked, id: string): Promise<IncidentRow | undefined> => {
  const record = await deployment.ledger().get<IncidentRecord>(keys.incident(id))
  return record && incidentRow(deployment, record)
}

/** Newest incidents among which an abbreviated id is looked for, beside all that are open. */
const searched = 1_000

/**
 * The incident of an id, or of the beginning of one.
 * @throws UsageError when there is none, or more than one
 */
export const findIncident = async (deployment: Asked, id: string): Promise<IncidentRecord> => {
  const ledger = deployment.ledger()
  const typed = id.toLowerCase()
  if (!/^[0-9a-f]{1,16}$/.test(typed))
    throw new UsageError(`"${id}" is not an incident: an id has 16 hexadecimal digits. See: ${terminal} incidents`)
  const exact = await ledger.get<IncidentRecord>(keys.incident(typed))
  if (exact) return exact
  const records = [
    ...(await ledger.open<IncidentRecord>('incident')),
    ...(await ledger.list<IncidentRecord>('incident', { limit: searched })),
  ]
  const [found, ...others] = new Map(
    records.filter((record) => record.id.startsWith(typed)).map((record) => [record.id, record]),
  ).values()
  if (!found) throw new UsageError(`There is no incident ${id}. See: ${terminal} incidents`)
  if (others.length > 0)
    throw new UsageError(`${id} is the beginning of several: ${[found, ...others].map((each) => each.id).join(', ')}`)
  return found
}

/** Which of the incidents that are not over are meant; what is left out does not narrow them down. */
export interface IncidentSelection {
  /** The alarm's name; `*` stands for any characters. */
  readonly alarm?: string | undefined
  readonly severity?: Severity | undefined
  /** Name of the policy that they go through. */
  readonly policy?: string | undefined
}

/** The incidents that are not over and that a selection means, the oldest first. */
export const selectIncidents = async (
  deployment: Asked,
  { alarm, severity, policy }: IncidentSelection,
): Promise<IncidentRecord[]> =>
  (await deployment.ledger().open<IncidentRecord>('incident')).filter(
    (each) =>
      !isOver(each) &&
      (alarm === undefined || fits(alarm, each.alarm)) &&
      (severity === undefined || each.severity === severity) &&
      (policy === undefined || each.policy === policy),
  )

/** What is to be done about an incident, in whose name. */
export interface IncidentCommand {
  readonly action: IncidentAction
  /** Full id. */
  readonly incident: string
  readonly by: string
  /** Short name of the responder to whom it is handed over. */
  readonly to?: string | undefined
  /** ISO 8601 with a zone: until when it is snoozed. */
  readonly until?: string | undefined
  /** How many steps had been taken when it was asked for, so that what is asked twice escalates once. */
  readonly steps?: number
}

/**
 * Does something about an incident, by the deployed function, and gives the incident as it then is.
 * @throws UsageError when there is no such incident; Error with what the function said
 */
export const actOnIncident = async (
  deployment: Pick<Deployment, 'connect' | 'output'>,
  command: IncidentCommand,
): Promise<IncidentRecord> => {
  const event = { source: commandSource, ...command }
  const answer = await callFunction(deployment, deployment.output('AlertsFunction'), event)
  if (!answer) throw new UsageError(`There is no incident ${command.incident}. See: ${terminal} incidents`)
  return answer as IncidentRecord
}

/** What became of an action on an incident. */
export interface IncidentAnswer {
  readonly row: IncidentRow
  /** Since when it was over before anybody acted, so that nothing was changed. */
  readonly wasOver?: { readonly since: string | undefined }
}

/** Whether an incident was over already, as the answer to an action says it. */
export const overBefore = (before: IncidentRecord): Pick<IncidentAnswer, 'wasOver'> =>
  isOver(before) ? { wasOver: { since: before.closedAt } } : {}

/** @throws UsageError for a time until which nothing can be snoozed */
const checkSnooze = (until: string | undefined, now: Date): void => {
  if (until === undefined) throw new UsageError('Until when is it snoozed? Write a time, or for how long.')
  const end = Date.parse(until)
  if (!(end > now.getTime())) throw new UsageError(`${until} has passed: it must come back later than now.`)
  if (end > now.getTime() + mostSnoozeDays * 86_400_000)
    throw new UsageError(`${until} is more than ${mostSnoozeDays} days ahead: snooze it for less, or resolve it.`)
}

/**
 * Finds an incident by the beginning of its id, and does something about it in a person's name.
 * @throws UsageError when there is none, or more than one, or nobody of the name to whom it is handed over; Error with what the
 * function said
 */
export const commandIncident = async (
  deployment: Pick<Deployment, 'ledger' | 'connect' | 'output' | 'now'>,
  { id, ...command }: Pick<IncidentCommand, 'action' | 'by' | 'to' | 'until'> & { readonly id: string },
): Promise<IncidentAnswer> => {
  if (command.action === 'snooze') checkSnooze(command.until, deployment.now())
  const before = await findIncident(deployment, id)
  const after = await actOnIncident(deployment, { ...command, incident: before.id, steps: before.steps })
  const { to } = command
  if (to !== undefined && !isOver(before) && after.acknowledgedBy !== to)
    throw new UsageError(`"${to}" is not a responder of this deployment. See: ${terminal} on-call`)
  return { row: await incidentRow(deployment, after), ...overBefore(before) }
}

/**
 * Writes down what somebody says about an incident.
 * @param asked `id` or the beginning of it; `text` of 2,000 characters at most
 * @throws UsageError when there is none, or more than one, or it keeps no more
 */
export const noteIncident = async (
  deployment: Pick<Deployment, 'ledger' | 'connect' | 'output'>,
  { id, ...asked }: Asker & { readonly id: string; readonly text: string },
): Promise<{ readonly incident: string; readonly at: string; readonly by: string; readonly text: string }> => {
  const { id: incident } = await findIncident(deployment, id)
  const { note } = await askAlerts<{ readonly note: NoteRecord }>(deployment, { action: 'note', incident, ...asked })
  const { at, by, text } = note
  return { incident, at, by, text }
}
