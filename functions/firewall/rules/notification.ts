import { parseJson, parserOf } from '../../../shared/handler.ts'
import * as z from '../../../shared/shape.ts'
import type { FirewallSlice, Source } from './slice.ts'

/** An object that an event says has come. */
export interface Arrival {
  readonly bucket: string
  /** As it is, decoded. */
  readonly key: string
  /** Without quotes; not every event has one. */
  readonly etag?: string | undefined
  readonly versionId?: string | undefined
  /** ISO 8601, when it came; nothing where the event does not say. */
  readonly at?: string | undefined
}

const name = z.string().check(z.minLength(1))

const s3Schema = z.object({
  Records: z.array(
    z.object({
      eventSource: z.literal('aws:s3'),
      eventName: z.string(),
      eventTime: z.optional(z.string()),
      s3: z.object({
        bucket: z.object({ name }),
        object: z.object({ key: name, eTag: z.optional(z.string()), versionId: z.optional(z.string()) }),
      }),
    }),
  ),
})

const testSchema = z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') })

const eventBridgeSchema = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.string(),
  time: z.optional(z.string()),
  detail: z.object({
    bucket: z.object({ name }),
    object: z.object({ key: name, etag: z.optional(z.string()), 'version-id': z.optional(z.string()) }),
  }),
})

const parseS3 = parserOf('an S3 notification', z.union([s3Schema, testSchema]))
const parseEventBridge = parserOf('an event of S3', eventBridgeSchema)
const parseSns = parserOf('a message of SNS', z.object({ Message: z.string() }))

/** The key of an S3 notification, which is form-encoded. One that is not is taken as it stands: nobody can ask for it again. */
const decoded = (key: string): string => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}

const bare = (etag: string | undefined): string | undefined => etag?.replaceAll('"', '') || undefined

/** `null` is the version of an object from before its bucket had versions, which S3 takes as well. */
const version = (id: string | undefined): string | undefined => id || undefined

const arrivalsOfS3 = (raw: unknown): Arrival[] => {
  const event = parseS3(raw)
  if (!('Records' in event)) return []
  return event.Records.filter(({ eventName }) => /^(s3:)?ObjectCreated:/.test(eventName)).map(
    ({ eventTime, s3: { bucket, object } }) => ({
      bucket: bucket.name,
      key: decoded(object.key),
      etag: bare(object.eTag),
      versionId: version(object.versionId),
      at: eventTime,
    }),
  )
}

const arrivalsOfEventBridge = (raw: unknown): Arrival[] => {
  const { 'detail-type': type, time, detail } = parseEventBridge(raw)
  if (type !== 'Object Created') return []
  const { bucket, object } = detail
  // Keys of EventBridge's events are not encoded.
  return [
    {
      bucket: bucket.name,
      key: object.key,
      etag: bare(object.etag),
      versionId: version(object['version-id']),
      at: time,
    },
  ]
}

/**
 * The objects that a message reports: a notification of S3, an event of EventBridge, or either within a message of SNS. What S3 sends to
 * test a queue, and what is not about a new object, reports none.
 * @param isWithin whether it stood in a message of SNS, which holds no other one
 * @throws PermanentError `malformed-event`
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html,
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
export const arrivalsIn = (raw: unknown, isWithin = false): readonly Arrival[] => {
  const { source, Message, Records }: Readonly<Record<string, unknown>> = Object(raw)
  if (source === 'aws.s3') return arrivalsOfEventBridge(raw)
  if (Message !== undefined && Records === undefined && !isWithin)
    return arrivalsIn(parseJson(parseSns(raw).Message), true)
  return arrivalsOfS3(raw)
}

const hasBucket = ({ bucket }: Source, name: string): boolean =>
  'name' in bucket ? bucket.name === name : name.startsWith(bucket.prefix)

const prefixLength = ({ keyPrefix = '' }: Source): number => keyPrefix.length

/** Whose log an object is: of several sources the one whose prefix says most. Nothing: nobody's. */
export const sourceOf = (
  { bucket, key }: Pick<Arrival, 'bucket' | 'key'>,
  { sources }: Pick<FirewallSlice, 'sources'>,
): Source | undefined =>
  sources
    .filter((source) => hasBucket(source, bucket) && key.startsWith(source.keyPrefix ?? ''))
    .sort((one, other) => prefixLength(other) - prefixLength(one))[0]
