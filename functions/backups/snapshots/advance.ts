import type { BackupPlan } from '../../../shared/config/backups/schema.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { SnapshotProcessRecord } from '../../../shared/ledger/records.ts'
import { newCopies } from '../copies/made.ts'
import type { Advanced, Parts } from '../kinds/kind.ts'
import { heldOf } from '../retention/decide.ts'
import {
  home,
  inventoryWrite,
  readInventory,
  withFailing,
  withGood,
  withMade,
  withoutFailing,
} from '../retention/inventory.ts'
import { beginPrune, endPrune, goOnPruning, type Pruning } from '../retention/prune.ts'
import { tagsOf } from '../retention/tags.ts'
import { type About, failedSignal, recoveredSignal } from '../rules/signals.ts'
import { idOf, type Vault } from '../vaults/vault.ts'
import { askingOf, isLate, progressOf, startOf } from './next.ts'

type Process = Stored<SnapshotProcessRecord>
type Step = Promise<Advanced<SnapshotProcessRecord>>

/** What a step works with: the plan as it is configured now. */
interface Setting {
  readonly vault: Vault
  readonly plan: BackupPlan
  readonly parts: Parts
}

const aboutOf = ({ plan, target }: Process, { slice }: Parts): About => ({
  plan,
  target,
  region: home,
  policy: slice.policy,
})

const ended = (process: Process, outcome: 'done' | 'failed' | 'cancelled', reason: string, now: Date) => ({
  ...process,
  ended: { outcome, reason, at: now.toISOString() },
})

/** It came to nothing: that is said, and what is there stays. */
const fail = async (process: Process, reason: string, parts: Parts): Step => {
  const inventory = await readInventory(parts, process)
  return {
    process: ended(process, 'failed', reason, parts.now),
    signals: [failedSignal(aboutOf(process, parts), process.id, reason, parts.now)],
    writes: [inventoryWrite(inventory, withFailing(inventory.record, home, parts.now.toISOString(), reason))],
  }
}

/** It waits longer than the plan says: said once, while it goes on. */
const pending = async (process: Process, reason: string, { plan, parts }: Setting): Step => {
  if (!isLate(process, plan.within, parts.now)) return { process }
  const inventory = await readInventory(parts, process)
  if (inventory.record.failing[home]) return { process }
  const late = `It is not done within ${plan.within}: ${reason}`
  return {
    process,
    signals: [failedSignal(aboutOf(process, parts), process.id, late, parts.now)],
    writes: [inventoryWrite(inventory, withFailing(inventory.record, home, parts.now.toISOString(), late))],
  }
}

const start = async (process: Process, { vault, plan, parts }: Setting): Step => {
  const next = startOf(process, await vault.source(idOf(process.target)), plan.within, parts.now)
  if (next.do === 'fail') return fail(process, next.reason, parts)
  if (next.do === 'wait') return { process: { ...process, waits: next.reason } }
  return {
    process: { ...process, step: 'asking', askedAt: parts.now.toISOString(), askedBy: parts.callId, waits: undefined },
    again: true,
  }
}

const made = async (process: Process, snapshot: string, parts: Parts): Step => {
  const inventory = await readInventory(parts, process)
  const change = withMade(inventory.record, home, snapshot, parts.now.toISOString())
  return {
    process: { ...process, step: 'made', snapshot, waits: undefined },
    writes: [inventoryWrite(inventory, change)],
    again: true,
  }
}

const ask = async (process: Process, setting: Setting): Step => {
  const { vault, plan, parts } = setting
  const { now, slice } = parts
  const { id, name, target } = process
  const own = await vault.made(id, name)
  if (own) return made(process, own.id, parts)
  const next = askingOf(process, parts)
  if (next === 'wait') return { process }
  if (next === 'claim')
    return { process: { ...process, askedAt: now.toISOString(), askedBy: parts.callId }, again: true }
  const tags = tagsOf({ deployment: slice.deployment, plan: process.plan, process: id, target, firing: process.firing })
  const answer = await vault.take(idOf(target), { name, tags })
  if ('id' in answer) return made(process, answer.id, parts)
  const { reason, passes } = answer.refusal
  if (!passes || isLate(process, plan.within, now)) return fail(process, reason, parts)
  return { process: { ...process, step: 'wanted', waits: reason } }
}

const watch = async (process: Process, setting: Setting): Step => {
  const { vault, parts } = setting
  const { snapshot = '', id } = process
  const seen = await vault.show(snapshot)
  const progress = progressOf(process, seen)
  if (progress.is === 'failed') return fail(process, progress.reason, parts)
  if (progress.is === 'pending' || !seen) {
    const { percent, unseen } = progress.is === 'pending' ? progress : {}
    return pending({ ...process, percent, unseen }, `AWS is at ${percent ?? 0} percent.`, setting)
  }
  const inventory = await readInventory(parts, process)
  const { record } = inventory
  const copies = newCopies(process, snapshot, setting.plan, parts)
  return {
    process: { ...process, step: 'pruning', percent: 100, unseen: undefined },
    signals: record.failing[home] ? [recoveredSignal(aboutOf(process, parts), id, parts.now)] : [],
    writes: [
      inventoryWrite(inventory, {
        ...withGood(record, home, heldOf(seen)),
        ...withoutFailing(record, home),
        copying: [
          ...record.copying,
          ...copies.map((copy) => ({ process: copy.id, region: copy.region, source: snapshot })),
        ],
      }),
      ...copies.map((item) => ({ item, expect: 'absent' as const })),
    ],
    again: true,
  }
}

const prune = async (process: Process, { vault, plan, parts }: Setting): Step => {
  const { target, prune: state } = process
  const pruning: Pruning = { vault, plan: process.plan, target, region: home, keep: plan.keep, zone: plan.zone }
  if (!state) return { process: { ...process, prune: await beginPrune(pruning, parts) }, again: true }
  if (state.removing.length > 0)
    return { process: { ...process, prune: await goOnPruning(pruning, state, parts) }, again: true }
  const { inventory, change } = await endPrune(pruning, parts)
  const left = state.left.map(({ id, reason }) => `${id} was not deleted: ${reason}`)
  return {
    process: ended(process, 'done', [`${process.snapshot} is good.`, ...left].join(' '), parts.now),
    writes: [inventoryWrite(inventory, change)],
  }
}

const steps = { wanted: start, asking: ask, made: watch, pruning: prune } as const

/**
 * One step of a snapshot by a plan. A plan that is no longer configured begins nothing more, and what it has made stays.
 * @throws the SDK's errors
 */
export const advanceSnapshot = async (process: Process, parts: Parts, vault: Vault | undefined): Step => {
  const plan = parts.slice.plans[process.plan]
  if (!plan || !vault)
    return {
      process: ended(
        process,
        'cancelled',
        `The config no longer has the plan ${process.plan}. What it has made stays.`,
        parts.now,
      ),
    }
  return steps[process.step](process, { vault, plan, parts })
}
