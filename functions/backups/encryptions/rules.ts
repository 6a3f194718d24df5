import type { BackupEncryptionRecord, EncryptionStep } from '../../../shared/ledger/records.ts'
import { durationText } from '../../../shared/time.ts'
import { type EncryptionNames, namesOf } from './names.ts'

/** A database as AWS shows it. */
export interface SeenDatabase {
  /** Its identifier now. */
  readonly name: string
  /** `DbiResourceId`. */
  readonly resource: string
  readonly status: string
  readonly encrypted: boolean
  /** Whether it is protected from deletion. */
  readonly protected: boolean
  /** Whether a change of it waits to be done. */
  readonly pending: boolean
  /** Whether it bears the tags of the process. */
  readonly ours: boolean
  /** Whether it has what is set after the restore. */
  readonly settled: boolean
}

export interface SeenSnapshot {
  readonly status: string
  readonly encrypted: boolean
  readonly ours: boolean
}

/** What of a process is there now: the databases under the three names, and the two snapshots. */
export interface Seen {
  readonly databases: readonly SeenDatabase[]
  readonly plain?: SeenSnapshot | undefined
  readonly copy?: SeenSnapshot | undefined
}

export type Call =
  | 'take-snapshot'
  | 'copy-snapshot'
  | 'restore'
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
  | { readonly do: 'call'; readonly call: Call }
  | { readonly do: 'report'; readonly reason: string }
  | { readonly do: 'end'; readonly outcome: 'done' | 'failed' | 'cancelled'; readonly reason: string }

const hour = 3_600_000
const minute = 60_000

/** Milliseconds after which somebody is told that a step takes too long. Snapshots and copies of many terabytes take a day. */
const patience: Readonly<Record<EncryptionStep, number>> = {
  snapshotting: 24 * hour,
  copying: 48 * hour,
  restoring: 24 * hour,
  settling: 2 * hour,
  'renaming-original': hour,
  'renaming-encrypted': hour,
  kept: Number.POSITIVE_INFINITY,
  removing: 6 * hour,
  'returning-encrypted': hour,
  'returning-original': hour,
  undoing: 6 * hour,
}

/** While a name changes RDS finds the instance under neither: for about ten minutes, by its guide. */
const renameMs = 30 * minute

/** What was asked for and is not there may come yet. */
const appearMs = 5 * minute

/** AWS keeps some values otherwise than they were given: what is asked so long ago is as it will be. */
const settleMs = 10 * minute

const broken = /^(failed|incompatible-|inaccessible-|restore-error|storage-full)/

interface Look {
  readonly process: BackupEncryptionRecord
  readonly names: EncryptionNames
  readonly original?: SeenDatabase | undefined
  readonly encrypted?: SeenDatabase | undefined
  readonly plain?: SeenSnapshot | undefined
  readonly copy?: SeenSnapshot | undefined
  readonly now: Date
}

const wait: Decision = { do: 'wait' }

const since = (at: string, now: Date): number => now.getTime() - Date.parse(at)

const goOn = (step: EncryptionStep, now: Date, more: Partial<BackupEncryptionRecord> = {}): Decision => ({
  do: 'note',
  note: { step, stepSince: now.toISOString(), asked: undefined, ...more },
})

/** All that was made is deleted again; the original has kept its name. */
const giveUp = (reason: string, now: Date): Decision => goOn('undoing', now, { verdict: { outcome: 'failed', reason } })

/** A call is written down before it is done: a look that dies in between does it again, and finds what it has made by its name. */
const call = (what: Call, { process: { asked }, now }: Look): Decision =>
  asked?.what === what && asked.at === now.toISOString()
    ? { do: 'call', call: what }
    : { do: 'note', note: { asked: { what, at: now.toISOString() } } }

const mayStillCome = (what: Call, { process: { asked }, now }: Look): boolean =>
  asked?.what === what && since(asked.at, now) < appearMs

const lost = (name: string): string => `${name} is not there any more: somebody has deleted it.`

