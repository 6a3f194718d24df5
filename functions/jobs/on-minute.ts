import { eventHandler } from '../../shared/handler.ts'
import { deskFor } from './world/wiring.ts'
import { sweep } from './engine/sweep.ts'

/** Once a minute: what no event told of is found. */
export const handler = eventHandler(
  () => undefined,
  async (_, invocation) => sweep(deskFor(invocation)),
)
