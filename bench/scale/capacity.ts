import type { StoredForm } from '../../shared/ledger/stored-form.ts'

const textBytes = (text: string): number => Buffer.byteLength(text, 'utf8')

/** About a byte for two digits, and one more: DynamoDB is no more exact than that. */
const numberBytes = (value: number): number => Math.ceil(String(Math.abs(value)).replace('.', '').length / 2) + 1

const listBytes = (values: readonly unknown[]): number =>
  3 + values.reduce<number>((sum, each) => sum + 1 + valueBytes(each), 0)

const valueBytes = (value: unknown): number => {
  if (typeof value === 'string') return textBytes(value)
  if (typeof value === 'number') return numberBytes(value)
  if (typeof value !== 'object' || value === null) return 1
  if (Array.isArray(value)) return listBytes(value)
  return listBytes(Object.values(value)) + Object.keys(value).reduce((sum, key) => sum + textBytes(key), 0)
}

/** Bytes of an item. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export const itemBytes = (item: StoredForm): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value), 0)

/** Write units of an item of so many bytes. */
const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1_024))

/** Read units of so many bytes that one call reads; half of them where it need not be consistent. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / 4_096)) * (consistent ? 1 : 0.5)

/** Units that one write takes of one partition key of the table or of an index. */
export interface Consumed {
  /** The index's name; empty for the table. */
  readonly index: string
  readonly key: string
  readonly units: number
}

const inIndex = (item: StoredForm | undefined, key: string): string | undefined =>
  item?.at !== undefined && typeof item[key] === 'string' ? item[key] : undefined

/** Partition keys of the ledger's indexes, by their names. Each is sorted by `at`, and has all attributes. */
const indexKeys = { byKind: 'kind', open: 'open' } as const

/**
 * What a write takes. In the table a transaction writes each item twice, by the larger of its old and new
 * sizes. In an index it is written once: where its key or its time changes, what was there is deleted and what comes is put.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 * That a transaction does not double what an index takes was measured on AWS by others:
 * https://github.com/nubo-db/dynoxide/pull/188
 * @param before the item as it stood in the table, and `after` as it will
 * @param times how often the table writes it: 2 in a transaction
 */
export const consumedBy = (before: StoredForm | undefined, after: StoredForm, times: 1 | 2 = 2): Consumed[] => {
  const [old, now] = [before ? itemBytes(before) : 0, itemBytes(after)]
  const ofIndexes = Object.entries(indexKeys).flatMap(([index, attribute]): Consumed[] => {
    const [from, to] = [inIndex(before, attribute), inIndex(after, attribute)]
    if (from !== undefined && from === to && before?.at === after.at)
      return [{ index, key: to, units: writeUnits(Math.max(old, now)) }]
    return [
      ...(from === undefined ? [] : [{ index, key: from, units: writeUnits(old) }]),
      ...(to === undefined ? [] : [{ index, key: to, units: writeUnits(now) }]),
    ]
  })
  return [{ index: '', key: String(after.pk), units: times * writeUnits(Math.max(old, now)) }, ...ofIndexes]
}
