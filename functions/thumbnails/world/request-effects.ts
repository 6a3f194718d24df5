import { GetObjectCommand, ListObjectsV2Command, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { SignatureV4 } from '@smithy/signature-v4'
import { clientOptions } from '../../../shared/aws.ts'
import { TransientError } from '../../../shared/errors.ts'
import type { Refusal } from '../rules/refusal.ts'
import { bareEtag } from '../rules/version.ts'
import { awsEffects, type ThumbnailEffects } from './effects.ts'

/** What is kept of a picture on request: the picture, or why there can be none of this size. */
export type Kept =
  | {
      readonly contentType: string
      /** Without quotes. */
      readonly etag: string
      /** Nothing where they are too many for an answer of the function. */
      readonly bytes: Uint8Array | undefined
      readonly refusal?: undefined
    }
  | { readonly refusal: Refusal }

/** What pictures on request need of S3. */
export interface RequestEffects extends ThumbnailEffects {
  readonly readKept: (slot: string) => Promise<Kept | undefined>
  /** How many objects stand under a prefix, counted up to `most`. */
  readonly count: (prefix: string, most: number) => Promise<number>
  /** An address of S3 by which anyone reads the picture for some seconds. */
  readonly linkTo: (slot: string, seconds: number) => Promise<string>
}

/** What a refusal of a size is kept as: no picture has this type. */
export const refusalType = 'application/json'

/**
 * Bytes that an answer has at most: Lambda takes 6 MB of JSON, in which they are written in base64.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const mostAnswered = 4_400_000

/** @param thumbnails name of the bucket */
export const requestEffects = (thumbnails: string, s3 = new S3Client(clientOptions)): RequestEffects => ({
  ...awsEffects(thumbnails, s3),

  readKept: async (slot) => {
    try {
      const {
        Body,
        ContentLength = 0,
        ContentType = '',
        ETag,
      } = await s3.send(new GetObjectCommand({ Bucket: thumbnails, Key: slot }))
      if (ContentLength > mostAnswered) {
        // It is not read, and its connection not kept for it.
        if (Body && 'destroy' in Body && typeof Body.destroy === 'function') Body.destroy()
        return { contentType: ContentType, etag: bareEtag(ETag), bytes: undefined }
      }
      const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array()
      if (bytes.length !== ContentLength)
        throw new TransientError(`Got ${bytes.length} of ${ContentLength} bytes of a picture`)
      return ContentType === refusalType
        ? { refusal: JSON.parse(Buffer.from(bytes).toString()) as Refusal }
        : { contentType: ContentType, etag: bareEtag(ETag), bytes }
    } catch (error) {
      if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined
      throw error
    }
  },

  count: async (Prefix, MaxKeys) =>
    (await s3.send(new ListObjectsV2Command({ Bucket: thumbnails, Prefix, MaxKeys }))).KeyCount ?? 0,

  linkTo: async (slot, expiresIn) => {
    const { config } = s3
    const endpoint = await config.endpointProvider({
      Region: await config.region(),
      Bucket: thumbnails,
      Key: slot,
      ForcePathStyle: config.forcePathStyle,
      ...(process.env.AWS_ENDPOINT_URL ? { Endpoint: process.env.AWS_ENDPOINT_URL } : {}),
    })
    const { protocol, hostname, port, pathname } = endpoint.url
    const signer = new SignatureV4({
      service: 's3',
      region: config.region,
      credentials: config.credentials,
      sha256: config.sha256,
      uriEscapePath: false,
    })
    const path = `${pathname.replace(/\/$/, '')}/${slot.split('/').map(encodeURIComponent).join('/')}`
    const { query = {} } = await signer.presign(
      {
        method: 'GET',
        protocol,
        hostname,
        ...(port ? { port: Number(port) } : {}),
        path,
        query: {},
        // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
        headers: { host: port ? `${hostname}:${port}` : hostname, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
      },
      { expiresIn },
    )
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    )
    return `${protocol}//${hostname}${port ? `:${port}` : ''}${path}?${search}`
  },
})
