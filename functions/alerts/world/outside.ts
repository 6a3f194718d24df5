import { clientOptions } from '../../../shared/aws.ts'
import type { SsmValue } from '../../../shared/config/values.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { once } from '../../../shared/once.ts'
import { secretReader } from '../../../shared/secret-reader.ts'
import { addressOf } from '../../../shared/webhook/answers.ts'

/** The watchers outside, and what is reported to them. */
export interface Outside {
  /** Calls one watcher each, and gives the status of its answer. Each throws where nobody answers within five seconds. */
  readonly calls: readonly (() => Promise<number>)[]
  /** Names of the queues that must not be stuck. */
  readonly queues: readonly string[]
  /** Messages that each dead-letter queue keeps, by its name. Throws what SQS answers. */
  readonly deadLetters: () => Promise<Readonly<Record<string, number>>>
}

/** Where the queues stand. */
export interface OutsideQueues {
  /** Addresses of those that must not be stuck. */
  readonly queues: readonly string[]
  /** Addresses of those that must be empty, by the names that `nightshift queues` has for them. */
  readonly deadLetters: Readonly<Record<string, string>>
}

const kept = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const

/** Counts what a queue has; those that are being looked at too. */
const counter = (): ((queueUrl: string) => Promise<number>) => {
  const load = once(async () => {
    const { GetQueueAttributesCommand, SQSClient } = await import('../../../shared/sdk/sqs.ts')
    return { GetQueueAttributesCommand, client: new SQSClient(clientOptions) }
  })
  return async (QueueUrl) => {
    const { GetQueueAttributesCommand, client } = await load()
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...kept] }),
    )
    return kept.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0)
  }
}

const timeoutMs = 5_000

/**
 * The watchers of the config: each address, with the token in it, stands in a parameter and is read when it is needed.
 */
export const watchersOutside = (
  watchers: readonly SsmValue[],
  { queues, deadLetters }: OutsideQueues,
  read: (secret: SsmValue) => Promise<string> = secretReader(),
): Outside => {
  const countIn = counter()
  const onLaptop = process.env.AWS_ENDPOINT_URL !== undefined
  return {
    calls: watchers.map((watcher) => async () => {
      const url = addressOf(await read(watcher), onLaptop)
      if (!url) throw new PermanentError('watcher-address', 'its parameter does not hold an https address')
      const { post } = await import('../../../shared/webhook/post.ts')
      const { status } = await post({ url, headers: {}, body: '' }, { anywhere: onLaptop, timeoutMs, now: new Date() })
      return status
    }),
    queues: queues.map((url) => url.slice(url.lastIndexOf('/') + 1)),
    deadLetters: async () =>
      Object.fromEntries(
        await Promise.all(Object.entries(deadLetters).map(async ([name, url]) => [name, await countIn(url)] as const)),
      ),
  }
}
