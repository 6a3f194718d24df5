import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import { ledgerContract } from '../contract/ledger.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()
let made = 0

/** An empty table with the keys and indexes of the deployed one. */
const makeTable = async (client: DynamoDBClient): Promise<string> => {
  made += 1
  const TableName = `ledger-${made}`
  const schema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ]
  const index = (IndexName: string, hash: string) => ({
    IndexName,
    KeySchema: schema(hash, 'at'),
    Projection: { ProjectionType: 'ALL' as const },
  })
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'kind', 'at', 'open'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: schema('pk', 'sk'),
      GlobalSecondaryIndexes: [index('byKind', 'kind'), index('open', 'open')],
    }),
  )
  return TableName
}

describe('the ledger in DynamoDB', () => {
  ledgerContract(async () => {
    const client = new DynamoDBClient(emulator.client)
    return dynamoLedger(await makeTable(client), client)
  })
})
