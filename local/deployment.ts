import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Deployment, makeDeployment } from '../api/deployment.ts'
import { clientOptions } from '../shared/aws.ts'
import type { Config } from '../shared/config/schema.ts'
import { connector } from '../shared/connect.ts'
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts'

/** The deployment on this machine, as the tour and the benches ask it. This process's clients talk to the emulator already. */
export const localDeployment = (config: Config, outputs: Readonly<Record<string, string>>): Deployment => {
  const connect = connector(clientOptions)
  const openLedger = (table: string) => dynamoLedger(table, connect(DynamoDBClient))
  return makeDeployment({ config, local: true, outputs, connect, now: () => new Date(), openLedger })
}
