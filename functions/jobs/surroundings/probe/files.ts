import { HeadBucketCommand, ListObjectsV2Command, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import type { Glance } from '../../../../shared/glance.ts'
import { objectOf } from '../../../../shared/object-arn.ts'
import type { FileFacts } from '../facts.ts'
import { objectText } from '../needs.ts'

interface BucketAnswer {
  readonly name?: string
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> }
}

/** Where a bucket lies: S3 says it even to those who may not look into it. `false`: there is no such bucket. */
const regionOfBucket = async (client: S3Client, Bucket: string, send: object): Promise<string | false | undefined> => {
  try {
    return (await client.send(new HeadBucketCommand({ Bucket }), send)).BucketRegion
  } catch (error) {
    const { name, $response } = error as BucketAnswer
    const region = $response?.headers?.['x-amz-bucket-region']
    if (region !== undefined) return region
    if (name === 'NotFound' || name === 'NoSuchBucket') return false
    throw error
  }
}

/** Whether environment files are there, without reading them. https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const lookAtFiles = async (
  arns: readonly string[],
  glance: Glance,
  options: S3ClientConfig,
): Promise<FileFacts[]> => {
  if (arns.length === 0) return []
  const client = new S3Client(options)
  return Promise.all(
    arns.map(async (arn): Promise<FileFacts> => {
      const { bucket, key } = objectOf(arn)
      const region = await glance(`the bucket ${bucket}`, (send) => regionOfBucket(client, bucket, send))
      if (region === false) return { arn, state: 'no-bucket' }
      const there = await glance(objectText(arn), (send) =>
        (region === undefined ? client : new S3Client({ ...options, region })).send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: key, MaxKeys: 1 }),
          send,
        ),
      )
      if (!there) return { arn, region, state: 'unknown' }
      return { arn, region, state: there.Contents?.[0]?.Key === key ? 'there' : 'no-object' }
    }),
  )
}
