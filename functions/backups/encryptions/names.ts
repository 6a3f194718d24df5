import type { BackupEncryptionRecord } from '../../../shared/ledger/records.ts'

/** How the names of all snapshots of encryptions begin. */
export const snapshotPrefix = 'nightshift-encryption-'

/** Most characters of an identifier of RDS. */
const longest = 63

/** A snapshot of the original, and its encrypted copy. */
export interface SnapshotNames {
  readonly plain: string
  readonly copy: string
}

/** A database of an encryption: the instance or the cluster, and each instance of a cluster. */
export interface EncryptedPart {
  readonly form: 'instance' | 'cluster'
  /** The name that applications know. */
  readonly name: string
  /** The name of the encrypted one before it has `name`, and of the original afterwards. */
  readonly fresh: string
  readonly old: string
  /** Resource ids, which a change of the name leaves as they are. */
  readonly original: string
  readonly encrypted?: string | undefined
  /** What it is made with. JSON. */
  readonly settings: string
}

/** Characters of the id of a process. */
const idLength = 12

/** How the name of the encrypted one begins, before the id: the original's, cut to what RDS takes. */
const freshPrefix = (name: string): string => name.slice(0, longest - idLength - 1).replace(/-$/, '')

/** The names, as patterns of IAM, that an encryption gives besides the original's own, which none of them fits. */
export const otherPatterns = (name: string): string[] =>
  freshPrefix(name) === name ? [`${name}-*`] : [`${name}-*`, `${freshPrefix(name)}-${'?'.repeat(idLength)}`]

const namesOfPart = (id: string, name: string) => ({
  fresh: `${freshPrefix(name)}-${id}`,
  old: `${name}-old`,
})

/**
 * The names of the snapshots of an encryption: they come from its process, so that a look that dies finds its own again.
 * @param id of the process: twelve hexadecimal digits
 */
export const snapshotNames = ({ id }: { readonly id: string }): SnapshotNames => ({
  plain: `${snapshotPrefix}${id}-plain`,
  copy: `${snapshotPrefix}${id}`,
})

type Parts = readonly [EncryptedPart, ...EncryptedPart[]]

/** What an encryption encrypts: the database that was named first; of a cluster then its instances, the writer first. */
export const partsOf = (process: BackupEncryptionRecord): Parts => {
  const { id, name, form = 'instance', members = [], original, encrypted, settings } = process
  return [
    { form, name, original, encrypted, settings, ...namesOfPart(id, name) },
    ...members.map((member) => ({ form: 'instance' as const, ...member, ...namesOfPart(id, member.name) })),
  ]
}

/** Whether the original can have another name: RDS takes 63 characters. */
export const hasRoom = (name: string): boolean => `${name}-old`.length <= longest

/** Instances of a cluster whose encrypted ones would have the same name: the first of them that another shares it with, and that one. */
export const sameFresh = (names: readonly string[]): readonly [string, string] | undefined => {
  for (const [index, name] of names.entries()) {
    const other = names.slice(index + 1).find((each) => freshPrefix(each) === freshPrefix(name))
    if (other !== undefined) return [name, other]
  }
  return undefined
}
