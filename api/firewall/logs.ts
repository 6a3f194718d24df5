import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { isOtherLog, isTestObject } from '../../functions/firewall/rules/other-objects.ts'
import type { FirewallSlice, Source } from '../../functions/firewall/rules/slice.ts'
import { errorName, errorText, isAccessDenied } from '../../shared/errors.ts'
import { inParallel } from '../../shared/in-parallel.ts'
import type { Deployment } from '../deployment.ts'
import { UsageError } from '../usage-error.ts'

type Asked = Pick<Deployment, 'output' | 'connect'>

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

/** The outputs that name the buckets of sources which the config does not name: only CloudFormation knows the ends of their names. */
export const ownOutputs: Readonly<Record<string, string>> = {
  web: 'AccessLogsBucket',
  edge: 'FirewallLogsBucket',
  view: 'FirewallLogsBucket',
  logs: 'FirewallLogsBucket',
}

/** The name of a source's bucket. @throws UsageError where the deployment does not have it */
const bucketOf = ({ name, bucket }: Source, { output }: Asked): string =>
  'name' in bucket ? bucket.name : output(ownOutputs[name] ?? 'FirewallLogsBucket')

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

/** A source and where its objects lie. */
interface Place {
  readonly source: Source
  readonly bucket: string
}

const prefixOf = ({ source }: Place): string => source.keyPrefix ?? ''

/** Whether an object of a bucket belongs to a source: of several in one bucket to the one with the longest prefix. */
const owns = (place: Place, key: string, places: readonly Place[]): boolean =>
  !places.some(
    (other) =>
      other.bucket === place.bucket &&
      key.startsWith(prefixOf(other)) &&
      prefixOf(other).length > prefixOf(place).length,
  )

const logsOf = async (
  place: Place,
  places: readonly Place[],
  asked: Asked,
  { since, until }: Time,
): Promise<LogObject[]> => {
  const client = clientOf(asked)
  const { source, bucket } = place
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
      // Markers of folders and objects with which AWS tests the bucket are no logs, and of two sources in one bucket one object belongs to one.
      if ((bytes === 0 && key.endsWith('/')) || isTestObject(key) || isOtherLog(key) || !owns(place, key, places))
        continue
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
  const places = slice.sources.map((source) => ({ source, bucket: bucketOf(source, asked) }))
  const bySource = await inParallel(places, 4, (place) => logsOf(place, places, asked, { since, until }))
  return bySource.flat().sort((one, other) => one.arrivedAt.getTime() - other.arrivedAt.getTime())
}
