import type { Focus } from './focal-point.ts'
import type { Placeholder } from './placeholder.ts'

/** One version of an original. */
export interface Version {
  /** Without quotes. */
  readonly etag: string
  readonly versionId?: string | undefined
  readonly bytes: number
  /** Whether it lies in an archive, from which nothing can be read before it is restored. */
  readonly archived?: boolean
  /** Where its metadata says to look. */
  readonly focus?: Focus | undefined
}

/** What is at the key of a thumbnail, and what it says of where it came from. */
export interface Mark {
  /** The thumbnail's own, without quotes. */
  readonly etag: string
  readonly sourceEtag?: string | undefined
  /** Hash of the recipe. */
  readonly recipe?: string | undefined
  /** Around which it was cut, where its original said so: `0.3,0.7`. */
  readonly focalPoint?: string | undefined
  readonly placeholder?: Placeholder | undefined
  readonly contentType?: string | undefined
  readonly bytes?: number | undefined
  /** Pixels. Left out by older releases. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** Whether it says that we wrote it at another key: somebody has copied it. Older releases say nothing of that. */
  readonly isCopy?: true
}

/** An ETag without the quotes that S3 puts around it. */
export const bareEtag = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '')

/** A storage class from which nothing can be read before it is restored. */
export type Archive = 'GLACIER' | 'DEEP_ARCHIVE'

/** The archive that a storage class is; undefined for those from which anything can be read. */
export const archiveOf = (storageClass: string | undefined): Archive | undefined =>
  storageClass === 'GLACIER' || storageClass === 'DEEP_ARCHIVE' ? storageClass : undefined

/**
 * What the header `x-amz-restore` of an archived object says: somebody has asked for it, or it can be read for some days.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export const restoreState = (header: string | undefined): 'under-way' | 'readable' | undefined => {
  if (header?.includes('ongoing-request="true"')) return 'under-way'
  return header?.includes('ongoing-request="false"') ? 'readable' : undefined
}
