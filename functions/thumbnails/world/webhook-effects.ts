import { clientOptions } from '../../../shared/aws.ts'
import type { WebhookConfig } from '../../../shared/config/thumbnails/made.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { ChangeMessageVisibilityCommand, SQSClient } from '../../../shared/sdk/sqs.ts'
import { secretReader } from '../../../shared/secret-reader.ts'
import { type Answer, addressOf, ofError, type Untaken } from '../../../shared/webhook/answers.ts'
import { post } from '../../../shared/webhook/post.ts'
import { leastSecret, secretBytes, signatureHeaders } from '../../../shared/webhook/sign.ts'

/** An event on its way to a webhook: its id, and all of it as it is posted. */
export interface Letter {
  readonly id: string
  readonly body: string
}

/** What delivering needs of the world. */
export interface DeliveryEffects {
  /** Signs it and posts it. @throws PermanentError where the address or the secret is missing; AWS's errors */
  readonly post: (letter: Letter, now: Date) => Promise<Answer | Untaken>
  /** Has the queue give a message again after so many seconds, and not before. */
  readonly holdBack: (receiptHandle: string, seconds: number) => Promise<void>
}

/** Milliseconds for one post, from the name to the answer. */
const timeoutMs = 10_000

/**
 * Posts to the webhook of the config. The config is the owner's, but where a name leads is not: an address in a private network is refused each time it is
 * looked up, and no redirect is followed.
 * @param queueUrl of the queue that events come from
 */
export const webhookEffects = ({ address, secret }: WebhookConfig, queueUrl: string): DeliveryEffects => {
  const read = secretReader()
  const sqs = new SQSClient(clientOptions)
  const onLaptop = process.env.AWS_ENDPOINT_URL !== undefined
  return {
    post: async ({ id, body }, now) => {
      const key = await read(secret)
      if (secretBytes(key).length < leastSecret)
        throw new PermanentError('webhook-secret', `the secret of the webhook has less than ${leastSecret} bytes`)
      const url = addressOf(typeof address === 'string' ? address : await read(address), onLaptop)
      if (!url)
        throw new PermanentError('webhook-address', 'the parameter of the address does not hold an https address')
      const headers = {
        'content-type': 'application/json; charset=utf-8',
        ...signatureHeaders(id, body, key, now),
      }
      return post({ url, headers, body }, { anywhere: onLaptop, timeoutMs, now }).catch(ofError)
    },
    holdBack: async (ReceiptHandle, VisibilityTimeout) => {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout }))
    },
  }
}
