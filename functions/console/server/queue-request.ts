import type { Deployment } from '../../../api/deployment.ts'
import { readLetters } from '../../../api/queues/look.ts'
import { readQueues } from '../../../api/queues/queues.ts'
import { replay, replayLetter } from '../../../api/queues/replay.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { commandSource } from '../../../shared/command.ts'
import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'

/** Messages that one press replays: whoever presses waits for them. */
export const mostReplayed = 100

const requestSchema = z.object({
  source: z.literal(commandSource),
  action: z.enum(['queues', 'letters', 'replay']),
  queue: z.optional(z.string()),
  letter: z.optional(z.string()),
})

const parse = parserOf('a request about queues', requestSchema)

/**
 * Answers what the page asks of queues: how they stand, what lies in one of the dead letters, and to replay one or all.
 * @returns rows, letters or how many were replayed; for what may not be, `refused` with why
 * @throws PermanentError for any other request; the SDK's errors
 */
export const answerAboutQueues = async (
  raw: unknown,
  deployment: Pick<Deployment, 'outputs' | 'output' | 'connect' | 'now'>,
): Promise<unknown> => {
  const { action, queue = '', letter } = parse(raw)
  try {
    if (action === 'queues') return await readQueues(deployment)
    if (action === 'letters') return await readLetters(deployment, queue)
    if (letter === undefined) return await replay(deployment, queue, mostReplayed)
    await replayLetter(deployment, queue, letter)
    return { replayed: 1, kept: 0 }
  } catch (error) {
    if (error instanceof UsageError) return { refused: error.message }
    throw error
  }
}
