import type { Command } from 'commander'
import type { Ledger } from '../shared/ledger/ledger.ts'
import { type IncidentRecord, keys, type NotificationRecord } from '../shared/ledger/records.ts'
import { findDeployment } from './deployment.ts'
import { countOption, type JsonOption, jsonOption } from './options.ts'
import { localTime, printRows } from './print.ts'

interface Row extends Pick<IncidentRecord, 'id' | 'alarm' | 'severity' | 'state' | 'openedAt' | 'closedAt' | 'reason'> {
  readonly notifications: readonly Pick<NotificationRecord, 'to' | 'channel' | 'purpose' | 'at' | 'outcome'>[]
}

const rowOf = async (
  ledger: Ledger,
  { id, alarm, severity, state, openedAt, closedAt, reason }: IncidentRecord,
): Promise<Row> => {
  const notifications = await ledger.children<NotificationRecord>(keys.incident(id).pk, 'notification#')
  return {
    id,
    alarm,
    severity,
    state,
    openedAt,
    closedAt,
    reason,
    notifications: notifications.map(({ to, channel, purpose, at, outcome }) => ({
      to,
      channel,
      purpose,
      at,
      outcome,
    })),
  }
}

/** The newest incidents, with every message that was sent for them. */
export const readIncidents = async (
  ledger: Ledger,
  { open = false, limit = 50 }: { readonly open?: boolean; readonly limit?: number } = {},
): Promise<Row[]> => {
  const records = open
    ? await ledger.open<IncidentRecord>('incident')
    : await ledger.list<IncidentRecord>('incident', { limit })
  return Promise.all(records.slice(0, limit).map((record) => rowOf(ledger, record)))
}

const toldText = ({ notifications }: Row): string =>
  notifications
    .map(
      ({ to, channel, purpose, outcome }) =>
        `${to} ${channel}${purpose === 'recovery' ? ' (recovery)' : ''}${outcome === 'accepted' ? '' : ` ${outcome}`}`,
    )
    .join(', ')

export const registerIncidents = (program: Command): void => {
  program
    .command('incidents')
    .description('what was wrong, since when, who was told')
    .option('--open', 'only those that are not over')
    .option('--limit <count>', 'at most so many, newest first', countOption, 50)
    .option(...jsonOption)
    .action(async ({ json = false, ...options }: JsonOption & { open?: boolean; limit: number }) => {
      const deployment = await findDeployment()
      printRows(
        await readIncidents(deployment.ledger(), options),
        { json },
        {
          Opened: ({ openedAt }) => localTime(openedAt),
          State: ({ state }) => state,
          Alarm: ({ alarm }) => alarm,
          Told: toldText,
          Reason: ({ reason }) => reason.slice(0, 100),
        },
        'No incident. A quiet night.',
      )
    })
}
