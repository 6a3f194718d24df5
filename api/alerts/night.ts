import type { LedgerItem } from '../../shared/ledger/ledger.ts'
import type { IncidentRecord, NotificationRecord } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'

/** Most incidents, and most messages, of a span that are read, the newest first. */
const [mostIncidents, mostMessages] = [1_000, 2_000]

const inShort = [
  'incident',
  'to',
  'channel',
  'purpose',
  'outcome',
] as const satisfies readonly (keyof NotificationRecord)[]

/** A message in short: to whom, by what and with which end. */
export type ShortMessage = Pick<NotificationRecord, (typeof inShort)[number] | keyof LedgerItem>

/** The incidents of a span of time. */
export interface IncidentsOfSpan {
  /** Those that opened in it, and those that are open, newest first. */
  readonly incidents: readonly IncidentRecord[]
  /** What was sent in it, or was to be, newest first. */
  readonly messages: readonly ShortMessage[]
}

/** What happened to people since a time: incidents that opened since then or are still open, and messages. */
export const incidentsSince = async ({ ledger }: Pick<Deployment, 'ledger'>, since: Date): Promise<IncidentsOfSpan> => {
  const table = ledger()
  const from = since.toISOString()
  const [opened, open, messages] = await Promise.all([
    table.list<IncidentRecord>('incident', { since: from, limit: mostIncidents }),
    table.open<IncidentRecord>('incident'),
    table.list<ShortMessage>('notification', { since: from, limit: mostMessages, fields: inShort }),
  ])
  const incidents = [...new Map([...opened, ...open].map((incident) => [incident.id, incident])).values()].sort(
    (one, other) => (one.openedAt < other.openedAt ? 1 : -1),
  )
  return { incidents, messages }
}
