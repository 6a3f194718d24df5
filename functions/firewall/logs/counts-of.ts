import { asMap, type ClientLists, minuteWidth } from './client-lists.ts'
import type { ClientCounts, Counts, EvidenceLine } from './counts.ts'
import type { RuleSets } from './rule-sets.ts'
import {
  clientFields,
  clientWidth,
  entryFields,
  entryWidth,
  none,
  pairFields,
  pairWidth,
  type Tables,
} from './tables.ts'

export interface ListOptions {
  /** Names by rule. */
  readonly names: readonly string[]
  /** By rule: from so many lines of a client on its evidence is kept. */
  readonly evidenceFrom: readonly number[]
  readonly sets: Pick<RuleSets, 'rulesOf'>
  readonly textOf: (client: number) => string
  /** A line that was kept as evidence. */
  readonly show: (kept: number) => EvidenceLine
}

/** Entries by pair: those of one stand between its place in `starts` and the next, in the order in which they came. */
const byPair = ({ pairCount, entries, entryCount }: Tables) => {
  const starts = new Int32Array(pairCount + 1)
  for (let entry = 0; entry < entryCount; entry += 1) {
    const pair = entries[entry * entryWidth + entryFields.pair] ?? 0
    starts[pair + 1] = (starts[pair + 1] ?? 0) + 1
  }
  for (let pair = 0; pair < pairCount; pair += 1) starts[pair + 1] = (starts[pair + 1] ?? 0) + (starts[pair] ?? 0)
  const sorted = new Int32Array(entryCount)
  const next = starts.slice()
  for (let entry = 0; entry < entryCount; entry += 1) {
    const pair = entries[entry * entryWidth + entryFields.pair] ?? 0
    const place = next[pair] ?? 0
    sorted[place] = entry
    next[pair] = place + 1
  }
  return { starts, sorted }
}

type Sorted = ReturnType<typeof byPair>

/** Minutes of one client of more than so many are found by a map. */
const mostLookedThrough = 32

/** A list of minutes, to which those of one client after the other are added. */
const makeMinutes = ({ entries }: Tables, most: number) => {
  const numbers = new Int32Array(most * minuteWidth)
  let places: Map<number, number> | undefined
  let isAlone = false
  let end = 0
  let from = 0

  const find = (minute: number): number => {
    if (isAlone) return none
    if (places) return places.get(minute) ?? none
    for (let at = end - minuteWidth; at >= from; at -= minuteWidth) if (numbers[at] === minute) return at
    return none
  }

  return {
    numbers,
    /** Begins the next client. @param entriesOfClient how many follow @param pairs whether each is of another minute: where there is one pair */
    begin: (entriesOfClient: number, pairs: number) => {
      from = end
      isAlone = pairs === 1
      places = !isAlone && entriesOfClient > mostLookedThrough ? new Map() : undefined
    },
    add: (entry: number): void => {
      const base = entry * entryWidth
      const minute = entries[base + entryFields.minute] ?? 0
      const second = Math.floor((entries[base + entryFields.latestMs] ?? 0) / 1_000)
      let at = find(minute)
      if (at < 0) {
        at = end
        end += minuteWidth
        numbers[at] = minute
        places?.set(minute, at)
      }
      numbers[at + 1] = (numbers[at + 1] ?? 0) + (entries[base + entryFields.lines] ?? 0)
      numbers[at + 2] = (numbers[at + 2] ?? 0) + (entries[base + entryFields.refused] ?? 0)
      numbers[at + 3] = Math.max(numbers[at + 3] ?? 0, second)
    },
    end: () => end,
  }
}

