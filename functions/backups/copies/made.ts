import type { BackupPlan } from '../../../shared/config/backups/schema.ts'
import { type CopyProcessRecord, keys, type SnapshotProcessRecord } from '../../../shared/ledger/records.ts'
import type { Parts } from '../kinds/kind.ts'
import { nameOf } from '../retention/tags.ts'
import { processId } from '../rules/process-id.ts'

/** The copies that a plan wants of a snapshot that is good now, each a process of its own. */
export const newCopies = (
  snapshot: Pick<SnapshotProcessRecord, 'id' | 'plan' | 'target' | 'firing'>,
  source: string,
  { copyTo }: Pick<BackupPlan, 'copyTo'>,
  { now, version }: Pick<Parts, 'now' | 'version'>,
): CopyProcessRecord[] =>
  copyTo.map(({ region }) => {
    const { plan, target, firing } = snapshot
    const id = processId('copy', target, plan, firing, region)
    const since = now.toISOString()
    return {
      ...keys.backupProcess(target, 'copy', since, id),
      kind: 'backup-process',
      at: since,
      open: 'backup-process',
      process: 'copy',
      id,
      target,
      step: 'queued',
      since,
      plan,
      firing,
      region,
      source,
      name: nameOf(plan, firing, id),
      tries: 0,
      basis: { event: { snapshot: snapshot.id }, config: version },
    }
  })
