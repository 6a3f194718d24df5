import type { ClientCounts, Counts, MinuteCount } from './counts.ts'
import { makeEvidence } from './evidence.ts'
import { evidenceForAll, evidenceWeight } from './options.ts'
import { type LineReader, noSpans, type Spans } from './spans.ts'

const forbidden = 403
const none = -1

export interface PieceOptions {
  /** Names by rule. */
  readonly names: readonly string[]
  /** By rule: from so many lines of a client on its evidence is kept. */
  readonly evidenceFrom: readonly number[]
  readonly maxEntries: number
}

export interface Piece {
  /** Counts a line for a rule. @param from where the line begins in its block */
  readonly add: (
    rule: number,
    client: number,
    spans: Spans,
    reader: Pick<LineReader, 'readMore'>,
    line: number,
    from: number,
    to: number,
  ) => void
  /** Keeps what is still to be kept of lines in a block that is about to go. */
  readonly leaveBlock: (bytes: Buffer, reader: LineReader) => void
  readonly isFull: () => boolean
  readonly isEmpty: () => boolean
  readonly counts: (textOf: (client: number) => string, reader: Pick<LineReader, 'undo'>) => Counts
  /** Begins the next piece, in the same memory. */
  readonly clear: () => void
}

const grown = (list: Int32Array): Int32Array<ArrayBuffer> => {
  const larger = new Int32Array(list.length * 2)
  larger.set(list)
  return larger
}

/** A client under a rule is a pair; a pair in a minute is an entry. */
const [pairWidth, entryWidth] = [16, 5]
/** What is kept of a pair. */
const [rule, client, nextPair, count, lastEntry, first, firstMinute, firstMs] = [0, 1, 2, 3, 4, 5, 6, 7]
const [last, lastMinute, lastMs, lastLine, lastFrom, lastTo] = [8, 9, 10, 11, 12, 13]
/** What is kept of an entry. */
const [pairOf, minute, requests, refused, latestMs] = [0, 1, 2, 3, 4]

/** By second and number: of most minutes, one or a few requests of which none was refused, one object stands for all. */
const small: readonly (readonly MinuteCount[])[] = Array.from({ length: 60 }, (_, lastSecond) =>
  Array.from({ length: 16 }, (__, count) => Object.freeze({ count, refused: 0, lastSecond })),
)

const minuteCount = (count: number, refused: number, lastSecond: number): MinuteCount =>
  (refused === 0 ? small[lastSecond]?.[count] : undefined) ?? { count, refused, lastSecond }

