import type { SsmValue } from '../../../shared/config/values.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { secretReader } from '../../../shared/secret-reader.ts'
import { addressOf } from '../../../shared/webhook/answers.ts'

/** The watchers outside, and what is reported to them. */
export interface Outside {
  /** Calls one watcher each, and gives the status of its answer. Each throws where nobody answers within five seconds. */
  readonly calls: readonly (() => Promise<number>)[]
  /** Names of the queues that must not be stuck. */
  readonly queues: readonly string[]
}

const timeoutMs = 5_000

/**
 * The watchers of the config: each address, with the token in it, stands in a parameter and is read when it is needed.
 * @param queueUrls of the queues that must not be stuck
 */
export const watchersOutside = (watchers: readonly SsmValue[], queueUrls: readonly string[]): Outside => {
  const read = secretReader()
  const onLaptop = process.env.AWS_ENDPOINT_URL !== undefined
  return {
    calls: watchers.map((watcher) => async () => {
      const url = addressOf(await read(watcher), onLaptop)
      if (!url) throw new PermanentError('watcher-address', 'The parameter of a watcher does not hold an https address')
      const { post } = await import('../../../shared/webhook/post.ts')
      const { status } = await post({ url, headers: {}, body: '' }, { anywhere: onLaptop, timeoutMs, now: new Date() })
      return status
    }),
    queues: queueUrls.map((url) => url.slice(url.lastIndexOf('/') + 1)),
  }
}
