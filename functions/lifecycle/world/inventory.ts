import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import {
  GetObjectCommand,
  type InventoryConfiguration,
  type LifecycleRule,
  ListBucketInventoryConfigurationsCommand,
  ListObjectsV2Command,
  type S3Client,
} from '@aws-sdk/client-s3'
import { errorName } from '../../../shared/errors.ts'
import { explainFailure } from '../rules/failure.ts'
import {
  chooseInventory,
  csvRowReader,
  hasVersions,
  type InventoryPlace,
  type InventoryRow,
  inventoryPlace,
  type Manifest,
  type NotUsed,
  parseManifest,
  reportFolder,
  reportFolders,
} from '../rules/inventory.ts'
import type { BucketState } from '../rules/plan.ts'
import type { Listed } from '../rules/shortening.ts'
import { csvOf } from './csv.ts'
import { prefixesOf, versionsOf } from './sample.ts'

type S3 = Pick<S3Client, 'send'>

/** Which reports are read. */
export interface InventoryChoice {
  /** Buckets whose reports may be read, as the buckets' own configurations name them. */
  readonly from: readonly string[]
  /** Milliseconds; an older report is not read. */
  readonly maxAgeMs: number
}

/** What is asked of an inventory. */
export interface InventoryQuestion {
  readonly bucket: string
  readonly rules: readonly LifecycleRule[]
  readonly state: Pick<BucketState, 'versioned' | 'suspended'>
  /** Where the config says that the reports lie. */
  readonly address?: string | undefined
  readonly now: Date
}

/** A report that says what is in a bucket. */
export interface InventoryReport {
  readonly asOf: Date
  /** What is in the bucket, some at a time, in the order of the report. @throws what S3, the gzip or the format has against it */
  readonly objects: () => AsyncGenerator<readonly Listed[], void>
}

/** Rows of one key that are held at once, so that one key with very many versions takes no more memory. */
const mostVersions = 10_000

async function* textOf(s3: S3, Bucket: string, Key: string): AsyncGenerator<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  const bytes = Body as Readable
  const unpacked = Key.endsWith('.gz') ? createGunzip() : undefined
  if (unpacked) {
    bytes.on('error', (error) => unpacked.destroy(error))
    bytes.pipe(unpacked)
  }
  try {
    const decoder = new TextDecoder()
    for await (const chunk of unpacked ?? bytes) yield decoder.decode(chunk as Buffer, { stream: true })
    yield decoder.decode()
  } finally {
    // Whoever has read enough leaves the rest with S3.
    bytes.destroy()
  }
}

async function* csvRows(s3: S3, bucket: string, manifest: Manifest): AsyncGenerator<readonly InventoryRow[]> {
  const read = csvRowReader(manifest)
  for (const { key } of manifest.files)
    for await (const records of csvOf(textOf(s3, bucket, key))) yield records.flatMap((fields) => read(fields) ?? [])
}

async function* parquetRows(s3: S3, bucket: string, manifest: Manifest): AsyncGenerator<readonly InventoryRow[]> {
  const { parquetFileRows } = await import('./parquet.ts')
  for (const file of manifest.files) yield* parquetFileRows(s3, bucket, file)
}

/**
 * Versions of rows, those of one key together as far as they stand together. A version whose successor stands elsewhere counts as
 * replaced when it was written: as old as can be.
 */
async function* listedOf(
  pages: AsyncIterable<readonly InventoryRow[]>,
  isVersioned: boolean,
): AsyncGenerator<readonly Listed[], void> {
  let open: InventoryRow[] = []
  for await (const rows of pages) {
    if (!isVersioned) {
      yield rows.flatMap(({ Key, Size, LastModified, StorageClass, isMarker }) =>
        isMarker
          ? []
          : [{ key: Key, size: Size, modified: LastModified, ...(StorageClass ? { storageClass: StorageClass } : {}) }],
      )
      continue
    }
    const all = [...open, ...rows]
    const last = all.at(-1)?.Key
    const cut = all.findLastIndex(({ Key }) => Key !== last) + 1
    open = all.length - cut > mostVersions ? [] : all.slice(cut)
    yield versionsOf(open.length === 0 ? all : all.slice(0, cut))
  }
  if (open.length > 0) yield versionsOf(open)
}

const configurationsOf = async (s3: S3, Bucket: string): Promise<InventoryConfiguration[]> => {
  const found: InventoryConfiguration[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await s3.send(new ListBucketInventoryConfigurationsCommand({ Bucket, ContinuationToken }))
    found.push(...(page.InventoryConfigurationList ?? []))
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  return found
}

const manifestText = async (s3: S3, Bucket: string, Key: string): Promise<string | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    return (await Body?.transformToString()) ?? ''
  } catch (error) {
    // S3 writes it last: a report without one is not complete yet.
    if (errorName(error) === 'NoSuchKey') return undefined
    throw error
  }
}

/** The text of the newest report's manifest that is there and not too old. */
const newestManifest = async (
  s3: S3,
  { bucket: Bucket, base }: InventoryPlace,
  since: Date,
): Promise<string | undefined> => {
  const folders: string[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: base,
        Delimiter: '/',
        ...(ContinuationToken ? { ContinuationToken } : { StartAfter: `${base}${reportFolder(since)}` }),
      }),
    )
    folders.push(...(page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []))
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
  for (const folder of reportFolders(folders)) {
    const text = await manifestText(s3, Bucket, `${folder}manifest.json`)
    if (text !== undefined) return text
  }
  return undefined
}

/**
 * Finds the newest report of S3 Inventory that says what rules would delete of a bucket, or why none does.
 * It throws nothing: what fails is a reason to list the bucket instead.
 */
export const findInventory = async (
  s3: S3,
  { from, maxAgeMs }: InventoryChoice,
  { bucket, rules, state, address, now }: InventoryQuestion,
): Promise<InventoryReport | NotUsed> => {
  const isVersioned = state.versioned === true || state.suspended === true
  const versions = isVersioned && rules.some((rule) => rule.NoncurrentVersionExpiration !== undefined)
  try {
    const place = address
      ? inventoryPlace(address)
      : chooseInventory(await configurationsOf(s3, bucket), { bucket, prefixes: prefixesOf(rules), versions, from })
    if ('instead' in place) return place
    const since = new Date(now.getTime() - maxAgeMs)
    const text = await newestManifest(s3, place, since)
    if (text === undefined)
      return { instead: `no report since ${since.toISOString().slice(0, 10)} under s3://${place.bucket}/${place.base}` }
    const manifest = parseManifest(text, bucket)
    if (manifest.asOf < since) return { instead: `the newest report is of ${manifest.asOf.toISOString().slice(0, 10)}` }
    if (versions && !hasVersions(manifest)) return { instead: 'the report has no old versions' }
    const rows = manifest.format === 'CSV' ? csvRows : parquetRows
    return {
      asOf: manifest.asOf,
      objects: () => listedOf(rows(s3, place.bucket, manifest), isVersioned && hasVersions(manifest)),
    }
  } catch (error) {
    return { instead: explainFailure(error).reason }
  }
}
