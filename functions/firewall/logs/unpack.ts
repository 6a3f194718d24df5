import type { Flaw } from './flaw.ts'
import { gunzipped, isGzip } from './gunzip.ts'

/** Packed bytes that are unpacked at once: they grow to a thousand times as many at most. */
const packedPiece = 64 * 1024

const tooLarge = (bytes: number): Flaw => ({
  reason: 'too-large',
  words: `The object is larger than ${Math.floor(bytes / 1024 ** 2).toLocaleString('en')} MiB unpacked. What was before is counted.`,
})

/** Chunks put together, or cut, to pieces of one size. */
async function* piecesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let length = 0
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue
    waiting.push(chunk)
    length += chunk.length
    if (length < packedPiece) continue
    const whole = waiting.length === 1 ? chunk : Buffer.concat(waiting)
    for (let from = 0; from < whole.length; from += packedPiece) yield whole.subarray(from, from + packedPiece)
    waiting = []
    length = 0
  }
  if (length > 0) yield Buffer.concat(waiting)
}

const startsWith = (bytes: Uint8Array, start: string): boolean =>
  Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, start.length)).toString('latin1') === start

/** How other files begin that somebody may have put between the logs. */
const others: readonly (readonly [string, Flaw])[] = [
  [
    'PAR1',
    {
      reason: 'parquet',
      words: 'The log is written as Parquet, which is not read: choose w3c, json or plain as its output format.',
    },
  ],
  [
    'PK\x03\x04',
    { reason: 'not-a-log', words: 'The object is a zip archive: logs are read packed by gzip, or as they are.' },
  ],
  [
    'BZh',
    { reason: 'not-a-log', words: 'The object is packed by bzip2: logs are read packed by gzip, or as they are.' },
  ],
  [
    '\x28\xb5\x2f\xfd',
    { reason: 'not-a-log', words: 'The object is packed by zstd: logs are read packed by gzip, or as they are.' },
  ],
]

/** What an object is that cannot be read, by its first unpacked bytes. */
export const flawOfStart = (bytes: Uint8Array): Flaw | undefined =>
  others.find(([start]) => startsWith(bytes, start))?.[1]

/**
 * The unpacked bytes of an object, in blocks. Gzip is recognised by its first two bytes; there may be several members, empty ones, and zeros
 * behind them. While a block is worked on, the next is unpacked in another thread.
 * @returns at the end, what was wrong with the bytes
 */
export async function* unpack(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, Flaw | undefined> {
  const pieces = piecesOf(chunks)
  try {
    const first = await pieces.next()
    if (first.done) return { reason: 'empty', words: 'The object is empty.' }
    const blocks = isGzip(first.value) ? gunzipped(pieces, first.value) : plainly(pieces, first.value)
    let bytes = 0
    for (;;) {
      const block = await blocks.next()
      if (block.done) return block.value
      bytes += block.value.length
      if (bytes > maxBytes) {
        await blocks.return(undefined)
        return tooLarge(maxBytes)
      }
      yield block.value
    }
  } finally {
    await pieces.return(undefined)
  }
}

async function* plainly(pieces: AsyncGenerator<Uint8Array>, first: Uint8Array): AsyncGenerator<Uint8Array, undefined> {
  yield first
  yield* pieces
  return undefined
}
