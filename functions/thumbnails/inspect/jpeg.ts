import type { Refusal } from '../rules/refusal.ts'
import { corrupt, refuseByMemory, refuseByPixels, rowMemory, truncated } from './limits.ts'
import { bytesAt, type Source } from './source.ts'
import type { Walker } from './walk.ts'

/** What a JPEG says of itself, counted by walking its segments without decoding anything. */
export interface JpegFacts {
  readonly width: number
  readonly height: number
  readonly components: number
  /** Coefficients that a decoder keeps of each pixel where it goes over the picture more than once: 3 for 4:4:4. */
  readonly samples: number
  /** How often a decoder goes over the picture. */
  readonly scans: number
  /** Parts that were walked over. */
  readonly segments: number
  /** It is progressive, or its first scan has a part of the picture only: a decoder keeps all of it until the last scan. */
  readonly inParts: boolean
  /** Arithmetic coding (SOF9 and above), which no camera writes. */
  readonly arithmetic: boolean
  /** Hierarchical or lossless coding, JPEG-LS too. */
  readonly exotic: boolean
  /** Samples of 12 bits, as medical pictures have them. */
  readonly deep: boolean
}

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const SOF2 = 0xc2

/** The frame of JPEG-LS. ITU-T T.87, C.1.1. */
const SOF55 = 0xf7

/** Scans of a JPEG at any size; photos have a dozen at most. */
const maxScans = 500

/**
 * Scans × pixels of a JPEG. An empty scan over 49 MP costs about 12 ms: this is 0.6 s of them, and five times what a
 * progressive photo of 48 MP has.
 */
const maxScannedPixels = 2.5e9

/** Parts of a JPEG; a photo has some dozens, and one of 500 scans with a table each a thousand. */
const maxSegments = 20_000

const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7
const isFrame = (marker: number): boolean =>
  marker === SOF55 || (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc)

/**
 * Whether a segment with a length follows. Reserved markers have none that a decoder would skip by: libjpeg stops at
 * them, or looks for the next marker right behind, so a "length" there must not hide what follows. SOF55 may have its own:
 * a file with one is refused whatever follows.
 */
const hasLength = (marker: number): boolean =>
  marker === SOF55 ||
  (marker >= 0xc0 && marker !== 0xc8 && marker !== SOI && !isRestart(marker) && !(marker >= 0xf0 && marker <= 0xfd))

/** Whether a marker is the end, or has a segment: the others stand alone and change nothing. */
const counts = (marker: number): boolean => marker === EOI || hasLength(marker)

/**
 * The next FF. `indexOf` is fast in ordinary data but takes seconds where every other byte is one, so the nearest are looked
 * at first.
 */
const findFF = (bytes: Buffer, start: number): number => {
  for (let near = start; near < start + 8; near += 1) if (bytes[near] === 0xff) return near
  return bytes.indexOf(0xff, start + 8)
}

/**
 * The index behind the next marker that counts. Anything up to an FF is skipped, FFs are fill, and FF00 is data: inside a scan
 * and between segments the rule is the same, so data of a scan needs no rule of its own.
 * @returns a negative number where there is none: -1 - the index from which on nothing is known yet
 */
const findMarker = (bytes: Buffer, start: number): number => {
  for (let index = findFF(bytes, start); index >= 0; index = findFF(bytes, index + 1)) {
    while (bytes[index] === 0xff) index += 1
    const marker = bytes[index]
    if (marker === undefined) return -bytes.length
    if (counts(marker)) return index + 1
  }
  return -1 - bytes.length
}

/** The place behind the next marker that counts; -1 where there is none, or none within reach. */
const nextMarker = async (source: Source, start: number): Promise<number> => {
  let at = start
  // Two bytes, so that a marker is never cut by the end of a piece for good.
  while (await source.need(at, 2)) {
    const { bytes, from } = source.piece()
    const found = findMarker(bytes, at - from)
    if (found > 0) return from + found
    at = from - found - 1
  }
  return -1
}

const none: JpegFacts = {
  width: 0,
  height: 0,
  components: 0,
  samples: 0,
  scans: 0,
  segments: 0,
  inParts: false,
  arithmetic: false,
  exotic: false,
  deep: false,
}

/** Sampling of the components in a frame header: each has its share of the largest. ITU-T T.81, A.1.1. */
const samplesOf = (header: Buffer): number => {
  const factors = Array.from({ length: header[7] ?? 0 }, (_, index) => header[9 + index * 3] ?? 0x11)
  const wide = factors.map((factor) => Math.max(1, factor >> 4))
  const high = factors.map((factor) => Math.max(1, factor & 15))
  const most = Math.max(1, ...wide) * Math.max(1, ...high)
  return factors.reduce((sum, _, index) => sum + ((wide[index] ?? 1) * (high[index] ?? 1)) / most, 0)
}

