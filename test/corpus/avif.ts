import { animatedAvif } from './animated-avif.ts'
import { box, gridOf, tileOf } from './heif-file.ts'
import { accepted, ascii, big, type CorpusItem, refused } from './item.ts'

const count = (length: number): number[] => Array.from({ length }, (_, index) => index + 2)

/** The same file with another name in the first place where there is this one. */
const renamed = (bytes: Uint8Array, from: string, to: string): Buffer => {
  const copy = Buffer.from(bytes)
  copy.write(to, copy.indexOf(from), 'latin1')
  return copy
}

/** The same picture, which says that it is as large as that. */
const says = (avif: Uint8Array, width: number, height: number): Buffer => {
  const copy = Buffer.from(avif)
  big(4, width, height).copy(copy, copy.indexOf('ispe') + 8)
  return copy
}

/** @param small an AVIF whose sides have `side` pixels, in one tile */
export const avifItems = (small: Uint8Array, side: number): CorpusItem[] => {
  const tile = tileOf(small, 'av01', side)
  return [
    accepted('a picture of four tiles', gridOf(tile, { columns: 2, rows: 2, places: count(4) })),
    accepted('a grid that uses one tile four times', gridOf(tile, { columns: 2, rows: 2, places: [2, 2, 2, 2] })),
    accepted(
      'a grid that uses one tile 256 times',
      gridOf(tile, { columns: 16, rows: 16, places: new Array<number>(256).fill(2) }),
    ),
    refused(
      'a grid that uses one tile 5,000 times',
      gridOf(tile, { columns: 100, rows: 50, places: new Array<number>(5000).fill(2) }),
      'front',
      'too-many-pixels',
      'too-many-parts',
    ),
    refused(
      'a grid that uses one tile 256 times, which is larger than it says',
      gridOf(tile, { columns: 16, rows: 16, places: new Array<number>(256).fill(2), tileSide: side / 2 }),
      'decoder',
      'corrupt',
    ),
    refused(
      'pixel bomb: a grid of 65,000 × 65,000',
      gridOf(tile, { columns: 2, rows: 2, places: count(4), width: 65_000, height: 65_000 }),
      'front',
      'too-many-pixels',
    ),
    refused(
      'pixel bomb: a grid of tiles of 60 MP each',
      gridOf(tile, { columns: 2, rows: 2, places: count(4), tileSide: 7800 }),
      'front',
      'too-many-pixels',
    ),
    refused(
      'a grid of 49 MP',
      gridOf(tile, { columns: 2, rows: 2, places: count(4), width: 7000, height: 7000, tileSide: 3500 }),
      'front',
      'too-much-memory',
    ),
    refused('a grid without tiles', gridOf(tile, { columns: 2, rows: 2, places: [] }), 'front', 'corrupt'),
    refused(
      'an overlay of many pictures',
      gridOf(tile, { columns: 2, rows: 2, places: count(4), type: 'iovl' }),
      'front',
      'unsupported-type',
    ),
    refused(
      'an AVIF of 9,000 parts',
      gridOf(tile, { columns: 1, rows: 1, places: count(9000) }),
      'whole',
      'too-many-parts',
    ),
    refused(
      'pixel bomb: an AVIF that says it is 60,000 × 60,000',
      says(small, 60_000, 60_000),
      'front',
      'too-many-pixels',
    ),
    refused(
      'pixel bomb: an AVIF as large as its header can say',
      says(small, 0xffffffff, 0xffffffff),
      'front',
      'too-many-pixels',
    ),
    refused(
      'an AVIF that does not say what is in it',
      Buffer.concat([small.subarray(0, 32), box('free', Buffer.alloc(100)), box('mdat', tile.data)]),
      'front',
      'corrupt',
      'truncated',
    ),
    refused(
      'an AVIF whose first box is as long as can be',
      Buffer.concat([box('ftyp', ascii('avif'), big(4, 0), ascii('avif')), big(4, 0xffffffff), ascii('free')]),
      'front',
      'truncated',
    ),
    accepted('an animated AVIF', animatedAvif),
    refused(
      'an animated AVIF without a still picture',
      renamed(animatedAvif, 'meta', 'free'),
      'front',
      'unsupported-type',
    ),
    accepted('an AVIF that calls itself a picture of any kind', renamed(small, 'avif', 'miaf')),
    accepted('an AVIF with an archive behind it', Buffer.concat([small, ascii('PK\x03\x04'), Buffer.alloc(5000, 3)])),
  ]
}
