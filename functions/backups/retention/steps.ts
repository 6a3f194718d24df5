import type { BackupPlan } from '../../../shared/config/backups/schema.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { BackupTargetRecord, CopyProcessRecord, SnapshotProcessRecord } from '../../../shared/ledger/records.ts'
import type { Advanced, Parts } from '../kinds/kind.ts'
import { isLate } from '../rules/late.ts'
import { type About, failedSignal } from '../rules/signals.ts'
import type { Vault } from '../vaults/vault.ts'
import { home, inventoryWrite, readInventory, withFailing, withMade } from './inventory.ts'
import { beginPrune, endPrune, goOnPruning } from './prune.ts'

// The steps that a snapshot and its copy go in the same way.

type Kept = Stored<SnapshotProcessRecord> | Stored<CopyProcessRecord>

const regionOf = (process: Kept): string => (process.process === 'copy' ? process.region : home)

/** What its signals are about. */
export const aboutOf = (process: Kept, { slice }: Parts): About => ({
  plan: process.plan,
  target: process.target,
  region: regionOf(process),
  policy: slice.policy,
})

/** @param now when it ended */
export const ended = <Process extends Kept>(
  process: Process,
  outcome: 'done' | 'failed' | 'cancelled',
  reason: string,
  now: Date,
): Process => ({ ...process, ended: { outcome, reason, at: now.toISOString() } })

/**
 * It came to nothing: that is said, and what is there stays.
 * @param change what else becomes of what the plan has of the target
 */
export const fail = async <Process extends Kept>(
  process: Process,
  reason: string,
  parts: Parts,
  change: (record: BackupTargetRecord) => Partial<BackupTargetRecord> = () => ({}),
): Promise<Advanced<Process>> => {
  const inventory = await readInventory(parts, process)
  const { record } = inventory
  return {
    process: ended(process, 'failed', reason, parts.now),
    signals: [failedSignal(aboutOf(process, parts), process.id, reason, parts.now)],
    writes: [
      inventoryWrite(inventory, {
        ...change(record),
        ...withFailing(record, regionOf(process), parts.now.toISOString(), reason),
      }),
    ],
  }
}

/** It waits longer than the plan says: said once, while it goes on. */
export const pending = async <Process extends Kept>(
  process: Process,
  reason: string,
  { within }: Pick<BackupPlan, 'within'>,
  parts: Parts,
): Promise<Advanced<Process>> => {
  if (!isLate(process, within, parts.now)) return { process }
  const region = regionOf(process)
  const inventory = await readInventory(parts, process)
  if (inventory.record.failing[region]) return { process }
  const late = `It is not done within ${within}: ${reason}`
  return {
    process,
    signals: [failedSignal(aboutOf(process, parts), process.id, late, parts.now)],
    writes: [inventoryWrite(inventory, withFailing(inventory.record, region, parts.now.toISOString(), late))],
  }
}

/** AWS has taken it. */
export const made = async <Process extends Kept>(
  process: Process,
  snapshot: string,
  parts: Parts,
): Promise<Advanced<Process>> => {
  const inventory = await readInventory(parts, process)
  const change = withMade(inventory.record, regionOf(process), snapshot, parts.now.toISOString())
  return {
    process: { ...process, step: 'made', snapshot, waits: undefined },
    writes: [inventoryWrite(inventory, change)],
    again: true,
  }
}

/** Deletes the older ones that nobody needs, then it is done. */
export const prune = async <Process extends Kept>(
  process: Process,
  { vault, keep, zone }: { readonly vault: Vault } & Pick<BackupPlan, 'keep' | 'zone'>,
  parts: Parts,
): Promise<Advanced<Process>> => {
  const { target, prune: state, plan, snapshot } = process
  const region = regionOf(process)
  const pruning = { vault, plan, target, region, keep, zone }
  if (!state) return { process: { ...process, prune: await beginPrune(pruning, parts) }, again: true }
  if (state.removing.length > 0)
    return { process: { ...process, prune: await goOnPruning(pruning, state, parts) }, again: true }
  const { inventory, change } = await endPrune(pruning, parts)
  const left = state.left.map(({ id, reason }) => `${id} was not deleted: ${reason}`)
  const good = `${snapshot}${region === home ? '' : ` in ${region}`} is good.`
  return {
    process: ended(process, 'done', [good, ...left].join(' '), parts.now),
    writes: [inventoryWrite(inventory, change)],
  }
}
