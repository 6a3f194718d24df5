import { isIPv4, isIPv6 } from 'node:net'

/** An address as a number of 32 or 128 bits. */
export interface AddressNumber {
  readonly family: 4 | 6
  readonly value: bigint
}

export const widthOf = (family: 4 | 6): number => (family === 4 ? 32 : 128)

const v4Number = (text: string): bigint => BigInt(text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0))

const groupsOf = (text: string): string[] => (text === '' ? [] : text.split(':'))

/** The eight groups of an IPv6 address that is known to be well formed, without a zone. */
const v6Number = (text: string): bigint => {
  const dots = text.includes('.') ? text.slice(text.lastIndexOf(':') + 1) : ''
  const tail = v4Number(dots || '0.0.0.0')
  const plain = dots
    ? `${text.slice(0, -dots.length)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`
    : text
  const [head = '', rest] = plain.split('::')
  const [left, right] = [groupsOf(head), groupsOf(rest ?? '')]
  const zeros = rest === undefined ? [] : Array<string>(8 - left.length - right.length).fill('0')
  return [...left, ...zeros, ...right].reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n)
}

/** `::ffff:0:0/96`: IPv4 in the clothes of IPv6. */
const mapped = 0xffffn

/**
 * The number of a bare address: no port, no brackets. Leading zeros of IPv4 (`010.0.0.1`), which some read as octal, short forms (`127.1`)
 * and hexadecimal ones are not addresses: whose they are depends on who reads them. A zone (`%eth0`) says nothing about the client.
 */
export const addressNumber = (text: string): AddressNumber | undefined => {
  if (isIPv4(text)) return { family: 4, value: v4Number(text) }
  if (!isIPv6(text)) return undefined
  const value = v6Number(text.split('%', 1)[0] ?? '')
  return value >> 32n === mapped ? { family: 4, value: value & 0xffff_ffffn } : { family: 6, value }
}

/** Where the longest run of at least two zero groups begins and ends; of several that are as long the first. RFC 5952, section 4.2. */
const longestZeros = (groups: readonly number[]): readonly [number, number] => {
  let best: readonly [number, number] = [0, 0]
  for (let from = 0; from < 8; from += 1) {
    let to = from
    while (to < 8 && groups[to] === 0) to += 1
    if (to - from > Math.max(1, best[1] - best[0])) best = [from, to]
  }
  return best
}

/** RFC 5952: lower case, no leading zeros, the longest run of zeros as `::`. */
export const addressText = ({ family, value }: AddressNumber): string => {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => Number((value >> shift) & 0xffn)).join('.')
  const groups = [7n, 6n, 5n, 4n, 3n, 2n, 1n, 0n].map((group) => Number((value >> (group * 16n)) & 0xffffn))
  const [from, to] = longestZeros(groups)
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':')
  return to === from ? text(groups) : `${text(groups.slice(0, from))}::${text(groups.slice(to))}`
}
