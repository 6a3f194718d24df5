import { NewerRecordError } from '../errors.ts'

/**
 * The form of the records that this version writes. It grows when an older version would read a record wrongly: a field that
 * means something else, a value that the older one does not know and may not skip. A field more does not count.
 * Records from before there was a number have none, and are read as older ones.
 */
export const ledgerSchema = 1

/**
 * A record as it was read, if this version knows its form.
 * @throws NewerRecordError for one that a newer version wrote: after a rollback nothing acts on what it cannot understand
 */
export const readable = <Item extends { readonly kind: string }>(item: Item & { readonly schema?: unknown }): Item => {
  const { schema = 0, kind } = item
  if (typeof schema === 'number' && schema <= ledgerSchema) return item
  // Not its key, which may hold the token of a link.
  throw new NewerRecordError(
    `A record of the kind ${kind} in the ledger has schema ${schema}, and this version reads schemas up to ${ledgerSchema}: a newer version wrote it. Deploy the newer version again.`,
  )
}
