import type { InventoryConfiguration, LifecycleRule } from '@aws-sdk/client-s3'
import type { LifecycleConfig } from '../../../shared/config/lifecycle/schema.ts'
import { durationSeconds } from '../../../shared/duration.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { canonical } from '../../../shared/lifecycle/canonical.ts'

const dayMs = 86_400_000

/** Where the reports of one inventory lie: a folder for each, by its date. */
export interface InventoryPlace {
  readonly bucket: string
  /** `prefix/source-bucket/configuration/`, with the slash at the end. */
  readonly base: string
}

/** What a report says of itself in its `manifest.json`. */
export interface Manifest {
  /** When S3 began to look at the bucket. */
  readonly asOf: Date
  readonly format: 'CSV' | 'Parquet'
  /** Names of the columns in their order, as the CSV has them: `Key`, `Size`, `LastModifiedDate`, … */
  readonly columns: readonly string[]
  readonly files: readonly { readonly key: string; readonly bytes: number }[]
}

/** Why a bucket's objects are listed instead: one sentence's part. */
export interface NotUsed {
  readonly instead: string
}

/** The place of an address in a config, such as `s3://reports/daily/shop-logs/all`. */
export const inventoryPlace = (address: string): InventoryPlace => {
  const [, bucket = '', base = ''] = /^s3:\/\/([^/]+)\/?(.*)$/.exec(address) ?? []
  return { bucket, base: base === '' || base.endsWith('/') ? base : `${base}/` }
}

const refused = (reason: string): PermanentError => new PermanentError('inventory', reason)

const asPascal = (column: string): string =>
  column
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')

/** The columns of a Parquet file's schema: `message s3.inventory { required binary bucket (STRING); … }`. */
const parquetColumns = (schema: string): string[] =>
  [...schema.matchAll(/(?:required|optional)\s+\w+\s+(\w+)/g)].map(([, name = '']) => asPascal(name))

/**
 * Reads a `manifest.json`.
 * @throws PermanentError for one of another bucket, of a format that is not read, or without the columns that are needed
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html
 */
export const parseManifest = (text: string, sourceBucket: string): Manifest => {
  const { sourceBucket: found, creationTimestamp, fileFormat, fileSchema, files } = readJson(text)
  if (found !== sourceBucket) throw refused(`the report is about ${String(found)}, not about ${sourceBucket}`)
  if (fileFormat === 'ORC')
    throw refused('the report is in ORC, which is not read: have the inventory written as CSV or Parquet')
  if (fileFormat !== 'CSV' && fileFormat !== 'Parquet')
    throw refused(`the report is in ${String(fileFormat)}, which is not read`)
  if (typeof fileSchema !== 'string' || !Array.isArray(files) || !Number(creationTimestamp))
    throw refused('manifest.json is not one of S3 Inventory')
  const columns = fileFormat === 'CSV' ? fileSchema.split(',').map((name) => name.trim()) : parquetColumns(fileSchema)
  const missing = ['Key', 'Size', 'LastModifiedDate'].filter((name) => !columns.includes(name))
  if (missing.length > 0)
    throw refused(`the report has no ${missing.join(' and no ')}: add it to the optional fields of the inventory`)
  return {
    asOf: new Date(Number(creationTimestamp)),
    format: fileFormat,
    columns,
    files: files.flatMap((file: unknown) => {
      const { key, size } = (file ?? {}) as { readonly key?: unknown; readonly size?: unknown }
      return typeof key === 'string' ? [{ key, bytes: Number(size ?? 0) }] : []
    }),
  }
}

const readJson = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const found: unknown = JSON.parse(text)
    return found !== null && typeof found === 'object' ? (found as Record<string, unknown>) : {}
  } catch {
    throw refused('manifest.json cannot be read as JSON')
  }
}

/** Whether a report has old versions too. */
export const hasVersions = ({ columns }: Pick<Manifest, 'columns'>): boolean => columns.includes('IsLatest')

/** A row as both formats have it. */
export interface InventoryRow {
  readonly Key: string
  readonly Size: number
  readonly LastModified: Date
  readonly IsLatest: boolean
  readonly isMarker: boolean
  readonly StorageClass?: string
}

// In CSV keys are URL-encoded, as a form does it: + is a blank. In Parquet they are not.
const decoded = (key: string): string => {
  if (!/[%+]/.test(key)) return key
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}

/** How a row of the CSV is read, by the columns of its manifest. Undefined for one that is none. */
export const csvRowReader = ({ columns }: Pick<Manifest, 'columns'>) => {
  const at = (name: string): number => columns.indexOf(name)
  const [key, size, modified, latest, marker, storageClass] = [
    at('Key'),
    at('Size'),
    at('LastModifiedDate'),
    at('IsLatest'),
    at('IsDeleteMarker'),
    at('StorageClass'),
  ]
  return (fields: readonly string[]): InventoryRow | undefined => {
    const LastModified = new Date(fields[modified] ?? '')
    if (fields[key] === undefined || Number.isNaN(LastModified.getTime())) return undefined
    const its = storageClass < 0 ? undefined : fields[storageClass]
    return {
      Key: decoded(fields[key]),
      Size: Number(fields[size] || 0),
      LastModified,
      IsLatest: latest < 0 || fields[latest] === 'true',
      isMarker: marker >= 0 && fields[marker] === 'true',
      ...(its ? { StorageClass: its } : {}),
    }
  }
}

