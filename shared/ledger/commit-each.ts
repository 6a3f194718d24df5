import { inParallel } from '../in-parallel.ts'
import { type Ledger, maxWrites, type Write } from './ledger.ts'

/** Transactions that are under way at a time. */
const width = 8

/** Parts of at most a hundred items, in order. What belongs together stays together. */
const packs = <Entry extends { readonly writes: readonly Write[] }>(entries: readonly Entry[]): Entry[][] => {
  const all: Entry[][] = []
  let room = 0
  for (const entry of entries) {
    if (entry.writes.length > room) {
      all.push([])
      room = maxWrites
    }
    all.at(-1)?.push(entry)
    room -= entry.writes.length
  }
  return all
}

/**
 * Writes about many things, up to a hundred items at once. A transaction that the ledger refuses is done again one by one, so that a
 * conflict about one thing is nobody else's.
 * @param entries each with the writes that are made all or none
 * @returns for each entry the error that kept it from being written, or undefined
 */
export const commitEach = async <Entry extends { readonly writes: readonly Write[] }>(
  { commit }: Pick<Ledger, 'commit'>,
  entries: readonly Entry[],
  now: Date,
): Promise<Map<Entry, unknown>> => {
  const failures = new Map<Entry, unknown>()
  const alone = async (entry: Entry): Promise<void> => {
    if (entry.writes.length > 0) await commit(entry.writes, now)
  }
  await inParallel(packs(entries), width, async (pack) => {
    const writes = pack.flatMap((entry) => entry.writes)
    if (writes.length === 0) return
    try {
      await commit(writes, now)
    } catch (first) {
      for (const entry of pack) {
        const failed = pack.length === 1 ? Promise.reject(first) : alone(entry)
        await failed.catch((error: unknown) => failures.set(entry, error))
      }
    }
  })
  return failures
}
