import { cidrText, parseRange } from '../addresses/addresses.ts'
import { addressText, widthOf } from '../addresses/numbers.ts'
import { reservedRanges } from '../addresses/reserved.ts'

/** Addresses in a row, both ends included, as numbers. */
export interface Span {
  readonly from: bigint
  readonly to: bigint
}

export type Family = 'ipv4' | 'ipv6'

/** A range in CIDR notation. */
export interface Range extends Span {
  readonly family: Family
  readonly bits: number
}

const families = { 4: 'ipv4', 6: 'ipv6' } as const

const read = (cidr: string): Range | undefined => {
  const range = parseRange(cidr)
  if (!range) return undefined
  const { family, first, bits } = range
  return { family: families[family], bits, from: first, to: first + (1n << BigInt(widthOf(family) - bits)) - 1n }
}

const known = new Map<string, Range | undefined>()

/**
 * The addresses of a range such as `10.1.0.0/16`, `2001:db8::/56`, or of one address. Bits behind the prefix are ignored.
 * @returns nothing for what is not a range
 */
export const tryRange = (cidr: string): Range | undefined => {
  if (!known.has(cidr)) known.set(cidr, read(cidr))
  return known.get(cidr)
}

/** The same. @throws RangeError for what is not a range */
export const rangeOf = (cidr: string): Range => {
  const range = tryRange(cidr)
  if (!range) throw new RangeError(`"${cidr}" is not an address range such as 10.1.0.0/16 or 2001:db8::/56`)
  return range
}

export const meet = (one: Span, other: Span): Span | undefined => {
  if (other.from <= one.from && one.to <= other.to) return one
  const from = one.from > other.from ? one.from : other.from
  const to = one.to < other.to ? one.to : other.to
  return from <= to ? { from, to } : undefined
}

/** What two lists have in common. */
export const common = (ones: readonly Span[], others: readonly Span[]): Span[] => {
  const found: Span[] = []
  for (const one of ones)
    for (const other of others) {
      const both = meet(one, other)
      if (both) found.push(both)
    }
  return found
}

/** A list without one span. */
export const without = (spans: readonly Span[], taken: Span): Span[] =>
  spans.flatMap((span) => {
    const shared = meet(span, taken)
    if (!shared) return [span]
    if (shared === span) return []
    return [
      ...(span.from < shared.from ? [{ from: span.from, to: shared.from - 1n }] : []),
      ...(shared.to < span.to ? [{ from: shared.to + 1n, to: span.to }] : []),
    ]
  })

export const withoutAll = (spans: readonly Span[], taken: readonly Span[]): Span[] =>
  taken.reduce<Span[]>((left, each) => without(left, each), [...spans])

const single = { ipv4: new Map<string, readonly Span[]>(), ipv6: new Map<string, readonly Span[]>() }

/** The ranges of one family. */
export const spansOf = (cidrs: readonly string[], family: Family): readonly Span[] => {
  const [only] = cidrs
  if (only === undefined || cidrs.length > 1) return cidrs.map(rangeOf).filter((range) => range.family === family)
  const known = single[family].get(only)
  if (known) return known
  const range = rangeOf(only)
  const made = range.family === family ? [range] : []
  single[family].set(only, made)
  return made
}

/** For a person: `10.1.0.0/16` where it is a range, else `10.1.0.5-10.1.0.9`. */
export const spanText = ({ from, to }: Span, family: Family): string => {
  const number = family === 'ipv4' ? 4 : 6
  const size = to - from + 1n
  const bits = size.toString(2).length - 1
  const isRange = size === 1n << BigInt(bits) && from % size === 0n
  return isRange
    ? cidrText({ family: number, first: from, bits: widthOf(number) - bits })
    : [from, to].map((value) => addressText({ family: number, value })).join('-')
}

/** Addresses in a row as ranges in CIDR notation, as few as there can be. */
export const rangesOfSpan = ({ from, to }: Span, family: Family): string[] => {
  const number = family === 'ipv4' ? 4 : 6
  const ranges: string[] = []
  for (let first = from; first <= to; ) {
    let size = 0n
    while (first % (1n << (size + 1n)) === 0n && first + (1n << (size + 1n)) - 1n <= to) size += 1n
    ranges.push(cidrText({ family: number, first, bits: widthOf(number) - Number(size) }))
    first += 1n << size
  }
  return ranges
}

const everything: Readonly<Record<Family, string>> = { ipv4: '0.0.0.0/0', ipv6: '2000::/3' }

/** The addresses of the internet. */
export const internetOf = (family: Family): Span[] =>
  withoutAll([rangeOf(everything[family])], spansOf(reservedRanges, family))

export const isPrivate = (span: Span): boolean => common([span], spansOf(reservedRanges, 'ipv4')).length > 0
