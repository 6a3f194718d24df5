import { makeClock, readEpoch } from '../clock.ts'
import { makeRepeats } from '../repeats.ts'
import { type LineReader, type Spans, statusAt, type Wanted } from '../spans.ts'
import { makeFields } from './fields.ts'

/** What every line is asked for, and what few are. */
const always = ['date', 'time', 'timestamp(ms)', 'timestamp', 'c-ip', 'cs-uri-stem', 'sc-status', 'cs(user-agent)']
const seldom = ['cs-method', 'cs(host)', 'x-host-header', 'x-forwarded-for']

/**
 * A reader of CloudFront's lines with these fields in this order, of which it looks at no more than it has to.
 * @param delimiter between two fields, of one byte or several
 */
export const columnReader = (
  fields: readonly string[],
  delimiter: string,
  wanted: Wanted,
): Required<Pick<LineReader, 'read' | 'readMore'>> => {
  const names = fields.map((name) => name.toLowerCase())
  const placesOf = (chosen: readonly string[]) => chosen.map((name) => names.indexOf(name))
  const [date = -1, time = -1, epochMs = -1, epoch = -1, address = -1, path = -1, status = -1, agent = -1] =
    placesOf(always)
  const [method = -1, name = -1, host = -1, anyForwarded = -1] = placesOf(seldom)
  const forwarded = wanted.forwarded ? anyForwarded : -1
  const usual = Math.max(date, time, epochMs, epoch, address, path, status, agent) + 1
  const all = Math.max(usual, method + 1, name + 1, host + 1, forwarded + 1)
  const { starts, begin, find, endsAt } = makeFields(delimiter, all)
  const width = Buffer.byteLength(delimiter)
  const clock = makeClock()
  const single = Buffer.from(delimiter)[0] ?? 9
  const agents = makeRepeats(single)
  const endsWithAgent = width === 1 && agent >= 0 && agent === usual - 1
  const hasDate = date >= 0 && time >= 0
  const beginsWithDate = date === 0 && time === 1 && width === 1 && usual > 2

  /** Finds the fields that every line is asked for. @returns how many are there */
  const findUsual = (bytes: Buffer, to: number, spans: Spans): number => {
    if (!endsWithAgent) return find(usual)
    const before = find(agent)
    const from = starts[agent] ?? 0
    if (before < agent || from > to) return before
    const end = agents.endOf(bytes, from, to, spans)
    if (end >= 0) {
      endsAt(end)
      return usual
    }
    const found = find(usual)
    if (found === usual) agents.keep(bytes, from, (starts[usual] ?? 0) - 1, spans)
    return found
  }

  const read: LineReader['read'] = (bytes, from, to, spans) => {
    begin(bytes, from, to)
    spans.bytes = bytes
    spans.agentSlot = -1
    const isSame = beginsWithDate && clock.readSame(bytes, from, to, single, spans)
    if (isSame) {
      endsAt(from + 10)
      endsAt(from + 19)
    } else spans.minute = -1
    const found = findUsual(bytes, to, spans)
    if (
      !isSame &&
      hasDate &&
      date < found &&
      time < found &&
      (starts[date + 1] ?? 0) - width - (starts[date] ?? 0) === 10
    )
      clock.read(bytes, starts[date] ?? 0, starts[time] ?? 0, (starts[time + 1] ?? 0) - width, spans)
    if (spans.minute < 0 && epochMs >= 0 && epochMs < found)
      readEpoch(bytes, starts[epochMs] ?? 0, (starts[epochMs + 1] ?? 0) - width, 'ms', spans)
    if (spans.minute < 0 && epoch >= 0 && epoch < found)
      readEpoch(bytes, starts[epoch] ?? 0, (starts[epoch + 1] ?? 0) - width, 's', spans)
    spans.status =
      status >= 0 && status < found ? statusAt(bytes, starts[status] ?? 0, (starts[status + 1] ?? 0) - width) : -1
    const hasAddress = address >= 0 && address < found
    spans.addressFrom = hasAddress ? (starts[address] ?? 0) : -1
    spans.addressTo = hasAddress ? (starts[address + 1] ?? 0) - width : -1
    const hasPath = path >= 0 && path < found
    spans.pathFrom = hasPath ? (starts[path] ?? 0) : -1
    spans.pathTo = hasPath ? (starts[path + 1] ?? 0) - width : -1
    const hasAgent = agent >= 0 && agent < found
    spans.agentFrom = hasAgent ? (starts[agent] ?? 0) : -1
    spans.agentTo = hasAgent ? (starts[agent + 1] ?? 0) - width : -1
    spans.refused = false
  }

  const readMore = (spans: Spans): void => {
    const found = find(all)
    const start = (column: number): number => (column >= 0 && column < found ? (starts[column] ?? 0) : -1)
    const end = (column: number): number => (column >= 0 && column < found ? (starts[column + 1] ?? 0) - width : -1)
    spans.methodFrom = start(method)
    spans.methodTo = end(method)
    spans.nameFrom = start(name)
    spans.nameTo = end(name)
    spans.hostFrom = start(host)
    spans.hostTo = end(host)
    spans.forwardedFrom = start(forwarded)
    spans.forwardedTo = end(forwarded)
  }

  return { read, readMore }
}
