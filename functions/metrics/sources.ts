import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { clientOptions } from '../../shared/aws.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { MetricDataRequest } from '../../shared/metrics/metric-data.ts'
import type { Sources } from './collectors/collector.ts'

/** AWS as the collectors read it. Only the clients that some target needs are made, each once for a region. */
export const awsSources = (ledger: Ledger): Sources => {
  const made = new Map<unknown, Map<string | undefined, unknown>>()
  return {
    ledger,
    client: <Client>(make: new (options: typeof clientOptions & { region?: string }) => Client, region?: string) => {
      const ofClass = made.get(make) ?? new Map<string | undefined, unknown>()
      made.set(make, ofClass)
      const known = ofClass.get(region) ?? new make({ ...clientOptions, ...(region ? { region } : {}) })
      ofClass.set(region, known)
      return known as Client
    },
  }
}

/** Where what was measured goes. @throws the SDK's errors */
export const cloudWatchPush = () => {
  const client = new CloudWatchClient(clientOptions)
  return async (request: MetricDataRequest): Promise<void> => {
    await client.send(new PutMetricDataCommand(request))
  }
}
