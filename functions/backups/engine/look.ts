import { TransientError } from '../../../shared/errors.ts'
import { explainFailure, type Failure } from '../../../shared/explain-failure.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { BackupProcessRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import type { Kind } from '../kinds/kind.ts'
import type { World } from '../world/world.ts'
import { advanceProcess, marginMs } from './advance.ts'

/** Processes at a time. */
const width = 8

/** The word under which unfinished processes are open. */
export const openWord = 'backup-process'

/** What came of a look. */
export interface LookReport {
  /** Processes that were not ended when it began. */
  readonly open: number
  /** Those that do not get on, and kinds that could not begin anything. */
  readonly failed: readonly ({ readonly what: string } & Failure)[]
  /** Processes for which there was no time. */
  readonly left: number
}

/** Each look begins elsewhere: where time does not suffice for all, none is forgotten. */
const rotated = <Item>(items: readonly Item[], now: Date): Item[] => {
  const from = items.length === 0 ? 0 : Math.floor(now.getTime() / 60_000) % items.length
  return [...items.slice(from), ...items.slice(0, from)]
}

const beginAll = async (kinds: readonly Kind[], world: World): Promise<LookReport['failed']> => {
  const failed: LookReport['failed'][number][] = []
  for (const kind of kinds)
    try {
      if (kind.isScheduled(world.slice)) await (await kind.load()).begin?.(world)
    } catch (error) {
      const failure = explainFailure(error)
      log.error('nothing begun', { process: kind.process, ...failure })
      failed.push({ what: kind.process, ...failure })
    }
  return failed
}

/**
 * One look: begins what is due, then moves every unfinished process on by what AWS says now. A look that is doubled, lost or late does
 * no harm; one process or kind that fails stops no other.
 */
export const look = async (world: World): Promise<LookReport> => {
  const { ledger, kinds } = world
  const failed = [...(await beginAll(kinds, world))]
  const found = await ledger.open<BackupProcessRecord>(openWord)
  let left = 0
  await inParallel(rotated(found, world.now), width, async (process: Stored<BackupProcessRecord>) => {
    const kind = kinds.find((each) => each.process === process.process)
    if (!kind) return
    if (world.remainingMs() < marginMs) {
      left += 1
      return
    }
    const failure = await advanceProcess(process, await kind.load(), world)
    if (failure) failed.push({ what: `${process.process} ${process.id}`, ...failure })
  })
  // CloudWatch bills a metric for the hours in which it is written.
  if (found.length > 0) metrics.add('BackupProcesses', found.length)
  if (failed.length > 0) metrics.add('BackupFailures', failed.length)
  return { open: found.length, failed, left }
}

/** @throws TransientError when a kind could not begin what is due, so that the platform tries again */
export const checkLook = ({ failed }: LookReport): void => {
  const kinds = failed.filter(({ what, transient }) => transient && !what.includes(' '))
  if (kinds.length > 0)
    throw new TransientError(`${kinds.map(({ what, reason }) => `${what} (${reason})`).join(', ')} must be tried again`)
}
