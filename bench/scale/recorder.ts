import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import { type Item, keyOf, makeTable, type Put } from '../../test/dynamodb/fake-table.ts'
import { tableClient } from '../../test/dynamodb/table-client.ts'
import { consumedBy } from './capacity.ts'

/** What the events of a play took, in all. */
export interface Recorded {
  /** Calls of the SDK's client, by action. */
  readonly calls: ReadonlyMap<string, number>
  /** Write units, by the index's name; empty for the table. */
  readonly units: ReadonlyMap<string, number>
  /** Write units by index and partition key, such as `open timer#1`; ` incident#…` is a key of the table. */
  readonly keys: ReadonlyMap<string, number>
  /** What else was counted, such as messages. */
  readonly more: ReadonlyMap<string, number>
}

type Attribute = Readonly<Record<string, unknown>>

const plainValue = (value: Attribute): unknown => {
  const [[type, content] = ['NULL', true]] = Object.entries(value)
  if (type === 'N') return Number(content)
  if (type === 'L') return (content as Attribute[]).map(plainValue)
  if (type === 'M') return plain(content as Item)
  return type === 'NULL' ? null : content
}

/** An item of the wire as it is. */
const plain = (item: Item): Record<string, unknown> =>
  Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plainValue(value)]))

const add = (counts: Map<string, number>, name: string, count: number): void => {
  counts.set(name, (counts.get(name) ?? 0) + count)
}

/** Events that are let happen. @param count counts what is no call of the ledger, such as a message */
export type Play = (ledger: Ledger, count: (what: string) => void) => Promise<void>

/** Lets a play write to a ledger over the SDK's own client, and counts what it sends. */
export const record = async (play: Play): Promise<Recorded> => {
  const [calls, units, keys, more] = [1, 2, 3, 4].map(() => new Map<string, number>()) as [
    Map<string, number>,
    Map<string, number>,
    Map<string, number>,
    Map<string, number>,
  ]
  const table = makeTable()
  const onCall = (action: string, input: object): void => {
    add(calls, action, 1)
    const { TransactItems } = input as { readonly TransactItems?: readonly { readonly Put: Put }[] }
    const [puts, times] =
      action === 'PutItem' ? [[input as Put], 1 as const] : [TransactItems?.map((each) => each.Put) ?? [], 2 as const]
    for (const { Item } of puts) {
      const before = table.rows.get(keyOf(Item))
      for (const each of consumedBy(before && plain(before), plain(Item), times)) {
        add(units, each.index, each.units)
        add(keys, `${each.index} ${each.key}`, each.units)
      }
    }
  }
  const client: DynamoDBClient = tableClient(table, onCall)
  await play(dynamoLedger('ledger', client), (what) => add(more, what, 1))
  return { calls, units, keys, more }
}
