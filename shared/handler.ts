import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import { errorName, errorText, PermanentError } from './errors.ts'
import { log, redact } from './log.ts'
import { metrics } from './metrics.ts'

/** What a function knows of the call that it serves. */
export interface Invocation {
  /** When this call began; domain functions get it as an argument. */
  readonly now: Date
  /** Id of this call. Lambda's own retry of an asynchronous call has the same one; a second delivery has another. */
  readonly callId: string
  /** Milliseconds until Lambda ends this call. */
  readonly remainingMs: () => number
}

/** How a message of a queue came. */
export interface Delivery {
  /** SQS's handle of this delivery, by which the time until the next one is changed. */
  readonly receiptHandle: string
  /** How often it came, this time included. */
  readonly receives: number
}

/** Turns what came in into a typed event. @throws PermanentError `malformed-event` when it is not one */
export type Parse<Event> = (raw: unknown) => Event

const describe = (error: unknown) => ({
  error: errorName(error),
  reason: error instanceof PermanentError ? error.reason : undefined,
  detail: redact(errorText(error)),
})

/** Lambda prints a thrown error by itself: it gets the same name and no personal data. */
const withoutPersonalData = (error: unknown): Error =>
  Object.assign(new Error(redact(errorText(error))), { name: errorName(error) })

const pipeline = <Event, Result>(act: (raw: Event, invocation: Invocation) => Promise<Result>) =>
  middy<Event, Result>()
    .use({
      before: ({ context }) => log.addContext(context),
      after: () => metrics.flush(),
      onError: (request) => {
        const { error } = request
        log.error('failed', describe(error))
        metrics.flush()
        // Put in its place, not thrown: middy hangs the original on what is thrown here, and Lambda prints it with that.
        request.error = withoutPersonalData(error)
      },
    })
    .handler((event: Event, context: Context) =>
      act(event, {
        now: new Date(),
        callId: context.awsRequestId,
        remainingMs: () => context.getRemainingTimeInMillis(),
      }),
    )

/**
 * A function for one event: it is parsed, then acted on. What it throws, the platform tries again (twice, for
 * asynchronous calls) and then keeps in the dead-letter queue: a malformed event too, so that nothing is lost.
 */
export const eventHandler = <Event, Result>(
  parse: Parse<Event>,
  act: (event: Event, invocation: Invocation) => Promise<Result>,
) => pipeline<unknown, Result>((raw, invocation) => act(parse(raw), invocation))

const noteFailure = (messageId: string, error: unknown): void => {
  log.error('message failed', { messageId, ...describe(error) })
  metrics.add('MessagesFailed', 1)
}

/** Milliseconds that must be left to begin another message; what is not begun goes back to the queue untouched. */
const deadlineMargin = 5_000

/**
 * A function for messages of a queue, one after the other. A message that fails goes back by itself, is tried again and
 * ends in the dead-letter queue; its neighbours do not suffer.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export const queueHandler = <Message>(
  parse: Parse<Message>,
  act: (message: Message, invocation: Invocation, delivery: Delivery) => Promise<void>,
) =>
  pipeline<SQSEvent, SQSBatchResponse>(async ({ Records }, invocation) => {
    const batchItemFailures: { itemIdentifier: string }[] = []
    for (const [index, { messageId, body, receiptHandle, attributes }] of Records.entries()) {
      if (invocation.remainingMs() < deadlineMargin) {
        const rest = Records.slice(index)
        log.warn('no time left in this call', { messages: rest.length })
        batchItemFailures.push(...rest.map((each) => ({ itemIdentifier: each.messageId })))
        break
      }
      try {
        const delivery = { receiptHandle, receives: Number(attributes?.ApproximateReceiveCount ?? 1) }
        await act(parse(parseJson(body)), { ...invocation, now: new Date() }, delivery)
      } catch (error) {
        noteFailure(messageId, error)
        batchItemFailures.push({ itemIdentifier: messageId })
      }
    }
    return { batchItemFailures }
  })

/**
 * A function for messages of a queue, all of a call together. One that fails goes back by itself, as with `queueHandler`.
 * @param act gives for each message why it failed, or undefined; what it throws is every message's failure
 */
export const batchHandler = <Message>(
  parse: Parse<Message>,
  act: (messages: readonly Message[], invocation: Invocation) => Promise<readonly unknown[]>,
) =>
  pipeline<SQSEvent, SQSBatchResponse>(async ({ Records }, invocation) => {
    const failures = new Map<string, unknown>()
    const messages: { readonly messageId: string; readonly message: Message }[] = []
    for (const { messageId, body } of Records)
      try {
        messages.push({ messageId, message: parse(parseJson(body)) })
      } catch (error) {
        failures.set(messageId, error)
      }
    try {
      const outcomes = await act(
        messages.map(({ message }) => message),
        invocation,
      )
      for (const [index, { messageId }] of messages.entries())
        if (outcomes[index] !== undefined) failures.set(messageId, outcomes[index])
    } catch (error) {
      for (const { messageId } of messages) failures.set(messageId, error)
    }
    return {
      batchItemFailures: [...failures].map(([messageId, error]) => {
        noteFailure(messageId, error)
        return { itemIdentifier: messageId }
      }),
    }
  })

/** Parses JSON text. @throws PermanentError `malformed-event`, without the text, which may hold personal data */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw new PermanentError('malformed-event', `Not JSON: ${text.length} characters`)
  }
}

interface SafeSchema<Event> {
  readonly safeParse: (raw: unknown) =>
    | { readonly success: true; readonly data: Event }
    | {
        readonly success: false
        readonly error: {
          readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
        }
      }
}

/** A parser from a zod schema. Its error names the path of each fault, and not the value. */
export const parserOf =
  <Event>(what: string, schema: SafeSchema<Event>): Parse<Event> =>
  (raw) => {
    const result = schema.safeParse(raw)
    if (result.success) return result.data
    const faults = result.error.issues.map(({ path, message }) => `${path.join('.') || 'event'}: ${message}`)
    throw new PermanentError('malformed-event', `Not ${what}: ${faults.join('; ')}`)
  }
