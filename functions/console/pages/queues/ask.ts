import { callFunction } from '../../../../api/call.ts'
import type { Letters } from '../../../../api/queues/look.ts'
import type { QueueRow } from '../../../../api/queues/queues.ts'
import type { Replayed } from '../../../../api/queues/replay.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import { commandSource } from '../../../../shared/command.ts'
import { errorName } from '../../../../shared/errors.ts'
import { log } from '../../../../shared/log.ts'
import type { Asked } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { queuesWords } from '../../view/words/queues.ts'

type Reached = Pick<Asked, 'deployment' | 'reader'>

const ask = ({ deployment }: Reached, request: object): Promise<unknown> =>
  callFunction(deployment, deployment.output('QueuesFunction'), { source: commandSource, ...request })

/** Asks what changes nothing: a second time where it fails. @throws PageError 503 where it fails again: the records answer, the queues do not */
const look = async (asked: Reached, request: object): Promise<unknown> => {
  try {
    return await ask(asked, request).catch((error: unknown) => {
      if (error instanceof UsageError) throw error
      return ask(asked, request)
    })
  } catch (error) {
    if (error instanceof UsageError) throw error
    log.warn('queues not read', { error: errorName(error) })
    throw new PageError(503, queuesWords[asked.reader.language].unanswered)
  }
}

/** How every queue stands, as the function of queues says. */
export const askQueues = async (asked: Reached): Promise<readonly QueueRow[]> =>
  (await look(asked, { action: 'queues' })) as QueueRow[]

/** What lies in a dead-letter queue. @throws UsageError when there is no such queue; PageError 503 */
export const askLetters = async (asked: Reached, queue: string): Promise<Letters> =>
  (await look(asked, { action: 'letters', queue })) as Letters

/** Has one message of a dead-letter queue replayed, or the first hundred. @throws UsageError with why not */
export const askReplay = async (asked: Reached, queue: string, letter: string | undefined): Promise<Replayed> =>
  (await ask(asked, { action: 'replay', queue, letter })) as Replayed
