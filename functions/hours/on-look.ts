import { eventHandler } from '../../shared/handler.ts'
import { look } from './engine/look.ts'
import { doManualAction, switchOnFor } from './engine/manual-actions.ts'
import { parseHoursEvent } from './rules/command.ts'
import { worldFor } from './world/wiring.ts'

/** Every two minutes: one look at everything. For a person, and for a job that needs something: what they ask for, at once. */
export const handler = eventHandler(parseHoursEvent, async (event, invocation): Promise<unknown> => {
  const world = worldFor(invocation)
  if ('action' in event) return doManualAction(event, world)
  if ('needed' in event) return switchOnFor(event, world)
  return look(world)
})
