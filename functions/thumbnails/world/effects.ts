import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { clientOptions } from '../../../shared/aws.ts'
import { ConflictError, TransientError } from '../../../shared/errors.ts'
import { focalKey, focusOf } from '../rules/focal-point.ts'
import { placeKey, placeOf } from '../rules/keys.ts'
import type { Change } from '../rules/notification.ts'
import { type Placeholder, placeholderMetadata, readPlaceholder } from '../rules/placeholder.ts'
import { tagged } from '../rules/tag.ts'
import { archiveOf, bareEtag, type Mark, restoreState, type Version } from '../rules/version.ts'

export interface NewThumbnail {
  readonly key: string
  readonly bytes: Uint8Array
  readonly contentType: string
  readonly sourceEtag: string
  readonly recipe: string
  /** Around which it was cut, where its original said so. */
  readonly focalPoint?: string | undefined
  readonly placeholder?: Placeholder | undefined
  /** Pixels. */
  readonly width?: number
  readonly height?: number
  readonly storageClass: 'STANDARD' | 'ONEZONE_IA'
}

/** What the domain needs of S3. Whatever finds something else than it expects throws ConflictError: look again. */
export interface ThumbnailEffects {
  /** The version that is the current one now; undefined when the object is removed. */
  readonly currentVersion: (original: Change) => Promise<Version | undefined>
  /** Bytes of the current version, if it is still that one. @throws ConflictError */
  readonly read: (original: Change, version: Version, from: number, length: number) => Promise<Uint8Array>
  readonly readMark: (key: string) => Promise<Mark | undefined>
  /** Writes a thumbnail if the key is still as it was read: empty, or with that thumbnail. @throws ConflictError */
  readonly write: (thumbnail: NewThumbnail, replaced: Mark | undefined) => Promise<void>
  /** Removes a thumbnail if it is still that one. @throws ConflictError */
  readonly remove: (key: string, mark: Mark) => Promise<void>
  /** Sets our tag on a version, or takes it off, and leaves all others. Where there are ten others it cannot be set. */
  readonly tag: (original: Change, version: Version, cause: string | undefined) => Promise<void>
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

/**
 * 404 and 412: it is not as it was read. 409: somebody is just changing it.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
const asConflict = (error: unknown): never => {
  const status = statusOf(error)
  if (status === 404 || status === 409 || status === 412)
    throw new ConflictError('An object was changed meanwhile', { cause: error })
  throw error
}

/** What a thumbnail's metadata says of a side; nothing where it says no number. */
const pixels = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined

const quoted = (etag: string): string => `"${etag}"`

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects.html */
const isArchived = ({ StorageClass, ArchiveStatus, Restore }: HeadObjectCommandOutput): boolean =>
  (archiveOf(StorageClass) !== undefined || ArchiveStatus !== undefined) && restoreState(Restore) !== 'readable'

/** One day: a thumbnail keeps its key when its original is replaced. */
const cacheControl = 'max-age=86400'

/** The effects on S3. @param thumbnails name of the bucket that thumbnails are written to */
export const awsEffects = (thumbnails: string, s3 = new S3Client(clientOptions)): ThumbnailEffects => ({
  currentVersion: async ({ bucket, key }) => {
    const answer = await orMissing(s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })))
    return (
      answer && {
        etag: bareEtag(answer.ETag),
        versionId: answer.VersionId,
        bytes: answer.ContentLength ?? 0,
        archived: isArchived(answer),
        focus: focusOf(answer.Metadata?.[focalKey]),
      }
    )
  },

  read: async ({ bucket, key }, { etag }, from, length) => {
    const { Body } = await s3
      .send(
        new GetObjectCommand({
          Bucket: bucket,
          Key: key,
          IfMatch: quoted(etag),
          Range: `bytes=${from}-${from + length - 1}`,
        }),
      )
      .catch(asConflict)
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
    if (bytes.length !== length) throw new TransientError(`Got ${bytes.length} of ${length} bytes of an original`)
    return bytes
  },

  readMark: async (key) => {
    const answer = await orMissing(s3.send(new HeadObjectCommand({ Bucket: thumbnails, Key: key })))
    if (!answer) return undefined
    const {
      'source-etag': sourceEtag,
      recipe,
      [focalKey]: focalPoint,
      width,
      height,
      [placeKey]: place,
    } = answer.Metadata ?? {}
    return {
      etag: bareEtag(answer.ETag),
      sourceEtag,
      recipe,
      focalPoint,
      placeholder: readPlaceholder(answer.Metadata),
      contentType: answer.ContentType,
      bytes: answer.ContentLength,
      width: pixels(width),
      height: pixels(height),
      ...(place === undefined || place === placeOf(key) ? {} : { isCopy: true }),
    }
  },

  write: async (
    { key, bytes, contentType, sourceEtag, recipe, focalPoint, placeholder, width, height, storageClass },
    replaced,
  ) => {
    await s3
      .send(
        new PutObjectCommand({
          Bucket: thumbnails,
          Key: key,
          Body: bytes,
          ContentType: contentType,
          CacheControl: cacheControl,
          StorageClass: storageClass,
          Metadata: {
            'source-etag': sourceEtag,
            recipe,
            [placeKey]: placeOf(key),
            ...(focalPoint === undefined ? {} : { [focalKey]: focalPoint }),
            ...placeholderMetadata(placeholder),
            ...(width !== undefined && height !== undefined ? { width: `${width}`, height: `${height}` } : {}),
          },
          ...(replaced ? { IfMatch: quoted(replaced.etag) } : { IfNoneMatch: '*' }),
        }),
      )
      .catch(asConflict)
  },

  remove: async (key, { etag }) => {
    await s3.send(new DeleteObjectCommand({ Bucket: thumbnails, Key: key, IfMatch: quoted(etag) })).catch(asConflict)
  },

  tag: async ({ bucket, key }, { versionId }, cause) => {
    const object = { Bucket: bucket, Key: key, VersionId: versionId }
    const answer = await orMissing(s3.send(new GetObjectTaggingCommand(object)))
    const tags = answer && tagged(answer.TagSet ?? [], cause)
    if (tags) await orMissing(s3.send(new PutObjectTaggingCommand({ ...object, Tagging: { TagSet: [...tags] } })))
  },
})
