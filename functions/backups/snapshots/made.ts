import { keys, type SnapshotProcessRecord } from '../../../shared/ledger/records.ts'
import type { Parts } from '../kinds/kind.ts'
import { nameOf } from '../retention/tags.ts'
import { processId } from '../rules/process-id.ts'

/**
 * A snapshot that is wanted. The same plan, target and firing make the same process, whoever asks how often.
 * @param by who asked for it, where no schedule did
 */
export const newSnapshot = (
  {
    plan,
    target,
    firing,
    by,
  }: { readonly plan: string; readonly target: string; readonly firing: Date; readonly by?: string },
  { now, version }: Pick<Parts, 'now' | 'version'>,
): SnapshotProcessRecord => {
  const at = firing.toISOString()
  const id = processId('snapshot', target, plan, at)
  return {
    // By its firing, not by the look that begins it: a look that comes twice meets what the first has written.
    ...keys.backupProcess(target, 'snapshot', at, id),
    kind: 'backup-process',
    at: now.toISOString(),
    open: 'backup-process',
    process: 'snapshot',
    id,
    target,
    step: 'wanted',
    since: at,
    plan,
    firing: at,
    name: nameOf(plan, at, id),
    ...(by === undefined ? {} : { by }),
    basis: { event: by === undefined ? { firing: at } : { asked: at }, config: version },
  }
}
