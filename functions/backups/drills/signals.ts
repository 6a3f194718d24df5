import type { BackupDrillRecord } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { terminal } from '../../../shared/terminal.ts'

type About = Pick<BackupDrillRecord, 'id' | 'drill' | 'target'>

const subjectOf = ({ drill }: About): string => `drill/${drill}`

/** It was not proven, took too long, or could not be. */
export const failedSignal = (process: About, reason: string, policy: string | undefined, at: string): Signal => ({
  name: 'drill.failed',
  subject: subjectOf(process),
  mood: 'bad',
  severity: 'warning',
  id: `drill/${process.id}/failed`,
  at,
  title: `The failover drill ${process.drill} of ${process.target} has failed`,
  body: `${reason} Once it is put right: ${terminal} backups drill ${process.drill}`,
  ...(policy === undefined ? {} : { policy }),
})

export const provenSignal = (process: About, reason: string, at: string): Signal => ({
  name: 'drill.proven',
  subject: subjectOf(process),
  mood: 'good',
  id: `drill/${process.id}/proven`,
  at,
  title: `${process.target} fails over`,
  body: reason,
})
