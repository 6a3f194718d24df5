/** A box of an ISO base media file, such as an AVIF or a HEIC: its type, and what is in it. ISO 14496-12, 4.2. */
export interface Box {
  readonly type: string
  readonly data: Buffer
}

/** A whole number of 1, 2, 4 or 8 bytes; zero behind the end, and where it has no bytes. Above 2^53 it is not exact. */
export const numberAt = (data: Buffer, at: number, bytes: number): number => {
  if (bytes === 0 || at + bytes > data.length) return 0
  return bytes === 8 ? Number(data.readBigUInt64BE(at)) : data.readUIntBE(at, bytes)
}

/**
 * What the front of a box says: bytes of the whole box, and of its front. A length of 1 stands for one of 64 bits behind the type; what is too short to be one
 * has none. ISO 14496-12, 4.2.2.
 * @param front the first 16 bytes, or fewer at the end of a file
 * @returns a length of 0 for one that reaches to the end of the file, or that cannot be one
 */
export const frontOf = (front: Buffer): { readonly length: number; readonly head: 8 | 16; readonly type: string } => {
  const short = numberAt(front, 0, 4)
  const head = short === 1 ? 16 : 8
  const length = short === 1 ? numberAt(front, 8, 8) : short
  return { length: length < head ? 0 : length, head, type: front.toString('latin1', 4, 8) }
}

/**
 * The boxes that follow each other in some bytes. One that says to be longer than these are ends the row; a box of 64-bit
 * length does too, because no header needs so much.
 */
export const boxesIn = (bytes: Buffer, start = 0): Box[] => {
  const boxes: Box[] = []
  for (let at = start; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    if (length < 8 || at + length > bytes.length) break
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, at + length) })
    at += length
  }
  return boxes
}

/** Boxes of a file that are looked through. */
const mostBoxes = 50

/** The boxes that a file is made of: where each begins, and what is in it, which are the file's own bytes. The last one may reach to its end. */
export function* boxesOfFile(file: Buffer): Generator<Box & { readonly at: number }> {
  let at = 0
  for (let boxes = 0; boxes < mostBoxes && at + 8 <= file.length; boxes += 1) {
    const { length, head, type } = frontOf(file.subarray(at, at + 16))
    yield { type, at, data: file.subarray(at + head, length === 0 ? file.length : at + length) }
    if (length === 0) return
    at += length
  }
}

/** The first box of a type, empty where there is none. */
export const boxOf = (boxes: readonly Box[], type: string): Buffer =>
  boxes.find((box) => box.type === type)?.data ?? Buffer.alloc(0)
