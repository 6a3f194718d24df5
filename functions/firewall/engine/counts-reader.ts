import { errorText } from '../../../shared/errors.ts'
import type { FirewallPieceRecord } from '../../../shared/ledger/records.ts'
import { log } from '../../../shared/log.ts'
import { metrics } from '../../../shared/metrics.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import type { Counts } from '../logs/counts.ts'
import { unpackCounts } from '../rules/pack.ts'
import type { CountsStore } from '../world/world.ts'

/** Objects that are read at a time. */
const width = 8

/** Characters that are kept of objects whose other parts may be asked for. */
const mostKept = 32_000_000

/** Gives the counts of pieces, in any order. */
export type CountsReader = (
  records: readonly FirewallPieceRecord[],
  use: (record: FirewallPieceRecord, counts: Counts) => void,
) => Promise<void>

const countsOf = (text: string | undefined, { source }: FirewallPieceRecord): Counts => {
  try {
    if (text === undefined) throw new RangeError('Its counts are gone')
    return unpackCounts(text)
  } catch (error) {
    // It would never be read: whoever comes after it must not wait for it.
    log.error('a counted piece that cannot be read', { source, detail: errorText(error) })
    metrics.add('FirewallPiecesUnreadable', 1)
    return new Map()
  }
}

/** Objects with several parts that were read lately. */
const makeKept = () => {
  const kept = new Map<string, readonly string[]>()
  let characters = 0
  const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, { length }) => sum + length, 0)
  return {
    get: (name: string) => kept.get(name),
    add: (name: string, texts: readonly string[]): void => {
      kept.set(name, texts)
      characters += lengthOf(texts)
      for (const [oldest, theirs] of kept) {
        if (characters <= mostKept) return
        kept.delete(oldest)
        characters -= lengthOf(theirs)
      }
    },
  }
}

/** Reads what pieces count, from their records or from S3, where pieces of several objects share one object: that is read once. */
export const countsReader = (counts: Pick<CountsStore, 'read'>): CountsReader => {
  const kept = makeKept()
  const textsIn = async ({ name, of }: NonNullable<FirewallPieceRecord['countsIn']>) => {
    const known = kept.get(name)
    if (known) return known
    const texts = await counts.read(name)
    if (texts && of > 1) kept.add(name, texts)
    return texts
  }
  return async (records, use) => {
    const groups = [...Map.groupBy(records, ({ countsIn }) => countsIn?.name).values()]
    for (const part of piecesOf(groups, width))
      await Promise.all(
        part.map(async (group) => {
          const where = group[0]?.countsIn
          const texts = where && (await textsIn(where))
          for (const record of group)
            use(record, countsOf(record.counts ?? texts?.[record.countsIn?.part ?? 0], record))
        }),
      )
  }
}
