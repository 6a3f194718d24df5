import type { Loose } from './checks.ts'
import { problem } from './explain.ts'
import type { ConfigInput } from './schema.ts'

/** Entries of a list that name a bucket of thumbnails, where the config has none. */
export const ownBucketProblems = (config: Loose<ConfigInput>, path: PropertyKey[], list: unknown): string[] =>
  (config.thumbnails || !Array.isArray(list) ? [] : list).flatMap(
    (entry: Loose<{ bucket: { own: string } }> | null, index) =>
      entry?.bucket?.own
        ? [problem([...path, index, 'bucket'], entry.bucket, "a bucket's name, because thumbnails are not configured")]
        : [],
  )
