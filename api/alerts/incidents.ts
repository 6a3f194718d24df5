import { type Action, isOver } from '../../functions/alerts/rules/incident.ts'
import { fits } from '../../functions/alerts/rules/routing.ts'
import { commandSource } from '../../shared/command.ts'
import type { Severity } from '../../shared/config/alerts/schema.ts'
import { readBack } from '../../shared/ledger/read-back.ts'
import { type IncidentRecord, keys, type NotificationRecord } from '../../shared/ledger/records.ts'
import { terminal } from '../../shared/terminal.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'

/** What a person can do about an incident. */
export type IncidentAction = Action | 'take-over' | 'hand-over'

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
  readonly notifications: readonly MessageRow[]
}

type Asked = Pick<Deployment, 'ledger'>

/** An incident with every message that was, or is to be, sent for it. */
export const incidentRow = async (
  { ledger }: Asked,
  { id, alarm, severity, state, openedAt, closedAt, reason, acknowledgedBy, acknowledgedAt }: IncidentRecord,
): Promise<IncidentRow> => {
  const notifications = await ledger().children<NotificationRecord>(keys.incident(id).pk, 'notification#')
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

/** Which incidents are asked for. */
export interface IncidentFilter {
  /** Only those that are not over. Default false. */
  readonly open?: boolean
  /** Only those about this alarm. */
  readonly alarm?: string
  /** ISO 8601, UTC: only those that opened then or later. */
  readonly since?: string
  /** At most so many. Default 50. */
  readonly limit?: number
}

/** The newest incidents, with every message that was sent for them. */
export const readIncidents = async (
  deployment: Asked,
  { open = false, alarm, limit = 50, since = '' }: IncidentFilter = {},
): Promise<IncidentRow[]> => {
  const ledger = deployment.ledger()
  const fitting = (records: readonly IncidentRecord[]): IncidentRecord[] =>
    records.filter((each) => each.openedAt >= since && (alarm === undefined || each.alarm === alarm)).slice(0, limit)
  const records = open
    ? (await ledger.open<IncidentRecord>('incident')).reverse()
    : await readBack(
        (count) => ledger.list<IncidentRecord>('incident', { limit: count, ...(since ? { since } : {}) }),
        limit,
        (each) => fitting(each).length >= limit,
      )
  return Promise.all(fitting(records).map((record) => incidentRow(deployment, record)))
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

/**
 * Finds an incident by the beginning of its id, and does something about it in a person's name.
 * @throws UsageError when there is none, or more than one, or nobody of the name to whom it is handed over; Error with what the
 * function said
 */
export const commandIncident = async (
  deployment: Pick<Deployment, 'ledger' | 'connect' | 'output'>,
  { id, ...command }: Pick<IncidentCommand, 'action' | 'by' | 'to'> & { readonly id: string },
): Promise<IncidentAnswer> => {
  const before = await findIncident(deployment, id)
  const after = await actOnIncident(deployment, { ...command, incident: before.id, steps: before.steps })
  const { to } = command
  if (to !== undefined && !isOver(before) && after.acknowledgedBy !== to)
    throw new UsageError(`"${to}" is not a responder of this deployment. See: ${terminal} on-call`)
  return { row: await incidentRow(deployment, after), ...overBefore(before) }
}
