import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb'
import { clientOptions } from '../aws.ts'
import { errorName, TransientError } from '../errors.ts'
import { ledgerIndexes, partitionsToRead } from './indexes.ts'
import {
  checkWrites,
  conflict,
  isGone,
  itemFields,
  type Ledger,
  type LedgerItem,
  type LedgerKey,
  type ListOptions,
  type Stored,
  storedKey,
  type Write,
  written,
} from './ledger.ts'
import { allByTime, newestOf, type Pages } from './side-by-side.ts'
import { storable } from './storable.ts'
import { fromTable, toTable } from './stored-form.ts'
import { noTries, type Tries, tryAgain } from './tries.ts'

/** What is gone may stand in the table for days: another of its sort takes its place. */
const conditionOf = ({ item, expect }: Write, now: Date) => {
  if (expect !== 'absent')
    return { ConditionExpression: 'version = :version', ExpressionAttributeValues: { ':version': expect } }
  if (item.keepUntil === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' }
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR keepUntil <= :now',
    ExpressionAttributeValues: { ':now': now.toISOString() },
  }
}

const putOf = (table: string, write: Write, now: Date) => ({
  TableName: table,
  Item: { ...toTable(written(write, now)) },
  ...conditionOf(write, now),
})

/** A single item that may be written again is put; everything else is a transaction, which the SDK can repeat without harm. */
const putAlone = (writes: readonly Write[]): Write | undefined =>
  writes.length === 1 && writes[0]?.repeatable ? writes[0] : undefined

/** Reasons for which DynamoDB cancels a transaction that may go through a moment later. The others stay as they are. */
const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])

/** The same of the put of one item. */
const throttled = new Set(['ThrottlingException', 'ProvisionedThroughputExceededException'])

const putError = (error: unknown, write: Write): unknown => {
  const name = errorName(error)
  if (name === 'ConditionalCheckFailedException') return conflict([write])
  const text = `The ledger asks to try again: ${name}`
  if (name === 'TransactionConflictException') return new TransientError(text, { cause: error })
  return throttled.has(name) ? new ThrottledError(text, { cause: error }) : error
}

const commitError = (error: unknown, writes: readonly Write[]): unknown => {
  const alone = putAlone(writes)
  if (alone) return putError(error, alone)
  if (!(error instanceof TransactionCanceledException)) return error
  const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None')
  const lost = writes.filter((_, index) => codes[index] === 'ConditionalCheckFailed')
  if (lost.length > 0) return conflict(lost)
  const reasons = [...new Set(codes.filter((code) => code !== 'None'))]
  if (reasons.length === 0 || !reasons.every((reason) => passing.has(reason))) return error
  const text = `The ledger asks to try again: ${reasons.join(', ')}`
  return reasons.includes('TransactionConflict') ? new TransientError(text) : new ThrottledError(text)
}

/** The table, or one of its indexes, takes no more writes for the moment. */
class ThrottledError extends TransientError {}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/**
 * The ledger in DynamoDB.
 * @param now the time by which items are gone whose `keepUntil` is past: TTL deletes them up to some days late
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html,
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ttl-expired-items.html
 */
