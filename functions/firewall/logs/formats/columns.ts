import { makeClock, readEpoch } from '../clock.ts'
import { type ReadLine, statusAt, type Wanted } from '../spans.ts'

const parts = ['date', 'time', 'timestamp(ms)', 'timestamp', 'c-ip', 'cs-method', 'cs(host)', 'cs-uri-stem'] as const
const more = ['sc-status', 'cs(user-agent)', 'x-host-header', 'x-forwarded-for'] as const

/**
 * A reader of CloudFront's lines with these fields in this order, of which it looks at no more than it has to.
 * @param delimiter between two fields, of one byte or several
 */
export const columnReader = (fields: readonly string[], delimiter: string, wanted: Wanted): ReadLine => {
  const names = fields.map((name) => name.toLowerCase())
  const placeOf = (name: string) => names.indexOf(name)
  const hasName = placeOf('cs(host)') >= 0
  const isWanted = (name: string): boolean => {
    if (name === 'x-host-header') return wanted.hosts || !hasName
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
    if (width > 1) {
      const found = bytes.indexOf(separator, from)
      return found < 0 || found > to ? to : found
    }
    let at = from
    for (;;) {
      // One comparison a byte: what ends a line is no larger than a delimiter.
      while ((bytes[at] ?? 0) > single) at += 1
      if (at >= to) return to
      if (bytes[at] === single) return at
      at += 1
    }
  }

  const split = (bytes: Buffer, from: number, to: number): void => {
    let index = 0
    let target = columns[0] ?? 0
    let at = from
    for (let column = 0; at <= to && index < columns.length; column += 1) {
      const start = at
      at = endOf(bytes, at, to)
      if (column === target) {
        starts[index] = start
        ends[index] = at
        index += 1
        target = columns[index] ?? 0
      }
      at += width
    }
    for (; index < columns.length; index += 1) {
      starts[index] = -1
      ends[index] = -1
    }
  }

  return (bytes, from, to, spans) => {
    split(bytes, from, to)
    const start = (index: number): number => starts[index] ?? -1
    const end = (index: number): number => ends[index] ?? -1
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
}
