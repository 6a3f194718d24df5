import { ConflictError, errorName, isAccessDenied, isPermanentAwsError } from '../../../shared/errors.ts'
import { explainFailure } from '../../../shared/explain-failure.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { type BackupEncryptionRecord, type EncryptionStep, keys } from '../../../shared/ledger/records.ts'
import { readCluster } from '../databases/read.ts'
import type { Advanced, Parts, Work } from '../kinds/kind.ts'
import { processId } from '../rules/process-id.ts'
import { type Decision, lookAt } from './decision.ts'
import { isServed } from './ending.ts'
import { parseDecide, parseEncrypt } from './event.ts'
import { earlier, find, openOf, recorded, refuse, targetOf } from './find.ts'
import { partsOf } from './names.ts'
import { type PlanLine, planOf, planOfCluster } from './plan.ts'
import { nextOfEncryption } from './rules.ts'
import { failedSignal, settledSignal, stuckSignal, swappedSignal } from './signals.ts'
import { ask, see } from './world.ts'

type Process = BackupEncryptionRecord
type Step = Advanced<Process>

/** Steps from which the original can be put back as if nothing had been: it has its name. */
const before: readonly EncryptionStep[] = ['snapshotting', 'copying', 'restoring', 'adding-members', 'settling']

const ended = (process: Process, outcome: 'done' | 'failed' | 'cancelled', reason: string, parts: Parts): Step => {
  const at = parts.now.toISOString()
  return {
    process: { ...process, ended: { outcome, reason, at } },
    signals: [
      ...(outcome === 'failed' ? [failedSignal(process, reason, parts.slice.policy, at)] : []),
      ...(outcome !== 'failed' && process.told ? [settledSignal(process, reason, at)] : []),
    ],
  }
}

/** Refusals that pass: there is no host of the class just now, or too many copies are under way. */
const passing = /^(Insufficient|SnapshotQuotaExceeded|Throttl)/

/** What AWS refuses for good ends the matter while the original has its name; later a person has to look. */
const call = async (
  { call: what, of }: Extract<Decision, { readonly do: 'call' }>,
  process: Process,
  parts: Parts,
): Promise<Step> => {
  try {
    await ask(what, of, process, parts)
    return { process }
  } catch (error) {
    const isFinal = isPermanentAwsError(error) && !isAccessDenied(error) && !passing.test(errorName(error))
    if (!isFinal || !before.includes(process.step)) throw error
    const { reason } = explainFailure(error)
    return {
      process: {
        ...process,
        step: 'undoing',
        stepSince: parts.now.toISOString(),
        verdict: { outcome: 'failed', reason: `AWS refuses to ${what.replaceAll('-', ' ')}. ${reason}` },
      },
      again: true,
    }
  }
}

/** One step of an encryption. */
export const advanceEncryption = async (process: Stored<Process>, parts: Parts): Promise<Step> => {
  if (process.step === 'kept') return { process }
  const at = parts.now.toISOString()
  const decision = nextOfEncryption(process, await see(process, parts), parts.now)
  if (decision.do === 'wait') return { process }
  if (decision.do === 'call') return call(decision, process, parts)
  if (decision.do === 'end') return ended(process, decision.outcome, decision.reason, parts)
  if (decision.do === 'report')
    return {
      process: { ...process, told: true },
      signals: [stuckSignal(process, decision.reason, parts.slice.policy, at)],
    }
  const after: Process = { ...process, ...decision.note }
  if (after.step !== 'kept') return { process: after, again: true }
  return {
    process: { ...after, told: undefined },
    signals: [
      swappedSignal(process, at),
      ...(process.told ? [settledSignal(process, 'The encrypted one has the name.', at)] : []),
    ],
  }
}

/** What would be done. Nothing is. @throws PermanentError `refused` saying why it cannot be */
const plan = async (raw: unknown, parts: Parts): Promise<PlanLine[]> => {
  const { cluster, original, members = [], ...asked } = await find(parseEncrypt(raw), parts)
  if (cluster) return planOfCluster(cluster, members, asked)
  return original ? planOf(original, asked) : []
}