/** How a row of a Parquet file is read, which has its columns by name and its values by type. */
export const parquetRow = (row: Readonly<Record<string, unknown>>): InventoryRow | undefined => {
  const { key, size, last_modified_date: at, is_latest, is_delete_marker, storage_class } = row
  const LastModified = new Date(at instanceof Date ? at : Number(at))
  if (typeof key !== 'string' || Number.isNaN(LastModified.getTime())) return undefined
  return {
    Key: key,
    Size: Number(size ?? 0),
    LastModified,
    IsLatest: is_latest === undefined || is_latest === null || is_latest === true,
    isMarker: is_delete_marker === true,
    ...(typeof storage_class === 'string' ? { StorageClass: storage_class } : {}),
  }
}

interface Wanted {
  /** The bucket that is looked at. */
  readonly bucket: string
  /** Beginnings of the keys that the rules are for. */
  readonly prefixes: readonly string[]
  /** Whether old versions must be in it. */
  readonly versions: boolean
  /** Buckets whose reports may be read. */
  readonly from: readonly string[]
}

/**
 * Which of a bucket's inventories says what rules with these prefixes are for, and where its reports lie.
 * CSV before Parquet, and daily before weekly.
 */
export const chooseInventory = (
  configurations: readonly InventoryConfiguration[],
  { bucket, prefixes, versions, from }: Wanted,
): InventoryPlace | NotUsed => {
  const enabled = configurations.filter(({ IsEnabled }) => IsEnabled)
  if (enabled.length === 0) return { instead: 'the bucket has no inventory' }
  const all = enabled.flatMap((each) => {
    const { Bucket = '', Format, Prefix } = each.Destination?.S3BucketDestination ?? {}
    const place = {
      bucket: Bucket.split(':').at(-1) ?? '',
      base: `${Prefix ? `${Prefix.replace(/\/$/, '')}/` : ''}${bucket}/${each.Id}/`,
    }
    const within = each.Filter?.Prefix ?? ''
    const why = !prefixes.every((prefix) => prefix.startsWith(within))
      ? `${each.Id} has only what begins with ${within}`
      : versions && each.IncludedObjectVersions !== 'All'
        ? `${each.Id} has no old versions`
        : Format === 'ORC'
          ? `${each.Id} is in ORC, which is not read`
          : !from.includes(place.bucket)
            ? `lifecycle.inventory.from does not name ${place.bucket}, where ${each.Id} is written to`
            : undefined
    return [{ place, why, rank: (Format === 'CSV' ? 0 : 2) + (each.Schedule?.Frequency === 'Daily' ? 0 : 1) }]
  })
  const [best] = all.filter(({ why }) => why === undefined).toSorted((one, other) => one.rank - other.rank)
  return best ? best.place : { instead: all.map(({ why }) => why).join('; ') }
}

/** Names of the folders of reports: when S3 began, to the minute, in UTC. */
export const reportFolder = (at: Date): string => `${at.toISOString().slice(0, 16).replace(':', '-')}Z`

/** The folders among these that are reports, the newest first. */
export const reportFolders = (folders: readonly string[]): string[] =>
  folders
    .filter((folder) => /\/?\d{4}-\d{2}-\d{2}T\d{2}-\d{2}Z\/$/.test(folder))
    .toSorted((one, other) => (one < other ? 1 : -1))

/** Whether rules delete, by then, what was written, or replaced, after a report was made: its count is then not all. */
export const reachesNewer = (rules: readonly LifecycleRule[], asOf: Date, until: Date): boolean =>
  rules.some((rule) => {
    const { expires, oldExpires } = canonical(rule)
    const isDue = (days: number | undefined): boolean =>
      days !== undefined && asOf.getTime() + days * dayMs <= until.getTime()
    return (
      isDue(expires?.days) ||
      isDue(oldExpires?.days) ||
      (expires?.date !== undefined && new Date(expires.date) <= until)
    )
  })

/** Which reports are read, by the config; undefined for none. */
export const reportsOf = ({
  inventory,
  buckets,
}: Pick<LifecycleConfig, 'inventory' | 'buckets'>):
  | { readonly from: readonly string[]; readonly maxAgeMs: number }
  | undefined =>
  inventory || buckets.some((each) => each.inventory !== undefined)
    ? { from: inventory?.from ?? [], maxAgeMs: durationSeconds(inventory?.noOlderThan ?? '8 days') * 1_000 }
    : undefined
