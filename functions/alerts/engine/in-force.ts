import { errorName } from '../../../shared/errors.ts'
import { keys, type OnCallRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { withRunTime } from '../../../shared/on-call/run-time.ts'
import type { World } from '../world/world.ts'

/**
 * The same world with the config as it is in force at this moment: overrides, swaps and silences that people made at run time stand
 * behind those that are written. One read of one item, once for a call, whatever number of incidents it is about. Where the ledger
 * does not give it, the config alone decides, and the log, the metric `RunTimeNotRead` and the incident say so: a page to whom
 * the config names is better than none.
 */
export const inForce = async <Part extends Pick<World, 'config' | 'ledger' | 'inForce' | 'silencesMade'>>(
  world: Part,
): Promise<Part> => {
  if (world.inForce !== undefined) return world
  try {
    const record = await world.ledger.get<OnCallRecord>(keys.onCall())
    const silencesMade = record?.silences ?? []
    return { ...world, config: withRunTime(world.config, record), inForce: 'read', silencesMade }
  } catch (error) {
    metrics.add('RunTimeNotRead', 1)
    log.warn('overrides and silences made at run time not read: the config alone decides', { error: errorName(error) })
    return { ...world, inForce: 'unread' }
  }
}
