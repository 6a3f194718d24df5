import { viewOf, zeroBytes } from '../seek.ts'

/** Where the fields of a line begin, found as far as somebody asks. */
export interface Fields {
  /** By field, of those that were found: where it begins; so does what is behind the last one, a delimiter's width behind the line's end. */
  readonly starts: Int32Array
  /** Begins a line. */
  readonly begin: (bytes: Buffer, from: number, to: number) => void
  /** Finds where fields begin, up to one. @returns how many fields are found with their end */
  readonly find: (upTo: number) => number
  /** The end of the next field is known already. */
  readonly endsAt: (end: number) => void
}

/**
 * @param delimiter between two fields, of one byte or several
 * @param most fields of a line that somebody asks for
 */
export const makeFields = (delimiter: string, most: number): Fields => {
  const separator = Buffer.from(delimiter)
  const width = separator.length
  const single = separator[0] ?? 9
  const four = Math.imul(single, 0x01010101)
  const starts = new Int32Array(most + 2)
  let bytes: Buffer = separator
  let to = 0
  let found = 0

  /** Four bytes at a time; what is left of the line one by one. The last field ends where the line does. */
  const findSingle = (upTo: number): number => {
    const view = viewOf(bytes)
    let count = found
    let at = starts[count] ?? 0
    while (at + 4 <= to) {
      const ends = zeroBytes(view.getInt32(at, true) ^ four)
      if (ends === 0) {
        at += 4
        continue
      }
      at += ((31 - Math.clz32(ends & -ends)) >> 3) + 1
      count += 1
      starts[count] = at
      if (count === upTo) return count
    }
    for (; at < to; at += 1) {
      if (bytes[at] !== single) continue
      count += 1
      starts[count] = at + 1
      if (count === upTo) return count
    }
    starts[count + 1] = to + 1
    return count + 1
  }

  const findWide = (upTo: number): number => {
    let count = found
    while (count < upTo && (starts[count] ?? 0) <= to) {
      const end = bytes.indexOf(separator, starts[count])
      count += 1
      starts[count] = end < 0 || end > to - width ? to + width : end + width
    }
    return count
  }

  return {
    starts,
    begin: (block, from, end) => {
      bytes = block
      to = end
      found = 0
      starts[0] = from
    },
    find: (upTo) => {
      if (found < upTo && (starts[found] ?? 0) <= to) found = width === 1 ? findSingle(upTo) : findWide(upTo)
      return found
    },
    endsAt: (end) => {
      found += 1
      starts[found] = end + width
    },
  }
}
