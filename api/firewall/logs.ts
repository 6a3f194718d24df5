import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { sourceOf } from '../../functions/firewall/rules/notification.ts'
import type { FirewallSlice, Source } from '../../functions/firewall/rules/slice.ts'
import { errorName, errorText, isAccessDenied } from '../../shared/errors.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'

type Asked = Pick<Deployment, 'outputs' | 'connect'>

/** A log object as it lies in its bucket. */
export interface LogObject {
  readonly source: Source
  readonly bucket: string
  readonly key: string
  readonly bytes: number
  readonly arrivedAt: Date
  /** Its bytes as they are stored. @throws the SDK's errors: it may be gone by now */
  readonly open: () => Promise<AsyncIterable<Uint8Array>>
}

/** The name of a source's bucket. @throws UsageError where the deployment does not have it */
const bucketOf = ({ name, bucket }: Source, { outputs }: Asked): string => {
  if ('name' in bucket) return bucket.name
  const found = Object.values(outputs).find((value) => value.startsWith(bucket.prefix))
  if (found === undefined)
    throw new UsageError(`The source ${name} has no bucket yet: none of the deployment's begins with ${bucket.prefix}.`)
  return found
}

/** What went wrong with a listing, with the fix where there is one. */
const explained = (error: unknown, source: string, bucket: string): unknown => {
  if (isAccessDenied(error))
    return new UsageError(`Your credentials may not list s3://${bucket} (s3:ListBucket): ${errorText(error)}`)
  if (errorName(error) === 'NoSuchBucket')
    return new UsageError(`The source ${source} has the bucket ${bucket}, which does not exist.`)
  return error
}

const clientOf = ({ connect }: Asked): S3Client => connect(S3Client, { followRegionRedirects: true })

interface Time {
  readonly since: Date
  readonly until: Date
}

const logsOf = async (
  source: Source,
  slice: FirewallSlice,
  asked: Asked,
  { since, until }: Time,
): Promise<LogObject[]> => {
  const client = clientOf(asked)
  const bucket = bucketOf(source, asked)
  const found: LogObject[] = []
  let ContinuationToken: string | undefined
  do {
    const list = new ListObjectsV2Command({
      Bucket: bucket,
      ...(source.keyPrefix ? { Prefix: source.keyPrefix } : {}),
      ...(ContinuationToken ? { ContinuationToken } : {}),
    })
    const page = await client.send(list).catch((error: unknown) => {
      throw explained(error, source.name, bucket)
    })
    for (const { Key: key = '', Size: bytes = 0, LastModified: arrivedAt, ETag } of page.Contents ?? []) {
      if (arrivedAt === undefined || arrivedAt < since || arrivedAt >= until) continue
      // Markers of folders are no logs, and of two sources in one bucket one object belongs to one.
      if ((bytes === 0 && key.endsWith('/')) || sourceOf({ bucket, key }, slice)?.name !== source.name) continue
      const open = async () => {
        const get = new GetObjectCommand({ Bucket: bucket, Key: key, ...(ETag ? { IfMatch: ETag } : {}) })
        return (await client.send(get)).Body as unknown as AsyncIterable<Uint8Array>
      }
      found.push({ source, bucket, key, bytes, arrivedAt, open })
    }
    ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (ContinuationToken !== undefined)
  return found
}

/**
 * The log objects of all sources that arrived in a time, in the order of their arrival. What lies in them is not read yet.
 * @throws UsageError where a source's bucket is not deployed; the SDK's errors
 */
export const listLogs = async (
  asked: Asked,
  slice: FirewallSlice,
  since: Date,
  until: Date,
): Promise<readonly LogObject[]> => {
  const bySource = await inParallel(slice.sources, 4, (source) => logsOf(source, slice, asked, { since, until }))
  return bySource.flat().sort((one, other) => one.arrivedAt.getTime() - other.arrivedAt.getTime())
}
