import type { BackupEncryptionRecord, EncryptionStep } from '../../../shared/ledger/records.ts'
import { durationText } from '../../../shared/time.ts'
import { type Decision, type Look, lookAt, pairsOf, since, wait } from './decision.ts'
import { removing, undoing } from './ending.ts'
import { addingMembers, copying, restoring, settling, snapshotting } from './making.ts'
import type { Seen } from './seen.ts'
import { renamingEncrypted, renamingOriginal, returningEncrypted, returningOriginal } from './swapping.ts'

const hour = 3_600_000

/** Milliseconds after which a step that takes too long is reported. Snapshots and copies of many terabytes take a day. */
const patience: Readonly<Record<EncryptionStep, number>> = {
  snapshotting: 24 * hour,
  copying: 48 * hour,
  restoring: 24 * hour,
  'adding-members': 6 * hour,
  settling: 2 * hour,
  'renaming-original': hour,
  'renaming-encrypted': hour,
  kept: Number.POSITIVE_INFINITY,
  removing: 6 * hour,
  'returning-encrypted': hour,
  'returning-original': hour,
  undoing: 6 * hour,
}

const steps: Readonly<Record<EncryptionStep, (look: Look) => Decision>> = {
  snapshotting,
  copying,
  restoring,
  'adding-members': addingMembers,
  settling,
  'renaming-original': renamingOriginal,
  'renaming-encrypted': renamingEncrypted,
  kept: () => wait,
  removing,
  'returning-encrypted': returningEncrypted,
  'returning-original': returningOriginal,
  undoing,
}

/** What AWS refuses as busy is asked again at each look: that is waiting as well. */
const isWaiting = (decision: Decision, { asked }: BackupEncryptionRecord): boolean =>
  decision.do === 'wait' ||
  (decision.do === 'note' && decision.note.unseen !== undefined) ||
  (decision.do === 'note' && asked !== undefined && decision.note.asked?.what === asked.what)

/**
 * What comes next in an encryption, by what is there now. The original is never deleted before somebody has confirmed it, and the name is
 * never left without a database: what fails on the way puts the original back.
 */
export const nextOfEncryption = (process: BackupEncryptionRecord, seen: Seen, now: Date): Decision => {
  const look = lookAt(process, seen, now)
  const decision = steps[process.step](look)
  const waited = since(process.stepSince, now)
  if (process.told || !isWaiting(decision, process) || waited <= patience[process.step]) return decision
  const names = pairsOf(look).flatMap(({ part: { name, old, fresh } }) => [name, old, fresh])
  return {
    do: 'report',
    reason: `It is ${process.step} for ${durationText(waited / 1_000)}. Look at the events of ${names.slice(0, -1).join(', ')} and ${names.at(-1)} in RDS.`,
  }
}
