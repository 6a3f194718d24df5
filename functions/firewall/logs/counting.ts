import { isMalformed, isNobody, makeClients } from './clients.ts'
import { type CountedPiece, customersRule, type LineTally } from './counts.ts'
import type { Flaw } from './flaw.ts'
import { makeLines } from './lines.ts'
import { type Match, makeMatch } from './match.ts'
import { believedAheadMs, type CountOptions, countDefaults, evidenceFrom } from './options.ts'
import { makePiece } from './piece.ts'
import { makeRecognizer } from './recognize.ts'
import { makeRuleSets, noRules, type RuleSets } from './rule-sets.ts'
import type { Sniffed } from './sniff.ts'
import { noSpans } from './spans.ts'

/** Texts of addresses that are remembered. */
const mostAddresses = 50_000

const [comment, carriageReturn, space] = [35, 13, 32]

/** Counts blocks of unpacked bytes, one after the other. */
export interface Counting {
  /** Counts from a place on. @returns how far it came: to the end, or to where `isDue` or `flaw` say why it stopped */
  readonly take: (block: Buffer, from: number) => number
  /** Whether a piece is to be cut. */
  readonly isDue: () => boolean
  readonly cut: () => CountedPiece
  /** Why the rest cannot be counted. */
  readonly flaw: () => Flaw | undefined
  /** @param cutOff whether the object ends in the middle of a line */
  readonly finish: (fault: Flaw | undefined, cutOff: boolean) => CountedPiece
}

const noTally = () => ({ lines: 0, malformed: 0, future: 0, unattributed: 0, refusedByWaf: 0, fromCdn: 0 })

const isBlank = (bytes: Buffer, from: number, to: number): boolean => {
  let at = from
  while (at < to && (bytes[at] ?? 0) <= space) at += 1
  return at >= to
}

const hasMark = (bytes: Buffer, from: number): boolean =>
  bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf

interface Matching {
  readonly customers: readonly string[]
  readonly sets: RuleSets
  readonly match: Match
}

/** By rules: what was made of them. It is the same for all objects, most of which are small, and takes longer to make than to use. */
const known = new WeakMap<CountOptions['rules'], Matching>()

const matchingOf = ({ rules, customers }: Pick<CountOptions, 'rules' | 'customers'>): Matching => {
  const before = known.get(rules)
  if (before?.customers.join('\n') === customers.join('\n')) return before
  const sets = makeRuleSets()
  const matching = { customers, sets, match: makeMatch({ rules, customers }, sets) }
  known.set(rules, matching)
  return matching
}

export const makeCounting = (options: CountOptions): Counting => {
  const { rules, arrivedAt, fromLine = 0 } = options
  const { maxEntries = countDefaults.maxEntries, maxLines = countDefaults.maxLines } = options
  const names = [...rules.map(({ name }) => name), customersRule]
  const { sets, match } = matchingOf(options)
  const pieceOptions = { names, evidenceFrom: [...rules.map(evidenceFrom), Number.MAX_SAFE_INTEGER], maxEntries, sets }
  const latest = arrivedAt.getTime() + believedAheadMs
  const [latestMinute, latestMs] = [Math.floor(latest / 60_000), latest % 60_000]
  const recognizer = makeRecognizer(options)
  const spans = noSpans()
  let clients = makeClients(options)
  const piece = makePiece(pieceOptions)
  let tally = noTally()
  let reader: Sniffed | undefined
  let block: Buffer | undefined
  let firstOfPiece = 0
  let tooLong = 0

  const isDue = (): boolean =>
    piece.isFull() || lines.count() - firstOfPiece >= maxLines || (clients.size() > mostAddresses && !piece.isEmpty())

  const leaveBlock = (): void => {
    if (block && reader) piece.leaveBlock(block, reader)
    block = undefined
  }

  const countLine = (sniffed: Sniffed, bytes: Buffer, from: number, to: number, line: number): boolean => {
    tally.lines += 1
    sniffed.read(bytes, from, to, spans)
    const client = spans.minute < 0 || spans.status < 0 ? isMalformed : clients.find(spans, sniffed)
    if (client === isMalformed) tally.malformed += 1
    else if (spans.minute > latestMinute || (spans.minute === latestMinute && spans.ms > latestMs)) tally.future += 1
    else if (spans.refused) tally.refusedByWaf += 1
    else if (client === isNobody) tally.unattributed += 1
    else {
      if (clients.isOfCdn(client)) tally.fromCdn += 1
      const matching = match(spans, sniffed)
      if (matching !== noRules) {
        piece.add(matching, client, spans, sniffed, line, from, to)
        return isDue()
      }
    }
    // What matches nothing takes no room but in the list of addresses.
    return tally.lines % 1_024 === 0 && isDue()
  }

  /** The format is found out by the first lines, counted already or not. */
  const recognize = (bytes: Buffer, from: number, to: number): Sniffed | undefined => {
    leaveBlock()
    reader = recognizer.recognize(bytes, from, to)
    return reader
  }

  const lines = makeLines((bytes, start, end, line) => {
    if (end < start) {
      if (tooLong === 0) tooLong = line
      if (line <= fromLine) return false
      tally.lines += 1
      tally.malformed += 1
      return isDue()
    }
    const from = line === 1 && hasMark(bytes, start) ? start + 3 : start
    const to = end > from && bytes[end - 1] === carriageReturn ? end - 1 : end
    const first = bytes[from] ?? 0
    if (from >= to || (first <= space && isBlank(bytes, from, to))) return false
    if (first === comment) {
      leaveBlock()
      recognizer.takeComment(bytes, from, to)
      reader = recognizer.current()
      return recognizer.flaw() !== undefined
    }
    const known = reader ?? recognize(bytes, from, to)
    if (recognizer.flaw()) return true
    if (line <= fromLine) return false
    if (!known) {
      tally.lines += 1
      tally.malformed += 1
      return isDue()
    }
    if (bytes !== block) {
      leaveBlock()
      block = bytes
    }
    return countLine(known, bytes, from, to, line)
  })

  const cut = (): CountedPiece => {
    leaveBlock()
    const counts = piece.counts(clients.textOf, reader ?? { undo: (text) => text })
    const done: CountedPiece = { format: recognizer.format(), counts, tally, linesTo: lines.count(), end: false }
    tally = noTally()
    piece.clear()
    firstOfPiece = lines.count()
    return done
  }

  return {
    take: (bytes, from) => {
      if (clients.size() > mostAddresses && piece.isEmpty()) clients = makeClients(options)
      return lines.take(bytes, from)
    },
    isDue,
    cut,
    flaw: recognizer.flaw,
    finish: (fault, cutOff) => {
      if (!cutOff) lines.end()
      const last = cut()
      const long: Flaw | undefined =
        tooLong > 0
          ? {
              reason: 'line-too-long',
              words: `Line ${tooLong} is longer than 1 MiB, and is left out like all that are.`,
            }
          : undefined
      const empty: Flaw | undefined =
        lines.count() === 0 ? { reason: 'empty', words: 'The object is empty.' } : undefined
      const broken = fault ?? recognizer.finalFlaw() ?? long ?? empty
      const isNoLog = broken?.reason === 'not-a-log'
      return {
        ...last,
        tally: isNoLog ? noTally() : (last.tally satisfies LineTally),
        end: true,
        ...(broken && { broken }),
      }
    },
  }
}
