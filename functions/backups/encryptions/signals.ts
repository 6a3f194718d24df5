import type { BackupEncryptionRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'
import { partsOf } from './names.ts'

type About = Pick<BackupEncryptionRecord, 'id' | 'name' | 'form'>

/** An instance and a cluster may have the same name. */
const subjectOf = ({ name, form }: About): string =>
  form === 'cluster' ? `encryption/rds-cluster/${name}` : `encryption/${name}`

const policyOf = (policy: string | undefined): Pick<Signal, 'policy'> => (policy === undefined ? {} : { policy })

/** It has failed, and the original has its name again or still. */
export const failedSignal = (process: About, reason: string, policy: string | undefined, at: string): Signal => ({
  name: 'encryption.failed',
  subject: subjectOf(process),
  mood: 'bad',
  id: `encryption/${process.id}/failed`,
  at,
  title: `Encrypting ${process.name} has failed`,
  body: `${reason} Writers may start again. Look at it, and begin anew: ${terminal} backups encrypt ${process.name}`,
  ...policyOf(policy),
})

/** A step takes too long: somebody has to look, for the database may have no name just now. */
export const stuckSignal = (process: About, reason: string, policy: string | undefined, at: string): Signal => ({
  name: 'encryption.stuck',
  subject: subjectOf(process),
  mood: 'bad',
  id: `encryption/${process.id}/${at}/stuck`,
  at,
  title: `Encrypting ${process.name} does not get on`,
  body: reason,
  ...policyOf(policy),
})

/** The swap is done, or all is over: what was reported is no longer so. */
export const settledSignal = (process: About, body: string, at: string): Signal => ({
  name: 'encryption.settled',
  subject: subjectOf(process),
  mood: 'good',
  id: `encryption/${process.id}/${at}/settled`,
  at,
  title: `Encrypting ${process.name} goes on`,
  body,
})

/** The encrypted one has the name: the person who waits may go on. */
export const swappedSignal = (process: BackupEncryptionRecord, at: string): Signal => ({
  name: 'encryption.swapped',
  subject: subjectOf(process),
  mood: 'note',
  id: `encryption/${process.id}/swapped`,
  at,
  title: `${process.name} is encrypted`,
  body: `Start the writers again, and look whether all is well. ${partsOf(process)[0].old} stays until: ${terminal} backups encrypt ${process.name} --finish`,
})
