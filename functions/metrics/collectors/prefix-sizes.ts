import { prefixFault } from '../../../shared/config/lifecycle/filters.ts'
import { configuredCollector, type Reading, type SchemaKit } from './collector.ts'
import { bucketName, listObjects, mostPages, type ObjectPage } from './newest-object.ts'

export interface PrefixSize {
  readonly bytes: number
  readonly objects: number
  /** False where there were more objects than are looked at. */
  readonly complete: boolean
}

/** Adds up the pages of a listing. */
export const addUpSizes = async (
  list: (from: string | undefined) => Promise<ObjectPage>,
  pages = mostPages,
): Promise<PrefixSize> => {
  let [bytes, count] = [0, 0]
  let from: string | undefined
  for (let page = 0; page < pages; page += 1) {
    const { objects, next } = await list(from)
    count += objects.length
    bytes += objects.reduce((sum, { size }) => sum + size, 0)
    if (next === undefined) return { bytes, objects: count, complete: true }
    from = next
  }
  return { bytes, objects: count, complete: false }
}

/** Bytes and objects, and 1 or 0 for whether every object was looked at. Where not, there is no size: a part of it would look like a loss. */
export const measurePrefixSize = ({ bytes, objects, complete }: PrefixSize): Reading[] => [
  ...(complete
    ? [
        { name: 'PrefixBytes', value: bytes, unit: 'Bytes' as const },
        { name: 'PrefixObjects', value: objects, unit: 'Count' as const },
      ]
    : []),
  { name: 'PrefixComplete', value: complete ? 1 : 0, unit: 'None' },
]

/** Prefixes whose objects are counted and added up; up to 10,000 objects each. */
export const prefixSizes = configuredCollector({
  kind: 'prefix-size',
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
  text: ({ bucket, prefix }) => `size of bucket ${bucket}${prefix === '' ? '' : `, keys under ${prefix}`}`,
  dimensions: ({ bucket, prefix }) => ({ Bucket: bucket, Prefix: prefix }),
  read: async ({ bucket, prefix }, sources) =>
    measurePrefixSize(await addUpSizes((from) => listObjects(bucket, prefix, from, sources))),
  statements: ({ bucket, prefix }, arns) => [
    {
      actions: ['s3:ListBucket'],
      resources: [arns.bucket(bucket)],
      ...(prefix === '' ? {} : { conditions: { StringEquals: { 's3:prefix': prefix } } }),
    },
  ],
  metrics: ['PrefixBytes', 'PrefixObjects', 'PrefixComplete'],
})
