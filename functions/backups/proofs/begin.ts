import type { ProofConfig } from '../../../shared/config/backups/proofs.ts'
import { ConflictError } from '../../../shared/errors.ts'
import {
  type BackupProcessRecord,
  type BackupProofRecord,
  type BackupProofStandingRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import type { Parts } from '../kinds/kind.ts'
import { newestFiring } from '../rules/firings.ts'
import { processId } from '../rules/process-id.ts'
import { forms } from './forms/index.ts'
import { orphansOf, targetsOf } from './orphans.ts'
import { hoursSinceProven } from './standing.ts'

/** A new process of a proof. @param seed what it is for: the firing, or who asked and when */
export const newProof = (
  proof: string,
  config: ProofConfig,
  seed: string,
  { slice, now, version }: Pick<Parts, 'slice' | 'now' | 'version'>,
  by?: string,
): BackupProofRecord => {
  const id = processId('proof', config.of, slice.deployment, proof, seed)
  const at = now.toISOString()
  return {
    ...keys.backupProcess(config.of, 'proof', at, id),
    kind: 'backup-process',
    at,
    open: 'backup-process',
    process: 'proof',
    id,
    proof,
    target: config.of,
    step: 'choosing',
    since: at,
    stepSince: at,
    ...(by === undefined ? {} : { by }),
    basis: { config: version, event: { proof, seed } },
  }
}

/** The process of a proof that has not ended, if there is one. */
export const openProof = async (
  proof: string,
  { ledger }: Pick<Parts, 'ledger'>,
): Promise<BackupProofRecord | undefined> =>
  (await ledger.open<BackupProofRecord>('backup-process')).find(
    (each) => each.process === 'proof' && each.proof === proof,
  )

/** Begins a proof that is due, and writes down that it is known. */
const beginDue = async (proof: string, config: ProofConfig, parts: Parts): Promise<BackupProofStandingRecord> => {
  const { ledger, now } = parts
  const at = now.toISOString()
  const standing = await ledger.get<BackupProofStandingRecord>(keys.backupProof(proof))
  if (!standing) {
    const first: BackupProofStandingRecord = {
      ...keys.backupProof(proof),
      kind: 'backup-proof',
      at,
      proof,
      since: at,
      firing: at,
    }
    await ledger.commit([{ item: first, expect: 'absent', repeatable: true }], now)
    return first
  }
  const after = new Date(standing.firing)
  const firing = newestFiring(config, { since: after, after, until: now })
  if (firing === undefined) return standing
  const next = { ...standing, firing: firing.toISOString() }
  // One at a time: a copy more would cost twice and prove nothing more.
  const busy = await openProof(proof, parts)
  await ledger.commit(
    [
      ...(busy ? [] : [{ item: newProof(proof, config, next.firing, parts), expect: 'absent' as const }]),
      { item: next, expect: standing.version },
    ],
    now,
  )
  return next
}

/** Deletes copies that no living process looks after: of one that died between its end and a late answer of AWS. */
const sweep = async (parts: Parts): Promise<number> => {
  const { ledger, slice } = parts
  const lists = await Promise.all(Object.values(forms).map((form) => form.candidates(parts)))
  const candidates = lists.flat()
  const known = await Promise.all(
    targetsOf(candidates, slice.deployment).map((target) =>
      ledger.children<BackupProcessRecord>(keys.backupProcess(target, '', '', '').pk, 'proof#'),
    ),
  )
  const processes = new Map(known.flat().map((process) => [process.id, process]))
  const orphans = orphansOf(candidates, slice.deployment, (id) => processes.get(id))
  for (const { form, id, isMember } of orphans) {
    log.warn('left-over copy', { id, form })
    await (isMember ? forms.cluster.deleteMember?.({ id }, parts) : forms[form].deleteCopy({ id }, parts))
  }
  return orphans.length
}

/** At each look: what is due begins, what is left over goes, and how long ago each proof was proven is measured. */
export const beginProofs = async (parts: Parts): Promise<void> => {
  for (const [proof, config] of Object.entries(parts.slice.proofs))
    try {
      const standing = await beginDue(proof, config, parts)
      metrics.add('LastProvenRestoreHours', hoursSinceProven(standing, parts.now), { dimensions: { Proof: proof } })
    } catch (error) {
      // Another look has begun it meanwhile.
      if (!(error instanceof ConflictError)) throw error
    }
  const leftOver = await sweep(parts)
  if (leftOver > 0) metrics.add('LeftOverCopies', leftOver)
}
