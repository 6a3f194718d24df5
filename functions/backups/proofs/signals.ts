import type { BackupProofRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'

const subjectOf = ({ proof }: Pick<BackupProofRecord, 'proof'>): string => `backup-proof/${proof}`

/** A restore was not proven. @param policy whom it pages, where the config says it */
export const failedSignal = (
  process: BackupProofRecord,
  reason: string,
  policy: string | undefined,
  at: string,
): Signal => ({
  name: 'proof.failed',
  subject: subjectOf(process),
  mood: 'bad',
  id: `backup-proof/${process.id}/failed`,
  at,
  title: `The backup of ${process.target} is not proven: its restore failed`,
  body: [
    reason,
    ...(process.snapshot
      ? [`Snapshot ${process.snapshot.id} (${process.snapshot.origin}), data from ${process.snapshot.at}.`]
      : []),
    `Try again: ${terminal} backups prove ${process.proof}`,
  ].join('\n'),
  ...(policy === undefined ? {} : { policy }),
})

/** A restore was proven: what failed before is over. */
export const provenSignal = (process: BackupProofRecord, reason: string, at: string): Signal => ({
  name: 'proof.proven',
  subject: subjectOf(process),
  mood: 'good',
  id: `backup-proof/${process.id}/proven`,
  at,
  title: `The backup of ${process.target} is proven: it was restored and checked`,
  body: reason,
})

/** A copy costs money, and cannot be deleted. */
export const stuckSignal = (
  process: BackupProofRecord,
  reason: string,
  policy: string | undefined,
  at: string,
): Signal => ({
  name: 'proof.failed',
  subject: `backup-copy/${process.id}`,
  mood: 'bad',
  severity: 'warning',
  id: `backup-copy/${process.id}/stuck`,
  at,
  title: `A restored copy of ${process.target} cannot be deleted`,
  body: reason,
  ...(policy === undefined ? {} : { policy }),
})

/** It is deleted after all. */
export const unstuckSignal = (process: BackupProofRecord, at: string): Signal => ({
  name: 'proof.proven',
  subject: `backup-copy/${process.id}`,
  mood: 'good',
  id: `backup-copy/${process.id}/gone`,
  at,
  title: `The restored copy of ${process.target} is deleted`,
  body: 'Nothing of it is left.',
})