export const dynamoLedger = (
  table: string,
  client = new DynamoDBClient(clientOptions),
  pause: (milliseconds: number) => Promise<unknown> = sleep,
  now: () => Date = () => new Date(),
): Ledger => {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } })

  /** What a query finds, page by page. @param values of the condition, in which `#name` is an attribute and `:name` a value */
  const pagesOf = <Item extends LedgerItem>(
    condition: string,
    values: Readonly<Record<string, string>>,
    {
      index,
      newestFirst = false,
      fields = [],
    }: { readonly index?: string; readonly newestFirst?: boolean; readonly fields?: readonly string[] } = {},
  ): Pages<Stored<Item>> => {
    const projected = projectionOf(fields)
    let start: Record<string, unknown> | undefined
    let ended = false
    return {
      next: async (count) => {
        if (ended) return undefined
        const page = await documents.send(
          new QueryCommand({
            TableName: table,
            IndexName: index,
            ConsistentRead: index === undefined,
            KeyConditionExpression: condition,
            ExpressionAttributeNames: { ...namesIn(condition), ...projected.names },
            ExpressionAttributeValues: storable(values) as Record<string, string>,
            ProjectionExpression: projected.expression,
            ScanIndexForward: !newestFirst,
            ExclusiveStartKey: start,
            ...(Number.isFinite(count) ? { Limit: count } : {}),
          }),
        )
        start = page.LastEvaluatedKey
        ended = start === undefined
        const time = now()
        return (page.Items ?? []).filter((item) => !isGone(item, time)).map((item) => fromTable<Item>(item))
      },
    }
  }

  const everything = async <Item>(pages: Pages<Item>): Promise<Item[]> => {
    const items: Item[] = []
    for (;;) {
      const page = await pages.next(Number.POSITIVE_INFINITY)
      if (page === undefined) return items
      items.push(...page)
    }
  }

  const commit = async (writes: readonly Write[], at: Date, tries: Tries = noTries): Promise<void> => {
    try {
      const alone = putAlone(writes)
      if (alone) await documents.send(new PutCommand(putOf(table, alone, at)))
      else
        await documents.send(
          new TransactWriteCommand({ TransactItems: writes.map((write) => ({ Put: putOf(table, write, at) })) }),
        )
    } catch (cause) {
      const error = commitError(cause, writes)
      if (!(error instanceof TransientError)) throw error
      const again = tryAgain(tries, error instanceof ThrottledError)
      if (!again) throw error
      await pause(again.pause)
      await commit(writes, at, again.tries)
    }
  }

  return {
    get: async <Item extends LedgerItem>(key: LedgerKey) => {
      const { Item } = await documents.send(
        new GetCommand({ TableName: table, Key: { ...storedKey(key) }, ConsistentRead: true }),
      )
      return Item && !isGone(Item, now()) ? fromTable<Item>(Item) : undefined
    },
    children: (pk, prefix = '') =>
      everything(
        prefix === ''
          ? pagesOf('#pk = :pk', { ':pk': pk })
          : pagesOf('#pk = :pk AND begins_with(#sk, :sk)', { ':pk': pk, ':sk': prefix }),
      ),
    lastChildren: (pk, limit) => newestOf([pagesOf('#pk = :pk', { ':pk': pk }, { newestFirst: true })], limit),
    list: async <Item extends LedgerItem>(
      kind: string,
      { since = '', until, limit = 100, fields }: ListOptions = {},
    ) => {
      // DynamoDB refuses a range that ends before it begins.
      if (until !== undefined && until < since) return []
      return newestOf(
        partitionsToRead('byKind', kind).map((partition) =>
          pagesOf<Item>(
            `#kind = :kind AND #at ${until === undefined ? '>= :since' : 'BETWEEN :since AND :until'}`,
            { ':kind': partition, ':since': since || '0', ...(until === undefined ? {} : { ':until': until }) },
            { index: ledgerIndexes.byKind, newestFirst: true, ...(fields ? { fields } : {}) },
          ),
        ),
        limit,
      )
    },
    open: async <Item extends LedgerItem>(word: string, until?: string) => {
      const ofPartition = (partition: string): Pages<Stored<Item>> =>
        until === undefined
          ? pagesOf('#open = :open', { ':open': partition }, { index: ledgerIndexes.open })
          : pagesOf(
              '#open = :open AND #at <= :until',
              { ':open': partition, ':until': until },
              { index: ledgerIndexes.open },
            )
      return allByTime(
        await Promise.all(partitionsToRead('open', word).map((partition) => everything(ofPartition(partition)))),
      )
    },
    commit: async (writes, at) => {
      checkWrites(writes)
      if (writes.length > 0) await commit(writes, at)
    },
  }
}

/** Fields as a projection, each by a name of its own: some are words that DynamoDB keeps to itself. */
const projectionOf = (fields: readonly string[]) => {
  if (fields.length === 0) return { expression: undefined, names: {} }
  const names = Object.fromEntries([...new Set([...itemFields, ...fields])].map((name) => [`#${name}`, name]))
  return { expression: Object.keys(names).join(', '), names }
}

const namesIn = (condition: string): Record<string, string> =>
  Object.fromEntries([...condition.matchAll(/#(\w+)/g)].map(([name, attribute]) => [name, attribute ?? '']))
