import { type CorpusItem, little, refused } from './item.ts'

/** An entry of a directory: a tag and one number of 4 bytes. */
export const entry = (tag: number, value: number): Buffer => Buffer.concat([little(2, tag, 4), little(4, 1, value)])

export const directory = (entries: readonly Buffer[], next: number): Buffer =>
  Buffer.concat([little(2, entries.length), ...entries, little(4, next)])

export const start = (first = 8): Buffer => Buffer.concat([Buffer.from('II*\0'), little(4, first)])

const grey = (width: number, height: number): Buffer[] => [
  entry(256, width),
  entry(257, height),
  entry(258, 8),
  entry(259, 1),
  entry(262, 1),
  entry(273, 8),
  entry(277, 1),
  entry(278, height),
  entry(279, width * height),
]

const directoryBytes = directory(grey(1, 1), 0).length

/** One directory after the other, each of one pixel. */
const chain = (pages: number): Buffer =>
  Buffer.concat([
    start(),
    ...Array.from({ length: pages }, (_, page) =>
      directory(grey(1, 1), page === pages - 1 ? 0 : 8 + (page + 1) * directoryBytes),
    ),
  ])

/** They are refused as TIFFs where TIFFs are not wanted, and as follows where they are. */
export const tiffItems = (): CorpusItem[] => [
  refused('a TIFF whose pages run in a circle', Buffer.concat([start(), directory(grey(1, 1), 8)]), 'front', 'corrupt'),
  refused('a TIFF of 10,000 pages', chain(10_000), 'front', 'too-many-frames'),
  refused(
    'a TIFF whose directories lie in each other',
    Buffer.concat([start(), directory([...grey(1, 1), entry(330, 8)], 12), Buffer.alloc(400, 1)]),
    'front',
    'too-many-parts',
    'truncated',
    'corrupt',
  ),
  refused(
    'pixel bomb: a TIFF of 4,000 MP',
    Buffer.concat([start(), directory(grey(64_000, 64_000), 0)]),
    'front',
    'too-many-pixels',
  ),
  refused(
    'pixel bomb: a TIFF as large as its header can say',
    Buffer.concat([
      start(),
      directory([entry(256, 0xffffffff), entry(257, 0xffffffff), entry(258, 0xffffffff), entry(277, 0xffffffff)], 0),
    ]),
    'front',
    'too-many-pixels',
  ),
  refused(
    'a TIFF of one strip of 49 MP',
    Buffer.concat([start(), directory([...grey(7000, 7000).slice(0, 6), entry(277, 4), entry(278, 7000)], 0)]),
    'front',
    'too-much-memory',
  ),
  refused('a TIFF whose directory lies behind its end', start(1_000_000), 'front', 'truncated'),
  refused('a TIFF that is only its start', start().subarray(0, 6), 'front', 'truncated'),
  refused(
    'a TIFF of 60,000 entries',
    Buffer.concat([start(), little(2, 60_000), Buffer.alloc(60_000 * 12 + 4)]),
    'front',
    'too-many-parts',
  ),
]
