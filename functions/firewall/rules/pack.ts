import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { type ClientLists, listsIn, numbersOf } from '../logs/client-lists.ts'
import type { ClientCounts, Counts, EvidenceLine, MinuteCount } from '../logs/counts.ts'
import { numberAt } from './number-at.ts'

/** Client, its minutes one behind the other (minute, count, refused, last second), first and last line. */
type PackedClient = readonly [string, readonly number[], EvidenceLine | null, EvidenceLine | null]
type Packed = readonly (readonly [rule: string, clients: readonly PackedClient[]])[]

const packClient = (client: string, { minutes, first, last }: ClientCounts): PackedClient => [
  client,
  [...minutes].flatMap(([minute, { count, refused, lastSecond }]) => [minute, count, refused, lastSecond]),
  first ?? null,
  last ?? null,
]

/** Lists are packed as they are: no map is made of them. */
const packLists = (lists: ClientLists): PackedClient[] =>
  lists.clients.map((client, index) => {
    const { first = null, last = null } = lists.evidence.get(index) ?? {}
    return [client, Array.from(numbersOf(lists, index)), first, last]
  })

const packClients = (clients: ReadonlyMap<string, ClientCounts>): PackedClient[] => {
  const lists = listsIn(clients)
  return lists ? packLists(lists) : [...clients].map(([client, each]) => packClient(client, each))
}

/** Counts as a text for the ledger, which packs to about a tenth of what it says. */
export const packCounts = (counts: Counts): string => {
  const packed: Packed = [...counts].map(([rule, clients]) => [rule, packClients(clients)])
  return deflateRawSync(JSON.stringify(packed)).toString('base64')
}

const unpackMinutes = (numbers: readonly number[]): Map<number, MinuteCount> => {
  const minutes = new Map<number, MinuteCount>()
  for (let at = 0; at < numbers.length; at += 4)
    minutes.set(numberAt(numbers, at), {
      count: numberAt(numbers, at + 1),
      refused: numberAt(numbers, at + 2),
      lastSecond: numberAt(numbers, at + 3),
    })
  return minutes
}

/**
 * Counts from a text that `packCounts` made.
 * @throws Error for any other text
 */
export const unpackCounts = (text: string): Counts => {
  const packed = JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString()) as Packed
  return new Map(
    packed.map(([rule, clients]) => [
      rule,
      new Map(
        clients.map(([client, numbers, first, last]): [string, ClientCounts] => [
          client,
          { minutes: unpackMinutes(numbers), ...(first && { first }), ...(last && { last }) },
        ]),
      ),
    ]),
  )
}
