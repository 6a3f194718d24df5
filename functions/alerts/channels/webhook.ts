import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import type { SsmValue } from '../../../shared/config/values.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { addressOf, isTaken, ofAnswer, ofError } from '../../../shared/webhook/answers.ts'
import type { Post } from '../../../shared/webhook/post.ts'
import { awsRefusal } from './aws-refusal.ts'
import { contactChannel, type Refusal, type Tools } from './channel.ts'
import { personRate } from './rate.ts'
import { formats } from './webhook/names.ts'

/** Tries of one call; what the service still does not take then is left to the next call. */
const tries = 3
/** Milliseconds for one try, for all of them, and before the second and the third. */
const patience = { one: 5_000, all: 10_000, pauses: [500, 1_500] } as const

/** A service that did not take a message. Its words are not in it, nor its address. */
class WebhookError extends Error implements Refusal {
  override readonly name = 'WebhookError'
  readonly kind: Refusal['kind']
  readonly detail: string
  readonly answered: boolean

  constructor({ kind, detail, answered }: Refusal) {
    super(detail)
    this.kind = kind
    this.detail = detail
    this.answered = answered
  }
}

const serviceAt = (text: string, onLaptop: boolean): URL => {
  const url = addressOf(text, onLaptop)
  if (url) return url
  throw new PermanentError('webhook-address', 'The parameter of a webhook does not hold an https address')
}

/** Posts until it is taken, refused for good, or the time is over: a call that has given up posts nothing more. @throws WebhookError */
const insist = async (
  make: (now: Date) => Post,
  { now, pause, onLaptop }: Tools,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const { post } = await import('../../../shared/webhook/post.ts')
  const end = now().getTime() + patience.all
  for (let count = 1; ; count += 1) {
    const at = now()
    const timeoutMs = Math.max(1, Math.min(patience.one, end - at.getTime()))
    const answer = await post(make(at), { anywhere: onLaptop, timeoutMs, now: at, signal }).catch(ofError)
    if ('status' in answer && isTaken(answer)) return
    const refusal = 'status' in answer ? ofAnswer(answer) : answer
    const wait = Math.max(
      patience.pauses[count - 1] ?? 0,
      'status' in answer && answer.retryAfter !== undefined ? answer.retryAfter * 1000 : 0,
    )
    if (refusal.kind !== 'transient' || count >= tries || now().getTime() + wait >= end) throw new WebhookError(refusal)
    await pause(wait)
    if (signal?.aborted) throw new WebhookError(refusal)
  }
}

const secretIn =
  "ssm('/name') of a parameter: whoever has the address or the secret of a webhook can write there, so neither stands in this file"

/** A value that must not stand in the config, nor in an error about it. */
const parameterSchema = ({ z, ssmSchema }: SchemaKit) =>
  z
    .custom<SsmValue>((value) => typeof value === 'object', { error: secretIn, params: { secret: true } })
    .pipe(ssmSchema)

/** Anything that takes a POST: a program of one's own, a chat, or a push to a phone. */
export const webhook = contactChannel({
  words: { en: 'webhook', ko: '웹훅' },
  article: 'a webhook',
  contact: (kit) =>
    kit.z
      .strictObject({
        /** What the service takes: `'json'` (a program of one's own), `'slack'` (Mattermost and Discord too), `'teams'`, `'ntfy'` or `'pushover'`. */
        format: kit.z.enum(formats),
        /** Its address, as `ssm('/name')`. */
        url: parameterSchema(kit),
        /** What `'json'` is signed with, as `ssm('/name')`. */
        secret: parameterSchema(kit).optional(),
      })
      .refine(
        ({ format, secret }) => (format === 'json') === (secret !== undefined),
        "a secret where the format is 'json', which is signed with it, and none with the others",
      ),
  settings: () => ({}),
  carries: { letter: false, picture: false, recovery: true },
  interrupts: false,
  rate: personRate,
  calls: 3,
  direct: 'SNS reaches no webhook by itself',
  send: async ({ to, contact, message, tools, options }) => {
    const address = serviceAt(await tools.contact(contact?.url, `webhook of ${to}`), tools.onLaptop)
    const { format = 'json', secret } = contact ?? {}
    // Loaded with the first message: most calls send none this way, and each file costs some of a cold start.
    const { formatMessage } = await import('./webhook/formats.ts')
    const request = formatMessage(format, message, to, address)
    const { bodyId, leastSecret, secretBytes, signatureHeaders } = await import('../../../shared/webhook/sign.ts')
    const id = message.id ?? bodyId(request.body)
    if (format !== 'json') await insist(() => request, tools, options?.abortSignal)
    else {
      const key = await tools.contact(secret, `webhook.secret of ${to}`)
      if (secretBytes(key).length < leastSecret)
        throw new PermanentError('webhook-secret', `The secret of a webhook has less than ${leastSecret} bytes`)
      const signed = (now: Date) => ({
        ...request,
        headers: { ...request.headers, ...signatureHeaders(id, request.body, key, now) },
      })
      await insist(signed, tools, options?.abortSignal)
    }
    return id
  },
  refusal: (error) =>
    error instanceof WebhookError
      ? { kind: error.kind, detail: error.detail, answered: error.answered }
      : awsRefusal(error),
  statements: () => [],
  preview: ({ subject }) => subject,
})
