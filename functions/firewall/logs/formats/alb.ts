import { makeClock } from '../clock.ts'
import { seek } from '../seek.ts'
import { type LineReader, type ReadLine, type Spans, statusAt } from '../spans.ts'

const [space, quote, backslash, dash, colon, slash, question, hash, letterT, letterZ] = [
  32, 34, 92, 45, 58, 47, 63, 35, 84, 90,
]

const requestField = 12
const actionsField = 22
const refusedMark = 'waf"'
const lastOfWaf = 102

/** Where the field ends that begins here: at a space, or behind what is before `to`. */
const endOfField = (bytes: Buffer, from: number, to: number): number => seek(bytes, space, from, to)

/** Where the quote that closes a field is, `to` where there is none. @param from behind the quote that opens it */
const closingQuote = (bytes: Buffer, from: number, to: number): number => {
  const first = seek(bytes, quote, from, to)
  // Most have no backslash before it, which might escape it.
  if (first === from || bytes[first - 1] !== backslash) return first
  let at = from
  while (at < to && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
  return Math.min(at, to)
}

/** Where the next field begins behind one that may be quoted; behind `to` where there is none. */
const behindField = (bytes: Buffer, from: number, to: number): number =>
  endOfField(bytes, bytes[from] === quote ? closingQuote(bytes, from + 1, to) : from, to) + 1

/** Whether the last action that the balancer carried out was WAF's. @param from where the field `request` begins */
const isRefused = (bytes: Buffer, from: number, to: number): boolean => {
  let at = from
  for (let field = requestField; field < actionsField && at <= to; field += 1) at = behindField(bytes, at, to)
  if (at > to || bytes[at] !== quote) return false
  const end = closingQuote(bytes, at + 1, to)
  const text = bytes.toString('latin1', at + 1, end)
  return text === 'waf' || text.endsWith(',waf')
}

/**
 * A reader of the lines of an Application Load Balancer: fields between spaces, from the request on quoted, of which further ones may follow.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
 */
const albReader = (): ReadLine => {
  const clock = makeClock()
  const starts = new Int32Array(requestField + 1)
  const ends = new Int32Array(requestField + 1)
  // The block of bytes whose next mark is known, and where that is.
  let marked: Buffer | undefined
  let mark = -1

  const mayBeRefused = (bytes: Buffer, from: number, to: number): boolean => {
    if (bytes !== marked || (mark >= 0 && mark < from)) {
      marked = bytes
      const found = bytes.indexOf(refusedMark, from, 'latin1')
      mark = found < 0 ? Number.MAX_SAFE_INTEGER : found
    }
    // A line that was cut off may lack the quote.
    return mark < to || bytes[to - 1] === lastOfWaf
  }

  return (bytes, from, to, spans) => {
    spans.bytes = bytes
    spans.minute = -1
    spans.status = -1
    spans.addressFrom = -1
    spans.methodFrom = -1
    spans.hostFrom = -1
    spans.pathFrom = -1
    spans.agentFrom = -1
    spans.agentSlot = -1
    spans.refused = false
    let at = from
    let field = 0
    for (; field < requestField && at <= to; field += 1) {
      starts[field] = at
      at = endOfField(bytes, at, to)
      ends[field] = at
      at += 1
    }
    if (field <= 8) return
    const [time, timeTo] = [starts[1] ?? 0, ends[1] ?? 0]
    if (bytes[time + 10] === letterT && bytes[timeTo - 1] === letterZ)
      clock.read(bytes, time, time + 11, timeTo - 1, spans)
    spans.addressFrom = starts[3] ?? -1
    spans.addressTo = ends[3] ?? -1
    spans.status = statusAt(bytes, starts[8] ?? 0, ends[8] ?? 0)
    if (at > to || bytes[at] !== quote) return
    if (mayBeRefused(bytes, at, to)) spans.refused = isRefused(bytes, at, to)
    const requestTo = closingQuote(bytes, at + 1, to)
    const methodTo = endOfField(bytes, at + 1, requestTo)
    if (methodTo - at !== 2 || bytes[at + 1] !== dash) {
      spans.methodFrom = at + 1
      spans.methodTo = methodTo
      readUrl(bytes, methodTo + 1, endOfField(bytes, methodTo + 1, requestTo), spans)
    }
    const agent = endOfField(bytes, requestTo, to) + 1
    if (agent > to) return
    const isQuoted = bytes[agent] === quote
    spans.agentFrom = isQuoted ? agent + 1 : agent
    spans.agentTo = isQuoted ? closingQuote(bytes, agent + 1, to) : endOfField(bytes, agent, to)
  }
}

const isOfScheme = (byte: number): boolean =>
  ((byte | 32) >= 97 && (byte | 32) <= 122) || byte === 43 || byte === dash || byte === 46

/** `https://www.example.com:443/a?b`: its host and its path; `/a?b`: its path. */
const readUrl = (bytes: Buffer, from: number, to: number, spans: Spans): void => {
  if (from > to || (to - from === 1 && bytes[from] === dash)) return
  let at = from
  while (at < to && isOfScheme(bytes[at] ?? 0)) at += 1
  const isWhole = at > from && at + 2 < to && bytes[at] === colon && bytes[at + 1] === slash && bytes[at + 2] === slash
  if (isWhole) {
    at += 3
    spans.hostFrom = at
    while (at < to && bytes[at] !== slash && bytes[at] !== question && bytes[at] !== hash) at += 1
    spans.hostTo = at
  } else at = from
  spans.pathFrom = at
  while (at < to && bytes[at] !== question) at += 1
  spans.pathTo = at
}

const escaped = /\\(x[0-9a-f]{2}|.)/gis

/** Undoes `\"`, `\\` and `\x22`. */
const undo = (latin1: string): string =>
  latin1.replace(escaped, (_, what: string) =>
    what.length === 3 ? String.fromCharCode(Number.parseInt(what.slice(1), 16)) : what,
  )

/** Lines of a load balancer. */
export const albLines = (): LineReader => ({ read: albReader(), hasPorts: true, undo })
