import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { clientOptions } from '../../shared/aws.ts'
import { ConflictError, TransientError } from '../../shared/errors.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import type { RejectRecord } from '../../shared/ledger/records.ts'
import type { Upload } from './notification.ts'

/** What a thumbnail says of where it came from. */
export interface Mark {
  readonly sourceEtag: string
  /** Hash of the recipe. */
  readonly recipe: string
}

/** What became of reading an original: another version, or none, may be there by now. */
export type Original =
  | { readonly state: 'read'; readonly bytes: Uint8Array }
  | { readonly state: 'too-big'; readonly size: number }
  | { readonly state: 'replaced' }
  | { readonly state: 'gone' }

export interface ThumbnailEffects {
  /** Fetches the version that the event tells of, unless it has more than so many bytes. */
  readonly readOriginal: (upload: Upload, maxBytes: number) => Promise<Original>
  /** Whether that version is still the newest. */
  readonly isCurrent: (upload: Upload) => Promise<boolean>
  readonly readMark: (key: string) => Promise<Mark | undefined>
  readonly writeThumbnail: (thumbnail: {
    readonly key: string
    readonly bytes: Uint8Array
    readonly mark: Mark
    readonly storageClass: 'STANDARD' | 'ONEZONE_IA'
  }) => Promise<void>
  /** Records a refusal once; that it is there already is fine. */
  readonly recordReject: (record: RejectRecord, now: Date) => Promise<void>
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined

/** The answer, or undefined where there is no such object. Other faults are thrown. */
const orMissing = <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> =>
  answer.catch((error: unknown) => {
    // S3 says 404 to a role that may list the bucket; 403 stays an error, because a lost permission must not pass for it.
    if (statusOf(error) === 404) return undefined
    throw error
  })

const bare = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '')

/** One day: a thumbnail keeps its key when its original is replaced. */
const cacheControl = 'max-age=86400'

/** The effects on S3 and in the ledger. @param thumbnails name of the bucket that thumbnails are written to */
export const awsEffects = (thumbnails: string, ledger: Ledger, s3 = new S3Client(clientOptions)): ThumbnailEffects => ({
  readOriginal: async ({ bucket, key, etag }, maxBytes) => {
    try {
      const answer = await orMissing(s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: `"${etag}"` })))
      if (!answer) return { state: 'gone' }
      const size = answer.ContentLength ?? 0
      if (size > maxBytes) {
        // Ends the transfer: nothing of it is wanted.
        if (answer.Body && 'destroy' in answer.Body) answer.Body.destroy()
        return { state: 'too-big', size }
      }
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array()
      if (bytes.length !== size) throw new TransientError(`Got ${bytes.length} of ${size} bytes of an original`)
      return { state: 'read', bytes }
    } catch (error) {
      if (statusOf(error) === 412) return { state: 'replaced' }
      throw error
    }
  },

  isCurrent: async ({ bucket, key, etag }) => {
    const answer = await orMissing(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })))
    return answer !== undefined && bare(answer.ETag) === etag
  },

  readMark: async (key) => {
    const answer = await orMissing(s3.send(new HeadObjectCommand({ Bucket: thumbnails, Key: key })))
    const { 'source-etag': sourceEtag, recipe } = answer?.Metadata ?? {}
    return sourceEtag && recipe ? { sourceEtag, recipe } : undefined
  },

  writeThumbnail: async ({ key, bytes, mark, storageClass }) => {
    await s3.send(
      new PutObjectCommand({
        Bucket: thumbnails,
        Key: key,
        Body: bytes,
        ContentType: 'image/webp',
        CacheControl: cacheControl,
        StorageClass: storageClass,
        Metadata: { 'source-etag': mark.sourceEtag, recipe: mark.recipe },
      }),
    )
  },

  recordReject: async (record, now) => {
    try {
      await ledger.commit([{ item: record, expect: 'absent' }], now)
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
    }
  },
})
