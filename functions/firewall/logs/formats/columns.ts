import { makeClock, readEpoch } from '../clock.ts'
import { seek } from '../seek.ts'
import { type LineReader, type Spans, statusAt, type Wanted } from '../spans.ts'

const parts = ['date', 'time', 'timestamp(ms)', 'timestamp', 'c-ip', 'cs-method', 'cs(host)', 'cs-uri-stem'] as const
const more = ['sc-status', 'cs(user-agent)', 'x-host-header', 'x-forwarded-for'] as const

/**
 * A reader of CloudFront's lines with these fields in this order, of which it looks at no more than it has to.
 * @param delimiter between two fields, of one byte or several
 */
export const columnReader = (
  fields: readonly string[],
  delimiter: string,
  wanted: Wanted,
): Pick<LineReader, 'read' | 'readMore'> => {
  const names = fields.map((name) => name.toLowerCase())
  const placeOf = (name: string) => names.indexOf(name)
  const hasName = placeOf('cs(host)') >= 0
  const isWanted = (name: string): boolean => {
    if (name === 'x-forwarded-for') return wanted.forwarded
    return true
  }
  const places = [...parts, ...more].map((name) => (isWanted(name) ? placeOf(name) : -1))
  const columns = Int32Array.from(new Set(places.filter((place) => place >= 0).sort((one, other) => one - other)))
  // One place behind the last column stands for what was not chosen.
  const [date, time, epochMs, epoch, address, method, name, path, status, agent, host, forwarded] = places.map(
    (place) => (place < 0 ? columns.length : columns.indexOf(place)),
  ) as [number, number, number, number, number, number, number, number, number, number, number, number]
  const starts = new Int32Array(columns.length + 1).fill(-1)
  const ends = new Int32Array(columns.length + 1).fill(-1)
  const separator = Buffer.from(delimiter)
  const single = separator[0] ?? 9
  const width = separator.length
  const clock = makeClock()

  const endOf = (bytes: Buffer, from: number, to: number): number => {
    if (width === 1) return seek(bytes, single, from, to)
    const found = bytes.indexOf(separator, from)
    return found < 0 || found > to ? to : found
  }

  /** Columns that few lines are asked for, if they stand behind all others. */
  const rare = new Set([...(hasName ? [placeOf('x-host-header')] : []), placeOf('x-forwarded-for')])
  const usual = columns.findLastIndex((column) => !rare.has(column)) + 1
  /** Where the columns that are not read yet begin. */
  let restColumn = 0
  let restAt = 0
  let restTo = -1

  const split = (bytes: Buffer, first: number, last: number): void => {
    let index = first
    let target = columns[index] ?? 0
    let at = restAt
    let column = restColumn
    for (; at <= restTo && index < last; column += 1) {
      const start = at
      at = endOf(bytes, at, restTo)
      if (column === target) {
        starts[index] = start
        ends[index] = at
        index += 1
        target = columns[index] ?? 0
      }
      at += width
    }
    for (; index < last; index += 1) {
      starts[index] = -1
      ends[index] = -1
    }
    restAt = at
    restColumn = column
  }

  const start = (index: number): number => starts[index] ?? -1
  const end = (index: number): number => ends[index] ?? -1

  const readMore = (spans: Spans): void => {
    if (restTo < 0) return
    split(spans.bytes, usual, columns.length)
    restTo = -1
    spans.hostFrom = start(host)
    spans.hostTo = end(host)
    spans.forwardedFrom = start(forwarded)
    spans.forwardedTo = end(forwarded)
  }

  const read: LineReader['read'] = (bytes, from, to, spans) => {
    restColumn = 0
    restAt = from
    restTo = to
    split(bytes, 0, usual)
    for (let index = usual; index < columns.length; index += 1) starts[index] = -1
    spans.bytes = bytes
    spans.minute = -1
    if (start(date) >= 0 && start(time) >= 0 && end(date) - start(date) === 10)
      clock(bytes, start(date), start(time), end(time), spans)
    if (spans.minute < 0 && start(epochMs) >= 0) readEpoch(bytes, start(epochMs), end(epochMs), 'ms', spans)
    if (spans.minute < 0 && start(epoch) >= 0) readEpoch(bytes, start(epoch), end(epoch), 's', spans)
    spans.status = start(status) < 0 ? -1 : statusAt(bytes, start(status), end(status))
    spans.addressFrom = start(address)
    spans.addressTo = end(address)
    spans.methodFrom = start(method)
    spans.methodTo = end(method)
    spans.nameFrom = start(name)
    spans.nameTo = end(name)
    spans.pathFrom = start(path)
    spans.pathTo = end(path)
    spans.agentFrom = start(agent)
    spans.agentTo = end(agent)
    spans.hostFrom = start(host)
    spans.hostTo = end(host)
    spans.forwardedFrom = start(forwarded)
    spans.forwardedTo = end(forwarded)
    spans.refused = false
  }

  return { read, readMore: usual < columns.length ? readMore : undefined }
}
