/** What a JPEG says of itself, counted by walking its segments without decoding anything. */
export interface JpegFacts {
  readonly width: number
  readonly height: number
  /** How often a decoder goes over the picture. */
  readonly scans: number
  /** Arithmetic coding (SOF9 and above), which no camera writes. */
  readonly arithmetic: boolean
  /** Hierarchical or lossless coding. */
  readonly exotic: boolean
}

const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const TEM = 0x01

const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/**
 * Whether a segment with a length follows. Reserved markers have none that a decoder would skip by: libjpeg stops at
 * them, or looks for the next marker right behind, so a "length" there must not hide what follows.
 */
const hasLength = (marker: number): boolean =>
  marker >= 0xc0 && marker !== 0xc8 && marker !== SOI && !isRestart(marker) && !(marker >= 0xf0 && marker <= 0xfd)

/**
 * The place behind the next marker: anything up to an FF is skipped, FFs are fill, and FF00 is data.
 * Inside a scan and between segments the rule is the same, so data of a scan needs no rule of its own.
 */
const nextMarker = (bytes: Uint8Array, from: number): number => {
  let at = from
  for (;;) {
    at = bytes.indexOf(0xff, at)
    if (at < 0) return -1
    while (bytes[at] === 0xff) at += 1
    if (at >= bytes.length) return -1
    if (bytes[at] !== 0) return at + 1
    at += 1
  }
}

/**
 * Walks a JPEG as libjpeg does (jdmarker.c) up to its end marker. What stands behind that (a second picture, a film) is
 * not decoded and does not count. It never throws; of a file that is cut short it tells what is there.
 * ITU-T T.81, annex B.
 */
export const walkJpeg = (bytes: Uint8Array): JpegFacts => {
  let facts: JpegFacts = { width: 0, height: 0, scans: 0, arithmetic: false, exotic: false }
  let at = 2
  for (;;) {
    at = nextMarker(bytes, at)
    const marker = at < 0 ? EOI : (bytes[at - 1] ?? EOI)
    if (marker === EOI) return facts
    if (marker === TEM || !hasLength(marker)) continue
    const word = (offset: number): number => (bytes[at + offset] ?? 0) * 256 + (bytes[at + offset + 1] ?? 0)
    if (marker === SOS) facts = { ...facts, scans: facts.scans + 1 }
    if (isFrame(marker))
      facts = {
        ...facts,
        height: Math.max(facts.height, word(3)),
        width: Math.max(facts.width, word(5)),
        arithmetic: facts.arithmetic || marker >= 0xc9,
        exotic: facts.exotic || (marker >= 0xc3 && marker < 0xc9) || marker >= 0xcb,
      }
    at += Math.max(2, word(0))
  }
}
