import { eoi, segment, soi } from '../../local/tour/scan-bomb.ts'

/** A difference as ITU-T T.81 codes it (F.1.2.1): the code of how many bits it has, then these. */
const categoryBits = 7
const difference = (value: number): string =>
  `01${(value > 0 ? value : value + 2 ** categoryBits - 1).toString(2).padStart(categoryBits, '0')}`

/** A table of codes of two bits: 00 for the first symbol, 01 for the second. */
const table = (kind: number, ...symbols: readonly number[]): Buffer =>
  segment(0xc4, Buffer.from([kind, 0, symbols.length]), Buffer.alloc(14), Buffer.from(symbols))

const unchanged = '00'
const endOfBlock = '00'

/**
 * A baseline photo of one colour as telephones write them, 4:2:0, made in no time: what follows the first block is zero bits.
 * 3 bytes are 256 pixels, so that 200 megapixels have 2.3 MB.
 */
export const flatPhoto = (width: number, height: number): Buffer => {
  // Brightness 193, blue difference 63, red difference 193: each is 128 and what was coded, at a quantization of 8.
  const first = [
    ...[`${difference(65)}${endOfBlock}`, ...new Array<string>(3).fill(unchanged + endOfBlock)],
    ...[-65, 65].map((value) => difference(value) + endOfBlock),
  ].join('')
  const start = first.padEnd(Math.ceil(first.length / 8) * 8, '0').match(/.{8}/g) ?? []
  const blocks = Math.ceil(width / 16) * Math.ceil(height / 16)
  const components = [1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0]
  return Buffer.concat([
    soi,
    segment(0xdb, Buffer.from([0]), Buffer.alloc(64, 8)),
    table(0x00, 0, categoryBits),
    table(0x10, 0),
    segment(0xc0, Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 3, ...components])),
    segment(0xda, Buffer.from([3, 1, 0, 2, 0, 3, 0, 0, 63, 0])),
    Buffer.from(start.map((byte) => Number.parseInt(byte, 2))),
    Buffer.alloc(blocks * 3),
    eoi,
  ])
}
