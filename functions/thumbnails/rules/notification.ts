import { parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'
import { decodeKey, encodeKey } from './keys.ts'

/**
 * Something happened to an object of the uploads bucket. It says where to look and not what is there: events come twice and in
 * any order, so only the bucket knows.
 */
export interface Change {
  readonly bucket: string
  /** The key as it is, decoded. */
  readonly key: string
}

/** What a message of the queue asks for: objects to look at, or whether a flood of refusals is over (`flood-sweep`: by the clock). */
export type Message =
  | { readonly changes: readonly Change[] }
  | { readonly check: 'flood' | 'flood-sweep' }
  | { readonly replay: Replay; readonly by: string }
  | Order
  | Step

/** What a person wants of the function's own backfill of the whole bucket. */
export interface Order {
  readonly backfill: 'start' | 'cancel'
  readonly by: string
  /** Whether it begins from the first key, also where an earlier one was stopped on its way. */
  readonly anew?: boolean | undefined
}

/** The function's own message to itself: look at the page behind a key, as that run of the backfill. */
export interface Step {
  readonly backfill: 'step'
  readonly run: string
  readonly after: string
}

/** Which refused originals are to be looked at again: of one cause or one key where that is asked for. */
export interface Replay {
  readonly cause?: string | undefined
  readonly key?: string | undefined
}

const recordSchema = z.object({
  eventSource: z.literal('aws:s3'),
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: z.string().check(z.minLength(1)) }),
    object: z.object({ key: z.string().check(z.minLength(1)) }),
  }),
})

const name = z.string().check(z.minLength(1)).check(z.maxLength(200))

// `eventVersion` is not looked at: it was 2.1, then 2.2 and more, and fields were only added.
const messageSchema = z.union([
  z.object({ Records: z.array(recordSchema) }),
  z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') }),
  z.object({ check: z.enum(['flood', 'flood-sweep']) }),
  z.object({
    replay: z.object({
      cause: z.optional(z.string().check(z.maxLength(100))),
      key: z.optional(z.string().check(z.maxLength(1_024))),
    }),
    by: name,
  }),
  z.object({ backfill: z.enum(['start', 'cancel']), by: name, anew: z.optional(z.boolean()) }),
  z.object({ backfill: z.enum(['step']), run: name, after: z.string().check(z.maxLength(1_024)) }),
])

const parse = parserOf('an S3 notification', messageSchema)

/** Created, removed, or expired by a lifecycle rule: whatever can change which version is the current one. Restored: it can be read. */
const concernsUs = /^(s3:)?(ObjectCreated:|ObjectRemoved:|LifecycleExpiration:|ObjectRestore:Completed$)/

/**
 * What a message asks for, in its order. What S3 sends to test the queue, and events of other kinds (a restore that was asked for, tagging), ask for
 * nothing.
 * @throws PermanentError `malformed-event`
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export const parseMessage = (raw: unknown): Message => {
  const event = parse(raw)
  if ('check' in event || 'replay' in event || 'backfill' in event) return event
  if (!('Records' in event)) return { changes: [] }
  const changes = event.Records.filter(({ eventName }) => concernsUs.test(eventName)).map(
    ({ s3: { bucket, object } }) => ({ bucket: bucket.name, key: decodeKey(object.key) }),
  )
  return { changes }
}

/** A notification of our own: the function shall look at this object, as if it had just been uploaded. */
export const notificationOf = ({ bucket, key }: Change): object => ({
  Records: [
    {
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Nightshift',
      s3: { bucket: { name: bucket }, object: { key: encodeKey(key) } },
    },
  ],
})
