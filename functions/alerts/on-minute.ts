import { eventHandler } from '../../shared/handler.ts'
import { sweep } from './engine/sweep.ts'
import { worldFor } from './world/wiring.ts'

/** Once a minute: what nobody brought up is found. */
export const handler = eventHandler(
  () => undefined,
  async (_, invocation) => sweep(worldFor(invocation)),
)