/** Of two kept lines the one that is earlier by time, then by number. */
const isEarlier = (
  pairs: Int32Array,
  one: number,
  other: number,
  [minute, ms, line]: readonly [number, number, number],
): boolean => {
  for (const field of [minute, ms, line]) {
    const difference = (pairs[one + field] ?? 0) - (pairs[other + field] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

const { first, firstMinute, firstMs, firstLine, last, lastMinute, lastMs, lastLine } = pairFields
const [byFirst, byLast] = [
  [firstMinute, firstMs, firstLine],
  [lastMinute, lastMs, lastLine],
] as const

/** First and last line of a client's pairs under a rule. */
const evidenceOf = (
  { pairs }: Tables,
  own: readonly number[],
  show: ListOptions['show'],
): Pick<ClientCounts, 'first' | 'last'> => {
  const bases = own.map((pair) => pair * pairWidth)
  const [begin = 0] = bases
  const earliest = bases.reduce((best, base) => (isEarlier(pairs, base, best, byFirst) ? base : best), begin)
  const kept = bases.filter((base) => pairs[base + last] !== none)
  const [ended = begin] = kept
  const latest = kept.reduce((best, base) => (isEarlier(pairs, best, base, byLast) ? base : best), ended)
  return { first: show(pairs[earliest + first] ?? 0), last: show(pairs[latest + last] ?? 0) }
}

/** By set: whether it has a rule. */
const setsWith = (rule: number, { pairs, pairCount }: Tables, { rulesOf }: ListOptions['sets']): Uint8Array => {
  let most = 0
  for (let pair = 0; pair < pairCount; pair += 1) most = Math.max(most, pairs[pair * pairWidth + pairFields.set] ?? 0)
  return Uint8Array.from({ length: most + 1 }, (_, set) => (rulesOf(set).includes(rule) ? 1 : 0))
}

/** What clients did under one rule: the pairs of each, whatever else their lines match, together. */
const listsOf = (rule: number, tables: Tables, { starts, sorted }: Sorted, options: ListOptions): ClientLists => {
  const { clients: known, pairs, pairCount } = tables
  const hasRule = setsWith(rule, tables, options.sets)
  const seen = new Uint8Array(known.length / clientWidth)
  const minutes = makeMinutes(tables, sorted.length)
  const clients: string[] = []
  const ends: number[] = []
  const evidence = new Map<number, Pick<ClientCounts, 'first' | 'last'>>()
  const own: number[] = []
  for (let pair = 0; pair < pairCount; pair += 1) {
    const client = pairs[pair * pairWidth + pairFields.client] ?? 0
    if (hasRule[pairs[pair * pairWidth + pairFields.set] ?? 0] === 0 || seen[client] === 1) continue
    seen[client] = 1
    own.length = 0
    let lines = 0
    let entriesOfClient = 0
    for (let each = (known[client * clientWidth + clientFields.latestPair] ?? 0) - 1; each >= 0; ) {
      const base = each * pairWidth
      if (hasRule[pairs[base + pairFields.set] ?? 0] === 1) {
        own.push(each)
        lines += pairs[base + pairFields.lines] ?? 0
        entriesOfClient += (starts[each + 1] ?? 0) - (starts[each] ?? 0)
      }
      each = pairs[base + pairFields.next] ?? none
    }
    minutes.begin(entriesOfClient, own.length)
    for (let index = own.length - 1; index >= 0; index -= 1) {
      const each = own[index] ?? 0
      for (let at = starts[each] ?? 0; at < (starts[each + 1] ?? 0); at += 1) minutes.add(sorted[at] ?? 0)
    }
    const isShown = known[client * clientWidth + clientFields.isShown] === 1
    if (isShown || lines >= (options.evidenceFrom[rule] ?? 1))
      evidence.set(clients.length, evidenceOf(tables, own, options.show))
    clients.push(options.textOf(client))
    ends.push(minutes.end())
  }
  return { clients, ends: Int32Array.from(ends), numbers: minutes.numbers.slice(0, minutes.end()), evidence }
}

/** What the tables count, by rule and client. */
export const countsOf = (tables: Tables, options: ListOptions): Counts => {
  const sorted = byPair(tables)
  const counts = new Map<string, ReturnType<typeof asMap>>()
  for (const [rule, name] of options.names.entries()) {
    const lists = listsOf(rule, tables, sorted, options)
    if (lists.clients.length > 0) counts.set(name, asMap(lists))
  }
  return counts
}
