/** Reads bytes of a file from a place on: as many as are asked for, or up to its end. */
export type Read = (from: number, length: number) => Promise<Uint8Array>

/** Bytes of one read, and how many reads a file gets: 256 KB at most, whatever it is made of. */
const blockBytes = 65_536
const maxReads = 4

/**
 * A file as a walker sees it: a piece of it is at hand, and another can be had. A walker looks synchronously at what is
 * at hand, so that a million small parts cost no million promises.
 */
export interface Source {
  /** Bytes of the whole file. */
  readonly size: number
  /**
   * Sees to it that so many bytes from `at` on are at hand. False when the file ends before, or when it would take too
   * many reads: then `spent` is true, and what was not seen says nothing against the file.
   */
  readonly need: (at: number, length: number) => boolean | Promise<boolean>
  readonly spent: () => boolean
  /** What is at hand, and where it starts. */
  readonly piece: () => { readonly bytes: Buffer; readonly from: number }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

/** A file that is in memory. */
export const sourceOf = (bytes: Uint8Array): Source => {
  const piece = { bytes: asBuffer(bytes), from: 0 }
  return {
    size: bytes.length,
    need: (at, length) => at >= 0 && at + length <= bytes.length,
    spent: () => false,
    piece: () => piece,
  }
}

/** A file that is read piece by piece. @param size bytes of the whole file */
export const distantSource = (read: Read, size: number): Source => {
  let bytes: Buffer = Buffer.alloc(0)
  let from = 0
  let reads = 0
  let spent = false

  const fetch = async (at: number, length: number): Promise<boolean> => {
    if (reads >= maxReads || length > blockBytes) {
      spent = true
      return false
    }
    reads += 1
    bytes = asBuffer(await read(at, Math.min(blockBytes, size - at)))
    from = at
    return bytes.length >= length
  }

  return {
    size,
    need: (at, length) => {
      if (at < 0 || at + length > size) return false
      return at >= from && at + length <= from + bytes.length ? true : fetch(at, length)
    },
    spent: () => spent,
    piece: () => ({ bytes, from }),
  }
}

/** Bytes of a file, once `need` has had them fetched; a place that is not at hand reads as zero. */
export const bytesAt = (source: Source, at: number, length: number): Buffer => {
  const { bytes, from } = source.piece()
  return bytes.subarray(Math.max(0, at - from), Math.max(0, at - from + length))
}
