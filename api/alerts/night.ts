import type { IncidentRecord, NotificationRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** Most incidents, and most messages, of a span that are read, the newest first. */
const [mostIncidents, mostMessages] = [1_000, 2_000]

/** The incidents of a span of time. */
export interface IncidentsOfSpan {
  /** Those that opened in it, and those that are open, newest first. */
  readonly incidents: readonly IncidentRecord[]
  /** What was sent in it, or was to be, newest first. */
  readonly messages: readonly NotificationRecord[]
}

/** What happened to people since a time: incidents that opened since then or are still open, and messages. */
export const incidentsSince = async ({ ledger }: Pick<Deployment, 'ledger'>, since: Date): Promise<IncidentsOfSpan> => {
  const table = ledger()
  const from = since.toISOString()
  const [opened, open, messages] = await Promise.all([
    table.list<IncidentRecord>('incident', { since: from, limit: mostIncidents }),
    table.open<IncidentRecord>('incident'),
    table.list<NotificationRecord>('notification', { since: from, limit: mostMessages }),
  ])
  const incidents = [...new Map([...opened, ...open].map((incident) => [incident.id, incident])).values()].sort(
    (one, other) => (one.openedAt < other.openedAt ? 1 : -1),
  )
  return { incidents, messages }
}
