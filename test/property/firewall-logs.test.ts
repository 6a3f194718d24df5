import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { countLog } from '../../functions/firewall/logs/count-log.ts'
import type { ClientCounts, CountedPiece, LineTally } from '../../functions/firewall/logs/counts.ts'
import type { CountOptions } from '../../functions/firewall/logs/options.ts'
import { formats, logOf, options, plainFields } from './random-access-logs.ts'
import { countPlainly } from './slow-firewall-logs.ts'

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1
    yield bytes.subarray(at, at + size)
    at += size
  }
}

const piecesOf = async (bytes: Uint8Array, sizes: readonly number[], given: CountOptions): Promise<CountedPiece[]> => {
  const pieces: CountedPiece[] = []
  for await (const piece of countLog(cut(bytes, sizes), given)) pieces.push(piece)
  return pieces
}

const sumOf = (tallies: readonly LineTally[], name: keyof LineTally): number =>
  tallies.reduce((sum, tally) => sum + tally[name], 0)

/** What pieces say together: evidence of one that was cut is not that of all. */
const together = (pieces: readonly CountedPiece[]) => {
  const counts: Record<string, readonly number[]> = {}
  for (const piece of pieces)
    for (const [rule, clients] of piece.counts)
      for (const [client, { minutes }] of clients)
        for (const [minute, { count, refused, lastSecond }] of minutes) {
          const key = `${rule} ${client} ${minute}`
          const [countBefore = 0, refusedBefore = 0, second = 0] = counts[key] ?? []
          counts[key] = [countBefore + count, refusedBefore + refused, Math.max(second, lastSecond)]
        }
  const tallies = pieces.map(({ tally }) => tally)
  const last = pieces.at(-1)
  return {
    counts,
    format: last?.format,
    broken: last?.broken?.reason,
    linesTo: last?.linesTo,
    lines: sumOf(tallies, 'lines'),
    malformed: sumOf(tallies, 'malformed'),
    future: sumOf(tallies, 'future'),
    unattributed: sumOf(tallies, 'unattributed'),
    refusedByWaf: sumOf(tallies, 'refusedByWaf'),
    fromCdn: sumOf(tallies, 'fromCdn'),
  }
}

const evidenceIn = ({ counts }: CountedPiece) =>
  Object.fromEntries(
    [...counts].flatMap(([rule, clients]) =>
      [...clients].map(([client, { first, last }]: readonly [string, ClientCounts]) => [
        `${rule} ${client}`,
        { first, last },
      ]),
    ),
  )

describe.each(formats)('%s', (format) => {
  const given = options(format === 'plain' ? { plain: plainFields } : {})

  test('as a slow, obvious counter counts, cut anywhere, packed or not, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        logOf(format),
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom(1, 2, 7, 100_000),
        async (log, sizes, isPacked, maxEntries) => {
          const slow = countPlainly(log, given)
          const pieces = await piecesOf(isPacked ? gzipSync(log) : log, sizes, { ...given, maxEntries })
          expect(together(pieces)).toEqual(together([slow]))
          expect(pieces.map(({ end }) => end)).toEqual([...pieces.slice(1).map(() => false), true])
          if (pieces[0] && pieces.length === 1) expect(evidenceIn(pieces[0])).toEqual(evidenceIn(slow))
        },
      ),
      { numRuns: 150 },
    )
  })

  test('a byte at a time', async () => {
    await fc.assert(
      fc.asyncProperty(logOf(format), async (log) => {
        expect(together(await piecesOf(log, [1], given))).toEqual(together([countPlainly(log, given)]))
      }),
      { numRuns: 20 },
    )
  })

  test('going on behind any line, nothing is lost and nothing counted twice', async () => {
    await fc.assert(
      fc.asyncProperty(logOf(format), fc.integer({ min: 1, max: 30 }), async (log, maxEntries) => {
        const done: CountedPiece[] = []
        // Each call dies behind its first piece.
        for (let fromLine = 0; done.at(-1)?.end !== true; fromLine = done.at(-1)?.linesTo ?? 0) {
          const [piece] = await piecesOf(log, [64], { ...given, maxEntries, fromLine })
          if (piece) done.push(piece)
        }
        const { counts, malformed } = together([countPlainly(log, given)])
        expect(together(done)).toMatchObject({ counts, malformed })
      }),
      { numRuns: 40 },
    )
  })
})
