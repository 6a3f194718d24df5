import { compareBytes } from '../compare-bytes.ts'
import { checkListed } from './indexes.ts'
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
  written,
} from './ledger.ts'
import { readable } from './schema.ts'
import { storable, storableText } from './storable.ts'

type Row = Stored<LedgerItem>

/** A copy of what is stored. Much faster than structuredClone. */
const copy = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copy)
  if (ArrayBuffer.isView(value)) return structuredClone(value)
  const result: Record<string, unknown> = {}
  for (const [key, each] of Object.entries(value)) result[key] = copy(each)
  return result
}

const frozen = <Value>(value: Value): Value => {
  // What is frozen came out of the table, all of it.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value
  for (const key in value) {
    const each: unknown = value[key]
    if (typeof each === 'object') frozen(each)
  }
  return Object.freeze(value)
}

/** An item as the table takes it. Its frozen parts are those of a record that was read: nothing of them has to be copied again. */
const withFrozenParts = (item: LedgerItem): LedgerItem => {
  const result: Record<string, unknown> = {}
  for (const key in item) {
    const each: unknown = item[key as keyof LedgerItem]
    const kept = typeof each === 'object' && Object.isFrozen(each) ? each : storable(each, 1)
    if (kept !== undefined) result[key] = kept
  }
  return result as unknown as LedgerItem
}

const addTo = (index: Map<string, Set<Row>>, word: string, row: Row): void => {
  const rows = index.get(word)
  if (rows) rows.add(row)
  else index.set(word, new Set([row]))
}

/** Rows by their key, and by what the two indexes of the table are made of. */
const makeTable = () => {
  const rows = new Map<string, Map<string, Row>>()
  const kinds = new Map<string, Set<Row>>()
  const words = new Map<string, Set<Row>>()
  const unsorted = new Set<string>()
  const get = (key: LedgerKey): Row | undefined => {
    const { pk, sk } = storedKey(key)
    return rows.get(pk)?.get(sk)
  }
  /** @param item a copy that is the table's own */
  const put = (item: Row): void => {
    const row = frozen(item)
    const siblings = rows.get(row.pk)
    const old = siblings?.get(row.sk)
    if (old) {
      kinds.get(old.kind)?.delete(old)
      if (old.open !== undefined) words.get(old.open)?.delete(old)
    }
    // One that is there keeps its place.
    if (siblings && !old) unsorted.add(row.pk)
    if (siblings) siblings.set(row.sk, row)
    else rows.set(row.pk, new Map([[row.sk, row]]))
    addTo(kinds, row.kind, row)
    if (row.open !== undefined) addTo(words, row.open, row)
  }
  /** The rows below one `pk`, in order. */
  const below = (pk: string): Iterable<Row> => {
    const found = rows.get(pk)
    if (found === undefined) return []
    if (!unsorted.delete(pk)) return found.values()
    const sorted = [...found].sort(([one], [other]) => compareBytes(one, other))
    rows.set(pk, new Map(sorted))
    return sorted.map(([, row]) => row)
  }
  return { kinds, words, get, put, below }
}

type Read = (row: Row) => unknown

/** Times of ISO 8601 are ASCII, whose letters are in the order of their bytes. */
const byAt = (one: Row, other: Row): number => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)

/** Those rows that are wanted, oldest first. Most are not: what is sorted is what is left. */
const byTime = (rows: Iterable<Row> | undefined, isWanted: (row: Row) => boolean): Row[] => {
  const wanted: Row[] = []
  for (const row of rows ?? []) if (isWanted(row)) wanted.push(row)
  return wanted.length > 1 ? wanted.sort(byAt) : wanted
}

/** Of an item what every item carries, and these fields. */
const onlyOf = <Item extends LedgerItem>(item: Stored<Item>, fields: readonly string[]): Stored<Item> =>
  Object.fromEntries(
    Object.entries(item).filter(([name]) => fields.includes(name) || itemFields.some((each) => each === name)),
  ) as unknown as Stored<Item>

/** A ledger that also gives every record of a kind, newest first, whether it is listed or not: what no table can do. */
export interface MemoryLedger extends Ledger {
  readonly all: <Item extends LedgerItem>(kind: string) => Promise<Stored<Item>[]>
}

/**
 * A ledger in memory that answers as DynamoDB does: the same contract suite runs against both.
 * For tests and for rehearsals, which must write nothing.
 * @param options `frozen` gives what is stored itself, which nobody can change, and not a copy: for long simulations. `now` is the time by
 * which items are gone whose `keepUntil` is past; default: the latest time of a write
 */
export const memoryLedger = (
  items: readonly Stored<LedgerItem>[] = [],
  options: { readonly frozen?: boolean; readonly now?: () => Date } = {},
): MemoryLedger => {
  const read: Read = options.frozen ? readable : (row) => copy(readable(row))
  const toStorable = options.frozen ? withFrozenParts : (item: LedgerItem) => storable(item) as LedgerItem
  const table = makeTable()
  for (const item of items) table.put(storable(item) as Row)
  let lastWrite = new Date(0)
  const isThere = (row: Row): boolean => row.keepUntil === undefined || !isGone(row, options.now?.() ?? lastWrite)

  return {
    get: async <Item extends LedgerItem>(key: LedgerKey) => {
      const row = table.get(key)
      return row && isThere(row) ? (read(row) as Stored<Item>) : undefined
    },
    children: async <Item extends LedgerItem>(pk: string, prefix = '') => {
      const start = storableText(prefix)
      const found: Stored<Item>[] = []
      for (const row of table.below(storableText(pk)))
        if (row.sk.startsWith(start) && isThere(row)) found.push(read(row) as Stored<Item>)
      return found
    },
    lastChildren: async <Item extends LedgerItem>(pk: string, limit: number) => {
      const rows = [...table.below(storableText(pk))].filter(isThere).reverse()
      return rows.slice(0, Math.max(0, limit)).map((row) => read(row) as Stored<Item>)
    },
    list: async <Item extends LedgerItem>(
      kind: string,
      { since = '', until, limit = 100, fields }: ListOptions = {},
    ) => {
      checkListed('byKind', kind)
      const items = byTime(
        table.kinds.get(kind),
        (row) => row.at >= since && (until === undefined || row.at <= until) && isThere(row),
      )
        .reverse()
        .slice(0, limit)
        .map((row) => read(row) as Stored<Item>)
      return fields ? items.map((item) => onlyOf(item, fields)) : items
    },
    all: async <Item extends LedgerItem>(kind: string) =>
      byTime(table.kinds.get(kind), () => true)
        .reverse()
        .map((row) => read(row) as Stored<Item>),
    open: async <Item extends LedgerItem>(word: string, until?: string) =>
      byTime(table.words.get(word), (row) => (until === undefined || row.at <= until) && isThere(row)).map(
        (row) => read(row) as Stored<Item>,
      ),
    commit: async (writes, now) => {
      checkWrites(writes)
      if (now > lastWrite) lastWrite = now
      const lost = writes.filter(({ item, expect }) => {
        const stored = table.get(item)
        if (expect !== 'absent') return stored?.version !== expect
        return stored !== undefined && !(item.keepUntil !== undefined && isGone(stored, now))
      })
      if (lost.length > 0) throw conflict(lost)
      for (const row of writes.map((write) => written(write, now, toStorable))) table.put(row)
    },
  }
}
