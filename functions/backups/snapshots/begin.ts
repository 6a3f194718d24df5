import { resourceKinds } from '../../../shared/backups/targets.ts'
import type { BackupPlan } from '../../../shared/config/backups/schema.ts'
import { ConflictError } from '../../../shared/errors.ts'
import { explainFailure } from '../../../shared/explain-failure.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { type BackupPlanRecord, keys } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import type { Parts } from '../kinds/kind.ts'
import { newestFiring } from '../rules/firings.ts'
import type { Vault } from '../vaults/vault.ts'
import { markLeft } from './ages.ts'
import { newSnapshot } from './made.ts'

/** Records written at a time. */
const width = 8

/** What a plan means now. @throws the SDK's errors: then nothing of it begins, and the next look tries again */
export const targetsOf = async (plan: BackupPlan, vaults: ReadonlyMap<string, Vault>): Promise<string[]> => {
  const targets: string[] = []
  for (const kind of resourceKinds) {
    const [selector, vault] = [plan.resources[kind], vaults.get(kind)]
    if (!selector || !vault) continue
    for (const id of await vault.find(selector)) targets.push(`${vault.noun}/${id}`)
  }
  return [...new Set(targets)]
}

/**
 * Begins a snapshot of each target. One that has begun already is left alone.
 * @returns the targets
 */
export const beginSnapshots = async (
  {
    plan,
    targets,
    firing,
    by,
  }: { readonly plan: string; readonly targets: readonly string[]; readonly firing: Date; readonly by?: string },
  parts: Parts,
): Promise<void> => {
  await inParallel(targets, width, async (target) => {
    const item = newSnapshot({ plan, target, firing, ...(by === undefined ? {} : { by }) }, parts)
    try {
      await parts.ledger.commit([{ item, expect: 'absent', repeatable: true }], parts.now)
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
  })
}

const newPlan = (plan: string, now: Date): BackupPlanRecord => ({
  ...keys.backupPlan(plan),
  kind: 'backup-plan',
  at: now.toISOString(),
  plan,
  since: now.toISOString(),
  seenTo: now.toISOString(),
})

const beginPlan = async (
  name: string,
  plan: BackupPlan,
  parts: Parts,
  vaults: ReadonlyMap<string, Vault>,
): Promise<void> => {
  const { ledger, now } = parts
  const known: Stored<BackupPlanRecord> | undefined = await ledger.get<BackupPlanRecord>(keys.backupPlan(name))
  const record = known ?? newPlan(name, now)
  // A clock that was ahead and was put right again must not keep the plan waiting.
  const isAhead = Date.parse(record.seenTo) > now.getTime()
  const after = isAhead ? now : new Date(record.seenTo)
  const firing = newestFiring(plan, { since: new Date(record.since), after, until: now })
  if (firing) {
    const targets = await targetsOf(plan, vaults)
    await beginSnapshots({ plan: name, targets, firing }, parts)
    await markLeft(name, targets, parts)
  }
  if (known && !firing && !isAhead) return
  const item: BackupPlanRecord = { ...record, seenTo: (firing ?? now).toISOString() }
  await ledger.commit([{ item, expect: known?.version ?? 'absent' }], now)
}

/**
 * Begins what the schedules of the plans want since the look before. Every plan has its turn, whatever another's comes to.
 * @throws the error of the first plan that could not begin
 */
export const beginDue = async (parts: Parts, vaults: ReadonlyMap<string, Vault>): Promise<void> => {
  let failed: { readonly error: unknown } | undefined
  for (const [name, plan] of Object.entries(parts.slice.plans))
    try {
      await beginPlan(name, plan, parts, vaults)
    } catch (error) {
      if (error instanceof ConflictError) continue
      log.error('plan not begun', { plan: name, ...explainFailure(error) })
      failed ??= { error }
    }
  if (failed) throw failed.error
}
