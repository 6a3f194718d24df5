import type { SQSEvent } from 'aws-lambda'
import { eventHandler } from '../../shared/handler.ts'
import { emptyMemory } from './engine/memory.ts'
import { pass } from './engine/pass.ts'
import { worldFor } from './world/wiring.ts'

/** What this process remembers from pass to pass. */
const memory = emptyMemory()

const isQueue = (raw: unknown): raw is SQSEvent => Array.isArray(Object(raw).Records)

/** Every minute, and when something is due, all that has come is judged; a person's request is done at once. It answers with what came of it. */
export const handler = eventHandler(
  (raw) => raw,
  async (raw, invocation): Promise<unknown> => {
    const world = worldFor(invocation)
    // Messages say only that something is due: one pass is the answer to all of them.
    if (isQueue(raw)) return pass(world, memory, { look: false })
    if (Object(raw).reason !== undefined) return pass(world, memory, { look: true })
    // What only a person asks for is loaded when one does: no cold start of a pass has to wait for it.
    const [{ doRequest }, { parseRequest }] = await Promise.all([
      import('./engine/request.ts'),
      import('./rules/request.ts'),
    ])
    return doRequest(parseRequest(raw), world, memory)
  },
)
