import * as z from 'zod/mini'
import { parserOf } from '../../shared/handler.ts'
import { decodeKey } from './keys.ts'

/** One version of an object that was put into the uploads bucket. */
export interface Upload {
  readonly bucket: string
  /** The key as it is, decoded. */
  readonly key: string
  /** Without quotes. */
  readonly etag: string
  /** Bytes, as the notification says. */
  readonly size?: number | undefined
  readonly versionId?: string | undefined
}

const recordSchema = z.object({
  eventSource: z.literal('aws:s3'),
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: z.string().check(z.minLength(1)) }),
    object: z.object({
      key: z.string().check(z.minLength(1)),
      size: z.optional(z.number()),
      eTag: z.optional(z.string()),
      versionId: z.optional(z.string()),
    }),
  }),
})

// `eventVersion` is not looked at: it was 2.1, then 2.2 and more, and fields were only added.
const notificationSchema = z.union([
  z.object({ Records: z.array(recordSchema) }),
  z.object({ Service: z.literal('Amazon S3'), Event: z.literal('s3:TestEvent') }),
])

const parse = parserOf('an S3 notification', notificationSchema)

const uploadSchema = parserOf('an upload: it has no eTag', z.string().check(z.minLength(1)))

/**
 * The uploads that an S3 notification tells of, in its order. What S3 sends to test the queue, and events of other kinds
 * (removal, restore, tagging), tell of none.
 * @throws PermanentError `malformed-event`
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export const parseNotification = (raw: unknown): readonly Upload[] => {
  const event = parse(raw)
  if (!('Records' in event)) return []
  return event.Records.filter(({ eventName }) => /^(s3:)?ObjectCreated:/.test(eventName)).map(
    ({ s3: { bucket, object } }) => ({
      bucket: bucket.name,
      key: decodeKey(object.key),
      etag: uploadSchema(object.eTag).replaceAll('"', ''),
      size: object.size,
      versionId: object.versionId || undefined,
    }),
  )
}
