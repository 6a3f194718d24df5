import {
  type LifecycleRule,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3'
import { canonical } from '../../../shared/lifecycle/canonical.ts'
import type { BucketState } from '../rules/plan.ts'
import type { Listed, Sample } from '../rules/shortening.ts'

/** Newer versions that a rule can spare at most. */
const mostKept = 100
/** Pages of 1,000 keys that are read of a bucket at most. */
const mostPages = 5

/** Prefixes of the rules, without those that another one covers. */
export const prefixesOf = (rules: readonly LifecycleRule[]): string[] => {
  const all = [...new Set(rules.map((rule) => canonical(rule).prefix))]
  return all.filter((prefix) => !all.some((other) => other !== prefix && prefix.startsWith(other)))
}

interface Entry extends Pick<ObjectVersion, 'Key' | 'Size' | 'LastModified' | 'IsLatest'> {
  readonly StorageClass?: string | undefined
  readonly isMarker: boolean
}

/**
 * Versions in the order of the listing, each with when the one above it was made and how many noncurrent ones are above it.
 * Markers are above what they hide, and are no objects themselves.
 */
export const versionsOf = (entries: readonly Entry[]): Listed[] => {
  const byKey = Map.groupBy(entries, ({ Key = '' }) => Key)
  return [...byKey].flatMap(([key, all]) => {
    const newestFirst = all.toSorted(
      (one, other) =>
        Number(other.IsLatest === true) - Number(one.IsLatest === true) ||
        Number(other.LastModified ?? 0) - Number(one.LastModified ?? 0),
    )
    // The newest of them may stand on the page before: then it has as many above it as a rule can ask for.
    let newer = newestFirst[0]?.IsLatest === false ? mostKept : 0
    return newestFirst.flatMap(({ Size = 0, LastModified, StorageClass, IsLatest, isMarker }, index): Listed[] => {
      // What is above may stand on the page before: then it counts as old as can be.
      const above = newestFirst[index - 1]?.LastModified ?? (IsLatest === false ? LastModified : undefined)
      if (isMarker || !LastModified) return []
      const listed: Listed = {
        key,
        size: Size,
        modified: LastModified,
        ...(StorageClass ? { storageClass: StorageClass } : {}),
        ...(above ? { replaced: above, newer } : {}),
      }
      if (above) newer += 1
      return [listed]
    })
  })
}

/** Reads at most some thousand of the versions that rules are for, in the order of their keys; with versioning the old ones too. */
export const sampleBucket = async (
  client: Pick<S3Client, 'send'>,
  Bucket: string,
  rules: readonly LifecycleRule[],
  { versioned, suspended }: Pick<BucketState, 'versioned' | 'suspended'>,
): Promise<Sample> => {
  const objects: Listed[] = []
  const prefixes = prefixesOf(rules)
  const pages = Math.max(1, Math.floor(mostPages / prefixes.length))
  let complete = true
  for (const Prefix of prefixes.slice(0, mostPages)) {
    let after: { KeyMarker?: string; VersionIdMarker?: string; ContinuationToken?: string } | undefined = {}
    for (let page = 0; page < pages && after; page += 1) {
      if (versioned || suspended) {
        const { KeyMarker, VersionIdMarker } = after
        const found: Awaited<ReturnType<typeof listVersions>> = await listVersions(client, {
          Bucket,
          Prefix,
          KeyMarker,
          VersionIdMarker,
        })
        objects.push(...versionsOf(found.entries))
        after = found.next
      } else {
        const found = await client.send(
          new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken: after.ContinuationToken }),
        )
        objects.push(
          ...(found.Contents ?? []).flatMap(({ Key = '', Size = 0, LastModified, StorageClass }): Listed[] =>
            LastModified
              ? [
                  {
                    key: Key,
                    size: Size,
                    modified: LastModified,
                    ...(StorageClass ? { storageClass: StorageClass } : {}),
                  },
                ]
              : [],
          ),
        )
        after = found.NextContinuationToken ? { ContinuationToken: found.NextContinuationToken } : undefined
      }
    }
    if (after) complete = false
  }
  return { objects, complete: complete && prefixes.length <= mostPages, source: 'a listing' }
}

const listVersions = async (
  client: Pick<S3Client, 'send'>,
  input: { Bucket: string; Prefix: string; KeyMarker: string | undefined; VersionIdMarker: string | undefined },
) => {
  const found = await client.send(new ListObjectVersionsCommand(input))
  const entries: Entry[] = [
    ...(found.Versions ?? []).map((each) => ({ ...each, isMarker: false })),
    ...(found.DeleteMarkers ?? []).map((each) => ({ ...each, Size: 0, StorageClass: undefined, isMarker: true })),
  ]
  return {
    entries,
    next: found.IsTruncated
      ? { KeyMarker: found.NextKeyMarker ?? '', VersionIdMarker: found.NextVersionIdMarker ?? '' }
      : undefined,
  }
}
