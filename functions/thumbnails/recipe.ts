import { createHash } from 'node:crypto'
import type { ThumbnailsConfig } from '../../shared/config/thumbnails.ts'

export interface Size {
  /** The key of the thumbnail ends in it. */
  readonly name: string
  /** Longest side, in pixels. */
  readonly pixels: number
}

/** How thumbnails are made. */
export interface Recipe {
  /** Largest first; the last one that is written is the sign that all are. */
  readonly sizes: readonly [Size, ...Size[]]
  readonly quality: number
  /** A hash of all of this; every thumbnail carries it. */
  readonly hash: string
}

/** Raise it when the code makes other pixels from the same recipe. */
const revision = 1

/** The recipe that a config asks for. @throws RangeError when it has no size, which its schema refuses */
export const recipeOf = ({ sizes, quality }: Pick<ThumbnailsConfig, 'sizes' | 'quality'>): Recipe => {
  const [first, ...rest] = Object.entries(sizes)
    .map(([name, pixels]) => ({ name, pixels }))
    .sort((one, other) => other.pixels - one.pixels || (one.name < other.name ? -1 : 1))
  if (!first) throw new RangeError('A recipe needs a size')
  const ordered: Recipe['sizes'] = [first, ...rest]
  const hash = createHash('sha256')
    .update(JSON.stringify([revision, ordered, quality]))
    .digest('hex')
    .slice(0, 16)
  return { sizes: ordered, quality, hash }
}

/**
 * From so many bytes on, a month in One Zone-IA costs less than in Standard: it bills at least 128 KiB, at $0.010 a
 * GB-month against $0.023 (us-east-1, November 2026). A thumbnail that is lost with its zone can be made again.
 */
const oneZoneFrom = Math.ceil((128 * 1024 * 0.01) / 0.023)

/** The cheaper storage class for a thumbnail of so many bytes. */
export const storageClassFor = (bytes: number): 'STANDARD' | 'ONEZONE_IA' =>
  bytes >= oneZoneFrom ? 'ONEZONE_IA' : 'STANDARD'
