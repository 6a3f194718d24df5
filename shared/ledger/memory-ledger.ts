import { checkWrites, conflict, type Ledger, type LedgerItem, type LedgerKey, type Stored, written } from './ledger.ts'

const keyOf = ({ pk, sk }: LedgerKey): string => JSON.stringify([pk, sk])

/** DynamoDB sorts text by its UTF-8 bytes; JavaScript by UTF-16 units, which puts emoji before some other characters. */
const compareBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other))

/** A value as it comes back from DynamoDB: what was undefined is gone, from lists too. */
const asStored = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.filter((each) => each !== undefined).map(asStored)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .map(([key, each]) => [key, asStored(each)]),
  )
}

/**
 * A ledger in memory that answers as DynamoDB does: the same contract suite runs against both.
 * For tests and for rehearsals, which must write nothing.
 */
export const memoryLedger = (items: readonly Stored<LedgerItem>[] = []): Ledger => {
  const table = new Map(items.map((item) => [keyOf(item), asStored(item) as Stored<LedgerItem>]))
  const where = <Item extends LedgerItem>(
    matches: (item: Stored<LedgerItem>) => boolean,
    by: 'sk' | 'at',
  ): Stored<Item>[] =>
    [...table.values()]
      .filter(matches)
      .sort((one, other) => compareBytes(one[by], other[by]))
      .map((item) => structuredClone(item) as Stored<Item>)

  return {
    get: async <Item extends LedgerItem>(key: LedgerKey) =>
      structuredClone(table.get(keyOf(key))) as Stored<Item> | undefined,
    children: async (pk, prefix = '') => where((item) => item.pk === pk && item.sk.startsWith(prefix), 'sk'),
    lastChildren: async <Item extends LedgerItem>(pk: string, limit: number) =>
      where<Item>((item) => item.pk === pk, 'sk')
        .reverse()
        .slice(0, limit),
    list: async <Item extends LedgerItem>(kind: string, { since = '', limit = 100 } = {}) =>
      where<Item>((item) => item.kind === kind && item.at >= since, 'at')
        .reverse()
        .slice(0, limit),
    open: async (word, until) =>
      where((item) => item.open === word && (until === undefined || compareBytes(item.at, until) <= 0), 'at'),
    commit: async (writes, now) => {
      checkWrites(writes)
      const lost = writes.filter(({ item, expect }) => {
        const stored = table.get(keyOf(item))
        return expect === 'absent' ? stored !== undefined : stored?.version !== expect
      })
      if (lost.length > 0) throw conflict(lost)
      for (const write of writes) table.set(keyOf(write.item), asStored(written(write, now)) as Stored<LedgerItem>)
    },
  }
}
