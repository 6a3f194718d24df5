import type { ConfigChecks } from '../checks.ts'
import { problem } from '../explain.ts'
import { isOwnBucket } from './existing.ts'

/** A thumbnail in a watched bucket would get thumbnails itself, and these too, without end. */
export const thumbnailsChecks: ConfigChecks = {
  problems: ({ name, thumbnails }) => {
    if (typeof name !== 'string' || !Array.isArray(thumbnails?.existing)) return []
    return thumbnails.existing.flatMap((entry, index) => {
      const bucket: unknown = entry?.bucket
      if (typeof bucket !== 'string' || !isOwnBucket(bucket, name)) return []
      const allowed =
        'a bucket that is not of this deployment: uploads are watched already, and thumbnails of thumbnails would never end'
      return [problem(['thumbnails', 'existing', index, 'bucket'], bucket, allowed)]
    })
  },
}
