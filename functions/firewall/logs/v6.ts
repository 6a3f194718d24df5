import type { AddressRange } from '../../../shared/addresses/addresses.ts'

const colon = 58

/** What a digit of hexadecimal is worth, or -1. */
const hexValue = (byte: number): number => {
  if (byte >= 48 && byte <= 57) return byte - 48
  const letter = byte | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}

/**
 * Reads the first 64 bits of an IPv6 address into two words, where all of it is written in its usual forms: hexadecimal groups, of which one
 * run of zeros may be `::`. An address with dots, brackets or a zone is for a slower reader; so is one that begins with 64 zeros, since that
 * may be one of IPv4.
 * @returns whether it is such an address
 */
export const prefixAt = (bytes: Uint8Array, from: number, to: number, words: Int32Array): boolean => {
  if (to - from < 3 || to - from > 39) return false
  let [high, low] = [0, 0]
  let group = 0
  let digits = 0
  let value = 0
  /** Groups before `::`, -1 where there is none yet. */
  let gap = -1
  for (let at = from; at <= to; at += 1) {
    const byte = at < to ? (bytes[at] ?? 0) : colon
    if (byte !== colon) {
      digits += 1
      const digit = hexValue(byte)
      if (digit < 0 || digits > 4) return false
      value = (value << 4) | digit
      continue
    }
    if (digits === 0) {
      // Only `::` has nothing between two colons; at the beginning and at the end it stands alone.
      const isGap = at < to && at > from && bytes[at - 1] === colon
      const isEdge =
        (at === from && bytes[at + 1] === colon) || (at === to && at - 2 >= from && bytes[at - 2] === colon)
      if (isGap && gap < 0) gap = group
      else if (isGap || !isEdge) return false
      continue
    }
    if (gap < 0 && group < 4) {
      if (group < 2) high |= value << (16 - 16 * group)
      else low |= value << (48 - 16 * group)
    }
    group += 1
    digits = 0
    value = 0
  }
  if (gap < 0 ? group !== 8 : group > 7) return false
  // Of groups behind `::`, those that are among the first four are rare.
  if (gap >= 0 && gap < 4 && gap + 8 - group < 4) return false
  words[0] = high
  words[1] = low
  return high !== 0 || low !== 0
}

/** The /64 of the two words, as RFC 5952 says: the zeros at its end are always the longest. */
export const prefixText = (high: number, low: number): string => {
  const groups = [high >>> 16, high & 0xffff, low >>> 16, low & 0xffff]
  while (groups.at(-1) === 0) groups.pop()
  return `${groups.map((group) => group.toString(16)).join(':')}::/64`
}

/** Numbers by the first 64 bits of addresses. */
export const prefixTable = () => {
  let keys = new Int32Array(2 * 2_048)
  /** 0 is nothing; one more than the number. */
  let values = new Int32Array(2_048)
  let used = 0

  const placeOf = (high: number, low: number): number => {
    const mask = values.length - 1
    const mixed = Math.imul(Math.imul(high, 0x9e3779b1) ^ low, 0x85ebca6b)
    let place = (mixed ^ (mixed >>> 15)) & mask
    while (values[place] !== 0 && (keys[2 * place] !== high || keys[2 * place + 1] !== low)) place = (place + 1) & mask
    return place
  }

  const put = (high: number, low: number, value: number): void => {
    const place = placeOf(high, low)
    keys[2 * place] = high
    keys[2 * place + 1] = low
    values[place] = value
  }

  const grow = (): void => {
    const [oldKeys, oldValues] = [keys, values]
    keys = new Int32Array(oldKeys.length * 2)
    values = new Int32Array(oldValues.length * 2)
    for (const [place, value] of oldValues.entries())
      if (value !== 0) put(oldKeys[2 * place] ?? 0, oldKeys[2 * place + 1] ?? 0, value)
  }

  return {
    /** The number that is kept, or -1. */
    find: (high: number, low: number): number => (values[placeOf(high, low)] ?? 0) - 1,
    keep: (high: number, low: number, value: number): void => {
      if (used * 2 >= values.length) grow()
      put(high, low, value + 1)
      used += 1
    },
    size: () => used,
  }
}

/** Whether an address, by its first 32 bits, may lie in one of the ranges. */
export const mayLieIn = (ranges: readonly AddressRange[]): ((high: number) => boolean) => {
  const known = ranges
    .filter(({ family }) => family === 6)
    .map(({ first, bits }) => {
      const from = Number(first >> 96n)
      return { from, to: bits >= 32 ? from : from + 2 ** (32 - bits) - 1 }
    })
  return (high) => known.some(({ from, to }) => high >>> 0 >= from && high >>> 0 <= to)
}
