import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { type Rehearsal, rehearseSince } from '../../functions/alerts/rehearsal/since.ts'
import type { Deployment } from '../deployment.ts'

/**
 * Who would have been notified by the config of this deployment as it is edited now, on what has really happened since an instant.
 * It sends nothing and writes nothing.
 */
export const rehearseAlerts = (
  { config, ledger, connect, now }: Pick<Deployment, 'config' | 'ledger' | 'connect' | 'now'>,
  since: Date,
): Promise<Rehearsal> =>
  rehearseSince(ledger(), config.alerts, { since, until: now() }, () => connect(CloudWatchClient))
