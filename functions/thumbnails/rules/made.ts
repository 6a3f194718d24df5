import { createHash } from 'node:crypto'
import { dotSegment } from '../../../shared/config/thumbnails/key-template.ts'
import { addressOf } from './address.ts'
import { focalText } from './focal-point.ts'
import type { Change } from './notification.ts'
import type { Placeholder } from './placeholder.ts'
import type { Version } from './version.ts'

/** One thumbnail that is there. Those that an older release made do not say how large they are. */
export interface There {
  /** Name of its size. */
  readonly size: string
  readonly key: string
  readonly contentType?: string | undefined
  readonly bytes?: number | undefined
  /** Pixels. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** Only where the recipe wants it. */
  readonly placeholder?: Placeholder | undefined
}

/** What the team's own application is told: the thumbnails of this version are there. */
export interface Made {
  /** The same whenever the same is said again: it comes at least once. */
  readonly id: string
  /** ISO 8601 */
  readonly at: string
  readonly original: Change & Version
  /** Where the thumbnails are. */
  readonly bucket: string
  /** Largest first. `address` is without a signature, and only there where the config has a view. */
  readonly thumbnails: readonly (There & { readonly address?: string })[]
  /** What is odd about the original, for a person. */
  readonly warnings?: readonly string[]
}

/** Source and name of the event on a bus. Not the source of signals: alerts hears those. */
export const madeSource = 'nightshift.thumbnails'
export const madeName = 'thumbnails.made'

/** Where thumbnails are, and their address where they are served. */
export interface MadePlace {
  readonly bucket: string
  readonly view?: string | undefined
}

/** The thumbnails of a version, and how they came to be. */
export interface MadeBy {
  /** Hash of the recipe. */
  readonly recipe: string
  readonly thumbnails: readonly There[]
  readonly warnings?: readonly string[] | undefined
}

/**
 * The event that the thumbnails of a version are there.
 * The same version made by another recipe, or cut around another point, is another event.
 */
export const madeOf = (
  { bucket, key }: Change,
  { etag, versionId, bytes, focus }: Version,
  { recipe, thumbnails, warnings }: MadeBy,
  place: MadePlace,
  now: Date,
): Made => {
  const focal = focus ? [focalText(focus.point)] : []
  return {
    id: createHash('sha256')
      .update(JSON.stringify([bucket, key, etag, versionId, recipe, thumbnails.map((each) => each.key), ...focal]))
      .digest('hex')
      .slice(0, 32),
    at: now.toISOString(),
    original: { bucket, key, etag, ...(versionId === undefined ? {} : { versionId }), bytes },
    bucket: place.bucket,
    thumbnails: thumbnails.map((each) => ({
      ...each,
      // Browsers take such parts out of an address, so that it would be another one's.
      ...(place.view === undefined || dotSegment.test(each.key) ? {} : { address: addressOf(place.view, each.key) }),
    })),
    ...(warnings ? { warnings } : {}),
  }
}
