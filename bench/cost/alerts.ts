import { durationSeconds } from '../../shared/duration.ts'
import { hoursPerMonth } from '../schedules.ts'
import type { CostContribution } from './usage.ts'

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
  },
}
