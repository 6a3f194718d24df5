import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ledgerIndexes } from '../shared/ledger/indexes.ts'

const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const

const schema = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
]

const index = (IndexName: string, hash: string) => ({
  IndexName,
  KeySchema: schema(hash, 'at'),
  Projection: { ProjectionType: 'ALL' as const },
})

/** Makes an empty table with the keys and indexes of the deployed ledger, where nothing is deployed; gives its name. */
export const makeLedgerTable = async (client: DynamoDBClient, TableName = 'ledger'): Promise<string> => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'kind', 'at', 'open'].map(text),
      KeySchema: schema('pk', 'sk'),
      GlobalSecondaryIndexes: [index(ledgerIndexes.byKind, 'kind'), index(ledgerIndexes.open, 'open')],
    }),
  )
  return TableName
}
