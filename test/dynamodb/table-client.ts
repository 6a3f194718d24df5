import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { LedgerKey } from '../../shared/ledger/ledger.ts'
import type { Put, Query, Table } from './fake-table.ts'

interface Sent {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
}

const answer = (statusCode: number, body: object) => ({
  response: {
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify(body)),
  },
})

const cancelled = (held: readonly boolean[]) =>
  answer(400, {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    Message: 'Transaction cancelled, please refer cancellation reasons for specific reasons',
    CancellationReasons: held.map((did) => ({ Code: did ? 'None' : 'ConditionalCheckFailed' })),
  })

const refused = answer(400, {
  __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
  message: 'The conditional request failed',
})

/**
 * The SDK's client over a table in memory: everything but the network is real, and each request and answer is spelled as
 * DynamoDB spells it.
 * @param onCall is told of each call: its action, and what it sent
 */
export const tableClient = (
  table: Table,
  onCall: (action: string, input: object) => void = () => {},
): DynamoDBClient => {
  const handle = async ({ headers, body }: Sent) => {
    const action = headers['x-amz-target']?.split('.').at(-1) ?? ''
    const input = JSON.parse(typeof body === 'string' ? body : new TextDecoder().decode(body))
    onCall(action, input)
    switch (action) {
      case 'GetItem': {
        const Item = table.get(input.Key)
        return answer(200, Item ? { Item } : {})
      }
      case 'PutItem':
        // What is put past the ledger has no condition.
        if (input.ConditionExpression === undefined) table.put(input.Item)
        else if (!table.transact([input as Put])[0]) return refused
        return answer(200, {})
      case 'Query':
        return answer(200, table.query(input as Query))
      case 'TransactWriteItems': {
        const held = table.transact((input.TransactItems as { readonly Put: Put }[]).map((each) => each.Put))
        return held.every(Boolean) ? answer(200, {}) : cancelled(held)
      }
      default:
        throw new Error(`The ledger does not call ${action}`)
    }
  }
  return new DynamoDBClient({
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: { handle, updateHttpClientConfig: () => {}, httpHandlerConfigs: () => ({}) } as never,
  })
}

/** Puts items into a table as they are, past the ledger: what another version has written. */
export const putAsIs = async (client: DynamoDBClient, TableName: string, items: readonly object[]): Promise<void> => {
  const documents = DynamoDBDocumentClient.from(client)
  for (const Item of items) await documents.send(new PutCommand({ TableName, Item: { ...Item } }))
}

/** An item of a table as it is, past the ledger. */
export const getAsIs = async (
  client: DynamoDBClient,
  TableName: string,
  { pk, sk }: LedgerKey,
): Promise<Record<string, unknown> | undefined> =>
  (await DynamoDBDocumentClient.from(client).send(new GetCommand({ TableName, Key: { pk, sk } }))).Item
