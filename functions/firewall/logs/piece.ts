import type { Counts, EvidenceLine } from './counts.ts'
import { countsOf, type ListOptions } from './counts-of.ts'
import { makeEvidence } from './evidence.ts'
import { evidenceForAll, evidenceWeight } from './options.ts'
import { type LineReader, noSpans, type Spans } from './spans.ts'
import {
  addPair,
  clearTables,
  clientBase,
  clientFields,
  clientWidth,
  countLine,
  findPair,
  none,
  noTables,
  pairFields,
  pairWidth,
} from './tables.ts'

const forbidden = 403

const { lines: linesOf, isShown } = clientFields
const { set, next, lines, first, firstMinute, firstMs, firstLine } = pairFields
const { last, lastMinute, lastMs, lastLine, lastFrom, lastTo } = pairFields

export interface PieceOptions extends Pick<ListOptions, 'names' | 'evidenceFrom' | 'sets'> {
  readonly maxEntries: number
}

type More = Pick<LineReader, 'readMore'>

export interface Piece {
  /** Counts a line for a set of rules. @param from where the line begins in its block */
  readonly add: (
    set: number,
    client: number,
    spans: Spans,
    reader: More,
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

/** Counts lines by client, minute and the set of rules that they match, and keeps the first and the last line of whoever may offend. */
export const makePiece = ({ names, evidenceFrom, maxEntries, sets }: PieceOptions): Piece => {
  const evidence = makeEvidence()
  const spare = noSpans()
  const tables = noTables()
  /** Pairs whose last line is still only in the block. */
  let pending: number[] = []
  /** What a piece takes of room, in minutes of a client under a rule: never less than there are. */
  let weight = 0
  /** Clients under a rule. */
  let known = 0
  let lineKept = none
  let keptAs = none

  /** By set: from so many lines of a client on, whatever they match, its evidence may be wanted. */
  const leastLines = (setOf: number): number =>
    sets.rulesOf(setOf).reduce((least, rule) => Math.min(least, evidenceFrom[rule] ?? 1), Number.MAX_SAFE_INTEGER)
  const least: number[] = []

  const keepOnce = (spans: Spans, reader: More, line: number): number => {
    if (lineKept !== line) {
      reader.readMore?.(spans)
      keptAs = evidence.keep(spans, line)
      lineKept = line
    }
    return keptAs
  }

  const noteFirst = (base: number, spans: Spans, reader: More, line: number): void => {
    const { pairs } = tables
    pairs[base + first] = keepOnce(spans, reader, line)
    pairs[base + firstMinute] = spans.minute
    pairs[base + firstMs] = spans.ms
    pairs[base + firstLine] = line
  }

  /** Whether what the spans say is from before a minute and its milliseconds. */
  const isBefore = (spans: Spans, minute: number, ms: number): boolean =>
    spans.minute < minute || (spans.minute === minute && spans.ms < ms)

  /** Lines of a client under a rule, whatever else they match. */
  const linesUnder = (rule: number, client: number): number => {
    const { clients, pairs } = tables
    let sum = 0
    for (let pair = (clients[client * clientWidth] ?? 0) - 1; pair >= 0; pair = pairs[pair * pairWidth + next] ?? none)
      if (sets.rulesOf(pairs[pair * pairWidth + set] ?? 0).includes(rule)) sum += pairs[pair * pairWidth + lines] ?? 0
    return sum
  }

  const makePair = (setOf: number, client: number, spans: Spans, reader: More, line: number): number => {
    const { clients } = tables
    const at = client * clientWidth
    if (clients[at + linesOf] === 0) clients[at + isShown] = known < evidenceForAll ? 1 : 0
    for (const rule of sets.rulesOf(setOf)) if (linesUnder(rule, client) === 0) known += 1
    const pair = addPair(tables, setOf, client)
    noteFirst(pair * pairWidth, spans, reader, line)
    while (least.length <= setOf) least.push(leastLines(least.length))
    return pair
  }

  const mayOffend = (setOf: number, client: number): boolean =>
    sets.rulesOf(setOf).some((rule) => linesUnder(rule, client) >= (evidenceFrom[rule] ?? 1))

  const noteLast = (pair: number, spans: Spans, line: number, from: number, to: number): void => {
    const { pairs } = tables
    const base = pair * pairWidth
    if (pairs[base + last] === none) {
      pairs[base + last] = evidence.reserve()
      weight += evidenceWeight * sets.rulesOf(pairs[base + set] ?? 0).length
    } else if (isBefore(spans, pairs[base + lastMinute] ?? 0, pairs[base + lastMs] ?? 0)) return
    if (pairs[base + lastFrom] === none) pending.push(pair)
    pairs[base + lastMinute] = spans.minute
    pairs[base + lastMs] = spans.ms
    pairs[base + lastLine] = line
    pairs[base + lastFrom] = from
    pairs[base + lastTo] = to
  }

  return {
    add: (setOf, client, spans, reader, line, from, to) => {
      const at = clientBase(tables, client)
      let pair = findPair(tables, setOf, client)
      if (pair < 0) pair = makePair(setOf, client, spans, reader, line)
      const before = tables.entryCount
      countLine(tables, pair, spans.minute, spans.ms, spans.status === forbidden ? 1 : 0)
      if (tables.entryCount > before) weight += sets.rulesOf(setOf).length
      const { clients, pairs } = tables
      const base = pair * pairWidth
      const all = (clients[at + linesOf] ?? 0) + 1
      clients[at + linesOf] = all
      if (isBefore(spans, pairs[base + firstMinute] ?? 0, pairs[base + firstMs] ?? 0))
        noteFirst(base, spans, reader, line)
      if (
        pairs[base + last] !== none ||
        clients[at + isShown] === 1 ||
        (all >= (least[setOf] ?? 1) && mayOffend(setOf, client))
      )
        noteLast(pair, spans, line, from, to)
    },
    leaveBlock: (bytes, reader) => {
      const { pairs } = tables
      for (const pair of pending) {
        const base = pair * pairWidth
        reader.read(bytes, pairs[base + lastFrom] ?? 0, pairs[base + lastTo] ?? 0, spare)
        reader.readMore?.(spare)
        evidence.replace(pairs[base + last] ?? 0, spare, pairs[base + lastLine] ?? 0)
        pairs[base + lastFrom] = none
      }
      pending = []
    },
    isFull: () => weight >= maxEntries || evidence.isFull(),
    isEmpty: () => tables.pairCount === 0,
    clear: () => {
      evidence.clear()
      clearTables(tables)
      weight = 0
      known = 0
      pending = []
      lineKept = none
    },
    counts: (textOf, reader) => {
      // A line is evidence for each of the rules that it matches.
      const shown = new Map<number, EvidenceLine>()
      const show = (kept: number): EvidenceLine => {
        const known = shown.get(kept) ?? evidence.show(kept, reader)
        shown.set(kept, known)
        return known
      }
      return countsOf(tables, { names, evidenceFrom, sets, textOf, show })
    },
  }
}
