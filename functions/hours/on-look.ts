import { eventHandler } from '../../shared/handler.ts'
import { look } from './engine/look.ts'
import { worldFor } from './world/wiring.ts'

/** What the schedule sends, which is nearly all that comes. */
const isScheduled = (raw: unknown): boolean => {
  const { reason, ...rest }: Readonly<Record<string, unknown>> = Object(raw)
  return reason === 'schedule' && Object.keys(rest).length === 0
}

/** Every two minutes everything is looked at; a person's action is done at once. It answers with what came of it. */
export const handler = eventHandler(
  (raw) => raw,
  async (raw, invocation): Promise<unknown> => {
    const world = worldFor(invocation)
    if (isScheduled(raw)) return look(world)
    // What only a person or a job asks for is loaded when one does: no cold start of a look has to wait for it.
    const { doRequest } = await import('./engine/request.ts')
    return doRequest(raw, world)
  },
)
