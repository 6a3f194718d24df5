import { crc32, deflateSync } from 'node:zlib'
import type { OutputInfo } from 'sharp'
import type { Heic } from './heic.ts'
import { matrixProfile, type Point } from './icc.ts'
import { allowOnly, sharp } from './libvips.ts'

const d65: Point = [0.3127, 0.329]
const lightC: Point = [0.31, 0.316]

/** Red, green, blue and white by their numbers. ISO 23091-2, table 2. */
const primaries: Readonly<Record<number, readonly [Point, Point, Point, Point]>> = {
  1: [[0.64, 0.33], [0.3, 0.6], [0.15, 0.06], d65],
  4: [[0.67, 0.33], [0.21, 0.71], [0.14, 0.08], lightC],
  5: [[0.64, 0.33], [0.29, 0.6], [0.15, 0.06], d65],
  6: [[0.63, 0.34], [0.31, 0.595], [0.155, 0.07], d65],
  7: [[0.63, 0.34], [0.31, 0.595], [0.155, 0.07], d65],
  9: [[0.708, 0.292], [0.17, 0.797], [0.131, 0.046], d65],
  11: [
    [0.68, 0.32],
    [0.265, 0.69],
    [0.15, 0.06],
    [0.314, 0.351],
  ],
  12: [[0.68, 0.32], [0.265, 0.69], [0.15, 0.06], d65],
  22: [[0.63, 0.34], [0.295, 0.605], [0.155, 0.077], d65],
}

/** Luminance that is shown as white, in candelas for a square metre, and the highest of HLG's usual screen. ITU-R BT.2408. */
const white = 203
const brightest = 1000

/** Light from 0 on as a screen shows it: half of it as it is, and what is brighter than white drawn in below that. */
const shown = (light: number): number => (light <= 0.5 ? light : 1 - 0.5 * Math.exp(1 - 2 * light))

/** ITU-R BT.2100, table 4. */
const perceptual = (value: number): number => {
  const root = value ** (32 / 2523)
  const light = (Math.max(0, root - 0.8359375) / (18.8515625 - 18.6875 * root)) ** (16384 / 2610)
  return shown((light * 10_000) / white)
}

/** ITU-R BT.2100, table 5, on a screen whose gamma is 1.2. */
const hybrid = (value: number): number => {
  const light = value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
  return shown((light ** 1.2 * brightest) / white)
}

const likeScreens = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)

/**
 * Light of a stored value, both from 0 to 1, by the numbers of ISO 23091-2, table 3. Those that are not here are those of
 * cameras, which are meant for a screen such as sRGB's.
 */
const curves: Readonly<Record<number, (value: number) => number>> = {
  4: (value) => value ** 2.2,
  5: (value) => value ** 2.8,
  8: (value) => value,
  16: perceptual,
  18: hybrid,
}

/** The ICC profile of colours that are given by numbers; undefined where they are those of sRGB, or where nothing is said. */
export const profileFor = (nclx: Heic['nclx']): Buffer | undefined => {
  const points = primaries[nclx?.primaries ?? 1] ?? primaries[1]
  const curve = curves[nclx?.transfer ?? 13]
  if (!points || (points === primaries[1] && !curve)) return undefined
  return matrixProfile(points, curve ?? likeScreens)
}

const chunk = (type: string, data: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  checksum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, checksum])
}

/** The end of a PNG's first chunk. https://www.w3.org/TR/png-3/#5PNG-file-signature */
const behindHeader = 33

/** Brings pixels from the colours of a profile to sRGB. libvips takes a profile only with a file, so it gets one. */
export const toScreen = async (
  data: Buffer,
  { width, height, channels }: Pick<OutputInfo, 'width' | 'height' | 'channels'>,
  profile: Buffer,
): Promise<{ readonly data: Buffer; readonly info: OutputInfo }> => {
  const png = await sharp(data, { raw: { width, height, channels } }).png({ compressionLevel: 0 }).toBuffer()
  const named = Buffer.concat([Buffer.from('picture\0\0', 'latin1'), deflateSync(profile, { level: 1 })])
  allowOnly('png')
  return sharp(Buffer.concat([png.subarray(0, behindHeader), chunk('iCCP', named), png.subarray(behindHeader)]))
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
}
