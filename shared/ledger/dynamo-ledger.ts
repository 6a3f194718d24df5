import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { clientOptions } from '../aws.ts'
import { ConflictError, TransientError } from '../errors.ts'
import { ledgerIndexes } from './indexes.ts'
import { expiresAt, type Ledger, type LedgerItem, type Stored, type Write } from './ledger.ts'

const put = (table: string, { item, expect }: Write, now: Date) => ({
  Put: {
    TableName: table,
    Item: { ...item, version: expect === 'absent' ? 1 : expect + 1, expiresAt: expiresAt(now) },
    ...(expect === 'absent'
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': expect } }),
  },
})

const commitError = (error: unknown, writes: readonly Write[]): unknown => {
  if (!(error instanceof TransactionCanceledException)) return error
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None')
  const lost = writes
    .filter((_, index) => codes[index] === 'ConditionalCheckFailed')
    .map(({ item }) => `${item.pk}/${item.sk}`)
  return lost.length > 0
    ? new ConflictError(`Changed by another writer: ${lost.join(', ')}`)
    : new TransientError(`The ledger asks to try again: ${[...new Set(codes)].join(', ')}`)
}

/** The ledger in DynamoDB. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
export const dynamoLedger = (table: string, client = new DynamoDBClient(clientOptions)): Ledger => {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })

  const query = async <Item extends LedgerItem>(
    input: {
      readonly index?: string
      readonly condition: string
      readonly values: Record<string, string>
      readonly newestFirst?: boolean
    },
    limit = Number.POSITIVE_INFINITY,
  ): Promise<Stored<Item>[]> => {
    const items: Stored<Item>[] = []
    let start: Record<string, unknown> | undefined
    do {
      const page = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: input.index,
          ConsistentRead: input.index === undefined,
          KeyConditionExpression: input.condition,
          ExpressionAttributeNames: namesIn(input.condition),
          ExpressionAttributeValues: input.values,
          ScanIndexForward: !input.newestFirst,
          ExclusiveStartKey: start,
          ...(Number.isFinite(limit) ? { Limit: limit - items.length } : {}),
        }),
      )
      items.push(...((page.Items ?? []) as Stored<Item>[]))
      start = page.LastEvaluatedKey
    } while (start && items.length < limit)
    return items
  }

  return {
    get: async <Item extends LedgerItem>({ pk, sk }: { pk: string; sk: string }) => {
      const { Item } = await documents.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }))
      return Item as Stored<Item> | undefined
    },
    children: (pk, prefix = '') =>
      prefix === ''
        ? query({ condition: '#pk = :pk', values: { ':pk': pk } })
        : query({ condition: '#pk = :pk AND begins_with(#sk, :sk)', values: { ':pk': pk, ':sk': prefix } }),
    list: (kind, { since = '', limit = 100 } = {}) =>
      query(
        {
          index: ledgerIndexes.byKind,
          condition: '#kind = :kind AND #at >= :since',
          values: { ':kind': kind, ':since': since || '0' },
          newestFirst: true,
        },
        limit,
      ),
    open: (word) => query({ index: ledgerIndexes.open, condition: '#open = :open', values: { ':open': word } }),
    commit: async (writes, now) => {
      if (writes.length === 0) return
      try {
        await documents.send(new TransactWriteCommand({ TransactItems: writes.map((write) => put(table, write, now)) }))
      } catch (error) {
        throw commitError(error, writes)
      }
    },
  }
}

const namesIn = (condition: string): Record<string, string> =>
  Object.fromEntries([...condition.matchAll(/#(\w+)/g)].map(([name, attribute]) => [name, attribute ?? '']))
