import { type IncidentRecord, keys, type NotificationRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** Most incidents of a span that are read, the newest first, and of how many of them the messages. */
const [mostIncidents, mostWithMessages] = [500, 30]

/** The incidents of a span of time. */
export interface IncidentsOfSpan {
  /** Those that opened in it, and those that are open, newest first. */
  readonly incidents: readonly IncidentRecord[]
  /** Messages of the newest of them. */
  readonly messages: readonly NotificationRecord[]
}

/** What happened to people since a time: incidents that opened since then or are still open, and the messages of the newest. */
export const incidentsSince = async ({ ledger }: Pick<Deployment, 'ledger'>, since: Date): Promise<IncidentsOfSpan> => {
  const table = ledger()
  const [opened, open] = await Promise.all([
    table.list<IncidentRecord>('incident', { since: since.toISOString(), limit: mostIncidents }),
    table.open<IncidentRecord>('incident'),
  ])
  const incidents = [...new Map([...opened, ...open].map((incident) => [incident.id, incident])).values()].sort(
    (one, other) => (one.openedAt < other.openedAt ? 1 : -1),
  )
  const messages = await Promise.all(
    incidents
      .slice(0, mostWithMessages)
      .map(({ id }) => table.children<NotificationRecord>(keys.incident(id).pk, 'notification#')),
  )
  return { incidents, messages: messages.flat() }
}