/** Begins it: somebody has read the plan, and nothing writes any more. */
const encrypt = async (raw: unknown, parts: Parts): Promise<Process> => {
  const event = parseEncrypt(raw)
  const found = await find(event, parts)
  const { name } = found
  const target = targetOf(found.form, name)
  const { ledger, now, version } = parts
  // The number of the attempt is in its key: of two who confirm at once one is refused.
  const attempt = String((await earlier(target, parts)).length + 1)
  const id = processId('encryption', target, found.id, attempt)
  const at = now.toISOString()
  const process: Process = {
    ...keys.backupProcess(target, 'encryption', `attempt-${attempt}`, id),
    kind: 'backup-process',
    at,
    open: 'backup-process',
    process: 'encryption',
    id,
    name,
    target,
    step: 'snapshotting',
    since: at,
    stepSince: at,
    key: event.key,
    original: found.id,
    ...recorded(found),
    by: event.by,
    basis: { config: version, event: { action: 'encrypt', name: event.name, key: event.key } },
  }
  try {
    await ledger.commit([{ item: process, expect: 'absent' }], now)
  } catch (error) {
    if (error instanceof ConflictError) refuse(`Somebody else has just confirmed to encrypt ${name}.`)
    throw error
  }
  return process
}

const moveTo = async (
  process: Stored<Process>,
  step: EncryptionStep,
  parts: Parts,
  more: Partial<Process> = {},
): Promise<Process> => {
  const { version, ...found } = process
  const after: Process = { ...found, step, stepSince: parts.now.toISOString(), asked: undefined, ...more }
  try {
    await parts.ledger.commit([{ item: after, expect: version }], parts.now)
  } catch (error) {
    if (error instanceof ConflictError)
      refuse('It has just moved on. Look at `backups list --processes`, and try again.')
    throw error
  }
  return after
}

/** Instances of the original cluster that are none of the process: it cannot be deleted with them, and they are not ours to delete. */
const addedMembers = async (process: Process, { client }: Parts): Promise<string[]> => {
  const [main, ...members] = partsOf(process)
  const cluster = main.form === 'cluster' ? await readCluster(client, main.old) : undefined
  return (cluster?.DBClusterMembers ?? []).flatMap(({ DBInstanceIdentifier: id = '' }) =>
    members.some(({ old }) => old === id) ? [] : [id],
  )
}

/** The original is deleted, for a person has confirmed it. @throws PermanentError `refused` where the encrypted one is not in its place */
const finish = async (raw: unknown, parts: Parts): Promise<Process> => {
  const process = await openOf(parseDecide(raw).name, parts)
  if (process.step !== 'kept')
    return refuse(
      `The encrypted database does not have the name yet: it is ${process.step}, since ${process.stepSince}.`,
    )
  const [{ name, encrypted, old }, ...members] = partsOf(process)
  const seen = await see(process, parts)
  const now = seen.databases.find(({ resource }) => resource === encrypted)
  if (!now || now.name !== name || !now.encrypted || now.status !== 'available')
    return refuse(
      `${name} is ${now?.name === name ? `${now.status}, ${now.encrypted ? 'encrypted' : 'not encrypted'}` : 'not there'}: the original is only deleted when the encrypted one is available in its place.`,
    )
  if (!isServed(lookAt(process, seen, parts.now)))
    return refuse(
      `None of the instances of ${name} is available (${members.map((each) => each.name).join(', ')}): the original is only deleted when an encrypted one under one of these names is.`,
    )
  const added = await addedMembers(process, parts)
  if (added.length > 0)
    return refuse(
      `${old} has instances that were not there when it was encrypted: ${added.join(', ')}. Delete them first.`,
    )
  return moveTo(process, 'removing', parts)
}

/** It is taken back: the original keeps its name, or gets it again. */
const back = async (raw: unknown, parts: Parts): Promise<Process> => {
  const { name, by } = parseDecide(raw)
  const process = await openOf(name, parts)
  const verdict = { outcome: 'cancelled', reason: `${by} has taken it back.` } as const
  if (before.includes(process.step)) return moveTo(process, 'undoing', parts, { verdict })
  if (process.step === 'renaming-original') return moveTo(process, 'returning-original', parts, { verdict })
  if (process.step === 'kept' || process.step === 'renaming-encrypted')
    return moveTo(process, 'returning-encrypted', parts, { verdict })
  return refuse(`It cannot be taken back any more: it is ${process.step}.`)
}

export const encryptionWork: Work<Process> = {
  advance: advanceEncryption,
  actions: { 'encrypt-plan': plan, encrypt, 'encrypt-finish': finish, 'encrypt-back': back },
}
