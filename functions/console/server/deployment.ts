import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { type Deployment, makeDeployment } from '../../../api/deployment.ts'
import { clientOptions } from '../../../shared/aws.ts'
import type { Config } from '../../../shared/config/schema.ts'
import { connector } from '../../../shared/connect.ts'
import { environment } from '../../../shared/environment.ts'
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts'
import { type OwnOutputs, outputsOf } from './outputs.ts'

/**
 * The deployment that this function belongs to, from what was deployed with it: nothing is asked of CloudFormation.
 * @param more calendars of hours, read, with their holidays; what AWS bills; the network
 */
export const ownDeployment = (
  config: Config,
  known: OwnOutputs,
  more: Pick<Deployment, 'calendars' | 'billed' | 'network'> = {},
): Deployment => {
  const { LEDGER_TABLE } = environment('LEDGER_TABLE')
  const connect = connector(clientOptions)
  return makeDeployment({
    config,
    ...more,
    local: process.env.CONSOLE_LAPTOP === 'true',
    outputs: { ...outputsOf(known), LedgerTable: LEDGER_TABLE },
    connect,
    now: () => new Date(),
    openLedger: (table) => dynamoLedger(table, connect(DynamoDBClient)),
  })
}
