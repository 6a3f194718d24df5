import { type AddressNumber, addressNumber, addressText, widthOf } from './numbers.ts'

/** A range as CIDR writes it; a single address has all of its family's bits. */
export interface AddressRange {
  readonly family: 4 | 6
  /** Its first address: bits behind the prefix are zero. */
  readonly first: bigint
  readonly bits: number
}

/** `1.2.3.4:80`. */
const v4WithPort = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/
/** `[2001:db8::1]`, `[2001:db8::1]:443`. */
const inBrackets = /^\[([^\]]+)\](?::\d{1,5})?$/
const lastNumber = /^(.+):(\d{1,5})$/

const isPort = (text: string): boolean => Number(text) <= 65_535

/** The number of an address as logs and headers write it. */
const numberOf = (written: string): AddressNumber | undefined => {
  const text = written.trim()
  const bare = addressNumber(text)
  if (bare) return bare
  const inside = inBrackets.exec(text)?.[1]
  if (inside !== undefined) return isPort(/:(\d+)$/.exec(text)?.[1] ?? '0') ? addressNumber(inside) : undefined
  const v4 = v4WithPort.exec(text)?.[1]
  const [, before = '', port = ''] = lastNumber.exec(text) ?? []
  if (port === '' || !isPort(port)) return undefined
  if (v4 !== undefined) return addressNumber(v4)
  // A group has four digits at most, and there are eight: a fifth digit, or a ninth group, is a port.
  return port.length === 5 || /^([0-9a-f]+:){7}[0-9a-f]+$/i.test(before) ? addressNumber(before) : undefined
}

/**
 * The one text of an address: IPv4 with dots, IPv6 by RFC 5952. `::ffff:a.b.c.d` is a.b.c.d; brackets, a port, a zone and capitals are gone.
 * An IPv6 address without brackets whose end may be a group or a port is taken whole (`canonicalEndpoint` knows of a port).
 * @returns nothing for what is not an address: `-`, `unknown`, `999.1.1.1`, IPv4 with leading zeros
 */
export const canonicalAddress = (text: string): string | undefined => {
  const number = numberOf(text)
  return number && addressText(number)
}

/**
 * The address of `client:port` where a port is nearly always written, as ALB does, even behind IPv6 without brackets:
 * `2a02:8071::f215:5071` is 2a02:8071::f215, port 5071. Where no address would be left, there is no port.
 */
export const canonicalEndpoint = (text: string): string | undefined => {
  const [, before = '', port = ''] = lastNumber.exec(text.trim()) ?? []
  const number = port !== '' && isPort(port) ? addressNumber(before) : undefined
  return number ? addressText(number) : canonicalAddress(text)
}

const masked = ({ family, value }: AddressNumber, bits: number): AddressRange => {
  const rest = BigInt(widthOf(family) - bits)
  return { family, first: (value >> rest) << rest, bits }
}

/** `203.0.113.7` for a single address, `203.0.113.0/24` for more. */
export const rangeText = ({ family, first, bits }: AddressRange): string =>
  `${addressText({ family, value: first })}${bits === widthOf(family) ? '' : `/${bits}`}`

/** The same with the mask always written, as WAF wants it: `203.0.113.7/32`. */
export const cidrText = ({ family, first, bits }: AddressRange): string =>
  `${addressText({ family, value: first })}/${bits}`

/**
 * Who an address is to be counted as: an IPv4 address for itself, an IPv6 address for itself or, as whoever has one has them all, for its /64.
 * @param ipv6 bits of an IPv6 client
 */
export const clientOf = (text: string, ipv6: 64 | 128): string | undefined => {
  const number = numberOf(text)
  if (!number) return undefined
  return number.family === 4 || ipv6 === 128 ? addressText(number) : rangeText(masked(number, ipv6))
}

/**
 * An address or a range in CIDR notation; bits behind the prefix are left out, and a range within `::ffff:0:0/96` is one of IPv4.
 * @returns nothing for what is neither, such as a port or a mask of more bits than there are
 */
export const parseRange = (text: string): AddressRange | undefined => {
  const [, address = '', bits] = /^\s*([^/\s]+)(?:\/(\d{1,3}))?\s*$/.exec(text) ?? []
  const number = addressNumber(address.replace(/^\[(.+)\]$/, '$1'))
  if (!number) return undefined
  const written = address.includes(':') ? 128 : 32
  if (bits === undefined) return masked(number, widthOf(number.family))
  const left = Number(bits) - (written - widthOf(number.family))
  if (Number(bits) > written || (bits.length > 1 && bits.startsWith('0'))) return undefined
  // A part of IPv6 that reaches beyond the IPv4 within it.
  if (left < 0) return masked({ family: 6, value: 0xffff_0000_0000n | number.value }, Number(bits))
  return masked(number, left)
}

/**
 * An entry of a set as it is compared: AWS spells IPv6 with all its digits and writes each mask.
 * What cannot be read stays as it is.
 */
export const entryText = (entry: string): string => {
  const range = parseRange(entry)
  return range ? cidrText(range) : entry
}

export const rangeContains = (outer: AddressRange, inner: AddressRange): boolean => {
  if (outer.family !== inner.family || outer.bits > inner.bits) return false
  const rest = BigInt(widthOf(outer.family) - outer.bits)
  return outer.first >> rest === inner.first >> rest
}

/** Whether one of them contains the other; ranges do not overlap otherwise. */
export const rangesMeet = (one: AddressRange, other: AddressRange): boolean =>
  rangeContains(one, other) || rangeContains(other, one)
