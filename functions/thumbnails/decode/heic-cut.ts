import { type Box, boxesOfFile, boxOf, numberAt } from '../inspect/boxes.ts'
import { primaryOf } from '../inspect/heif-items.ts'
import { HeicFault } from './heic-calls.ts'

/** A part of a picture, in pixels. */
export interface Part {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** A fraction of a box, of which the numerator may be negative; a denominator of 0 makes it no number. */
const fractionAt = (data: Buffer, at: number): number =>
  at + 8 <= data.length ? data.readInt32BE(at) / data.readInt32BE(at + 4) : Number.NaN

/** Where one side of what is shown begins, and how long it is. ISO 14496-12, 12.1.4: offsets are between the middles. */
const sideOf = (whole: number, shown: number, offset: number): { readonly from: number; readonly length: number } => {
  const from = Math.round(offset + (whole - 1) / 2 - (shown - 1) / 2)
  const [first, last] = [Math.max(0, from), Math.min(whole - 1, Math.round(shown - 1 + from))]
  if (!(last >= first)) throw new HeicFault('what is to be shown of it lies outside of it')
  return { from: first, length: last - first + 1 }
}

const cutBy = ({ data }: Box, part: Part): Part => {
  const across = sideOf(part.width, fractionAt(data, 0), fractionAt(data, 16))
  const down = sideOf(part.height, fractionAt(data, 8), fractionAt(data, 24))
  return { left: part.left + across.from, top: part.top + down.from, width: across.length, height: down.length }
}

/** A picture of which a part is shown, and that part of it. */
interface Standing {
  readonly whole: { readonly width: number; readonly height: number }
  readonly part: Part
}

/** A quarter turn to the left. */
const turned = ({ whole, part }: Standing): Standing => ({
  whole: { width: whole.height, height: whole.width },
  part: {
    left: part.top,
    top: whole.width - part.left - part.width,
    width: part.height,
    height: part.width,
  },
})

/** @param axis 0: top to bottom; 1: left to right, as libheif reads it */
const mirrored = ({ whole, part }: Standing, axis: number): Standing => ({
  whole,
  part:
    axis === 1
      ? { ...part, left: whole.width - part.left - part.width }
      : { ...part, top: whole.height - part.top - part.height },
})

/** What becomes of a picture by its properties, in their order. ISO 23008-12, 6.5. */
const follow = (standing: Standing, box: Box): Standing => {
  if (box.type === 'clap') return { ...standing, part: cutBy(box, standing.part) }
  if (box.type === 'imir') return mirrored(standing, numberAt(box.data, 0, 1) & 1)
  if (box.type !== 'irot') return standing
  const turns = numberAt(box.data, 0, 1) & 3
  return Array.from({ length: turns }).reduce<Standing>((now) => turned(now), standing)
}

const allOf = (boxes: readonly Box[]): Standing => {
  const extent = boxOf(boxes, 'ispe')
  const whole = { width: numberAt(extent, 4, 4), height: numberAt(extent, 8, 4) }
  return { whole, part: { left: 0, top: 0, ...whole } }
}

/** Has a cut leave all of a picture of this size. */
const leaveAll = ({ data }: Box, { width, height }: Standing['whole']): void => {
  for (const [index, value] of [width, 1, height, 1, 0, 1, 0, 1].entries()) data.writeUInt32BE(value, index * 4)
}

/** Whether a cut says where and how much: of one that does not libheif makes what it makes. */
const saysWhat = ({ data }: Box): boolean => [0, 8, 16, 24].every((at) => Number.isFinite(fractionAt(data, at)))

/** Has all cuts of a picture leave all of it, as it lies where they are made. */
const uncut = (boxes: readonly Box[]): void => {
  let standing = allOf(boxes)
  for (const box of boxes)
    if (box.type !== 'clap') standing = follow(standing, box)
    else if (saysWhat(box)) leaveAll(box, standing.whole)
}

/** By how much the coded pixels of HEVC may stick out, to libheif: a coding unit. */
const codingUnit = 64

/**
 * libheif 1.23 lets a coded picture have no more pixels than what is shown of it needs, and so refuses one that is cut by more than a coding
 * unit. Such a picture's cut is taken out of the file's own bytes, and that of its alpha with it, to be made afterwards.
 * https://github.com/strukturag/libheif/blob/v1.23.2/libheif/security_limits.cc
 * @returns the part that is to be shown of what libheif then gives; nothing where it cuts by itself
 * @throws HeicFault where nothing would be left
 */
export const takeOutCut = (file: Buffer): Part | undefined => {
  const meta = boxesOfFile(file).find(({ type }) => type === 'meta')
  const primary = meta && primaryOf(meta.data)
  const claps = primary?.boxes.filter(({ type }) => type === 'clap') ?? []
  if (primary?.type !== 'hvc1' || claps.length === 0 || !claps.every(saysWhat)) return undefined
  const all = allOf(primary.boxes)
  const { width, height } = all.whole
  const { part } = primary.boxes.reduce(follow, all)
  if ((part.width + codingUnit) * (part.height + codingUnit) >= width * height) return undefined
  // Its own last: they may be the same boxes.
  for (const boxes of [...primary.auxiliaries, primary.boxes]) uncut(boxes)
  return part
}
