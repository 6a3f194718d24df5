import { commandSource } from '../../shared/command.ts'
import { type BackupProcessRecord, type BackupProofStandingRecord, keys } from '../../shared/ledger/records.ts'
import { callFunction } from '../call.ts'
import type { Deployment } from '../deployment.ts'
import { type ProcessRow, rowOf } from './processes.ts'

/** Where one proof of the config stands. */
export interface ProofRow {
  readonly proof: string
  /** What is restored. */
  readonly of: string
  /** The last restore that was proven. ISO 8601. */
  readonly proven?: { readonly at: string; readonly snapshot: string; readonly reason: string } | undefined
  /** The last one that came to its end, however. */
  readonly last?: { readonly at: string; readonly outcome: string; readonly reason: string } | undefined
}

/** Every proof of the config. */
export const proofsOf = async ({ ledger, config }: Pick<Deployment, 'ledger' | 'config'>): Promise<ProofRow[]> =>
  Promise.all(
    Object.entries(config.backups?.proofs ?? {}).map(async ([proof, { of }]) => {
      const standing = await ledger().get<BackupProofStandingRecord>(keys.backupProof(proof))
      return { proof, of, proven: standing?.proven, last: standing?.last }
    }),
  )

/**
 * Begins a proof now, as its schedule would. It goes on by itself.
 * @throws UsageError with why it cannot be; Error with what else the function said
 */
export const proveBackup = async (
  deployment: Pick<Deployment, 'connect' | 'output'>,
  asked: { readonly proof: string; readonly by: string },
): Promise<ProcessRow> =>
  rowOf(
    (await callFunction(deployment, deployment.output('BackupsFunction'), {
      source: commandSource,
      action: 'prove',
      ...asked,
    })) as BackupProcessRecord,
  )
