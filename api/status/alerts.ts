import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { keys, type OutsideRecord } from '../../shared/ledger/records.ts'
import { listIncidents } from '../alerts/incident-list.ts'
import type { StatusCheck, StatusContribution } from './check.ts'

/** Whether whoever watches from outside is called. */
const watchedFromOutside: StatusCheck = {
  what: 'watched from outside',
  look: async (deployment) => {
    const record = await deployment.ledger().get<OutsideRecord>(keys.outside())
    if (!record) return ['nobody outside has been called yet: it takes a minute after a deployment']
    const minutes = Math.floor((deployment.now().getTime() - Date.parse(record.at)) / 60_000)
    // It is written down every ten minutes.
    if (minutes >= 15) return [`nobody outside has been called for ${minutes} minutes: does alerts-on-minute run?`]
    return record.state === 'called' ? [] : [`${record.state}: ${record.detail ?? ''}`]
  },
  fine: ({ config: { alerts } }) =>
    alerts.watchedBy.length === 1
      ? 'one watcher is called each minute'
      : `${alerts.watchedBy.length} watchers are called each minute`,
}

/** Incidents that are open, and alarms that are set off. */
export const alertsStatus: StatusContribution = {
  outputs: () => ['AlarmTopicArn'],
  checks: [
    {
      what: 'incidents',
      look: async (deployment) =>
        (await listIncidents(deployment, { open: true })).rows.map(
          ({ alarm, openedAt }) => `${alarm} since ${openedAt}`,
        ),
      fine: 'none is open',
    },
    {
      what: 'alarms',
      look: async ({ config, connect }) => {
        const { MetricAlarms = [] } = await connect(CloudWatchClient).send(
          new DescribeAlarmsCommand({ AlarmNamePrefix: `${config.name}-`, StateValue: 'ALARM' }),
        )
        return MetricAlarms.map(({ AlarmName, StateReason }) => `${AlarmName}: ${StateReason}`)
      },
      fine: 'none is set off',
    },
  ],
  checksOf: ({ config }) => (config.alerts.watchedBy.length > 0 ? [watchedFromOutside] : []),
}
