/** An item as it is on the wire: each attribute with its type. */
export type WireItem = Readonly<Record<string, Readonly<Record<string, unknown>>>>

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8')

/** About a byte for two digits and one more: DynamoDB says no more exactly than that. */
const numberBytes = (text: string): number => Math.ceil(text.replace(/^-|\.|^0+|0+$/g, '').length / 2) + 1

const valueBytes = (value: Readonly<Record<string, unknown>>): number => {
  const [[type, content] = ['NULL', true]] = Object.entries(value)
  switch (type) {
    case 'S':
      return bytesOf(String(content))
    case 'N':
      return numberBytes(String(content))
    case 'B':
      return Buffer.from(String(content), 'base64').length
    case 'L':
      return 3 + (content as Readonly<Record<string, unknown>>[]).reduce((sum, each) => sum + 1 + valueBytes(each), 0)
    case 'M':
      return (
        3 +
        Object.entries(content as WireItem).reduce((sum, [key, each]) => sum + 1 + bytesOf(key) + valueBytes(each), 0)
      )
    default:
      return 1
  }
}

/** Bytes of an item. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
export const itemBytes = (item: WireItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + bytesOf(name) + valueBytes(value), 0)

/** Write units of so many bytes. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1_024))

/** Read units of a query or a read of so many bytes. */
export const readUnits = (bytes: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / 4_096)) * (consistent ? 1 : 0.5)

/** Write units that one write takes of one partition key of the table or of an index. */
export interface Consumed {
  /** The index's name; nothing for the table. */
  readonly index: string
  readonly key: string
  readonly units: number
}

const inIndex = (item: WireItem | undefined, key: string): string | undefined =>
  item?.at?.S === undefined ? undefined : (item[key]?.S as string | undefined)

/**
 * What the write of an item in a transaction takes of the table and of its indexes. In the table a transaction writes each
 * item twice, by the larger of its old and new sizes. An index is written once, in units of what it holds: when a key of it
 * changes, what was there is deleted and what comes is put; when nothing of it changes, not at all. All attributes are in
 * both indexes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 * That a transaction does not double what an index takes was measured on AWS by others:
 * https://github.com/nubo-db/dynoxide/pull/188
 * @param indexes the names of the indexes with their partition keys; the sort key is `at`
 */
export const consumedBy = (
  before: WireItem | undefined,
  after: WireItem,
  indexes: Readonly<Record<string, string>>,
): Consumed[] => {
  const [old, now] = [before ? itemBytes(before) : 0, itemBytes(after)]
  const consumed: Consumed[] = [{ index: '', key: String(after.pk?.S), units: 2 * writeUnits(Math.max(old, now)) }]
  for (const [index, key] of Object.entries(indexes)) {
    const [from, to] = [inIndex(before, key), inIndex(after, key)]
    const moves = from !== to || before?.at?.S !== after.at?.S
    if (from !== undefined && moves) consumed.push({ index, key: from, units: writeUnits(old) })
    if (to !== undefined && (moves || from === undefined)) consumed.push({ index, key: to, units: writeUnits(now) })
    if (to !== undefined && from === to && !moves)
      consumed.push({ index, key: to, units: writeUnits(Math.max(old, now)) })
  }
  return consumed
}
