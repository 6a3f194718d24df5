import { ConflictError } from '../errors.ts'
import { ledgerSchema } from './schema.ts'
import { storable, storableText } from './storable.ts'

/** What every item of the ledger carries beside its own fields. */
export interface LedgerKey {
  /** What the item belongs to, such as `run#nightly-report`. */
  readonly pk: string
  /** Its place there, such as the scheduled time. */
  readonly sk: string
}

export interface LedgerItem extends LedgerKey {
  /** What sort of record it is; items of a kind can be listed by time. */
  readonly kind: string
  /** ISO 8601 instant in UTC by which items of a kind are ordered. */
  readonly at: string
  /** Set while something is still to be done about the item; such items can be listed by this word. */
  readonly open?: string | undefined
  /**
   * ISO 8601 instant from which on it is gone: nothing reads it any more, and a new one may take its place. DynamoDB's TTL deletes it some
   * days later. Nothing: 400 days after it was last written.
   */
  readonly keepUntil?: string | undefined
}

/** An item as it was read: `version` counts its writes from 1, `schema` is the form it was written in (`ledgerSchema`). */
export type Stored<Item extends LedgerItem> = Item & { readonly version: number; readonly schema?: number }

export interface Write {
  readonly item: LedgerItem
  /** What must be there for the write to happen: nothing, or the version that was read. */
  readonly expect: 'absent' | number
  /**
   * Its writer takes a conflict for "that is done already", be it by itself: a single one is then no transaction, which would cost twice. (When
   * the answer to a write is lost, the SDK's next try meets what the first has written.)
   */
  readonly repeatable?: boolean
}

export interface ListOptions {
  /** Only items at or after this ISO 8601 instant. */
  readonly since?: string
  /** Only items at or before this ISO 8601 instant. */
  readonly until?: string
  /** At most so many, newest first. Default 100. */
  readonly limit?: number
  /** Names of the fields that are read, beside those that every item carries: for many items of which little is shown. Default: all. */
  readonly fields?: readonly string[]
}

/**
 * The one table in which every run, incident, notification, reject, block and change ends in one explained state.
 * Nothing here scans. `list` and `open` read indexes, which may lag by a moment; `get` and `children` do not.
 * An item whose `keepUntil` is past is gone for all of them.
 * Whatever reads throws a NewerRecordError where it finds a record that a newer version wrote.
 */
export interface Ledger {
  readonly get: <Item extends LedgerItem>(key: LedgerKey) => Promise<Stored<Item> | undefined>
  /** The items below one `pk` whose `sk` starts with a prefix, in the order of the bytes of `sk`. */
  readonly children: <Item extends LedgerItem>(pk: string, prefix?: string) => Promise<Stored<Item>[]>
  /** The items below one `pk` with the greatest `sk`, greatest first. */
  readonly lastChildren: <Item extends LedgerItem>(pk: string, limit: number) => Promise<Stored<Item>[]>
  /** The newest items of a kind. */
  readonly list: <Item extends LedgerItem>(kind: string, options?: ListOptions) => Promise<Stored<Item>[]>
  /** Every item that is open under this word, oldest first; with `until`, only those whose `at` is not later. */
  readonly open: <Item extends LedgerItem>(word: string, until?: string) => Promise<Stored<Item>[]>
  /**
   * Writes all of the items (at most 100, no two with one key) or none. What no table takes is made fit first: half
   * surrogate pairs become U+FFFD, numbers the nearest safe ones, NaN null.
   * @throws ConflictError when one of them is not as its writer expected; it names each
   * @throws TransientError when the table asks to try again
   */
  readonly commit: (writes: readonly Write[], now: Date) => Promise<void>
}

/** What every item carries: read whatever fields are asked for. */
export const itemFields = ['pk', 'sk', 'kind', 'record', 'at', 'open', 'keepUntil', 'version', 'schema'] as const

/** Days for which the ledger keeps an item after it was last written. */
export const ledgerDays = 400

/** When an item written now may be deleted, in seconds since 1970, as DynamoDB's TTL wants it. */
export const expiresAt = (now: Date): number => Math.floor(now.getTime() / 1000) + ledgerDays * 86_400

/** Whether an item that may still stand in the table is gone. An instant is compared as `written` spells it. */
export const isGone = ({ keepUntil }: { readonly keepUntil?: unknown }, now: Date): boolean =>
  typeof keepUntil === 'string' && keepUntil <= now.toISOString()

/**
 * The item as a write leaves it: fit for the table, its schema, its next version, and the time until which it is kept.
 * @param toStorable makes a copy of it fit for the table; default `storable`
 * @throws RangeError for a `keepUntil` that is not a time
 */
export const written = (
  { item, expect }: Write,
  now: Date,
  toStorable: (item: LedgerItem) => LedgerItem = (each) => storable(each) as LedgerItem,
): Stored<LedgerItem> & { readonly expiresAt: number } => {
  const { keepUntil } = item
  const end = keepUntil === undefined ? undefined : new Date(keepUntil)
  return Object.assign(
    toStorable(item),
    {
      schema: ledgerSchema,
      version: expect === 'absent' ? 1 : expect + 1,
      expiresAt: end ? Math.ceil(end.getTime() / 1000) : expiresAt(now),
    },
    end ? { keepUntil: end.toISOString() } : {},
  )
}

/** A key as it is written. */
export const storedKey = ({ pk, sk }: LedgerKey): LedgerKey => ({ pk: storableText(pk), sk: storableText(sk) })

/** Most items of one transaction. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
export const maxWrites = 100

/** @throws RangeError for writes that no table would take, whatever is in it */
export const checkWrites = (writes: readonly Write[]): void => {
  if (writes.length > maxWrites) throw new RangeError(`${writes.length} items in one write; at most ${maxWrites}`)
  if (writes.length < 2) return
  const names = writes.map(nameOf)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new RangeError(`Two writes of one item: ${twice}`)
}

/** The error for writes that came too late. */
export const conflict = (lost: readonly Write[]): ConflictError =>
  new ConflictError(`Changed by another writer: ${lost.map(nameOf).join(', ')}`)

const nameOf = ({ item }: Write): string => {
  const { pk, sk } = storedKey(item)
  return `${pk}/${sk}`
}
