import type { BackupRestoreRecord } from '../../../shared/ledger/records.ts'
import { durationText } from '../../../shared/time.ts'

/** A restored database as AWS shows it. */
export interface SeenDatabase {
  readonly status: string
  readonly host?: string | undefined
  readonly port?: number | undefined
}

export interface SeenRestore {
  readonly database?: SeenDatabase | undefined
  /** The instance of an Aurora cluster. */
  readonly member?: SeenDatabase | undefined
}

export type RestoreDecision =
  | { readonly do: 'ask' | 'add-member' | 'wait' }
  | { readonly do: 'note'; readonly note: Partial<BackupRestoreRecord> }
  | { readonly do: 'end'; readonly outcome: 'done' | 'failed'; readonly reason: string; readonly endpoint?: string }

const broken = /^(failed|incompatible-|inaccessible-encryption|insufficient-capacity|restore-error|storage-full)/

const ready = new Set(['available', 'storage-optimization', 'storage-config-upgrade'])

/** Seconds after which a restore that has not ended is reported. It may go on by itself. */
export const longestSeconds = 24 * 3_600

/** For people: from what it is. */
export const sourceText = ({ target, to }: Pick<BackupRestoreRecord, 'target' | 'to'>): string =>
  'time' in to ? `${target} as it was at ${to.time}` : `${target} from its snapshot ${to.snapshot} of ${to.at}`

const failed = (process: BackupRestoreRecord, reason: string): RestoreDecision => ({
  do: 'end',
  outcome: 'failed',
  reason: `${process.as} (${sourceText(process)}) ${reason}`,
})

/** What a restore's next step is. Nothing is ever deleted here: what somebody has asked for is theirs. */
export const nextOfRestore = (
  process: BackupRestoreRecord,
  { database, member }: SeenRestore,
  now: Date,
): RestoreDecision => {
  const { as, form, copySeen, memberSeen, since } = process
  if (database && !copySeen) return { do: 'note', note: { copySeen: true } }
  if (member && !memberSeen) return { do: 'note', note: { memberSeen: true } }
  if (copySeen && !database) return failed(process, 'was deleted by somebody before it was available.')
  if (memberSeen && !member) return failed(process, `lost its instance ${as}-1 to somebody before it was available.`)
  const shown = [database, member].find((each) => each && broken.test(each.status))
  if (shown)
    return failed(
      process,
      `ended as ${shown.status}: its events in RDS say why. It is still there: delete it if you do not need it.`,
    )
  const took = (now.getTime() - Date.parse(since)) / 1_000
  if (took > longestSeconds)
    return failed(
      process,
      `is ${database?.status ?? 'not begun'} after ${durationText(took)}${process.trouble ? ` (${process.trouble.reason})` : ''}. It is no longer watched.`,
    )
  if (!database) return { do: 'ask' }
  if (!ready.has(database.status)) return { do: 'wait' }
  if (form === 'cluster' && process.member !== undefined) {
    if (!member) return { do: 'add-member' }
    if (!ready.has(member.status)) return { do: 'wait' }
  }
  const endpoint = database.host === undefined ? undefined : `${database.host}:${database.port ?? ''}`
  const left = process.left ? ` Set again by hand, if you need it: ${process.left.join(', ')}.` : ''
  return {
    do: 'end',
    outcome: 'done',
    reason: `${as} is ${sourceText(process)}, available after ${durationText(took)}${endpoint ? ` at ${endpoint}` : ''}.${left}`,
    ...(endpoint === undefined ? {} : { endpoint }),
  }
}
