import { ConflictError } from '../../../shared/errors.ts'
import { explainFailure, type Failure } from '../../../shared/explain-failure.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import type { BackupProcessRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { isSame } from '../../../shared/same.ts'
import type { Parts, Work } from '../kinds/kind.ts'

/** Steps of one process in one look: more is a circle. */
const mostSteps = 30

/** Milliseconds that must be left to begin a step. */
export const marginMs = 10_000

const withTrouble = (process: BackupProcessRecord, { reason, transient }: Failure, now: Date): BackupProcessRecord => ({
  ...process,
  trouble: {
    reason,
    transient,
    since: process.trouble?.reason === reason ? process.trouble.since : now.toISOString(),
  },
})

/** Writes a process, if it has changed. @returns as it is stored */
const write = async (
  before: Stored<BackupProcessRecord>,
  after: BackupProcessRecord,
  { ledger, now }: Parts,
  writes: Parameters<Parts['ledger']['commit']>[0] = [],
): Promise<Stored<BackupProcessRecord>> => {
  const item = after.ended ? { ...after, open: undefined } : after
  if (isSame(item, before) && writes.length === 0) return before
  await ledger.commit([{ item, expect: before.version }, ...writes], now)
  return { ...item, version: before.version + 1 }
}

/**
 * Moves one process on as far as it gets now. What fails is its trouble, and no one else's; another look that writes at the same time
 * wins.
 * @returns why it does not get on, or nothing
 */
export const advanceProcess = async (
  found: Stored<BackupProcessRecord>,
  work: Work<BackupProcessRecord>,
  parts: Parts,
): Promise<Failure | undefined> => {
  let process = found
  try {
    for (let step = 0; step < mostSteps && !process.ended && parts.remainingMs() > marginMs; step += 1) {
      const { process: next, signals = [], writes, again = false } = await work.advance(process, parts)
      for (const signal of signals) await parts.publish(signal)
      process = await write(process, { ...next, trouble: undefined }, parts, writes)
      if (!again) return undefined
    }
    return undefined
  } catch (error) {
    if (error instanceof ConflictError) return undefined
    const failure = explainFailure(error)
    log.error('process does not get on', { process: process.process, id: process.id, ...failure })
    await write(process, withTrouble(process, failure, parts.now), parts).catch((again: unknown) =>
      log.error('trouble not written', { id: process.id, ...explainFailure(again) }),
    )
    return failure
  }
}
