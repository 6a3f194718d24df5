/**
 * What clients did, in lists of numbers, so that nothing is made for a line. A client with a set of rules (rule-sets.ts) is a pair, a pair in a
 * minute of the log's time is an entry. These are functions beside their data, not closures over it: V8 then knows the constants.
 */
export interface Tables {
  /** By client, `clientFields`. */
  clients: Int32Array<ArrayBuffer>
  /** By pair, `pairFields`. */
  pairs: Int32Array<ArrayBuffer>
  pairCount: number
  /** By entry, `entryFields`. */
  entries: Int32Array<ArrayBuffer>
  entryCount: number
  /** By hash of pair and minute: one more than the entry. */
  places: Int32Array<ArrayBuffer>
}

export const [clientWidth, pairWidth, entryWidth] = [4, 16, 5]

/** Numbers of a client: one more than its latest pair, all its lines, and 1 where its evidence is kept whatever it does. */
export const clientFields = { latestPair: 0, lines: 1, isShown: 2 } as const

/** Numbers of a pair. `first` and `last` are kept lines of evidence; of a last line that is only in its block yet, from where to where. */
export const pairFields = {
  ...{ set: 0, client: 1, next: 2, lines: 3, latestEntry: 4, first: 5, firstMinute: 6, firstMs: 7, firstLine: 8 },
  ...{ last: 9, lastMinute: 10, lastMs: 11, lastLine: 12, lastFrom: 13, lastTo: 14 },
} as const

/** Numbers of an entry; milliseconds of its minute. */
export const entryFields = { pair: 0, minute: 1, lines: 2, refused: 3, latestMs: 4 } as const

/** Instead of a pair, an entry or a line. */
export const none = -1

const [ofClient, ofPair, ofEntry] = [clientWidth, pairWidth, entryWidth]
const { latestPair } = clientFields
const { set, client, next, lines, latestEntry, last, lastFrom } = pairFields
const { pair: pairOf, minute: minuteOf, lines: linesOf, refused, latestMs } = entryFields

export const noTables = (): Tables => ({
  clients: new Int32Array(1_024 * ofClient),
  pairs: new Int32Array(256 * ofPair),
  pairCount: 0,
  entries: new Int32Array(512 * ofEntry),
  entryCount: 0,
  places: new Int32Array(1_024),
})

/** Begins again, in the same memory. */
export const clearTables = (tables: Tables): void => {
  tables.clients.fill(0)
  tables.places.fill(0)
  tables.pairCount = 0
  tables.entryCount = 0
}

const grown = (list: Int32Array): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(list.length * 2)
  larger.set(list)
  return larger
}

/** Where the numbers of a client begin. */
export const clientBase = (tables: Tables, number: number): number => {
  const base = number * ofClient
  while (base >= tables.clients.length) tables.clients = grown(tables.clients)
  return base
}

/** The pair of a client and a set, or `none`. */
export const findPair = ({ clients, pairs }: Tables, setOf: number, clientOf: number): number => {
  let pair = (clients[clientOf * ofClient + latestPair] ?? 0) - 1
  while (pair >= 0 && pairs[pair * ofPair + set] !== setOf) pair = pairs[pair * ofPair + next] ?? none
  return pair
}

/** A pair that is not there yet. */
export const addPair = (tables: Tables, setOf: number, clientOf: number): number => {
  const number = tables.pairCount
  const base = number * ofPair
  if (base >= tables.pairs.length) tables.pairs = grown(tables.pairs)
  const { clients, pairs } = tables
  pairs.fill(0, base, base + ofPair)
  pairs[base + set] = setOf
  pairs[base + client] = clientOf
  pairs[base + next] = (clients[clientOf * ofClient + latestPair] ?? 0) - 1
  pairs[base + latestEntry] = none
  pairs[base + last] = none
  pairs[base + lastFrom] = none
  tables.pairCount = number + 1
  clients[clientOf * ofClient + latestPair] = number + 1
  return number
}

const placeOf = ({ places, entries }: Tables, pair: number, minute: number): number => {
  const mask = places.length - 1
  const mixed = Math.imul(Math.imul(pair, 0x9e3779b1) ^ minute, 0x85ebca6b)
  let place = (mixed ^ (mixed >>> 13)) & mask
  for (;;) {
    const base = ((places[place] ?? 0) - 1) * ofEntry
    if (base < 0 || (entries[base + pairOf] === pair && entries[base + minuteOf] === minute)) return place
    place = (place + 1) & mask
  }
}

const growPlaces = (tables: Tables): void => {
  const { entries, entryCount } = tables
  tables.places = new Int32Array(tables.places.length * 2)
  for (let entry = 0; entry < entryCount; entry += 1) {
    const base = entry * ofEntry
    tables.places[placeOf(tables, entries[base + pairOf] ?? 0, entries[base + minuteOf] ?? 0)] = entry + 1
  }
}

const entryFor = (tables: Tables, pair: number, minute: number): number => {
  const known = tables.places[placeOf(tables, pair, minute)] ?? 0
  if (known > 0) return known - 1
  const number = tables.entryCount
  const base = number * ofEntry
  if (number * 2 >= tables.places.length) growPlaces(tables)
  if (base + ofEntry > tables.entries.length) tables.entries = grown(tables.entries)
  const { entries } = tables
  entries[base + pairOf] = pair
  entries[base + minuteOf] = minute
  entries[base + linesOf] = 0
  entries[base + refused] = 0
  entries[base + latestMs] = 0
  tables.places[placeOf(tables, pair, minute)] = number + 1
  tables.entryCount = number + 1
  return number
}

/** Counts a line of a pair. @param isRefused 1 where it was answered with 403, else 0 */
export const countLine = (tables: Tables, pair: number, minute: number, ms: number, isRefused: number): void => {
  const { pairs } = tables
  const base = pair * ofPair
  pairs[base + lines] = (pairs[base + lines] ?? 0) + 1
  let entry = pairs[base + latestEntry] ?? none
  if (entry < 0 || tables.entries[entry * ofEntry + minuteOf] !== minute) {
    entry = entryFor(tables, pair, minute)
    pairs[base + latestEntry] = entry
  }
  const { entries } = tables
  const at = entry * ofEntry
  entries[at + linesOf] = (entries[at + linesOf] ?? 0) + 1
  entries[at + refused] = (entries[at + refused] ?? 0) + isRefused
  if (ms > (entries[at + latestMs] ?? 0)) entries[at + latestMs] = ms
}
