import { ConflictError } from '../errors.ts'
import type { Ledger, LedgerItem, Stored } from './ledger.ts'

/**
 * A ledger in memory that answers as DynamoDB does: the same contract suite runs against both.
 * For tests and for rehearsals, which must write nothing.
 */
export const memoryLedger = (items: readonly Stored<LedgerItem>[] = []): Ledger => {
  const keyOf = ({ pk, sk }: { pk: string; sk: string }): string => `${pk}\u0000${sk}`
  const table = new Map(items.map((item) => [keyOf(item), item]))
  const where = <Item extends LedgerItem>(
    matches: (item: Stored<LedgerItem>) => boolean,
    by: 'sk' | 'at',
  ): Stored<Item>[] =>
    [...table.values()]
      .filter(matches)
      .sort((one, other) => (one[by] < other[by] ? -1 : one[by] > other[by] ? 1 : 0))
      .map((item) => structuredClone(item) as Stored<Item>)

  return {
    get: async <Item extends LedgerItem>(key: { pk: string; sk: string }) =>
      structuredClone(table.get(keyOf(key))) as Stored<Item> | undefined,
    children: async (pk, prefix = '') => where((item) => item.pk === pk && item.sk.startsWith(prefix), 'sk'),
    list: async (kind, { since = '', limit = 100 } = {}) => {
      const found = where((item) => item.kind === kind && item.at >= since, 'at')
      return found.reverse().slice(0, limit) as never
    },
    open: async (word) => where((item) => item.open === word, 'at'),
    commit: async (writes) => {
      const lost = writes.filter(({ item, expect }) => {
        const stored = table.get(keyOf(item))
        return expect === 'absent' ? stored !== undefined : stored?.version !== expect
      })
      if (lost.length > 0)
        throw new ConflictError(
          `Changed by another writer: ${lost.map(({ item }) => `${item.pk}/${item.sk}`).join(', ')}`,
        )
      for (const { item, expect } of writes)
        table.set(keyOf(item), JSON.parse(JSON.stringify({ ...item, version: expect === 'absent' ? 1 : expect + 1 })))
    },
  }
}
