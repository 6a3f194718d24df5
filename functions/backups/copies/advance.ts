import type { BackupPlan } from '../../../shared/config/backups/schema.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { CopyProcessRecord } from '../../../shared/ledger/records.ts'
import type { Advanced, Parts } from '../kinds/kind.ts'
import { heldOf } from '../retention/decide.ts'
import {
  inventoryWrite,
  readInventory,
  withFailing,
  withGood,
  withMade,
  withoutFailing,
} from '../retention/inventory.ts'
import { beginPrune, endPrune, goOnPruning } from '../retention/prune.ts'
import { copiedTags, nameOf } from '../retention/tags.ts'
import { type About, failedSignal, recoveredSignal } from '../rules/signals.ts'
import { askingOf, isLate, progressOf } from '../snapshots/next.ts'
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

const aboutOf = ({ plan, target, region }: Process, { slice }: Parts): About => ({
  plan,
  target,
  region,
  policy: slice.policy,
})

/** What it was made of may go from now on. */
const released = (inventory: Awaited<ReturnType<typeof readInventory>>, { id }: Process) => ({
  copying: inventory.record.copying.filter(({ process }) => process !== id),
})

const fail = async (process: Process, reason: string, parts: Parts): Step => {
  const inventory = await readInventory(parts, process)
  const at = parts.now.toISOString()
  return {
    process: { ...process, ended: { outcome: 'failed', reason, at } },
    signals: [failedSignal(aboutOf(process, parts), process.id, reason, parts.now)],
    writes: [
      inventoryWrite(inventory, {
        ...released(inventory, process),
        ...withFailing(inventory.record, process.region, at, reason),
      }),
    ],
  }
}

const pending = async (process: Process, reason: string, { plan, parts }: Setting): Step => {
  if (!isLate(process, plan.within, parts.now)) return { process }
  const inventory = await readInventory(parts, process)
  if (inventory.record.failing[process.region]) return { process }
  const late = `It is not done within ${plan.within}: ${reason}`
  return {
    process,
    signals: [failedSignal(aboutOf(process, parts), process.id, late, parts.now)],
    writes: [inventoryWrite(inventory, withFailing(inventory.record, process.region, parts.now.toISOString(), late))],
  }
}

const made = async (process: Process, snapshot: string, parts: Parts): Step => {
  const inventory = await readInventory(parts, process)
  return {
    process: { ...process, step: 'made', snapshot, waits: undefined },
    writes: [inventoryWrite(inventory, withMade(inventory.record, process.region, snapshot, parts.now.toISOString()))],
    again: true,
  }
}

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
    return fail(
      process,
      `${process.source}, which was to be copied, is no longer there: somebody has deleted it.`,
      parts,
    )
  if (source.encrypted && goal.key === undefined)
    return fail(
      process,
      `${process.source} is encrypted, and a copy in ${region} needs a key of that region. Give backups.plans.${plan}.copyTo its key.`,
      parts,
    )
  const tags = copiedTags(source, { deployment: slice.deployment, plan, process: id, target, firing })
  const answer = await vault.copy(source, { name, tags }, region, goal.key)
  if ('id' in answer) return made(process, answer.id, parts)
  const { reason, passes } = answer.refusal
  if (!passes) return fail(process, reason, parts)
  return pending({ ...process, step: 'queued', askedAt: undefined, waits: reason }, reason, setting)
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
    return process.tries + 1 < mostTries ? again(process, progress.reason) : fail(process, progress.reason, parts)
  if (progress.is === 'pending' || !seen) {
    const { percent, unseen } = progress.is === 'pending' ? progress : {}
    return pending({ ...process, percent, unseen }, `AWS is at ${percent ?? 0} percent.`, setting)
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
        ...released(inventory, process),
      }),
    ],
    again: true,
  }
}

const prune = async (process: Process, { vault, plan, goal, parts }: Setting): Step => {
  const { target, region, prune: state } = process
  const pruning = { vault, plan: process.plan, target, region, keep: goal.keep ?? plan.keep, zone: plan.zone }
  if (!state) return { process: { ...process, prune: await beginPrune(pruning, parts) }, again: true }
  if (state.removing.length > 0)
    return { process: { ...process, prune: await goOnPruning(pruning, state, parts) }, again: true }
  const { inventory, change } = await endPrune(pruning, parts)
  const left = state.left.map(({ id, reason }) => `${id} was not deleted: ${reason}`)
  return {
    process: {
      ...process,
      ended: {
        outcome: 'done',
        reason: [`${process.snapshot} in ${region} is good.`, ...left].join(' '),
        at: parts.now.toISOString(),
      },
    },
    writes: [inventoryWrite(inventory, change)],
  }
}

/** What is queued waits for its turn, which the look gives it: copies/begin.ts. */
const steps = {
  queued: async (process: Process, setting: Setting) =>
    pending(process, process.waits ?? 'other copies are under way.', setting),
  asking: ask,
  made: watch,
  pruning: prune,
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
      process: { ...process, ended: { outcome: 'cancelled', reason, at: parts.now.toISOString() } },
      writes: [inventoryWrite(inventory, released(inventory, process))],
    }
  }
  return steps[process.step](process, { vault, plan, goal, parts })
}
