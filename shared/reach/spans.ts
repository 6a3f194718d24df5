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

const widths: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 }

const ipv4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

const valueOf4 = (text: string): bigint | undefined => {
  const octets = ipv4.exec(text)?.slice(1).map(Number)
  if (!octets || octets.some((octet) => octet > 255)) return undefined
  return octets.reduce((sum, octet) => sum * 256n + BigInt(octet), 0n)
}

const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'))

const valueOf6 = (text: string): bigint | undefined => {
  const last = text.slice(text.lastIndexOf(':') + 1)
  const embedded = last.includes('.') ? valueOf4(last) : undefined
  if (last.includes('.') && embedded === undefined) return undefined
  const plain =
    embedded === undefined
      ? text
      : `${text.slice(0, text.length - last.length)}${(embedded >> 16n).toString(16)}:${(embedded & 0xffffn).toString(16)}`
  const halves = plain.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail] = halves.map(groupsOf)
  const missing = 8 - head.length - (tail?.length ?? 0)
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const groups = [...head, ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...(tail ?? [])]
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return undefined
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

const read = (cidr: string): Range | undefined => {
  const [address = '', prefix, ...rest] = cidr.trim().split('/')
  const family: Family = address.includes(':') ? 'ipv6' : 'ipv4'
  const value = family === 'ipv6' ? valueOf6(address) : valueOf4(address)
  const width = widths[family]
  const bits = prefix === undefined ? width : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1
  if (value === undefined || bits < 0 || bits > width || rest.length > 0) return undefined
  const size = 1n << BigInt(width - bits)
  const from = (value / size) * size
  return { family, bits, from, to: from + size - 1n }
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
  const from = one.from > other.from ? one.from : other.from
  const to = one.to < other.to ? one.to : other.to
  return from <= to ? { from, to } : undefined
}

/** What two lists have in common. */
export const common = (ones: readonly Span[], others: readonly Span[]): Span[] =>
  ones.flatMap((one) => others.flatMap((other) => meet(one, other) ?? []))

/** A list without one span. */
export const without = (spans: readonly Span[], taken: Span): Span[] =>
  spans.flatMap((span) => {
    const shared = meet(span, taken)
    if (!shared) return [span]
    return [
      ...(span.from < shared.from ? [{ from: span.from, to: shared.from - 1n }] : []),
      ...(shared.to < span.to ? [{ from: shared.to + 1n, to: span.to }] : []),
    ]
  })

export const withoutAll = (spans: readonly Span[], taken: readonly Span[]): Span[] =>
  taken.reduce<Span[]>((left, each) => without(left, each), [...spans])

/** The ranges of one family. */
export const spansOf = (cidrs: readonly string[], family: Family): Span[] =>
  cidrs.map(rangeOf).filter((range) => range.family === family)

const text4 = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')

const text6 = (value: bigint): string => {
  const groups = Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - index * 16)) & 0xffffn).toString(16))
  const zeros = [...groups.join(':').matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].sort(
    (one, other) => other[0].length - one[0].length,
  )
  const [longest] = zeros
  if (!longest) return groups.join(':')
  const text = groups.join(':')
  return `${text.slice(0, longest.index)}::${text.slice(longest.index + longest[0].length).replace(/^:/, '')}`
}

export const addressText = (value: bigint, family: Family): string => (family === 'ipv4' ? text4(value) : text6(value))

/** For a person: `10.1.0.0/16` where it is a range, else `10.1.0.5-10.1.0.9`. */
export const spanText = ({ from, to }: Span, family: Family): string => {
  const size = to - from + 1n
  const bits = size.toString(2).length - 1
  const isRange = size === 1n << BigInt(bits) && from % size === 0n
  return isRange
    ? `${addressText(from, family)}/${widths[family] - bits}`
    : `${addressText(from, family)}-${addressText(to, family)}`
}

const everything: Readonly<Record<Family, string>> = { ipv4: '0.0.0.0/0', ipv6: '2000::/3' }

/** What no host on the internet has: https://www.iana.org/assignments/iana-ipv4-special-registry */
const neverOutside = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
]

/** The addresses of the internet. */
export const internetOf = (family: Family): Span[] =>
  withoutAll([rangeOf(everything[family])], spansOf(neverOutside, family))

export const isPrivate = (span: Span): boolean => common([span], spansOf(neverOutside, 'ipv4')).length > 0
