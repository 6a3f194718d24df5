/** Numbers by short texts of bytes, without making a string of them. */
export interface ByteTable {
  /** The number that is kept for these bytes, or -1. */
  readonly find: (bytes: Uint8Array, from: number, to: number) => number
  /** Keeps a number for the bytes that were last looked for and not found. Texts of more than 255 bytes are not kept. */
  readonly keep: (bytes: Uint8Array, from: number, to: number, value: number) => void
  readonly size: () => number
}

const grown = <List extends Int32Array | Uint8Array>(list: List, larger: List): List => {
  larger.set(list)
  return larger
}

/** @param seed makes it hard to find texts that fall on one place */
export const byteTable = (seed: number): ByteTable => {
  let capacity = 1_024
  /** By hash: one more than the index of a text. */
  let places = new Int32Array(capacity * 2)
  let hashes = new Int32Array(capacity)
  let values = new Int32Array(capacity)
  let offsets = new Int32Array(capacity)
  let lengths = new Uint8Array(capacity)
  let text = new Uint8Array(32 * 1_024)
  let used = 0
  let end = 0
  let hash = 0

  const isSame = (index: number, bytes: Uint8Array, from: number, to: number): boolean => {
    if (lengths[index] !== to - from) return false
    const offset = (offsets[index] ?? 0) - from
    for (let at = from; at < to; at += 1) if (bytes[at] !== text[offset + at]) return false
    return true
  }

  const put = (index: number): void => {
    const mask = places.length - 1
    let place = (hashes[index] ?? 0) & mask
    while (places[place] !== 0) place = (place + 1) & mask
    places[place] = index + 1
  }

  const grow = (): void => {
    capacity *= 2
    hashes = grown(hashes, new Int32Array(capacity))
    values = grown(values, new Int32Array(capacity))
    offsets = grown(offsets, new Int32Array(capacity))
    lengths = grown(lengths, new Uint8Array(capacity))
    places = new Int32Array(capacity * 2)
    for (let index = 0; index < used; index += 1) put(index)
  }

  return {
    find: (bytes, from, to) => {
      let mixed = seed
      for (let at = from; at < to; at += 1) mixed = Math.imul(mixed ^ (bytes[at] ?? 0), 0x01000193)
      hash = mixed ^ (mixed >>> 15)
      const mask = places.length - 1
      for (let place = hash & mask; ; place = (place + 1) & mask) {
        const index = (places[place] ?? 0) - 1
        if (index < 0) return -1
        if (hashes[index] === hash && isSame(index, bytes, from, to)) return values[index] ?? -1
      }
    },
    keep: (bytes, from, to, value) => {
      const length = to - from
      if (length > 255) return
      if (used === capacity) grow()
      if (end + length > text.length) text = grown(text, new Uint8Array(text.length * 2))
      text.set(bytes.subarray(from, to), end)
      hashes[used] = hash
      values[used] = value
      offsets[used] = end
      lengths[used] = length
      put(used)
      used += 1
      end += length
    },
    size: () => used,
  }
}
