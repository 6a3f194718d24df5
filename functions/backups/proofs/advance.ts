import { restorableOf } from '../../../shared/backups/targets.ts'
import type { ProofConfig } from '../../../shared/config/backups/proofs.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import { errorName, isPermanentAwsError } from '../../../shared/errors.ts'
import { explainFailure } from '../../../shared/explain-failure.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { BackupProofRecord } from '../../../shared/ledger/records.ts'
import { chooseSnapshot, originOf } from '../databases/choose.ts'
import type { Advanced, Parts, ProofPlace } from '../kinds/kind.ts'
import { forms } from './forms/index.ts'
import { sources } from './forms/sources.ts'
import { type Decision, type Limits, nextOfProof, type Seen } from './rules.ts'
import { failedSignal, provenSignal, stuckSignal, unstuckSignal } from './signals.ts'
import { standingWrite } from './standing.ts'
import { seeCheck, startCheck, stopCheck } from './task.ts'

type Step = Advanced<BackupProofRecord>

/** How a proof is configured. Of one that is not in the config any more, only the copy is still to go. */
const configOf = (process: BackupProofRecord, { slice }: Parts): ProofConfig | undefined => slice.proofs[process.proof]

/** Where its copy and its check stand. */
export const placeOf = (proof: string, { places = {} }: Pick<Parts, 'places'>): ProofPlace | undefined =>
  places[proof] ?? places['*']

const limitsOf = (config: ProofConfig | undefined): Limits => ({
  withinSeconds: durationSeconds(config?.within ?? '6 hours'),
  check: config?.check,
  checkSeconds: durationSeconds(config?.check?.within ?? '10 minutes'),
})

const ended = async (
  process: BackupProofRecord,
  outcome: 'done' | 'failed',
  reason: string,
  parts: Parts,
): Promise<Step> => {
  const at = parts.now.toISOString()
  const after: BackupProofRecord = { ...process, ended: { outcome, reason, at } }
  const policy = configOf(process, parts)?.policy ?? parts.slice.policy
  return {
    process: after,
    signals: [
      outcome === 'done' ? provenSignal(after, reason, at) : failedSignal(after, reason, policy, at),
      ...(process.told ? [unstuckSignal(process, at)] : []),
    ],
    writes: await standingWrite(after, parts),
  }
}

const choose = async (process: BackupProofRecord, parts: Parts): Promise<Step> => {
  const config = configOf(process, parts)
  const took = (parts.now.getTime() - Date.parse(process.since)) / 1_000
  if (took > limitsOf(config).withinSeconds)
    return ended(
      process,
      'failed',
      `No snapshot could be chosen: ${process.trouble?.reason ?? 'no look came to it'}`,
      parts,
    )
  const target = config && restorableOf(config.of)
  if (!config || !target)
    return ended(process, 'failed', `The proof ${process.proof} is not in the config any more.`, parts)
  const source = await sources[target.form](target.name, config, placeOf(process.proof, parts), parts)
  const chosen = chooseSnapshot(source.snapshots, config.from, config.of)
  if ('none' in chosen) return ended(process, 'failed', chosen.none, parts)
  const made = await source.planOf(chosen)
  if ('refused' in made) return ended(process, 'failed', made.refused, parts)
  return {
    process: {
      ...process,
      snapshot: { id: chosen.id, origin: originOf(chosen), at: (chosen.at ?? parts.now).toISOString() },
      form: made.form,
      plan: made.plan,
      step: 'restoring',
      stepSince: parts.now.toISOString(),
    },
    again: true,
  }
}

/** Refusals that pass: AWS has no host of the class just now, or is doing something with the snapshot. */
const passing =
  /^(InsufficientDBInstanceCapacity|InsufficientDBClusterCapacity|InsufficientStorageClusterCapacity|InvalidDBSnapshotState|InvalidDBClusterSnapshotState)/

/** Asks for the copy. What AWS refuses for good is the verdict. */
const restore = async (process: BackupProofRecord, parts: Parts): Promise<Step> => {
  const at = parts.now.toISOString()
  // It is on record before AWS is asked, so that a copy whose answer was lost is waited for.
  if (process.asked !== at) return { process: { ...process, asked: at }, again: true }
  try {
    const note = await forms[process.form ?? 'instance'].restore(process, parts)
    return { process: { ...process, ...note } }
  } catch (error) {
    if (!isPermanentAwsError(error) || passing.test(errorName(error))) throw error
    const { reason } = explainFailure(error)
    return {
      process: {
        ...process,
        asked: undefined,
        verdict: { well: false, reason: `AWS refuses to restore ${process.snapshot?.id}. ${reason}` },
        step: 'deleting',
        stepSince: at,
      },
      again: true,
    }
  }
}

const runCheck = async (process: BackupProofRecord, { copy, member }: Seen, parts: Parts): Promise<Step> => {
  const place = placeOf(process.proof, parts)
  // A cluster's own address leads to its writer, of which there is one.
  const { host, port } = { host: copy?.host ?? member?.host, port: copy?.port ?? member?.port }
  if (!place || host === undefined || port === undefined || !process.task) return { process }
  const arn = await startCheck(process, { host, port }, place, parts)
  return { process: { ...process, task: { ...process.task, arn } } }
}

const carryOut = async (process: BackupProofRecord, decision: Decision, seen: Seen, parts: Parts): Promise<Step> => {
  const form = forms[process.form ?? 'instance']
  const place = placeOf(process.proof, parts)
  if (decision.do === 'note') return { process: { ...process, ...decision.note }, again: true }
  if (decision.do === 'restore') return restore(process, parts)
  if (decision.do === 'run-check') return runCheck(process, seen, parts)
  if (decision.do === 'end') return ended(process, decision.outcome, decision.reason, parts)
  if (decision.do === 'report-stuck') {
    const policy = configOf(process, parts)?.policy ?? parts.slice.policy
    return {
      process: { ...process, told: true },
      signals: [stuckSignal(process, decision.reason, policy, parts.now.toISOString())],
    }
  }
  if (decision.do === 'stop-check' && place) await stopCheck(process, place, parts)
  if (decision.do === 'add-member') await form.addMember?.(process, parts)
  if (decision.do === 'delete-member') await form.deleteMember?.(process, parts)
  if (decision.do === 'delete-copy') await form.deleteCopy(process, parts)
  return { process }
}

const see = async (process: BackupProofRecord, parts: Parts): Promise<Seen> => {
  const place = placeOf(process.proof, parts)
  const [copies, task] = await Promise.all([
    forms[process.form ?? 'instance'].look(process, parts),
    place ? seeCheck(process, place, parts) : undefined,
  ])
  return { ...copies, task }
}

/** One step of a proof. */
export const advanceProof = async (process: Stored<BackupProofRecord>, parts: Parts): Promise<Step> => {
  if (process.step === 'choosing') return choose(process, parts)
  const seen = await see(process, parts)
  return carryOut(process, nextOfProof(process, seen, limitsOf(configOf(process, parts)), parts.now), seen, parts)
}
