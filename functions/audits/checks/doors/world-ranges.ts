/**
 * 2000::/3 is all of IPv6 that can be reached from elsewhere; fc00::/7 is private. https://www.iana.org/assignments/ipv6-address-space
 * @param first the first 16 bits of the range
 */
const shareOfV6 = (first: number, bits: number): number => {
  const ignored = 16 - Math.min(bits, 3)
  return first >> ignored === 0x2000 >> ignored ? Math.min(1, 2 ** (3 - bits)) : 0
}

/** A range in CIDR notation as a share of what can be reached: of all IPv4 addresses, or of the eighth of IPv6 that is given out. */
const shareOf = (range: string): number => {
  const bits = Number(range.split('/')[1] ?? Number.NaN)
  if (Number.isNaN(bits)) return 0
  return range.includes(':') ? shareOfV6(Number.parseInt(range, 16) || 0, bits) : 2 ** -bits
}

/** A range that is smaller belongs to somebody: the largest that one holds are of /8, and of IPv6 of /12. */
const isLarge = (range: string): boolean => shareOf(range) >= (range.includes(':') ? 2 ** -8 : 2 ** -7)

/**
 * Those of some ranges that together let the whole internet in, or half of it and more: `0.0.0.0/0`, and as well the halves and quarters
 * by which a rule against /0 is got round. Nothing where they do not.
 */
export const worldRanges = (ranges: readonly string[]): string[] => {
  const large = [...new Set(ranges)].filter(isLarge)
  return [large.filter((range) => !range.includes(':')), large.filter((range) => range.includes(':'))].flatMap(
    (family) => (family.reduce((sum, range) => sum + shareOf(range), 0) >= 0.5 ? family : []),
  )
}