const withFrame = (facts: JpegFacts, marker: number, header: Buffer): JpegFacts => {
  const height = header.length < 7 ? 0 : header.readUInt16BE(3)
  const width = header.length < 7 ? 0 : header.readUInt16BE(5)
  return {
    ...facts,
    height: Math.max(facts.height, height),
    width: Math.max(facts.width, width),
    components: Math.max(facts.components, header[7] ?? 0),
    samples: Math.max(facts.samples, samplesOf(header)),
    inParts: facts.inParts || marker === SOF2,
    arithmetic: facts.arithmetic || (marker >= 0xc9 && marker <= 0xcf),
    exotic: facts.exotic || (marker >= 0xc3 && marker < 0xc9) || marker >= 0xcb,
    deep: facts.deep || header[2] === 12,
  }
}

/**
 * Walks a JPEG as libjpeg does (jdmarker.c) up to its end marker, or up to the scan of a baseline picture that has
 * everything. What stands behind that (a second picture, a film) is not decoded and does not count. Of a file that is cut
 * short it tells what is there. ITU-T T.81, annex B.
 */
export const walkJpeg = async (source: Source): Promise<JpegFacts> => {
  let facts = none
  let at = 2
  for (let segments = 0; segments <= maxSegments; segments += 1) {
    facts = { ...facts, segments }
    at = await nextMarker(source, at)
    const marker = at < 0 ? EOI : bytesAt(source, at - 1, 1).readUInt8(0)
    if (marker === EOI) return facts
    if (!(await source.need(at, marker === SOS ? 3 : 2)))
      return marker === SOS ? { ...facts, scans: facts.scans + 1 } : facts
    const length = Math.max(2, bytesAt(source, at, 2).readUInt16BE(0))
    if (isFrame(marker)) {
      await source.need(at, Math.min(length, source.size - at))
      facts = withFrame(facts, marker, bytesAt(source, at, length))
    }
    if (marker === SOS) {
      const inScan = bytesAt(source, at, 3).readUInt8(2)
      const inParts = facts.inParts || facts.components === 0 || inScan < facts.components
      facts = { ...facts, scans: facts.scans + 1, inParts }
      if (!inParts) return facts
    }
    at += length
  }
  return facts
}

const refuseScans = ({ width, height, scans }: JpegFacts, partly: boolean): Refusal | undefined =>
  scans <= maxScans && scans * width * height <= maxScannedPixels
    ? undefined
    : {
        cause: 'too-many-scans',
        reason: `It is a JPEG that goes over its ${((width * height) / 1e6).toFixed(1)} million pixels ${partly ? 'at least ' : ''}${scans} times; photos do so a dozen times at most.`,
      }

const refuseCoding = ({ arithmetic, exotic, deep }: JpegFacts): Refusal | undefined => {
  if (arithmetic)
    return {
      cause: 'arithmetic-coding',
      reason: 'It is a JPEG with arithmetic coding, which no camera writes and which takes minutes to decode.',
    }
  const what = exotic ? 'a lossless or hierarchical JPEG' : deep ? 'a JPEG with 12 bits a sample' : undefined
  return what === undefined
    ? undefined
    : { cause: 'unsupported-type', reason: `It is ${what}, which no camera writes.` }
}

/** Bytes for a coefficient. */
const coefficient = 2

/** Refuses by coding, pixels, scans × pixels, and the memory for the coefficients of a picture in several scans. */
export const inspectJpeg: Walker = async (source, { resampling, maxPixels }) => {
  const jpeg = await walkJpeg(source)
  const { width, height, scans } = jpeg
  const coding = refuseCoding(jpeg)
  if (coding) return { facts: { width, height, scans }, refusal: coding }
  if (jpeg.segments >= maxSegments) {
    const reason = `It is a JPEG of over ${maxSegments} parts.`
    return { facts: { width, height, scans }, refusal: { cause: 'too-many-parts', reason } }
  }
  if (jpeg.components === 0 && source.spent()) return { facts: {} }
  if (jpeg.components === 0)
    return { facts: {}, refusal: scans > 0 ? corrupt('It is a JPEG without a frame.') : truncated }
  const noScan = scans > 0 || source.spent() ? undefined : truncated
  const kept = jpeg.inParts ? width * height * jpeg.samples * coefficient : 0
  // In linear light nothing is shrunk while it is loaded.
  const rows = resampling === 'linear' ? rowMemory(width, height, jpeg.components) : 0
  const memory = Math.round(source.size + kept + rows)
  const refusal =
    refuseByPixels(width, height, maxPixels) ?? refuseScans(jpeg, source.spent()) ?? refuseByMemory(memory) ?? noScan
  return { facts: { width, height, scans, memory }, refusal }
}
