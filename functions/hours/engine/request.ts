import { parseHoursEvent } from '../rules/command.ts'
import type { World } from '../world/world.ts'
import { look } from './look.ts'
import { doManualAction, switchOnFor } from './manual-actions.ts'

/**
 * Does what a person or a job asks for.
 * @returns what came of it: the target's record, or why it may not be
 * @throws PermanentError `malformed-event`, naming each fault; the SDK's transient errors
 */
export const doRequest = async (raw: unknown, world: World): Promise<unknown> => {
  const event = parseHoursEvent(raw)
  if ('reason' in event) return look(world)
  return 'needed' in event ? switchOnFor(event, world) : doManualAction(event, world)
}
