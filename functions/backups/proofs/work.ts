import { commandSource } from '../../../shared/command.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { parserOf } from '../../../shared/handler.ts'
import type { BackupProofRecord } from '../../../shared/ledger/records.ts'
import * as z from '../../../shared/shape.ts'
import type { Parts, Work } from '../kinds/kind.ts'
import { advanceProof } from './advance.ts'
import { beginProofs, newProof, openProof } from './begin.ts'

const parse = parserOf(
  'a command to prove a backup',
  z.object({
    source: z.literal(commandSource),
    action: z.literal('prove'),
    proof: z.string().check(z.minLength(1), z.maxLength(100)),
    by: z.string(),
  }),
)

/**
 * Begins a proof now, as its schedule would.
 * @throws PermanentError `refused` for a proof that the config does not have, and while one of it is under way
 */
const prove = async (raw: unknown, parts: Parts): Promise<BackupProofRecord> => {
  const { proof, by } = parse(raw)
  const { slice, ledger, now } = parts
  const config = Object.hasOwn(slice.proofs, proof) ? slice.proofs[proof] : undefined
  if (!config) {
    const known = Object.keys(slice.proofs)
    throw new PermanentError(
      'refused',
      `The deployed config has no proof "${proof}". ${known.length > 0 ? `It has: ${known.join(', ')}.` : 'Add one to backups.proofs, and deploy.'}`,
    )
  }
  const same = await openProof(proof, parts)
  if (same)
    throw new PermanentError(
      'refused',
      `The proof ${proof} is under way since ${same.since} (${same.id}, ${same.step}): wait until it has ended.`,
    )
  const process = newProof(proof, config, now.toISOString(), parts, by)
  await ledger.commit([{ item: process, expect: 'absent' }], now)
  return process
}

export const proofWork: Work<BackupProofRecord> = {
  begin: beginProofs,
  advance: advanceProof,
  actions: { prove },
}
