import { eventHandler } from '../../shared/handler.ts'
import { kinds } from './engine/kinds.ts'
import { checkLook, look } from './engine/look.ts'
import { parseBackupsEvent } from './rules/event.ts'
import { partsFor } from './world/wiring.ts'

/** Every three minutes what is due begins and what is unfinished goes on; what a person asks for is done at once. It answers with what came of it. */
export const handler = eventHandler(parseBackupsEvent, async (event, invocation): Promise<unknown> => {
  const world = { ...partsFor(invocation), kinds }
  if ('action' in event) return (await import('./engine/act.ts')).act(event, world)
  const report = await look(world)
  checkLook(report)
  return report
})
