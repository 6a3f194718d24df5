import { contactsOf } from '../../functions/alerts/channels/index.ts'
import type { AlertsConfig } from '../../shared/config/alerts/schema.ts'
import { durationSeconds } from '../../shared/duration.ts'
import { partitionsToRead } from '../../shared/ledger/indexes.ts'
import { hoursPerMonth } from '../schedules.ts'
import type { CostContribution } from './usage.ts'

/** Partitions that the sweep asks each minute: timers, messages that are owed, incidents, and each mailbox's digest. */
const sweptPartitions = ({ responders }: AlertsConfig): number => {
  const mailboxes = Object.values(responders).flatMap(contactsOf).length
  const of = (word: string): number => partitionsToRead('open', word).length
  return of('timer') + of('notification') + of('incident') + mailboxes * of('digest')
}

export const alertsCost: CostContribution = {
  usages: ({ config }) => [
    { item: 'metricRequests', quantity: hoursPerMonth * 60, counted: 'one DescribeAlarms for each minute' },
    {
      item: 'metricReads',
      // The sweep asks for a heartbeat's metric once for each time that it was promised.
      quantity: Object.values(config.alerts.heartbeats).reduce(
        (sum, { metric, every }) => sum + (metric ? (hoursPerMonth * 3600) / durationSeconds(every) : 0),
        0,
      ),
      counted: 'heartbeats by a metric',
    },
    {
      item: 'metricReads',
      quantity:
        config.alerts.watchedBy.length > 0
          ? hoursPerMonth * 60 * (Object.keys(config.alerts.sources).length > 0 ? 2 : 1)
          : 0,
      counted: 'the age of what waits in the queues, each minute, where somebody watches from outside',
    },
    {
      item: 'queueRequests',
      quantity: config.alerts.watchedBy.length > 0 ? hoursPerMonth * 60 * 2 : 0,
      counted: 'two dead-letter queues counted each minute, where somebody watches from outside',
    },
    {
      item: 'ledgerReads',
      // A query of an index that finds nothing takes half a unit.
      quantity: hoursPerMonth * 60 * 0.5 * sweptPartitions(config.alerts),
      counted: `${sweptPartitions(config.alerts)} partitions of an index, each minute`,
    },
  ],
  written: {
    IncidentsOpened: 'never',
    TransitionsSeen: 'never',
    NotificationsAccepted: 'never',
    NotificationsFailed: 'never',
    ChannelsRefused: 'never',
    LinksFailed: 'never',
    LinksRefused: 'never',
    MessagesNotWorded: 'never',
    TimersNotQueued: 'never',
    RunTimeNotRead: 'never',
    ReportsRefused: 'never',
    OutsideNotCalled: 'never',
  },
}
