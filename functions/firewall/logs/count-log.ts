import { countPlainly } from './count-plainly.ts'
import type { CountedPiece } from './counts.ts'
import type { CountOptions } from './options.ts'

/**
 * Counts the lines of a log object, whose format is told by its content.
 * @param chunks its bytes as they come, packed by gzip or not, cut anywhere
 * @returns pieces, each of which adds to those before it; the last has `end`, and says what was wrong with the object
 * @throws what `chunks` throws, and nothing else
 */
export async function* countLog(
  chunks: AsyncIterable<Uint8Array>,
  options: CountOptions,
): AsyncGenerator<CountedPiece> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  yield countPlainly(Buffer.concat(parts), options)
}
