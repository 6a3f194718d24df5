import type { ClientCounts, EvidenceLine, MinuteCount } from './counts.ts'

/**
 * What clients did under one rule, as it is counted and packed: two lists for all of them, instead of a map of minutes for each, which would
 * take as long as to read the log.
 */
export interface ClientLists {
  /** Canonical. */
  readonly clients: readonly string[]
  /** By client: where its numbers end; those of the first begin at 0. */
  readonly ends: Int32Array
  /** Of each minute four numbers: minute since 1970, count, refused, last second (`MinuteCount`). */
  readonly numbers: Int32Array
  /** By index of a client: first and last line, of those that have evidence. */
  readonly evidence: ReadonlyMap<number, Pick<ClientCounts, 'first' | 'last'>>
}

/** Numbers of a minute. */
export const minuteWidth = 4

/** A map by client that keeps lists, and makes of them only what somebody asks for. */
export interface ListedClients extends ReadonlyMap<string, ClientCounts> {
  readonly lists: ClientLists
}

/** The lists of a map that has them. */
export const listsIn = (clients: ReadonlyMap<string, ClientCounts>): ClientLists | undefined =>
  'lists' in clients ? (clients as ListedClients).lists : undefined

const minutesBetween = (numbers: Int32Array, from: number, to: number): Map<number, MinuteCount> => {
  const minutes = new Map<number, MinuteCount>()
  for (let at = from; at < to; at += minuteWidth)
    minutes.set(numbers[at] ?? 0, {
      count: numbers[at + 1] ?? 0,
      refused: numbers[at + 2] ?? 0,
      lastSecond: numbers[at + 3] ?? 0,
    })
  return minutes
}

/** The numbers of a client begin where those of the one before it end. */
export const numbersOf = ({ ends, numbers }: ClientLists, index: number): Int32Array =>
  numbers.subarray(index === 0 ? 0 : ends[index - 1], ends[index])

const shownAt = (
  lists: ClientLists,
  index: number,
): { first: EvidenceLine | undefined; last: EvidenceLine | undefined } => {
  const { first, last } = lists.evidence.get(index) ?? {}
  return { first, last }
}

/** Lists as a map: gone through one after the other, nothing more is made of them than each client in turn. */
export const asMap = (lists: ClientLists): ListedClients => {
  const at = (index: number): ClientCounts => {
    const numbers = numbersOf(lists, index)
    return { minutes: minutesBetween(numbers, 0, numbers.length), ...shownAt(lists, index) }
  }
  let places: ReadonlyMap<string, number> | undefined
  const placeOf = (client: string): number | undefined => {
    places ??= new Map(lists.clients.map((each, index) => [each, index]))
    return places.get(client)
  }
  function* entries(): MapIterator<[string, ClientCounts]> {
    for (const [index, client] of lists.clients.entries()) yield [client, at(index)]
  }
  function* values(): MapIterator<ClientCounts> {
    for (const index of lists.clients.keys()) yield at(index)
  }
  const map: ListedClients = {
    lists,
    size: lists.clients.length,
    has: (client) => placeOf(client) !== undefined,
    get: (client) => {
      const place = placeOf(client)
      return place === undefined ? undefined : at(place)
    },
    keys: () => lists.clients.values(),
    values,
    entries,
    [Symbol.iterator]: entries,
    forEach: (act) => {
      for (const [client, counts] of entries()) act(counts, client, map)
    },
  }
  return map
}
