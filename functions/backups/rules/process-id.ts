import { createHash } from 'node:crypto'
import type { BackupProcessKind } from '../../../shared/ledger/records.ts'

/**
 * The id of a process: twelve hexadecimal digits.
 * @param seed what tells it from others of its target: the plan and the firing, or who asked and when
 */
export const processId = (process: BackupProcessKind, target: string, ...seed: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([process, target, ...seed]))
    .digest('hex')
    .slice(0, 12)
