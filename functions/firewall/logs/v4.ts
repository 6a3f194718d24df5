import type { AddressRange } from '../../../shared/addresses/addresses.ts'

const [zero, dot] = [48, 46]

/** An IPv4 address as a number, or -1 for whatever is not one as it is usually written: leading zeros are not. */
export const v4At = (bytes: Uint8Array, from: number, to: number): number => {
  if (to - from < 7 || to - from > 15) return -1
  let value = 0
  let octet = -1
  let dots = 0
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte === dot) {
      if (octet < 0) return -1
      value = value * 256 + octet
      octet = -1
      dots += 1
    } else {
      const digit = byte - zero
      if (digit < 0 || digit > 9 || octet === 0) return -1
      octet = octet < 0 ? digit : octet * 10 + digit
      if (octet > 255) return -1
    }
  }
  return dots === 3 && octet >= 0 ? value * 256 + octet : -1
}

const octets = Array.from({ length: 256 }, (_, octet) => String(octet))

/** As it is usually written. */
export const v4Text = (address: number): string =>
  `${octets[address >>> 24]}.${octets[(address >>> 16) & 255]}.${octets[(address >>> 8) & 255]}.${octets[address & 255]}`

/** Whether an IPv4 address, as a number, lies in one of the ranges. */
export const v4Finder = (ranges: readonly AddressRange[]): ((address: number) => boolean) => {
  const known = ranges
    .filter(({ family }) => family === 4)
    .map(({ first, bits }) => ({ first: Number(first), last: Number(first) + 2 ** (32 - bits) - 1 }))
    .sort((one, other) => one.first - other.first)
  const firsts = Float64Array.from(known, ({ first }) => first)
  // Ranges may lie within others: what counts is how far any of those that begin before reaches.
  let reached = -1
  const lasts = Float64Array.from(known, ({ last }) => {
    reached = Math.max(reached, last)
    return reached
  })
  return (address) => {
    let [low, high] = [0, firsts.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((firsts[middle] ?? 0) <= address) low = middle + 1
      else high = middle
    }
    return low > 0 && (lasts[low - 1] ?? -1) >= address
  }
}

/** Numbers by IPv4 addresses. */
export const v4Table = () => {
  /** An address and one more than its number, 0 for nothing, side by side: most of the time goes into fetching them from memory. */
  let places = new Int32Array(2 * 8_192)
  let used = 0

  const placeOf = (key: number): number => {
    const mask = places.length - 2
    let place = (Math.imul(key, 0x9e3779b1) >>> 6) & mask
    while (places[place + 1] !== 0 && places[place] !== key) place = (place + 2) & mask
    return place
  }

  const put = (key: number, value: number): void => {
    const place = placeOf(key)
    places[place] = key
    places[place + 1] = value
  }

  const grow = (): void => {
    const old = places
    places = new Int32Array(old.length * 2)
    for (let place = 0; place < old.length; place += 2)
      if (old[place + 1] !== 0) put(old[place] ?? 0, old[place + 1] ?? 0)
  }

  return {
    /** The number that is kept for an address, or -1. */
    find: (address: number): number => (places[placeOf(address | 0) + 1] ?? 0) - 1,
    keep: (address: number, value: number): void => {
      if (used * 4 >= places.length) grow()
      put(address | 0, value + 1)
      used += 1
    },
    size: () => used,
  }
}
