/** A frame of one transparent pixel, for the end of a GIF: what it is laid over stays as it is. */
const clearPixel = Buffer.from([
  ...[0x21, 0xf9, 4, 1, 0, 0, 0, 0],
  ...[0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0],
])

const trailer = Buffer.from([0x3b])

/** Bytes of a colour table, by the flags in front of it. */
const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0)

/** The place behind a row of sub-blocks; past the end where it is cut. */
const behindBlocks = (bytes: Buffer, start: number): number => {
  let at = start
  while (at < bytes.length && bytes[at] !== 0) at += (bytes[at] ?? 0) + 1
  return at + 1
}

/** Whether the first frame of a GIF leaves something of the canvas open, and the place behind its last block. */
const walkGif = (bytes: Buffer): { readonly open: boolean; readonly end: number } => {
  let first: readonly number[] | undefined
  let at = 13 + tableBytes(bytes[10] ?? 0)
  while (bytes[at] === 0x21 || bytes[at] === 0x2c) {
    if (bytes[at] === 0x21) {
      at = behindBlocks(bytes, at + 2)
      continue
    }
    if (at + 11 > bytes.length) break
    first ??= [1, 3, 5, 7].map((field) => bytes.readUInt16LE(at + field))
    at = behindBlocks(bytes, at + 11 + tableBytes(bytes[at + 9] ?? 0))
  }
  const [left = 0, top = 0, width = 0, height = 0] = first ?? []
  const open =
    first !== undefined &&
    (left > 0 || top > 0 || left + width < bytes.readUInt16LE(6) || top + height < bytes.readUInt16LE(8))
  return { open, end: at }
}

/** A file as libvips takes it. */
export interface Readable {
  readonly bytes: Uint8Array
  /** Frames at the end that are not the picture's. */
  readonly added: 0 | 1
}

/**
 * Makes a file readable as browsers read it; whatever is no case for that stays as it is.
 * - libvips knows AVIFs by few names, and not by that of an animation (`avis`), though libheif decodes the still picture in
 *   one.
 * - Of a GIF in which no frame says that it has transparent pixels it makes an opaque picture, black where no frame has been
 *   yet. One more frame says so.
 */
export const readable = (file: Uint8Array, type: string): Readable => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  if (type === 'avif' && bytes.length >= 12) bytes.write('avif', 8, 'latin1')
  if (type !== 'gif' || bytes.length < 13) return { bytes, added: 0 }
  const { open, end } = walkGif(bytes)
  return open && end <= bytes.length
    ? { bytes: Buffer.concat([bytes.subarray(0, end), clearPixel, trailer]), added: 1 }
    : { bytes, added: 0 }
}
