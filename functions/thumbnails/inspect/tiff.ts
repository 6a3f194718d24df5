import type { Refusal } from '../rules/refusal.ts'
import { corrupt, refuseByMemory, refuseByPixels, refuseByUnpacked, rowMemory, truncated } from './limits.ts'
import { bytesAt, type Source } from './source.ts'
import type { Walker } from './walk.ts'

/** Pages of a TIFF; libtiff counts them all even where only the first is wanted. */
const maxPages = 200

/** Entries of a directory; cameras write some sixty. */
const maxEntries = 500

const tags = { width: 256, height: 257, bits: 258, samples: 277, stripRows: 278, tileHeight: 323 } as const

interface Page {
  readonly values: ReadonlyMap<number, number>
  readonly next: number
}

/** One directory: the first value of each entry that holds one number. TIFF 6.0, section 2. */
const readPage = async (source: Source, at: number, little: boolean): Promise<Page | Refusal | undefined> => {
  const word = (bytes: Buffer, from: number) => (little ? bytes.readUInt16LE(from) : bytes.readUInt16BE(from))
  const long = (bytes: Buffer, from: number) => (little ? bytes.readUInt32LE(from) : bytes.readUInt32BE(from))
  if (!(await source.need(at, 2))) return source.spent() ? undefined : truncated
  const entries = word(bytesAt(source, at, 2), 0)
  if (entries > maxEntries)
    return { cause: 'too-many-parts', reason: `It is a TIFF with ${entries} entries in one directory.` }
  const length = 2 + entries * 12 + 4
  if (!(await source.need(at, length))) return source.spent() ? undefined : truncated
  const bytes = bytesAt(source, at, length)
  const values = new Map<number, number>()
  for (let entry = 0; entry < entries; entry += 1) {
    const from = 2 + entry * 12
    const short = word(bytes, from + 2) === 3
    // Several short values that do not fit in the entry stand elsewhere: samples have the same bits, so 16 is taken.
    const elsewhere = short && long(bytes, from + 4) > 2
    values.set(word(bytes, from), elsewhere ? 16 : short ? word(bytes, from + 8) : long(bytes, from + 8))
  }
  return { values, next: long(bytes, length - 4) }
}

/** Counts pages from the second on; they must not come back to one that was there. */
const walkPages = async (source: Source, first: Page, firstAt: number, little: boolean) => {
  const seen = new Set([firstAt])
  let at = first.next
  while (at !== 0) {
    if (seen.has(at)) return { frames: seen.size, refusal: corrupt('It is a TIFF whose pages run in a circle.') }
    seen.add(at)
    if (seen.size > maxPages) {
      const reason = `It is a TIFF with over ${maxPages} pages.`
      return { frames: seen.size, refusal: { cause: 'too-many-frames', reason } as const }
    }
    const page = await readPage(source, at, little)
    if (page === undefined) return { frames: seen.size }
    if ('cause' in page) return { frames: seen.size, refusal: page }
    at = page.next
  }
  return { frames: seen.size }
}

/** Refuses by the first page's pixels, by pages that run in a circle or are too many, and by memory. */
export const inspectTiff: Walker = async (source, { maxPixels }) => {
  if (!(await source.need(0, 8))) return { facts: {}, refusal: truncated }
  const header = bytesAt(source, 0, 8)
  const little = header[0] === 0x49
  const firstAt = little ? header.readUInt32LE(4) : header.readUInt32BE(4)
  const first = await readPage(source, firstAt, little)
  if (first === undefined) return { facts: {} }
  if ('cause' in first) return { facts: {}, refusal: first }
  const width = first.values.get(tags.width) ?? 0
  const height = first.values.get(tags.height) ?? 0
  const { frames, refusal } = await walkPages(source, first, firstAt, little)
  const bytesPerSample = Math.max(1, (first.values.get(tags.bits) ?? 8) / 8)
  const pixel = Math.max(3, first.values.get(tags.samples) ?? 1) * bytesPerSample
  // A strip or a row of tiles is unpacked as a whole.
  const unpacked = Math.min(height, first.values.get(tags.stripRows) ?? first.values.get(tags.tileHeight) ?? height)
  const memory = Math.round(source.size + rowMemory(width, height, pixel) + width * unpacked * pixel * 2)
  return {
    facts: { width, height, frames, memory },
    refusal:
      refuseByPixels(width, height, maxPixels) ??
      refusal ??
      refuseByMemory(memory) ??
      refuseByUnpacked(width, height, pixel),
  }
}
