import { consumedBy, itemBytes, readUnits } from '../../../bench/scale/capacity.ts'
import { TransientError } from '../../../shared/errors.ts'
import { partitionsToRead } from '../../../shared/ledger/indexes.ts'
import {
  type Ledger,
  type LedgerItem,
  type Stored,
  storedKey,
  type Write,
  written,
} from '../../../shared/ledger/ledger.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type StoredForm, toTable } from '../../../shared/ledger/stored-form.ts'
import { noTries, type Tries, tryAgain } from '../../../shared/ledger/tries.ts'
import { awsError } from '../../unit/alerts/scene.ts'
import type { Random } from '../engine/random.ts'
import type { Clock } from './clock.ts'

/** What a partition takes in a second. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const perPartition = { writes: 1_000, reads: 3_000 } as const

/** Milliseconds that a call takes, from and until. */
const latency = [4, 12] as const

/** Tries of the SDK, of what is not a transaction. */
const sdkTries = 5

const hash = (text: string): number => {
  let state = 0
  for (let index = 0; index < text.length; index += 1) state = (Math.imul(state, 31) + text.charCodeAt(index)) >>> 0
  return Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0
}

/** Takes units as long as there are any; may then be in debt by one item, as DynamoDB lets it. */
const makeBucket = (rate: number, burstSeconds: number, clock: Clock) => {
  let tokens = rate * burstSeconds
  let seen = clock.now()
  return {
    hasAny: (): boolean => {
      tokens = Math.min(rate * burstSeconds, tokens + (rate * (clock.now() - seen)) / 1_000)
      seen = clock.now()
      return tokens > 0
    },
    take: (units: number): void => {
      tokens -= units
    },
  }
}

export interface TableOptions {
  readonly clock: Clock
  readonly random: Random
  /**
   * Write units a second that the table and each of its indexes are warm for. A new table is for 4,000: four partitions. More come
   * only after minutes, so not in a storm.
   */
  readonly warm?: number
  /** Seconds of unused capacity that a partition saves up. It never takes more than its 1,000 a second, so no more than one. */
  readonly burstSeconds?: number
  /** Whether a throttled write is given up as soon as one that met another. For the test that shows what patience is worth. */
  readonly isImpatient?: boolean
}

/**
 * A ledger on a table that throttles as DynamoDB does: the table and each index have partitions of their own, each with its token
 * buckets; keys fall on them by a hash; a write is refused where the table or an index has no room for it; and transactions
 * that meet on one item are cancelled.
 */
export const throttledLedger = ({
  clock,
  random,
  warm = 4_000,
  burstSeconds = 1,
  isImpatient = false,
}: TableOptions) => {
  const memory = memoryLedger([], { frozen: true })
  const partitions = Math.max(1, Math.ceil(warm / perPartition.writes))
  const buckets = new Map<string, ReturnType<typeof makeBucket>>()
  const counts = { commits: 0, throttled: 0, met: 0, readsThrottled: 0, writeUnits: 0, readUnits: 0 }
  const busy = new Set<string>()
  const sizes = new WeakMap<object, number>()

  const bucket = (what: keyof typeof perPartition, index: string, key: string) => {
    const name = `${what} ${index} ${hash(`${index} ${key}`) % partitions}`
    const found = buckets.get(name) ?? makeBucket(perPartition[what], burstSeconds, clock)
    buckets.set(name, found)
    return found
  }
  const pause = (): Promise<void> => clock.sleep(random.between(...latency))
  const bytesOf = (item: Stored<LedgerItem>): number => {
    const known = sizes.get(item) ?? itemBytes(item as unknown as StoredForm)
    sizes.set(item, known)
    return known
  }

  /** Asks the partitions of some keys, as the SDK does: again, when they take no more. */
  const reading = async <Item extends LedgerItem>(
    keys: readonly (readonly [index: string, key: string])[],
    ask: () => Promise<readonly Stored<Item>[]>,
    attempt = 1,
  ): Promise<readonly Stored<Item>[]> => {
    await pause()
    const asked = keys.map(([index, key]) => bucket('reads', index, key))
    if (!asked.every((each) => each.hasAny())) {
      counts.readsThrottled += 1
      if (attempt >= sdkTries) throw awsError('ThrottlingException', 400)
      await clock.sleep(random.next() * 50 * 2 ** attempt)
      return reading(keys, ask, attempt + 1)
    }
    const items = await ask()
    const bytes = items.reduce((sum, item) => sum + bytesOf(item), 0) / keys.length
    for (const each of asked) {
      const units = readUnits(bytes, keys[0]?.[0] === '')
      each.take(units)
      counts.readUnits += units
    }
    return items
  }

  const commit = async (writes: readonly Write[], now: Date, tries: Tries = noTries): Promise<void> => {
    const names = writes.map(({ item }) => JSON.stringify(storedKey(item)))
    const again = async (isThrottled: boolean): Promise<void> => {
      counts[isThrottled ? 'throttled' : 'met'] += 1
      const next = tryAgain(tries, isThrottled && !isImpatient, random.next)
      if (!next) throw new TransientError(isThrottled ? 'throttled' : 'met')
      await clock.sleep(next.pause)
      await commit(writes, now, next.tries)
    }
    if (names.some((name) => busy.has(name))) {
      await pause()
      return again(false)
    }
    for (const name of names) busy.add(name)
    await pause()
    const before = await Promise.all(writes.map(({ item }) => memory.get<LedgerItem>(item)))
    const consumed = writes.flatMap((write, index) => {
      const old = before[index]
      return consumedBy(old && toTable(old), toTable(written(write, now)))
    })
    const isFree = consumed.every(({ index, key }) => bucket('writes', index, key).hasAny())
    if (isFree)
      for (const { index, key, units } of consumed) {
        bucket('writes', index, key).take(units)
        counts.writeUnits += units
      }
    for (const name of names) busy.delete(name)
    if (!isFree) return again(true)
    counts.commits += 1
    await memory.commit(writes, now)
  }

  const table = (key: string) => [['', key] as const]
  const ledger: Ledger = {
    get: async <Item extends LedgerItem>(key: Parameters<Ledger['get']>[0]) => {
      const ask = async () => {
        const found = await memory.get<Item>(key)
        return found ? [found] : []
      }
      return (await reading(table(key.pk), ask))[0]
    },
    children: async (pk, prefix) => [...(await reading(table(pk), () => memory.children(pk, prefix)))] as never,
    lastChildren: async (pk, limit) => [...(await reading(table(pk), () => memory.lastChildren(pk, limit)))] as never,
    list: async (kind, options) =>
      [
        ...(await reading(
          partitionsToRead('byKind', kind).map((key) => ['byKind', key] as const),
          () => memory.list(kind, options),
        )),
      ] as never,
    open: async (word, until) =>
      [
        ...(await reading(
          partitionsToRead('open', word).map((key) => ['open', key] as const),
          () => memory.open(word, until),
        )),
      ] as never,
    commit: (writes, now) => commit(writes, now),
  }
  return { ledger, memory, counts }
}
