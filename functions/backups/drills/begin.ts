import type { DrillConfig } from '../../../shared/config/backups/drills.ts'
import { ConflictError } from '../../../shared/errors.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import {
  type BackupDrillRecord,
  type BackupDrillStandingRecord,
  type BackupProcessRecord,
  keys,
} from '../../../shared/ledger/records.ts'
import type { Parts } from '../kinds/kind.ts'
import { newestFiring } from '../rules/firings.ts'
import { processId } from '../rules/process-id.ts'
import { refusalOf } from './rules.ts'
import { failedSignal } from './signals.ts'
import { seeDatabase } from './world.ts'

/** The drill of a target that is under way. */
export const underWay = async (of: string, { ledger }: Parts): Promise<Stored<BackupProcessRecord> | undefined> =>
  (await ledger.children<BackupProcessRecord>(keys.backupProcess(of, '', '', '').pk, 'drill#')).find(
    ({ ended }) => !ended,
  )

/** A new process of a drill. @param seed what it is for: the firing, or the number of the attempt */
export const newDrill = (
  drill: string,
  { of }: Pick<DrillConfig, 'of'>,
  seed: string,
  { slice, now, version }: Pick<Parts, 'slice' | 'now' | 'version'>,
  by?: string,
): BackupDrillRecord => {
  const id = processId('drill', of, slice.deployment, drill, seed)
  const at = now.toISOString()
  return {
    ...keys.backupProcess(of, 'drill', seed, id),
    kind: 'backup-process',
    at,
    open: 'backup-process',
    process: 'drill',
    id,
    drill,
    target: of,
    step: 'probing',
    since: at,
    stepSince: at,
    ...(by === undefined ? {} : { by }),
    basis: { config: version, event: { drill, seed } },
  }
}

const beginDue = async (drill: string, config: DrillConfig, parts: Parts): Promise<void> => {
  const { ledger, now, slice } = parts
  const { schedule, zone } = config
  if (schedule === undefined) return
  const at = now.toISOString()
  const standing = await ledger.get<BackupDrillStandingRecord>(keys.backupDrill(drill))
  if (!standing) {
    const first: BackupDrillStandingRecord = {
      ...keys.backupDrill(drill),
      kind: 'backup-drill',
      at,
      drill,
      firing: at,
    }
    await ledger.commit([{ item: first, expect: 'absent', repeatable: true }], now)
    return
  }
  const after = new Date(standing.firing)
  const seed = newestFiring({ schedule, zone }, { since: after, after, until: now })?.toISOString()
  if (seed === undefined) return
  const open = await underWay(config.of, parts)
  const refusal = open
    ? `Another one is under way (${open.id}).`
    : refusalOf(config, await seeDatabase(config.of, parts), now)
  const process = newDrill(drill, config, seed, parts)
  const item: BackupDrillRecord =
    refusal === undefined
      ? process
      : { ...process, open: undefined, ended: { outcome: 'failed', reason: `Not begun. ${refusal}`, at } }
  if (item.ended) await parts.publish(failedSignal(item, item.ended.reason, config.policy ?? slice.policy, at))
  const next: BackupDrillStandingRecord = { ...standing, firing: seed }
  await ledger.commit(
    [
      { item, expect: 'absent' },
      { item: next, expect: standing.version },
    ],
    now,
  )
}

/** At each look: drills that are due begin, or say why they do not. */
export const beginDrills = async (parts: Parts): Promise<void> => {
  for (const [drill, config] of Object.entries(parts.slice.drills))
    try {
      await beginDue(drill, config, parts)
    } catch (error) {
      // Another look has begun it meanwhile.
      if (!(error instanceof ConflictError)) throw error
    }
}
