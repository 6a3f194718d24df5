import { ConflictError } from '../../../shared/errors.ts'
import { type JobPoolRecord, keys, type RunRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import type { World } from '../world/world.ts'

/** Runs that wait whose being there is looked at: the first ones have the turn. */
const looks = 10

/** Gives back the places of runs that are over, or that the ledger no longer has, though nobody gave them back with their end. */
export const reapPools = async (world: World): Promise<void> => {
  const names = new Set(Object.values(world.jobs).flatMap(({ pool }) => pool?.name ?? []))
  await Promise.all([...names].map((name) => reapPool(name, world)))
}

const reapPool = async (pool: string, { ledger, now }: World): Promise<void> => {
  const record = await ledger.get<JobPoolRecord>(keys.jobPool(pool))
  if (!record) return
  const isThere = async (place: JobPoolRecord['holders'][number], isWaiting: boolean): Promise<boolean> => {
    const run = await ledger.get<RunRecord>(keys.run(place.job, place.scheduledAt))
    if (run?.pool !== pool) return false
    return isWaiting ? run.waitsFor === 'pool' : run.state === 'starting' || run.state === 'running'
  }
  const [holders, waiting] = await Promise.all([
    Promise.all(record.holders.map((place) => isThere(place, false))),
    Promise.all(record.waiting.slice(0, looks).map((place) => isThere(place, true))),
  ])
  if (![...holders, ...waiting].includes(false)) return
  const item: JobPoolRecord = {
    ...record,
    holders: record.holders.filter((_, index) => holders[index]),
    waiting: record.waiting.filter((_, index) => waiting[index] ?? true),
  }
  log.warn('places of a pool given back', { pool, count: record.holders.length - item.holders.length })
  try {
    await ledger.commit([{ item, expect: record.version }], now)
  } catch (error) {
    // Somebody has come or gone meanwhile: the next look is a minute away.
    if (!(error instanceof ConflictError)) throw error
  }
}
