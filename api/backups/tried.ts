import type {
  BackupDrillRecord,
  BackupEncryptionRecord,
  BackupProcessRecord,
  BackupRestoreRecord,
} from '../../shared/ledger/records.ts'
import { keys } from '../../shared/ledger/records.ts'
import type { Deployment } from '../deployment.ts'
import { type ProcessRow, rowOf } from './processes.ts'

type Asked = Pick<Deployment, 'ledger' | 'config'>

/** Where one drill of the config stands. */
export interface DrillRow {
  readonly drill: string
  /** What fails over. */
  readonly of: string
  /** The one that is under way. */
  readonly open?: ProcessRow | undefined
  /** The last one that came to its end. `outageSeconds`: as the probe has measured it. */
  readonly last?: (ProcessRow & { readonly outageSeconds?: number | undefined }) | undefined
}

/** An encryption, and the key that was named. */
export interface EncryptionRow extends ProcessRow {
  readonly name: string
  readonly key: string
}

/** A database that somebody has restored under a new name. */
export interface RestoreRow extends ProcessRow {
  readonly as: string
  /** ISO 8601: as it was then. */
  readonly to: string
  /** Where it answers, once it is available. */
  readonly endpoint?: string | undefined
}

/** The processes of a kind of one target, the oldest first. Keys may have the number of an attempt, by which the tenth comes before the second. */
const ofTarget = async <Process extends BackupProcessRecord>({ ledger }: Asked, target: string, process: string) =>
  (await ledger().children<Process>(keys.backupProcess(target, '', '', '').pk, `${process}#`)).toSorted((one, other) =>
    one.since.localeCompare(other.since),
  )

/** Every drill of the config. */
export const drillsOf = async (deployment: Asked): Promise<DrillRow[]> =>
  Promise.all(
    Object.entries(deployment.config.backups?.drills ?? {}).map(async ([drill, { of }]): Promise<DrillRow> => {
      const all = (await ofTarget<BackupDrillRecord>(deployment, of, 'drill')).filter((each) => each.drill === drill)
      const [open, last] = [all.findLast(({ ended }) => !ended), all.findLast(({ ended }) => ended)]
      return {
        drill,
        of,
        ...(open ? { open: rowOf(open) } : {}),
        ...(last ? { last: { ...rowOf(last), outageSeconds: last.outage?.seconds } } : {}),
      }
    }),
  )

/** What is under way: every process that is not ended, the oldest first. */
export const openProcesses = async ({ ledger }: Pick<Deployment, 'ledger'>): Promise<ProcessRow[]> =>
  (await ledger().open<BackupProcessRecord>('backup-process')).map(rowOf)

/** The newest encryption of each database that the config lets be encrypted, or that is being encrypted. */
export const encryptionsOf = async (deployment: Asked): Promise<EncryptionRow[]> => {
  const { names = [], clusters = {} } = deployment.config.backups?.encrypt ?? {}
  const open = await openProcesses(deployment)
  const targets = new Set([
    ...names.map((name) => `rds-instance/${name}`),
    ...Object.keys(clusters).map((name) => `rds-cluster/${name}`),
    ...open.flatMap(({ process, target }) => (process === 'encryption' ? [target] : [])),
  ])
  const found = await Promise.all(
    [...targets].map(async (target) =>
      (await ofTarget<BackupEncryptionRecord>(deployment, target, 'encryption')).at(-1),
    ),
  )
  return found.flatMap((each) => (each ? [{ ...rowOf(each), name: each.name, key: each.key }] : []))
}

/** Processes among which the newest restores are looked for. */
const searched = 1_000

/** What people have restored, the newest first. */
export const restoresOf = async ({ ledger }: Pick<Deployment, 'ledger'>): Promise<RestoreRow[]> =>
  (await ledger().list<BackupProcessRecord>('backup-process', { limit: searched }))
    .filter((each): each is typeof each & BackupRestoreRecord => each.process === 'restore')
    .map((each) => ({
      ...rowOf(each),
      as: each.as,
      to: 'time' in each.to ? each.to.time : each.to.at,
      endpoint: each.endpoint,
    }))
