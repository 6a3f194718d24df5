import { eventHandler } from '../../shared/handler.ts'
import { look } from './engine/look.ts'
import { parseHoursEvent } from './rules/command.ts'
import { worldFor } from './world/wiring.ts'

/** Every two minutes everything is looked at; a person's action is done at once. It answers with what came of it. */
export const handler = eventHandler(parseHoursEvent, async (event, invocation) => {
  const world = worldFor(invocation)
  if ('reason' in event) return look(world)
  // What only a person or a job asks for is loaded when one does.
  const { doManualAction, switchOnFor } = await import('./engine/manual-actions.ts')
  return 'needed' in event ? switchOnFor(event, world) : doManualAction(event, world)
})
