import { createGunzip } from 'node:zlib'
import type { Flaw } from './flaw.ts'

/** Packed bytes that are kept to save the last lines before damage: Node's zlib keeps back what it unpacked with the damaged bytes. */
const keptPacked = 8 * 1024 ** 2
const unpackedPiece = 1024 ** 2

const truncated: Flaw = {
  reason: 'truncated',
  words: 'The object ends in the middle: its gzip is cut off. What was before is counted.',
}
const damaged: Flaw = { reason: 'damaged', words: 'The gzip of the object is damaged. What was before is counted.' }
/** A gunzip that collects what it unpacks, and never rejects. */
const collector = () => {
  const gunzip = createGunzip({ chunkSize: unpackedPiece })
  let unpacked: Buffer[] = []
  let flaw: Flaw | undefined
  let written = 0
  let settle: () => void = () => undefined
  gunzip.on('data', (bytes: Buffer) => unpacked.push(bytes))
  gunzip.on('end', () => settle())
  gunzip.on('error', ({ code }: NodeJS.ErrnoException) => {
    flaw = code === 'Z_BUF_ERROR' ? truncated : damaged
    settle()
  })
  const settled = (act: () => void): Promise<void> =>
    new Promise((resolve) => {
      settle = resolve
      act()
    })
  return {
    write: (packed: Uint8Array): Promise<void> => {
      written += packed.length
      return settled(() => gunzip.write(packed, () => settle()))
    },
    finish: (): Promise<void> => settled(() => gunzip.end()),
    take: (): Buffer[] => {
      const taken = unpacked
      unpacked = []
      return taken
    },
    flaw: () => flaw,
    /** How many of the bytes stand behind the last member, and are none: zeros that fill up a block, or junk. */
    leftOver: () => (flaw ? 0 : written - gunzip.bytesWritten),
    close: () => gunzip.close(),
  }
}

/** Bytes at a time in which the damage is looked for: first roughly, then exactly. */
const steps = [512, 1] as const

/** What the damaged piece still held, behind what is known of the pieces before. */
const salvage = async (before: readonly Uint8Array[], piece: Uint8Array, known: number): Promise<Uint8Array> => {
  let sound = 0
  let all = Buffer.alloc(0)
  for (const step of steps) {
    const again = collector()
    for (const each of before) await again.write(each)
    if (sound > 0) await again.write(piece.subarray(0, sound))
    for (let from = sound; from < piece.length && !again.flaw(); from += step) {
      sound = from
      await again.write(piece.subarray(from, from + step))
    }
    again.close()
    all = Buffer.concat(again.take())
  }
  return all.subarray(known)
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/** Members up to one behind which there is something else: returns what that is, or what was wrong. */
async function* gunzipMembers(
  pieces: AsyncGenerator<Uint8Array>,
  first: Uint8Array,
): AsyncGenerator<Uint8Array, Flaw | Uint8Array | undefined> {
  const gunzip = collector()
  const kept: Uint8Array[] = []
  let keptBytes = 0
  let known = 0
  try {
    for (let piece: Uint8Array | undefined = first; piece; ) {
      const ready = gunzip.take()
      const writing = gunzip.write(piece)
      // Zlib works in a thread of its own: what is ready is counted meanwhile.
      for (const block of ready) {
        known += block.length
        yield block
      }
      await writing
      const flaw = gunzip.flaw()
      if (flaw) {
        for (const block of gunzip.take()) {
          known += block.length
          yield block
        }
        if (keptBytes <= keptPacked) yield await salvage(kept, piece, known)
        return flaw
      }
      const left = gunzip.leftOver()
      if (left > 0) {
        yield* gunzip.take()
        return piece.subarray(piece.length - left)
      }
      keptBytes += piece.length
      if (keptBytes <= keptPacked) kept.push(piece)
      else kept.length = 0
      const next: IteratorResult<Uint8Array> = await pieces.next()
      piece = next.done ? undefined : next.value
    }
    await gunzip.finish()
    yield* gunzip.take()
    return gunzip.flaw()
  } finally {
    gunzip.close()
  }
}

/**
 * Unpacks pieces of a gzip file, of which `first` is the first. While a block is worked on, the next is unpacked in another thread.
 * @returns at the end, what was wrong with it
 */
export async function* gunzipped(
  pieces: AsyncGenerator<Uint8Array>,
  first: Uint8Array,
): AsyncGenerator<Uint8Array, Flaw | undefined> {
  for (let piece: Uint8Array | undefined = first; piece; ) {
    const end: Flaw | Uint8Array | undefined = yield* gunzipMembers(pieces, piece)
    if (!(end instanceof Uint8Array)) return end
    piece = end
    while (piece?.every((byte) => byte === 0)) {
      const next: IteratorResult<Uint8Array> = await pieces.next()
      piece = next.done ? undefined : next.value
    }
    piece = piece?.subarray(piece.findIndex((byte) => byte !== 0))
    if (piece && !isGzip(piece) && piece.length > 1) return damaged
  }
  return undefined
}
