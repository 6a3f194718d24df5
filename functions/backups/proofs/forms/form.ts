import type { ProofConfig } from '../../../../shared/config/backups/proofs.ts'
import type { BackupProofRecord, ProofCopyPlan } from '../../../../shared/ledger/records.ts'
import type { SeenSnapshot } from '../../databases/choose.ts'
import type { Parts, ProofPlace } from '../../kinds/kind.ts'
import type { Candidate } from '../orphans.ts'
import type { Seen } from '../rules.ts'

/** What the config names a thing by, and AWS restores it as. */
export interface Source {
  /** The newest comes first or not: `chooseSnapshot` looks. */
  readonly snapshots: readonly SeenSnapshot[]
  /** How a copy of a snapshot is made, or why it cannot be. */
  readonly planOf: (
    snapshot: SeenSnapshot,
  ) => Promise<
    { readonly form: BackupProofRecord['form']; readonly plan: ProofCopyPlan } | { readonly refused: string }
  >
}

/** How things of one sort are found to be restored. */
export type ReadSource = (
  name: string,
  config: ProofConfig,
  place: ProofPlace | undefined,
  parts: Parts,
) => Promise<Source>

/** What AWS is asked about copies of one form. Each may be asked twice. */
export interface Form {
  readonly look: (process: BackupProofRecord, parts: Parts) => Promise<Pick<Seen, 'copy' | 'member'>>
  /** @returns what is to be noted of it: the id of a volume or an instance. @throws the SDK's errors, but for a copy that is there already */
  readonly restore: (process: BackupProofRecord, parts: Parts) => Promise<Partial<BackupProofRecord>>
  /** The instance of a cluster. */
  readonly addMember?: (process: BackupProofRecord, parts: Parts) => Promise<void>
  readonly deleteMember?: (process: Pick<BackupProofRecord, 'id'>, parts: Parts) => Promise<void>
  /** Asks for its deletion. What is gone already, or cannot be deleted just now, is no error. */
  readonly deleteCopy: (process: Pick<BackupProofRecord, 'id' | 'volume' | 'machine'>, parts: Parts) => Promise<void>
  /** What may be left over of earlier processes. */
  readonly candidates: (parts: Parts) => Promise<Candidate[]>
}
