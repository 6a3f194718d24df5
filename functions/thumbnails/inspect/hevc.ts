import { numberAt } from './boxes.ts'

/** What the configuration of an HEVC picture says. ISO 14496-15, 8.3.3.1. */
export interface HevcCoding {
  /** What the decoder makes room for, whatever the picture's own header says; 0 where it does not say. */
  readonly width: number
  readonly height: number
  /** 0 is grey alone, 1 is 4:2:0, 2 is 4:2:2, 3 is 4:4:4. */
  readonly chroma: number
  /** Bits of a sample. */
  readonly bits: number
}

/** The number of the unit that says how large the picture is. ISO 23008-2, 7.4.2.2. */
const sequenceParameters = 33

/** Bytes of a unit that are looked at: its size stands within the first fifty. */
const lookedAt = 200

/** The first unit of a kind in the lists behind the configuration's head. */
const unitOf = (hvcC: Buffer, kind: number): Buffer | undefined => {
  let at = 23
  for (let lists = numberAt(hvcC, 22, 1); lists > 0 && at + 3 <= hvcC.length; lists -= 1) {
    const found = (numberAt(hvcC, at, 1) & 0x3f) === kind
    let units = numberAt(hvcC, at + 1, 2)
    at += 3
    for (; units > 0 && at + 2 <= hvcC.length; units -= 1) {
      const length = numberAt(hvcC, at, 2)
      if (found) return hvcC.subarray(at + 2, at + 2 + Math.min(length, lookedAt))
      at += 2 + length
    }
  }
  return undefined
}

/** Bits of a unit, without those that only keep start codes from standing in it. ISO 23008-2, 7.3.1.1 and 9.2. */
const bitsOf = (unit: Buffer) => {
  const bytes = unit.filter((byte, at) => !(byte === 3 && at >= 2 && unit[at - 1] === 0 && unit[at - 2] === 0))
  let at = 0
  const take = (count: number): number => {
    let value = 0
    for (let left = count; left > 0; left -= 1, at += 1)
      value = value * 2 + (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    return value
  }
  /** A number by as many zeros as it has bits behind its first one. */
  const takeNumber = (): number => {
    let zeros = 0
    while (zeros < 32 && at < bytes.length * 8 && take(1) === 0) zeros += 1
    return 2 ** zeros - 1 + take(zeros)
  }
  return { take, takeNumber }
}

/** Width and height of the sequence's parameters. ISO 23008-2, 7.3.2.2 and 7.3.3. */
const sizeOf = (unit: Buffer): { readonly width: number; readonly height: number } => {
  const { take, takeNumber } = bitsOf(unit)
  // Of the unit's head, and of the video parameters that it belongs to.
  take(16 + 4)
  const layers = take(3)
  take(1)
  // Profile and level of all, then which of each layer there are, then those.
  take(88 + 8)
  const said = Array.from({ length: layers }, () => ({ profile: take(1), level: take(1) }))
  if (layers > 0) take(2 * (8 - layers))
  for (const { profile, level } of said) take(88 * profile + 8 * level)
  takeNumber()
  if (takeNumber() === 3) take(1)
  return { width: takeNumber(), height: takeNumber() }
}

/** Reads the `hvcC` box of a picture. What is not in it reads as zero. */
export const hevcCodingOf = (hvcC: Buffer): HevcCoding => {
  const unit = unitOf(hvcC, sequenceParameters)
  return {
    ...(unit ? sizeOf(unit) : { width: 0, height: 0 }),
    chroma: numberAt(hvcC, 16, 1) & 3,
    bits: 8 + Math.max(numberAt(hvcC, 17, 1) & 7, numberAt(hvcC, 18, 1) & 7),
  }
}
