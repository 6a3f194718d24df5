import { PermanentError } from '../../../shared/errors.ts'
import { parseJson, parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'
import { busEvents } from './bus-events.ts'
import { decodeKey } from './keys.ts'

/** Something that happened to an object, in whatever words and wrapping S3 said it. */
export interface Happening {
  readonly bucket: string
  /** The key as it is. */
  readonly key: string
}

/** What a message holds, and what of it could not be read: the rest does not wait for that. */
export interface Unwrapped {
  readonly changes: readonly Happening[]
  readonly faults: readonly unknown[]
}

const text = z.string().check(z.minLength(1))
const place = { bucket: z.object({ name: text }), object: z.object({ key: text }) }

// `eventVersion` is not looked at: it was 2.1, then 2.2 and more, and fields were only added.
const record = z.object({ eventSource: z.literal('aws:s3'), eventName: z.string(), s3: z.object(place) })
const testEvent = z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') })
const busEvent = z.object({ source: z.literal('aws.s3'), 'detail-type': z.string(), detail: z.unknown() })
const topicMessage = z.object({ Type: z.literal('Notification'), Message: z.string() })
const topicAsks = z.object({ Type: z.enum(['SubscriptionConfirmation', 'UnsubscribeConfirmation']) })
const topicRecord = z.object({ EventSource: z.literal('aws:sns'), Sns: z.object({ Message: z.string() }) })
const queueRecord = z.object({ eventSource: z.literal('aws:sqs'), body: z.string() })
const records = z.object({ Records: z.array(z.unknown()) })

const what = 'an S3 notification'
const parseAny = parserOf(
  what,
  z.union([records, record, testEvent, busEvent, topicMessage, topicAsks, topicRecord, queueRecord]),
)
const parseDetail = parserOf(what, z.object(place))

/** Created, removed, or expired by a lifecycle rule: whatever can change which version is the current one. Restored: it can be read. */
const concernsUs = /^(s3:)?(ObjectCreated:|ObjectRemoved:|LifecycleExpiration:|ObjectRestore:Completed$)/

/** How deep an event may be wrapped: in a topic's message, in a queue's, in the lists of S3 and of a call, and some to spare. */
const deepest = 10

const none: Unwrapped = { changes: [], faults: [] }

const together = (parts: readonly Unwrapped[]): Unwrapped => ({
  changes: parts.flatMap(({ changes }) => changes),
  faults: parts.flatMap(({ faults }) => faults),
})

const eitherWay = (raw: unknown, depth: number): Unwrapped => {
  try {
    return read(raw, depth)
  } catch (error) {
    return { changes: [], faults: [error] }
  }
}

const read = (raw: unknown, depth: number): Unwrapped => {
  if (depth > deepest) throw new PermanentError('malformed-event', `Not ${what}: wrapped more than ${deepest} times`)
  const event = parseAny(raw)
  if ('Records' in event) return together(event.Records.map((each) => eitherWay(each, depth + 1)))
  if ('s3' in event) {
    const { bucket, object } = event.s3
    // A key is form-encoded here, and only here.
    const change = () => ({ bucket: bucket.name, key: decodeKey(object.key) })
    return concernsUs.test(event.eventName) ? { changes: [change()], faults: [] } : none
  }
  if ('detail-type' in event) {
    if (!busEvents.includes(event['detail-type'])) return none
    const { bucket, object } = parseDetail(event.detail)
    return { changes: [{ bucket: bucket.name, key: object.key }], faults: [] }
  }
  if ('Message' in event) return read(parseJson(event.Message), depth + 1)
  if ('Sns' in event) return read(parseJson(event.Sns.Message), depth + 1)
  if ('body' in event) return read(parseJson(event.body), depth + 1)
  // S3 tests where it sends to, and a topic asks to be confirmed: nothing happened to an object.
  return none
}

/**
 * What happened to objects, by an event of S3 as S3 itself writes it or as EventBridge does, also inside messages of SNS (raw or not) and SQS.
 * Tests of S3 and confirmations of SNS hold nothing. What one record lacks is a fault of that record alone.
 * @throws PermanentError `malformed-event` where the whole of it is no such event
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export const unwrap = (raw: unknown): Unwrapped => read(raw, 1)
