import type { HandOver } from '../rules/hand-over.ts'
import type { Wake } from '../rules/timers.ts'
import type { World } from '../world/world.ts'
import { checkHeartbeat } from './heartbeat.ts'
import { inForce } from './in-force.ts'
import { happen, tell } from './progress.ts'
import { checkSource } from './sources.ts'
import { wakeUp } from './sweep.ts'

/**
 * Does what the queue of timers brings. Each can come twice: what has happened does not happen again, and what was sent is not
 * sent again.
 * @throws what kept it from being done now: the queue brings it again
 */
export const takeOver = async (order: Wake | HandOver, world: World): Promise<void> => {
  if ('pk' in order) await wakeUp(order, world)
  else if ('tell' in order) await tell(order.tell, await inForce(world))
  else if ('heartbeat' in order) await checkHeartbeat(order.heartbeat, world)
  else if ('source' in order) await checkSource(order.source, world)
  else await happen(order.escalate, { kind: 'escalated', by: order.by, steps: order.steps }, world)
}
