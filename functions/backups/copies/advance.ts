import type { BackupPlan } from '../../../shared/config/backups/schema.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { BackupTargetRecord, CopyProcessRecord } from '../../../shared/ledger/records.ts'
import type { Advanced, Parts } from '../kinds/kind.ts'
import { heldOf } from '../retention/decide.ts'
import { inventoryWrite, readInventory, withGood, withoutFailing } from '../retention/inventory.ts'
import { aboutOf, ended, fail, made, pending, prune } from '../retention/steps.ts'
import { copiedTags, nameOf } from '../retention/tags.ts'
import { recoveredSignal } from '../rules/signals.ts'
import { askingOf, progressOf } from '../snapshots/next.ts'
import type { Vault } from '../vaults/vault.ts'

type Process = Stored<CopyProcessRecord>
type Step = Promise<Advanced<CopyProcessRecord>>

/** How often a copy that failed after it was taken is asked for again, under another name. */
const mostTries = 3

interface Setting {
  readonly vault: Vault
  readonly plan: BackupPlan
  readonly goal: BackupPlan['copyTo'][number]
  readonly parts: Parts
}

/** What it was made of may go from now on. */
const released = ({ copying }: BackupTargetRecord, { id }: Process): Partial<BackupTargetRecord> => ({
  copying: copying.filter(({ process }) => process !== id),
})

const failCopy = (process: Process, reason: string, parts: Parts): Step =>
  fail(process, reason, parts, (record) => released(record, process))

const ask = async (process: Process, setting: Setting): Step => {
  const { vault, goal, parts } = setting
  const { now, slice } = parts
  const { id, name, region, target, plan, firing } = process
  const own = await vault.made(id, name, region)
  if (own) return made(process, own.id, parts)
  const next = askingOf(process, parts)
  if (next === 'wait') return { process }
  if (next === 'claim')
    return { process: { ...process, askedAt: now.toISOString(), askedBy: parts.callId }, again: true }
  const source = await vault.show(process.source)
  if (source?.state !== 'good')
    return failCopy(
      process,
      `${process.source}, which was to be copied, is no longer there: somebody has deleted it.`,
      parts,
    )
  if (source.encrypted && goal.key === undefined)
    return failCopy(
      process,
      `${process.source} is encrypted, and a copy in ${region} needs a key of that region. Give backups.plans.${plan}.copyTo its key.`,
      parts,
    )
  const tags = copiedTags(source, { deployment: slice.deployment, plan, process: id, target, firing })
  const answer = await vault.copy(source, { name, tags }, region, goal.key)
  if ('id' in answer) return made(process, answer.id, parts)
  const { reason, passes } = answer.refusal
  if (!passes) return failCopy(process, reason, parts)
  return pending({ ...process, step: 'queued', askedAt: undefined, waits: reason }, reason, setting.plan, parts)
}

/** A copy that failed after AWS had taken it is asked for again, under another name: the failed one keeps its own until it is deleted. */
const again = (process: Process, reason: string): Advanced<CopyProcessRecord> => {
  const tries = process.tries + 1
  const name = nameOf(process.plan, process.firing, process.id, tries)
  return {
    process: {
      ...process,
      step: 'queued',
      tries,
      name,
      askedAt: undefined,
      percent: undefined,
      unseen: undefined,
      waits: reason,
    },
  }
}

const watch = async (process: Process, setting: Setting): Step => {
  const { vault, parts } = setting
  const { snapshot = '', id, region } = process
  const seen = await vault.show(snapshot, region)
  const progress = progressOf(process, seen)
  if (progress.is === 'failed')
    return process.tries + 1 < mostTries ? again(process, progress.reason) : failCopy(process, progress.reason, parts)
  if (progress.is === 'pending' || !seen) {
    const { percent, unseen } = progress.is === 'pending' ? progress : {}
    return pending({ ...process, percent, unseen }, `AWS is at ${percent ?? 0} percent.`, setting.plan, parts)
  }
  const inventory = await readInventory(parts, process)
  const { record } = inventory
  return {
    process: { ...process, step: 'pruning', percent: 100, unseen: undefined },
    signals: record.failing[region] ? [recoveredSignal(aboutOf(process, parts), id, parts.now)] : [],
    writes: [
      inventoryWrite(inventory, {
        ...withGood(record, region, heldOf(seen)),
        ...withoutFailing(record, region),
        ...released(inventory.record, process),
      }),
    ],
    again: true,
  }
}

/** What is queued waits for its turn, which the look gives it: copies/begin.ts. */
const steps = {
  queued: async (process: Process, setting: Setting) =>
    pending(process, process.waits ?? 'other copies are under way.', setting.plan, setting.parts),
  asking: ask,
  made: watch,
  pruning: (process: Process, { vault, plan, goal, parts }: Setting): Step =>
    prune(process, { vault, keep: goal.keep ?? plan.keep, zone: plan.zone }, parts),
} as const

/**
 * One step of a copy in another region.
 * @throws the SDK's errors
 */
export const advanceCopy = async (process: Process, parts: Parts, vault: Vault | undefined): Step => {
  const plan = parts.slice.plans[process.plan]
  const goal = plan?.copyTo.find(({ region }) => region === process.region)
  if (!plan || !goal || !vault) {
    // What AWS is still copying needs what it is made of.
    const seen = process.step === 'made' ? await vault?.show(process.snapshot ?? '', process.region) : undefined
    if (seen?.state === 'pending') return { process }
    const inventory = await readInventory(parts, process)
    const reason = `The config no longer has copies of ${process.plan} in ${process.region}. What was made stays.`
    return {
      process: ended(process, 'cancelled', reason, parts.now),
      writes: [inventoryWrite(inventory, released(inventory.record, process))],
    }
  }
  return steps[process.step](process, { vault, plan, goal, parts })
}
