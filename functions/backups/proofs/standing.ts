import type { Write } from '../../../shared/ledger/ledger.ts'
import { type BackupProofRecord, type BackupProofStandingRecord, keys } from '../../../shared/ledger/records.ts'
import type { Parts } from '../kinds/kind.ts'

/** Where a proof stands after one of its processes has ended. */
export const standingAfter = (
  before: BackupProofStandingRecord | undefined,
  process: BackupProofRecord,
): BackupProofStandingRecord => {
  const { ended, snapshot } = process
  const at = ended?.at ?? process.since
  const reason = ended?.reason ?? ''
  const last = { at, process: process.id, outcome: ended?.outcome ?? 'failed', reason }
  const proven =
    ended?.outcome === 'done' && snapshot
      ? { at, process: process.id, snapshot: snapshot.id, snapshotAt: snapshot.at, reason }
      : before?.proven
  return {
    ...(before ?? {
      ...keys.backupProof(process.proof),
      kind: 'backup-proof',
      proof: process.proof,
      since: process.since,
      firing: process.since,
    }),
    at,
    last,
    ...(proven ? { proven } : {}),
  }
}

/** The write that goes with the end of a process. */
export const standingWrite = async (process: BackupProofRecord, { ledger }: Parts): Promise<Write[]> => {
  const before = await ledger.get<BackupProofStandingRecord>(keys.backupProof(process.proof))
  return [{ item: standingAfter(before, process), expect: before?.version ?? 'absent' }]
}

/** Hours since a proof was last proven; from when it was first known where it never was. */
export const hoursSinceProven = (standing: BackupProofStandingRecord, now: Date): number =>
  Math.max(0, (now.getTime() - Date.parse(standing.proven?.at ?? standing.since)) / 3_600_000)
