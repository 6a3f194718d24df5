import { callFunction } from '../../../../api/call.ts'
import type { Letters } from '../../../../api/queues/look.ts'
import type { QueueRow } from '../../../../api/queues/queues.ts'
import type { Replayed } from '../../../../api/queues/replay.ts'
import { commandSource } from '../../../../shared/command.ts'
import type { Asked } from '../../contract/contribution.ts'

type Reached = Pick<Asked, 'deployment'>

const ask = ({ deployment }: Reached, request: object): Promise<unknown> =>
  callFunction(deployment, deployment.output('QueuesFunction'), { source: commandSource, ...request })

/** How every queue stands, as the function of queues says. */
export const askQueues = async (asked: Reached): Promise<readonly QueueRow[]> =>
  (await ask(asked, { action: 'queues' })) as QueueRow[]

/** What lies in a dead-letter queue. @throws UsageError when there is no such queue */
export const askLetters = async (asked: Reached, queue: string): Promise<Letters> =>
  (await ask(asked, { action: 'letters', queue })) as Letters

/** Has one message of a dead-letter queue replayed, or the first hundred. @throws UsageError with why not */
export const askReplay = async (asked: Reached, queue: string, letter: string | undefined): Promise<Replayed> =>
  (await ask(asked, { action: 'replay', queue, letter })) as Replayed
