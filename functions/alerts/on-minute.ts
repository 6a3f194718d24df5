import { eventHandler } from '../../shared/handler.ts'
import { deskFor } from './world/wiring.ts'
import { sweep } from './engine/sweep.ts'

/** Once a minute: what nobody brought up is found. */
export const handler = eventHandler(
  () => undefined,
  async (_, invocation) => sweep(deskFor(invocation)),
)
