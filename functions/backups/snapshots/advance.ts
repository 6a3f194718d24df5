import type { BackupPlan } from '../../../shared/config/backups/schema.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { SnapshotProcessRecord } from '../../../shared/ledger/records.ts'
import { newCopies } from '../copies/made.ts'
import type { Advanced, Parts } from '../kinds/kind.ts'
import { heldOf } from '../retention/decide.ts'
import { home, inventoryWrite, readInventory, withGood, withoutFailing } from '../retention/inventory.ts'
import { aboutOf, ended, fail, made, pending, prune } from '../retention/steps.ts'
import { tagsOf } from '../retention/tags.ts'
import { isLate } from '../rules/late.ts'
import { recoveredSignal } from '../rules/signals.ts'
import { idOf, type Vault } from '../vaults/vault.ts'
import { askingOf, progressOf, startOf } from './next.ts'

type Process = Stored<SnapshotProcessRecord>
type Step = Promise<Advanced<SnapshotProcessRecord>>

/** What a step works with: the plan as it is configured now. */
interface Setting {
  readonly vault: Vault
  readonly plan: BackupPlan
  readonly parts: Parts
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
    return pending({ ...process, percent, unseen }, `AWS is at ${percent ?? 0} percent.`, setting.plan, parts)
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

const steps = {
  wanted: start,
  asking: ask,
  made: watch,
  pruning: (process: Process, { vault, plan, parts }: Setting): Step =>
    prune(process, { vault, keep: plan.keep, zone: plan.zone }, parts),
} as const

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
