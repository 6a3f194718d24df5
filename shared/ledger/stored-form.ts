import { nameOfPartition, partitionOf } from './indexes.ts'
import type { LedgerItem, Stored } from './ledger.ts'
import { readable } from './schema.ts'

/**
 * An item as it stands in the table. There `kind` and `open` are the keys of the indexes and name partitions; `record` is the
 * kind. Records without a schema have no `record`, and bare names.
 */
export type StoredForm = Readonly<Record<string, unknown>>

/** What is written for an item. */
export const toTable = ({ kind, open, ...item }: Stored<LedgerItem>): StoredForm => {
  const [byKind, byWord] = [
    partitionOf('byKind', kind, item.pk),
    open === undefined ? undefined : partitionOf('open', open, item.pk),
  ]
  return {
    ...item,
    record: kind,
    ...(byKind === undefined ? {} : { kind: byKind }),
    ...(byWord === undefined ? {} : { open: byWord }),
  }
}

/**
 * The item that was written.
 * @throws NewerRecordError for one that a newer version wrote
 */
export const fromTable = <Item extends LedgerItem>(stored: StoredForm): Stored<Item> => {
  if (typeof stored.record !== 'string') return readable(stored as unknown as Stored<Item>)
  const { record, open, ...item } = stored
  return readable({
    ...item,
    kind: record,
    ...(typeof open === 'string' ? { open: nameOfPartition(open) } : {}),
  } as unknown as Stored<Item>)
}
