/** How the names of all snapshots of encryptions begin. */
export const snapshotPrefix = 'nightshift-encryption-'

/** Most characters of an identifier of RDS. */
const longest = 63

export interface EncryptionNames {
  /** Snapshot of the original, and its encrypted copy. */
  readonly plain: string
  readonly copy: string
  /** The encrypted instance before it has the name, and the original afterwards. */
  readonly fresh: string
  readonly old: string
}

/**
 * The names of what an encryption makes: they come from its process, so that a look that dies finds its own again.
 * @param id of the process: twelve hexadecimal digits
 */
export const namesOf = ({ id, name }: { readonly id: string; readonly name: string }): EncryptionNames => ({
  plain: `${snapshotPrefix}${id}-plain`,
  copy: `${snapshotPrefix}${id}`,
  fresh: `${name.slice(0, longest - id.length - 1).replace(/-$/, '')}-${id}`,
  old: `${name}-old`,
})

/** Whether the original can have another name: RDS takes 63 characters. */
export const hasRoom = (name: string): boolean => `${name}-old`.length <= longest
