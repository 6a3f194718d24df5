import { log } from '../../../shared/log.ts'
import { type Arrival, sourceOf } from '../rules/notification.ts'
import type { LogWorld } from '../world/world.ts'
import { takeLog } from './take-log.ts'

/** A time of an event, or now where it has none that can be read. */
const timeOf = (at: string | undefined, now: Date): Date => {
  const time = at === undefined ? Number.NaN : Date.parse(at)
  return Number.isNaN(time) ? now : new Date(time)
}

/**
 * Counts the objects of one message; what is nobody's log is left alone.
 * @throws the first failure, after all were tried
 */
export const takeMessage = async (arrivals: readonly Arrival[], world: LogWorld): Promise<void> => {
  const failures: unknown[] = []
  for (const arrival of arrivals) {
    const source = sourceOf(arrival, world.slice)
    if (!source) {
      log.info('an object of no source')
      continue
    }
    const { bucket, key, etag, versionId, at } = arrival
    try {
      const taken = await takeLog({ bucket, key, etag, versionId, at: timeOf(at, world.now) }, source, world)
      log.info('log', { source: source.name, ...taken })
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
