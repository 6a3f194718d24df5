import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch'
import { listIncidents } from '../alerts/incident-list.ts'
import type { StatusContribution } from './check.ts'

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
}
