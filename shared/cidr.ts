/** Addresses, or ports, both ends included. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** The addresses of an IPv4 range in CIDR notation, as numbers. Bits of the address behind its prefix are ignored. */
export const rangeOf = (cidr: string): Range & { readonly bits: number } => {
  const [address = '', bits = '32'] = cidr.split('/')
  const start = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0)
  const size = 2 ** (32 - Number(bits))
  const from = Math.floor(start / size) * size
  return { from, to: from + size - 1, bits: Number(bits) }
}

export const overlaps = (one: Range, other: Range): boolean => one.from <= other.to && other.from <= one.to

export const contains = (outer: Range, inner: Range): boolean => outer.from <= inner.from && inner.to <= outer.to
