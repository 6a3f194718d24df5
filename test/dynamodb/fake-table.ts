import { compareBytes } from '../../shared/compare-bytes.ts'
import { ledgerIndexes } from '../../shared/ledger/indexes.ts'

/** An item as it is on the wire: each attribute with its type. */
export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** What an expression of the ledger may ask for; anything else is refused, so that no test believes in a filter that is not there. */
const conditions = {
  '=': (value: string, wanted: string) => value === wanted,
  '>=': (value: string, wanted: string) => compareBytes(value, wanted) >= 0,
  '<=': (value: string, wanted: string) => compareBytes(value, wanted) <= 0,
  begins_with: (value: string, wanted: string) => value.startsWith(wanted),
} as const

interface Term {
  readonly attribute: string
  readonly value: string
  readonly holds: (value: string, wanted: string) => boolean
}

export interface Query {
  readonly IndexName?: string
  readonly KeyConditionExpression: string
  readonly ExpressionAttributeNames: Readonly<Record<string, string>>
  readonly ExpressionAttributeValues: Item
  readonly ProjectionExpression?: string
  readonly ScanIndexForward?: boolean
  readonly ExclusiveStartKey?: Item
  readonly Limit?: number
}

export interface Put {
  readonly Item: Item
  readonly ConditionExpression: string
  readonly ExpressionAttributeValues?: Item
}

export const text = (item: Item, attribute: string): string | undefined => item[attribute]?.S as string | undefined

export const keyOf = (item: Item): string => JSON.stringify([text(item, 'pk'), text(item, 'sk')])

const termsOf = (query: Query): Term[] =>
  query.KeyConditionExpression.replace(/(#\w+) BETWEEN (:\w+) AND (:\w+)/, '$1 >= $2 AND $1 <= $3')
    .split(' AND ')
    .map((part) => {
      const [, operator, name, placeholder] =
        /^(begins_with)\((#\w+), (:\w+)\)$/.exec(part) ??
        /^(#\w+) (=|>=|<=) (:\w+)$/
          .exec(part)
          ?.map((group, index, all) => (index === 1 ? all[2] : index === 2 ? all[1] : group) ?? '') ??
        []
      const attribute = query.ExpressionAttributeNames[name ?? '']
      const value = text(query.ExpressionAttributeValues, placeholder ?? '')
      if (attribute === undefined || value === undefined) throw new Error(`Not a condition of the ledger: ${part}`)
      return { attribute, value, holds: conditions[operator as keyof typeof conditions] }
    })

const keysOf: Readonly<Record<string, readonly [string, string]>> = {
  '': ['pk', 'sk'],
  [ledgerIndexes.byKind]: ['kind', 'at'],
  [ledgerIndexes.open]: ['open', 'at'],
}

/**
 * A table with the ledger's keys and indexes, as DynamoDB keeps one: items as they are on the wire, answers in pages.
 * @param items what it begins with
 * @param pageSize most items of one answer. Default: no more than a megabyte's worth, which no test has
 */
export const makeTable = (items: readonly Item[] = [], pageSize = Number.POSITIVE_INFINITY) => {
  const rows = new Map<string, Item>()
  const below = new Map<string, Map<string, Item>>()
  const put = (item: Item): void => {
    const pk = text(item, 'pk') ?? ''
    rows.set(keyOf(item), item)
    below.set(pk, (below.get(pk) ?? new Map<string, Item>()).set(keyOf(item), item))
  }
  for (const item of items) put(item)

  const holds = ({ Item, ConditionExpression, ExpressionAttributeValues = {} }: Put): boolean => {
    const stored = rows.get(keyOf(Item))
    if (ConditionExpression === 'attribute_not_exists(pk)') return stored === undefined
    if (ConditionExpression === 'version = :version')
      return stored?.version?.N === ExpressionAttributeValues[':version']?.N
    if (ConditionExpression === 'attribute_not_exists(pk) OR keepUntil <= :now') {
      const [end, now] = [stored && text(stored, 'keepUntil'), text(ExpressionAttributeValues, ':now') ?? '']
      return stored === undefined || (end !== undefined && compareBytes(end, now) <= 0)
    }
    throw new Error(`Not a condition of the ledger: ${ConditionExpression}`)
  }

  return {
    rows,
    put,
    get: (key: Item): Item | undefined => rows.get(keyOf(key)),
    /** @returns whether each condition held; only if all did, all was written */
    transact: (puts: readonly Put[]): boolean[] => {
      const held = puts.map(holds)
      if (held.every(Boolean)) for (const { Item } of puts) put(Item)
      return held
    },
    query: (query: Query): { readonly Items: Item[]; readonly LastEvaluatedKey?: Item } => {
      const [, sortKey] = keysOf[query.IndexName ?? ''] ?? []
      if (sortKey === undefined) throw new Error(`No index has this name: ${query.IndexName}`)
      const terms = termsOf(query)
      const order = (item: Item): string => `${text(item, sortKey)}\u0000${keyOf(item)}`
      const sign = query.ScanIndexForward === false ? -1 : 1
      // A query of the table names one pk.
      const among = query.IndexName === undefined ? below.get(terms[0]?.value ?? '') : rows
      const found = [...(among?.values() ?? [])]
        .filter((item) =>
          terms.every(({ attribute, value, holds: does }) => {
            const own = text(item, attribute)
            return own !== undefined && does(own, value)
          }),
        )
        .sort((one, other) => sign * compareBytes(order(one), order(other)))
      const start = query.ExclusiveStartKey
      const rest = start ? found.slice(found.findIndex((item) => keyOf(item) === keyOf(start)) + 1) : found
      const page = rest.slice(0, Math.min(query.Limit ?? Number.POSITIVE_INFINITY, pageSize))
      const last = page.at(-1)
      // Like DynamoDB, it says that there may be more whenever it stopped at a limit.
      const isCut = page.length === query.Limit || page.length < rest.length
      const fields = query.ProjectionExpression?.split(', ').map((name) => query.ExpressionAttributeNames[name])
      const shown = page.map((item) =>
        fields ? Object.fromEntries(Object.entries(item).filter(([name]) => fields.includes(name))) : item,
      )
      return { Items: shown, ...(last && isCut ? { LastEvaluatedKey: last } : {}) }
    },
  }
}

export type Table = ReturnType<typeof makeTable>
