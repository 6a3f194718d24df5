import type { Ledger, Write } from '../../../shared/ledger/ledger.ts'

/** Items and characters of one transaction. DynamoDB takes 100 items and 4 MB. */
const most = { items: 100, characters: 1_000_000 }

interface Waiting {
  readonly writes: readonly Write[]
  readonly promise: PromiseWithResolvers<void>
}

/** Writes of several buckets on their way to the ledger. */
export interface Gathered {
  /** Resolves when these writes, all or none, are in the ledger; rejects with what the ledger throws. */
  readonly add: (writes: readonly Write[]) => Promise<void>
  /** Sends what still waits. */
  readonly flush: () => void
}

/**
 * Sends the ledger's writes of many buckets together, a transaction of up to a hundred at a time, while others are worked on.
 * One that the ledger refuses is done again bucket by bucket, so that a conflict about one bucket is nobody else's.
 */
export const gatherWrites = ({ commit }: Pick<Ledger, 'commit'>, now: Date): Gathered => {
  let waiting: Waiting[] = []
  let items = 0
  let characters = 0

  const alone = ({ writes, promise }: Waiting): Promise<void> =>
    commit(writes, now).then(promise.resolve, promise.reject)

  const send = async (batch: readonly Waiting[]): Promise<void> => {
    const [only] = batch
    if (only && batch.length === 1) return alone(only)
    try {
      await commit(
        batch.flatMap(({ writes }) => writes),
        now,
      )
    } catch {
      for (const each of batch) await alone(each)
      return
    }
    for (const { promise } of batch) promise.resolve()
  }

  const flush = (): void => {
    const batch = waiting
    waiting = []
    items = 0
    characters = 0
    // Never rejects: what fails is heard by those who wait for their writes.
    if (batch.length > 0) void send(batch)
  }

  const add = (writes: readonly Write[]): Promise<void> => {
    if (writes.length === 0) return Promise.resolve()
    const size = JSON.stringify(writes).length
    if (items + writes.length > most.items || characters + size > most.characters) flush()
    const promise = Promise.withResolvers<void>()
    waiting.push({ writes, promise })
    items += writes.length
    characters += size
    return promise.promise
  }
  return { add, flush }
}