const snapshotting = (look: Look): Decision => {
  const { process, names, original, plain, now } = look
  if (!original) return giveUp(lost(process.name), now)
  if (!plain) return original.status === 'available' ? call('take-snapshot', look) : wait
  if (!plain.ours && plain.status === 'available')
    return giveUp(`There is a snapshot ${names.plain} that is not of this process.`, now)
  if (broken.test(plain.status)) return giveUp(`The snapshot ${names.plain} is ${plain.status}.`, now)
  return plain.status === 'available' ? goOn('copying', now) : wait
}

const copying = (look: Look): Decision => {
  const { names, plain, copy, now } = look
  // Only what is finished needs its source no more.
  if (copy?.status === 'available')
    return copy.encrypted ? goOn('restoring', now) : giveUp(`The copy ${names.copy} is not encrypted.`, now)
  if (!plain) return giveUp(lost(names.plain), now)
  if (!copy) return call('copy-snapshot', look)
  return broken.test(copy.status) ? giveUp(`The copy ${names.copy} is ${copy.status}.`, now) : wait
}

const restoring = (look: Look): Decision => {
  const { process, names, copy, encrypted, now } = look
  if (!encrypted) {
    if (process.encrypted !== undefined) return giveUp(lost(names.fresh), now)
    if (!copy) return giveUp(lost(names.copy), now)
    return call('restore', look)
  }
  if (!encrypted.ours && encrypted.status === 'available')
    return giveUp(`There is a database ${names.fresh} that is not of this process.`, now)
  if (process.encrypted === undefined && encrypted.ours) return { do: 'note', note: { encrypted: encrypted.resource } }
  if (broken.test(encrypted.status)) return giveUp(`${names.fresh} is ${encrypted.status}.`, now)
  if (encrypted.status !== 'available') return wait
  return encrypted.encrypted ? goOn('settling', now) : giveUp(`${names.fresh} is not encrypted.`, now)
}

const settling = (look: Look): Decision => {
  const { process, names, encrypted, now } = look
  if (!encrypted) return giveUp(lost(names.fresh), now)
  if (broken.test(encrypted.status)) return giveUp(`${names.fresh} is ${encrypted.status}.`, now)
  if (encrypted.status !== 'available' || encrypted.pending) return wait
  const asked = process.asked?.what === 'settle' ? since(process.asked.at, now) : undefined
  if (encrypted.settled || (asked !== undefined && asked > settleMs)) return goOn('renaming-original', now)
  return asked === undefined || asked === 0 ? call('settle', look) : wait
}

const renamingOriginal = (look: Look): Decision => {
  const { process, names, original, encrypted, now } = look
  // Its name may be changing already: it is given back first.
  if (!encrypted) return goOn('returning-original', now, { verdict: { outcome: 'failed', reason: lost(names.fresh) } })
  if (original?.name === names.old) return original.status === 'available' ? goOn('renaming-encrypted', now) : wait
  if (original) return original.status === 'available' ? call('rename-original', look) : wait
  // Between two names it is nowhere.
  if (process.asked && since(process.asked.at, now) < renameMs) return wait
  return giveUp(lost(process.name), now)
}

const renamingEncrypted = (look: Look): Decision => {
  const { process, names, encrypted, now } = look
  if (encrypted?.name === process.name) {
    if (encrypted.status !== 'available') return wait
    return encrypted.ours ? call('untag', look) : goOn('kept', now, { swappedAt: now.toISOString() })
  }
  if (encrypted) return encrypted.status === 'available' ? call('rename-encrypted', look) : wait
  if (process.asked && since(process.asked.at, now) < renameMs) return wait
  return goOn('returning-original', now, { verdict: { outcome: 'failed', reason: lost(names.fresh) } })
}

const removing = (look: Look): Decision => {
  const { process, names, original, encrypted, plain } = look
  if (original) {
    // Nothing is deleted unless what takes its place is there.
    if (!(encrypted?.name === process.name && encrypted.encrypted && encrypted.status === 'available')) return wait
    if (original.name !== names.old || original.status === 'deleting') return wait
    return call(original.protected ? 'unprotect-original' : 'delete-original', look)
  }
  if (plain) return plain.status === 'deleting' ? wait : call('delete-plain', look)
  return {
    do: 'end',
    outcome: 'done',
    reason: `${process.name} is encrypted by ${process.key}. ${names.old} and its plain snapshot are deleted; the encrypted snapshot ${names.copy} stays until somebody deletes it.`,
  }
}

