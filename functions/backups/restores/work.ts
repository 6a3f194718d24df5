import { PermanentError } from '../../../shared/errors.ts'
import type { BackupRestoreRecord } from '../../../shared/ledger/records.ts'
import type { Parts, Work } from '../kinds/kind.ts'
import { advanceRestore, askRestore, endRestore, refusalOf } from './advance.ts'
import { parseRestore } from './event.ts'
import { restoreOf } from './request.ts'

/**
 * Begins a restore: it is written down, then AWS is asked; the looks follow it, whatever becomes of the terminal.
 * @returns the process
 * @throws PermanentError `refused` saying why it cannot be, by us or by AWS
 */
const restore = async (raw: unknown, parts: Parts): Promise<BackupRestoreRecord> => {
  const process = await restoreOf(parseRestore(raw), parts)
  const { ledger, now } = parts
  await ledger.commit([{ item: process, expect: 'absent' }], now)
  try {
    await askRestore(process, parts)
  } catch (error) {
    const refused = refusalOf(error, process)
    // What passes is tried again at the next look.
    if (refused === undefined) return process
    const { process: after } = endRestore(process, 'failed', refused, parts)
    await ledger.commit([{ item: { ...after, open: undefined }, expect: 1 }], now)
    throw new PermanentError('refused', refused)
  }
  return process
}

export const restoreWork: Work<BackupRestoreRecord> = { advance: advanceRestore, actions: { restore } }
