import { prefixFault } from '../../../shared/config/lifecycle/filters.ts'
import type { OwnBucket } from '../../../shared/config/values.ts'
import { secondsBetween } from './age.ts'
import { configuredCollector, type DeployedNames, type Reading, type SchemaKit, type Sources } from './collector.ts'

export interface Newest {
  /** Undefined where there is no object. */
  readonly newest: Date | undefined
  /** False where there were more objects than are looked at. */
  readonly complete: boolean
}

/** One page of a listing, up to 1,000 objects. */
export interface ObjectPage {
  readonly objects: readonly { readonly key: string; readonly size: number; readonly modifiedAt: Date }[]
  /** Where the next page starts; undefined on the last one. */
  readonly next: string | undefined
}

/**
 * Pages that are looked at. S3 lists by key and not by time, so the newest object may be anywhere; every page costs
 * $0.000005: at every 5 minutes, ten of them are $0.43 a month for a full prefix.
 */
export const mostPages = 10

// The S3 console makes an empty object with such a key when someone makes a folder.
const isFolder = ({ key, size }: ObjectPage['objects'][number]): boolean => size === 0 && key.endsWith('/')

/** Looks through the pages of a listing for the newest object. */
export const findNewest = async (
  list: (from: string | undefined) => Promise<ObjectPage>,
  pages = mostPages,
): Promise<Newest> => {
  let newest: Date | undefined
  let from: string | undefined
  for (let page = 0; page < pages; page += 1) {
    const { objects, next } = await list(from)
    for (const object of objects)
      if (!isFolder(object) && (newest === undefined || object.modifiedAt > newest)) newest = object.modifiedAt
    if (next === undefined) return { newest, complete: true }
    from = next
  }
  return { newest, complete: false }
}

/** One page of a bucket's listing. */
export const listObjects = async (
  Bucket: string,
  prefix: string,
  from: string | undefined,
  sources: Sources,
): Promise<ObjectPage> => {
  const { ListObjectsV2Command, S3Client } = await import('../../../shared/sdk/s3.ts')
  const { Contents = [], NextContinuationToken } = await sources.client(S3Client).send(
    new ListObjectsV2Command({
      Bucket,
      ...(prefix === '' ? {} : { Prefix: prefix }),
      ...(from === undefined ? {} : { ContinuationToken: from }),
    }),
  )
  const objects = Contents.flatMap(({ Key: key = '', Size: size = 0, LastModified: modifiedAt }) =>
    modifiedAt ? [{ key, size, modifiedAt }] : [],
  )
  return { objects, next: NextContinuationToken }
}

/**
 * Age of the newest object, and 1 or 0 for whether every object was looked at. Where not, there is no age: the newest one
 * may be among the others, and a number that is wrong by any amount would page for nothing.
 */
export const measureNewestObject = ({ newest, complete }: Newest, now: Date): Reading[] => [
  ...(newest && complete
    ? [{ name: 'NewestObjectAge', value: secondsBetween(newest, now), unit: 'Seconds' as const }]
    : []),
  { name: 'NewestObjectComplete', value: complete ? 1 : 0, unit: 'None' },
]

/** The name of a bucket of the config. @throws Error when a bucket of Nightshift's own is not deployed */
export const bucketName = (bucket: string | OwnBucket, deployed: DeployedNames): string => {
  if (typeof bucket === 'string') return bucket
  const name = deployed[bucket.own === 'uploads' ? 'UPLOADS_BUCKET' : 'THUMBNAILS_BUCKET']
  if (!name) throw new Error(`The deployment did not name its bucket of ${bucket.own}.`)
  return name
}

/** Prefixes under which something new should keep arriving; up to 10,000 objects each. */
export const newestObject = configuredCollector({
  kind: 'newest-object',
  schema: ({ z, bucketSchema, faultless }: SchemaKit) =>
    z
      .array(
        z.strictObject({
          bucket: bucketSchema,
          prefix: faultless(z.string('the beginning of keys, such as logs/'), prefixFault).default(''),
        }),
      )
      .default([]),
  places: (named, { deployed }) =>
    named.map(({ bucket, prefix }) => ({ bucket: bucketName(bucket, deployed), prefix })),
  text: ({ bucket, prefix }) => `bucket ${bucket}${prefix === '' ? '' : `, keys under ${prefix}`}`,
  dimensions: ({ bucket, prefix }) => ({ Bucket: bucket, Prefix: prefix }),
  read: async ({ bucket, prefix }, sources, now) =>
    measureNewestObject(await findNewest((from) => listObjects(bucket, prefix, from, sources)), now),
  statements: ({ bucket, prefix }, arns) => [
    {
      actions: ['s3:ListBucket'],
      resources: [arns.bucket(bucket)],
      ...(prefix === '' ? {} : { conditions: { StringEquals: { 's3:prefix': prefix } } }),
    },
  ],
  metrics: ['NewestObjectAge', 'NewestObjectComplete'],
  shown: { name: 'NewestObjectAge', statistic: 'Maximum' },
})
