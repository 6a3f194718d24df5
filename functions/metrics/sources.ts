import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { clientOptions } from '../../shared/aws.ts'
import { clientPool } from '../../shared/client-pool.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { MetricDataRequest } from '../../shared/metrics/metric-data.ts'
import type { Sources } from './collectors/collector.ts'

/** AWS as the collectors read it. Only the clients that some target needs are made, each once for a region. */
export const awsSources = (ledger: Ledger): Sources => ({ ledger, client: clientPool() })

/** Where what was measured goes. @throws the SDK's errors */
export const cloudWatchPush = () => {
  const client = new CloudWatchClient(clientOptions)
  return async (request: MetricDataRequest): Promise<void> => {
    await client.send(new PutMetricDataCommand(request))
  }
}