/** Counts by rule, client and minute in lists of numbers: nothing is made for a line. */
export const makePiece = ({ names, evidenceFrom, maxEntries }: PieceOptions): Piece => {
  const evidence = makeEvidence()
  const spare = noSpans()
  let pairs = new Int32Array(256 * pairWidth)
  let pairCount = 0
  let entries = new Int32Array(512 * entryWidth)
  let entryCount = 0
  /** By client: one more than its latest pair. */
  let pairOfClient = new Int32Array(1_024)
  /** By hash of pair and minute: one more than the entry. */
  let places = new Int32Array(1_024)
  let hot = 0
  /** Pairs whose last line is still only in the block. */
  let pending: number[] = []
  let lineKept = none
  let keptAs = none

  const keepOnce = (spans: Spans, reader: Pick<LineReader, 'readMore'>, line: number): number => {
    if (lineKept !== line) {
      reader.readMore?.(spans)
      keptAs = evidence.keep(spans, line)
      lineKept = line
    }
    return keptAs
  }

  const placeOf = (pair: number, minuteOf: number): number => {
    const mask = places.length - 1
    let place = Math.imul(Math.imul(pair, 0x9e3779b1) ^ minuteOf, 0x85ebca6b)
    for (place = (place ^ (place >>> 13)) & mask; ; place = (place + 1) & mask) {
      const base = ((places[place] ?? 0) - 1) * entryWidth
      if (base < 0 || (entries[base + pairOf] === pair && entries[base + minute] === minuteOf)) return place
    }
  }

  const growPlaces = (): void => {
    places = new Int32Array(places.length * 2)
    for (let entry = 0; entry < entryCount; entry += 1) {
      const base = entry * entryWidth
      places[placeOf(entries[base + pairOf] ?? 0, entries[base + minute] ?? 0)] = entry + 1
    }
  }

  const entryFor = (pair: number, minuteOf: number): number => {
    const known = places[placeOf(pair, minuteOf)] ?? 0
    if (known > 0) return known - 1
    if (entryCount * 2 >= places.length) growPlaces()
    if ((entryCount + 1) * entryWidth > entries.length) entries = grown(entries)
    const base = entryCount * entryWidth
    entries[base + pairOf] = pair
    entries[base + minute] = minuteOf
    entries[base + requests] = 0
    entries[base + refused] = 0
    entries[base + latestMs] = 0
    places[placeOf(pair, minuteOf)] = entryCount + 1
    entryCount += 1
    return entryCount - 1
  }

  const addPair = (
    ruleOf: number,
    clientOf: number,
    spans: Spans,
    reader: Pick<LineReader, 'readMore'>,
    line: number,
  ): number => {
    if ((pairCount + 1) * pairWidth > pairs.length) pairs = grown(pairs)
    const base = pairCount * pairWidth
    pairs[base + rule] = ruleOf
    pairs[base + client] = clientOf
    pairs[base + nextPair] = (pairOfClient[clientOf] ?? 0) - 1
    pairs[base + lastEntry] = none
    pairs[base + count] = 0
    pairs[base + first] = keepOnce(spans, reader, line)
    pairs[base + firstMinute] = spans.minute
    pairs[base + firstMs] = spans.ms
    pairs[base + last] = none
    pairs[base + lastMinute] = none
    pairs[base + lastFrom] = none
    pairCount += 1
    pairOfClient[clientOf] = pairCount
    return pairCount - 1
  }

  const findPair = (ruleOf: number, clientOf: number): number => {
    while (clientOf >= pairOfClient.length) pairOfClient = grown(pairOfClient)
    let pair = (pairOfClient[clientOf] ?? 0) - 1
    while (pair >= 0 && pairs[pair * pairWidth + rule] !== ruleOf) pair = pairs[pair * pairWidth + nextPair] ?? none
    return pair
  }

  /** Whether what the spans say is from before a minute and its milliseconds. */
  const isBefore = (spans: Spans, base: number, minuteAt: number, msAt: number): boolean =>
    spans.minute < (pairs[base + minuteAt] ?? 0) ||
    (spans.minute === pairs[base + minuteAt] && spans.ms < (pairs[base + msAt] ?? 0))

  const noteLast = (pair: number, spans: Spans, line: number, from: number, to: number): void => {
    const base = pair * pairWidth
    if (isBefore(spans, base, lastMinute, lastMs)) return
    if (pairs[base + last] === none) {
      pairs[base + last] = evidence.reserve()
      hot += 1
    }
    if (pairs[base + lastFrom] === none) pending.push(pair)
    pairs[base + lastMinute] = spans.minute
    pairs[base + lastMs] = spans.ms
    pairs[base + lastLine] = line
    pairs[base + lastFrom] = from
    pairs[base + lastTo] = to
  }

  return {
    add: (ruleOf, clientOf, spans, reader, line, from, to) => {
      let pair = findPair(ruleOf, clientOf)
      if (pair < 0) pair = addPair(ruleOf, clientOf, spans, reader, line)
      const base = pair * pairWidth
      let entry = pairs[base + lastEntry] ?? none
      if (entry < 0 || entries[entry * entryWidth + minute] !== spans.minute) {
        entry = entryFor(pair, spans.minute)
        pairs[base + lastEntry] = entry
      }
      entries[entry * entryWidth + requests] = (entries[entry * entryWidth + requests] ?? 0) + 1
      if (spans.status === forbidden)
        entries[entry * entryWidth + refused] = (entries[entry * entryWidth + refused] ?? 0) + 1
      if (spans.ms > (entries[entry * entryWidth + latestMs] ?? 0)) entries[entry * entryWidth + latestMs] = spans.ms
      const lines = (pairs[base + count] ?? 0) + 1
      pairs[base + count] = lines
      if (isBefore(spans, base, firstMinute, firstMs)) {
        pairs[base + first] = keepOnce(spans, reader, line)
        pairs[base + firstMinute] = spans.minute
        pairs[base + firstMs] = spans.ms
      }
      if (pair < evidenceForAll || lines >= (evidenceFrom[ruleOf] ?? 1)) noteLast(pair, spans, line, from, to)
    },
    leaveBlock: (bytes, reader) => {
      for (const pair of pending) {
        const base = pair * pairWidth
        reader.read(bytes, pairs[base + lastFrom] ?? 0, pairs[base + lastTo] ?? 0, spare)
        reader.readMore?.(spare)
        evidence.replace(pairs[base + last] ?? 0, spare, pairs[base + lastLine] ?? 0)
        pairs[base + lastFrom] = none
      }
      pending = []
    },
    isFull: () => entryCount + hot * evidenceWeight >= maxEntries || evidence.isFull(),
    isEmpty: () => pairCount === 0,
    clear: () => {
      evidence.clear()
      pairOfClient.fill(0)
      places.fill(0)
      pairCount = 0
      entryCount = 0
      hot = 0
      pending = []
      lineKept = none
    },
    counts: (textOf, reader) => {
      const byRule = names.map(() => new Map<string, ClientCounts>())
      const minutesOf: Map<number, MinuteCount>[] = []
      for (let pair = 0; pair < pairCount; pair += 1) {
        const base = pair * pairWidth
        const minutes = new Map<number, MinuteCount>()
        minutesOf.push(minutes)
        const lastKept = pairs[base + last] ?? none
        const isShown = lastKept !== none
        byRule[pairs[base + rule] ?? 0]?.set(textOf(pairs[base + client] ?? 0), {
          minutes,
          first: isShown ? evidence.show(pairs[base + first] ?? 0, reader) : undefined,
          last: isShown ? evidence.show(lastKept, reader) : undefined,
        })
      }
      for (let base = 0; base < entryCount * entryWidth; base += entryWidth)
        minutesOf[entries[base + pairOf] ?? 0]?.set(
          entries[base + minute] ?? 0,
          minuteCount(
            entries[base + requests] ?? 0,
            entries[base + refused] ?? 0,
            Math.floor((entries[base + latestMs] ?? 0) / 1000),
          ),
        )
      return new Map(
        names.flatMap((name, index) => ((byRule[index]?.size ?? 0) > 0 ? [[name, byRule[index]]] : [])) as [
          string,
          Map<string, ClientCounts>,
        ][],
      )
    },
  }
}
