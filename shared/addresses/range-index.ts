import { type AddressRange, parseRange } from './addresses.ts'
import { widthOf } from './numbers.ts'

/** Many ranges, asked often. */
export interface RangeIndex {
  /** The widest of them that contains a range. */
  readonly around: (range: AddressRange) => AddressRange | undefined
  /** One of them that lies within a range. */
  readonly within: (range: AddressRange) => AddressRange | undefined
  /** One of them that has an address in common with a range. */
  readonly meeting: (range: AddressRange) => AddressRange | undefined
}

interface Family {
  /** Prefix lengths that occur, shortest first. */
  readonly lengths: readonly number[]
  readonly byPrefix: ReadonlyMap<number, ReadonlyMap<bigint, AddressRange>>
  readonly sorted: readonly AddressRange[]
}

const familyOf = (ranges: readonly AddressRange[], family: 4 | 6): Family => {
  const sorted = ranges
    .filter((range) => range.family === family)
    .sort((one, other) => (one.first < other.first ? -1 : one.first > other.first ? 1 : one.bits - other.bits))
  const lengths = [...new Set(sorted.map(({ bits }) => bits))].sort((one, other) => one - other)
  const ofLength = (length: number) => sorted.filter(({ bits }) => bits === length)
  return {
    lengths,
    byPrefix: new Map(
      lengths.map((length) => [length, new Map(ofLength(length).map((range) => [range.first, range]))]),
    ),
    sorted,
  }
}

/** The first of a sorted list that does not begin before an address. */
const firstFrom = (sorted: readonly AddressRange[], first: bigint): AddressRange | undefined => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle]?.first ?? 0n) < first) low = middle + 1
    else high = middle
  }
  return sorted[low]
}

/** @param ranges texts that are no range are left out */
export const rangeIndex = (ranges: readonly (string | AddressRange)[]): RangeIndex => {
  const known = ranges.flatMap((range) => (typeof range === 'string' ? (parseRange(range) ?? []) : [range]))
  const families = { 4: familyOf(known, 4), 6: familyOf(known, 6) }
  const around = ({ family, first, bits }: AddressRange): AddressRange | undefined => {
    const { lengths, byPrefix } = families[family]
    for (const length of lengths) {
      if (length > bits) return undefined
      const rest = BigInt(widthOf(family) - length)
      const found = byPrefix.get(length)?.get((first >> rest) << rest)
      if (found) return found
    }
    return undefined
  }
  const within = ({ family, first, bits }: AddressRange): AddressRange | undefined => {
    const found = firstFrom(families[family].sorted, first)
    const size = 1n << BigInt(widthOf(family) - bits)
    if (!found || found.first >= first + size) return undefined
    // The widest that begins there comes first; of those that begin with it, one may be wider than the range itself.
    return found.bits >= bits
      ? found
      : families[family].sorted.find((each) => each.first >= first && each.first < first + size && each.bits >= bits)
  }
  return { around, within, meeting: (range) => around(range) ?? within(range) }
}