const returningEncrypted = (look: Look): Decision => {
  const { process, names, encrypted, now } = look
  if (encrypted?.name === names.fresh) return encrypted.status === 'available' ? goOn('returning-original', now) : wait
  if (encrypted) return encrypted.status === 'available' ? call('return-encrypted', look) : wait
  if (process.asked && since(process.asked.at, now) < renameMs) return wait
  return goOn('returning-original', now)
}

const returningOriginal = (look: Look): Decision => {
  const { process, names, original, encrypted, now } = look
  // It was on its way to the name when it was called back.
  if (encrypted?.name === process.name) return goOn('returning-encrypted', now)
  if (original?.name === process.name) {
    if (original.status !== 'available') return wait
    // What was written since the swap is in the encrypted one alone: it is a person's to delete.
    return process.swappedAt === undefined
      ? goOn('undoing', now)
      : {
          do: 'end',
          outcome: 'cancelled',
          reason: `The original is ${process.name} again. The encrypted one is ${names.fresh}, with what was written since ${process.swappedAt}; its snapshot is ${names.copy}. Nothing of it is deleted.`,
        }
  }
  if (original?.name === names.old) return original.status === 'available' ? call('return-original', look) : wait
  return wait
}

const undoing = (look: Look): Decision => {
  const { process, names, original, encrypted, plain, copy } = look
  const { outcome, reason } = process.verdict ?? { outcome: 'cancelled', reason: 'It was taken back.' }
  // What was made may be all that is left of the data.
  if (!original)
    return {
      do: 'end',
      outcome: 'failed',
      reason: `${reason} ${lost(process.name)} So nothing is deleted of what was made: ${names.fresh}, ${names.copy}, ${names.plain}, as far as they are there.`,
    }
  if (encrypted?.ours) {
    if (encrypted.status === 'deleting' || encrypted.status === 'creating') return wait
    return call(encrypted.protected ? 'unprotect-encrypted' : 'delete-encrypted', look)
  }
  if (mayStillCome('restore', look) || mayStillCome('copy-snapshot', look) || mayStillCome('take-snapshot', look))
    return wait
  if (copy?.ours) return copy.status === 'deleting' ? wait : call('delete-copy', look)
  if (plain?.ours) return plain.status === 'deleting' ? wait : call('delete-plain', look)
  return { do: 'end', outcome, reason: `${reason} The original is as it was; what was made is deleted.` }
}

const steps: Readonly<Record<EncryptionStep, (look: Look) => Decision>> = {
  snapshotting,
  copying,
  restoring,
  settling,
  'renaming-original': renamingOriginal,
  'renaming-encrypted': renamingEncrypted,
  kept: () => wait,
  removing,
  'returning-encrypted': returningEncrypted,
  'returning-original': returningOriginal,
  undoing,
}

/**
 * What comes next in an encryption, by what is there now. The original is never deleted before somebody has confirmed it, and the name is
 * never left without a database: what fails on the way puts the original back.
 */
export const nextOfEncryption = (process: BackupEncryptionRecord, seen: Seen, now: Date): Decision => {
  const names = namesOf(process)
  const { databases, plain, copy } = seen
  const look: Look = {
    process,
    names,
    original: databases.find(({ resource }) => resource === process.original),
    encrypted: databases.find(({ resource, name }) =>
      process.encrypted === undefined ? name === names.fresh : resource === process.encrypted,
    ),
    plain,
    copy,
    now,
  }
  const decision = steps[process.step](look)
  if (decision.do !== 'wait' || process.told) return decision
  const waited = since(process.stepSince, now)
  return waited > patience[process.step]
    ? {
        do: 'report',
        reason: `It is ${process.step} for ${durationText(waited / 1_000)}. Look at the events of ${process.name}, ${names.old} and ${names.fresh} in RDS.`,
      }
    : wait
}
