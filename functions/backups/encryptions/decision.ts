import type { BackupEncryptionRecord, EncryptionStep } from '../../../shared/ledger/records.ts'
import { type EncryptedPart, partsOf, type SnapshotNames, snapshotNames } from './names.ts'
import type { Seen, SeenDatabase, SeenSnapshot } from './seen.ts'

export type Call =
  | 'take-snapshot'
  | 'copy-snapshot'
  | 'restore'
  | 'add-members'
  | 'settle'
  | 'rename-original'
  | 'rename-encrypted'
  | 'untag'
  | 'return-encrypted'
  | 'return-original'
  | 'unprotect-original'
  | 'unprotect-encrypted'
  | 'delete-original'
  | 'delete-encrypted'
  | 'delete-plain'
  | 'delete-copy'

export type Decision =
  | { readonly do: 'wait' }
  /** It is written down, and the next step follows at once. */
  | { readonly do: 'note'; readonly note: Partial<BackupEncryptionRecord> }
  /** Asked of each of the parts. */
  | { readonly do: 'call'; readonly call: Call; readonly of: readonly EncryptedPart[] }
  | { readonly do: 'report'; readonly reason: string }
  | { readonly do: 'end'; readonly outcome: 'done' | 'failed' | 'cancelled'; readonly reason: string }

const minute = 60_000

/** While a name changes RDS finds the database under neither: for about ten minutes, by its guide. */
const renameMs = 30 * minute

/** What was asked for and is not there may come yet. */
const appearMs = 5 * minute

export const broken = /^(failed|incompatible-|inaccessible-|restore-error|storage-full)/

/** A database, its original and its encrypted one, as far as they are there. */
export interface Pair {
  readonly part: EncryptedPart
  readonly original?: SeenDatabase | undefined
  readonly encrypted?: SeenDatabase | undefined
  /** Whatever has the name that applications know, now. */
  readonly named?: SeenDatabase | undefined
}

export interface Look {
  readonly process: BackupEncryptionRecord
  readonly names: SnapshotNames
  /** The database that was named. */
  readonly main: Pair
  /** The instances of a cluster, the writer first. */
  readonly members: readonly Pair[]
  readonly plain?: SeenSnapshot | undefined
  readonly copy?: SeenSnapshot | undefined
  readonly now: Date
}

/** What a decision is made from. */
export const lookAt = (process: BackupEncryptionRecord, { databases, plain, copy }: Seen, now: Date): Look => {
  const pairOf = (part: EncryptedPart): Pair => ({
    part,
    original: databases.find(({ resource }) => resource === part.original),
    encrypted: databases.find(({ form, resource, name }) =>
      part.encrypted === undefined ? form === part.form && name === part.fresh : resource === part.encrypted,
    ),
    named: databases.find(({ form, name }) => form === part.form && name === part.name),
  })
  const [main, ...members] = partsOf(process)
  return { process, names: snapshotNames(process), main: pairOf(main), members: members.map(pairOf), plain, copy, now }
}

export const pairsOf = ({ main, members }: Look): readonly Pair[] => [main, ...members]

export const wait: Decision = { do: 'wait' }

/** Milliseconds since a time of a record. */
export const since = (at: string, now: Date): number => now.getTime() - Date.parse(at)

export const goOn = (step: EncryptionStep, now: Date, more: Partial<BackupEncryptionRecord> = {}): Decision => ({
  do: 'note',
  note: { step, stepSince: now.toISOString(), asked: undefined, unseen: undefined, ...more },
})

/** All that was made is deleted again; the original has kept its name. */
export const giveUp = (reason: string, now: Date): Decision =>
  goOn('undoing', now, { verdict: { outcome: 'failed', reason } })

/** A call is written down before it is done: a look that dies in between does it again, and finds what it has made by its name. */
export const call = (what: Call, look: Look, of: readonly Pair[] = [look.main]): Decision => {
  const { process, now } = look
  return process.asked?.what === what && process.asked.at === now.toISOString()
    ? { do: 'call', call: what, of: of.map(({ part }) => part) }
    : { do: 'note', note: { asked: { what, at: now.toISOString() }, unseen: undefined } }
}

/** Whether a call was made so shortly ago that what it makes may not be shown yet. */
export const mayStillCome = (what: Call, { process: { asked }, now }: Look): boolean =>
  asked?.what === what && since(asked.at, now) < appearMs

/** Looks in a row at which a database is under none of its names, after which it is gone. Clocks may be wrong: minutes alone do not say it. */
const mostUnseen = 6

/**
 * Waits for a database that is under no name now: it may be between two.
 * @param from ISO 8601, since when it may be. Default: since the call that was written down last
 * @returns what to do until then, or nothing where it is gone
 */
export const untilGone = ({ process, now }: Look, from = process.asked?.at): Decision | undefined => {
  const { looks = 0, at } = process.unseen ?? {}
  if (at === now.toISOString()) return wait
  const isSoon = from !== undefined && since(from, now) < renameMs
  return !isSoon && looks >= mostUnseen
    ? undefined
    : { do: 'note', note: { unseen: { looks: looks + 1, at: now.toISOString() } } }
}

export const lost = (name: string): string => `${name} is not there any more: somebody has deleted it.`

export const isReady = (database: SeenDatabase | undefined): boolean => database?.status === 'available'
