import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
import { clientOptions } from '../aws.ts'
import { TransientError } from '../errors.ts'
import { ledgerIndexes } from './indexes.ts'
import {
  checkWrites,
  conflict,
  type Ledger,
  type LedgerItem,
  type LedgerKey,
  type Stored,
  storedKey,
  type Write,
  written,
} from './ledger.ts'
import { readable } from './schema.ts'
import { storable } from './storable.ts'

const put = (table: string, write: Write, now: Date) => ({
  Put: {
    TableName: table,
    Item: written(write, now),
    ...(write.expect === 'absent'
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': write.expect } }),
  },
})

/** Reasons for which DynamoDB cancels a transaction that may go through a moment later. The others stay as they are. */
const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])

const commitError = (error: unknown, writes: readonly Write[]): unknown => {
  if (!(error instanceof TransactionCanceledException)) return error
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None')
  const lost = writes.filter((_, index) => codes[index] === 'ConditionalCheckFailed')
  if (lost.length > 0) return conflict(lost)
  const reasons = [...new Set(codes.filter((code) => code !== 'None'))]
  return reasons.length > 0 && reasons.every((reason) => passing.has(reason))
    ? new TransientError(`The ledger asks to try again: ${reasons.join(', ')}`)
    : error
}

/** The SDK does not try a cancelled transaction again. Two calls about one item meet often, and are over in milliseconds. */
const commitTries = 4
const pause = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 25 * 2 ** attempt))

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
    if (limit <= 0) return items
    do {
      const page = await documents.send(
        new QueryCommand({
          TableName: table,
          IndexName: input.index,
          ConsistentRead: input.index === undefined,
          KeyConditionExpression: input.condition,
          ExpressionAttributeNames: namesIn(input.condition),
          ExpressionAttributeValues: storable(input.values) as Record<string, string>,
          ScanIndexForward: !input.newestFirst,
          ExclusiveStartKey: start,
          ...(Number.isFinite(limit) ? { Limit: limit - items.length } : {}),
        }),
      )
      for (const item of page.Items ?? []) items.push(readable(item as Stored<Item>))
      start = page.LastEvaluatedKey
    } while (start && items.length < limit)
    return items
  }

  const commit = async (writes: readonly Write[], now: Date, attempt = 1): Promise<void> => {
    try {
      await documents.send(new TransactWriteCommand({ TransactItems: writes.map((write) => put(table, write, now)) }))
    } catch (cause) {
      const error = commitError(cause, writes)
      if (!(error instanceof TransientError) || attempt >= commitTries) throw error
      await pause(attempt)
      await commit(writes, now, attempt + 1)
    }
  }

  return {
    get: async <Item extends LedgerItem>(key: LedgerKey) => {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { ...storedKey(key) }, ConsistentRead: true }),
      )
      return Item && readable(Item as Stored<Item>)
    },
    children: (pk, prefix = '') =>
      prefix === ''
        ? query({ condition: '#pk = :pk', values: { ':pk': pk } })
        : query({ condition: '#pk = :pk AND begins_with(#sk, :sk)', values: { ':pk': pk, ':sk': prefix } }),
    lastChildren: (pk, limit) => query({ condition: '#pk = :pk', values: { ':pk': pk }, newestFirst: true }, limit),
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
    open: (word, until) =>
      query(
        until === undefined
          ? { index: ledgerIndexes.open, condition: '#open = :open', values: { ':open': word } }
          : {
              index: ledgerIndexes.open,
              condition: '#open = :open AND #at <= :until',
              values: { ':open': word, ':until': until },
            },
      ),
    commit: async (writes, now) => {
      checkWrites(writes)
      if (writes.length > 0) await commit(writes, now)
    },
  }
}

const namesIn = (condition: string): Record<string, string> =>
  Object.fromEntries([...condition.matchAll(/#(\w+)/g)].map(([name, attribute]) => [name, attribute ?? '']))
