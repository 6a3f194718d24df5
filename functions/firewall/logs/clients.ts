import {
  type AddressRange,
  canonicalAddress,
  canonicalEndpoint,
  clientOf,
  parseRange,
  rangeContains,
} from '../../../shared/addresses/addresses.ts'
import { isOfCdn, rangesOfCdn } from '../../../shared/firewall/never.ts'
import { comparedText } from '../../../shared/firewall/paths.ts'
import { once } from '../../../shared/once.ts'
import { byteTable } from './byte-table.ts'
import type { CountOptions } from './options.ts'
import type { LineReader, Spans } from './spans.ts'
import { v4At, v4Finder, v4Table, v4Text } from './v4.ts'
import { mayLieIn, prefixAt, prefixTable, prefixText } from './v6.ts'

/** Instead of a client's number. */
export const [isMalformed, isNobody] = [-2, -3]
const isProxy = -4
/** An address can only be told with what may be its port. */
const needsPort = -5
/** What tables keep is not negative. */
const shift = 8

const v4OfCdn = once(() => v4Finder(rangesOfCdn()))

export interface Clients {
  /** The number of who asked, `isMalformed` or `isNobody`. */
  readonly find: (spans: Spans, reader: Pick<LineReader, 'hasPorts' | 'readMore'>) => number
  /** Canonical. */
  readonly textOf: (client: number) => string
  readonly isOfCdn: (client: number) => boolean
  /** How many texts of addresses are known: they are to be forgotten some day. */
  readonly size: () => number
}

/** Digits behind the last colon of `[from, to)`, where that is a port; else `to`. */
const endBeforePort = (bytes: Buffer, from: number, to: number): number => {
  let at = to - 1
  let port = 0
  let unit = 1
  for (; at > from && to - at <= 5; at -= 1, unit *= 10) {
    const digit = (bytes[at] ?? 0) - 48
    if (digit < 0 || digit > 9) break
    port += digit * unit
  }
  return bytes[at] === 58 && port <= 65_535 ? at : to
}

/** Who asked, once for each text of an address. */
export const makeClients = ({ proxies, ipv6 }: Pick<CountOptions, 'proxies' | 'ipv6'>): Clients => {
  const proxyRanges = proxies.flatMap((range) => parseRange(range) ?? [])
  const special = [...rangesOfCdn(), ...proxyRanges]
  const isProxyV4 = v4Finder(proxyRanges)
  const isOfCdnV4 = v4OfCdn()
  const seed = (Math.random() * 2 ** 32) | 0
  const v4 = v4Table()
  const prefixes = prefixTable()
  const words = new Int32Array(2)
  const others = byteTable(seed)
  const heads = byteTable(seed)
  const headers = byteTable(seed)
  /** Of other clients than those of IPv4, by text. */
  const numbers = new Map<string, number>()
  /** Texts, or numbers of IPv4 whose text nobody asked for yet. */
  const texts: (string | number)[] = []
  const ofCdn: boolean[] = []

  const isSpecialV6 = mayLieIn(special)
  /** Whether all addresses of a /64 are one client, and alike to us. */
  const byPrefix = ipv6 === 64 && special.every(({ family, bits }) => family === 4 || bits <= 64)

  const isProxyRange = (range: AddressRange): boolean => proxyRanges.some((proxy) => rangeContains(proxy, range))

  const add = (client: string | number, cdn: boolean): number => {
    ofCdn.push(cdn)
    return texts.push(client) - 1
  }

  const addText = (client: string, cdn: boolean): number => {
    const known = numbers.get(client) ?? add(client, cdn)
    numbers.set(client, known)
    return known
  }

  /** An address of IPv4 is known by its number, however it is written. */
  const findV4 = (address: number): number => {
    const known = v4.find(address)
    if (known >= 0) return known - shift
    const found = isProxyV4(address) ? isProxy : add(address, isOfCdnV4(address))
    v4.keep(address, found + shift)
    return found
  }

  /** A canonical address. */
  const numberOf = (address: string): number => {
    const range = parseRange(address)
    if (!range) return isMalformed
    if (range.family === 4) return findV4(Number(range.first))
    if (isProxyRange(range)) return isProxy
    return addText(clientOf(address, ipv6) ?? address, isOfCdn(range))
  }

  /** An address of IPv6 by its /64, whose two words are read already. */
  const findPrefix = (bytes: Buffer, from: number, to: number): number => {
    const [high = 0, low = 0] = words
    const known = prefixes.find(high, low)
    if (known >= 0) return known - shift
    const found = isSpecialV6(high)
      ? numberOf(canonicalAddress(bytes.toString('latin1', from, to)) ?? '')
      : addText(prefixText(high, low), false)
    prefixes.keep(high, low, found + shift)
    return found
  }

  const findText = (text: string, hasPorts: boolean): number => {
    if (/^(-|unknown)$/i.test(text)) return isNobody
    const address = hasPorts ? canonicalEndpoint(text.replace(/:-?$/, '')) : canonicalAddress(text)
    return address === undefined ? isMalformed : numberOf(address)
  }

  /** The rightmost of those that are not proxies. */
  const findForwarded = (header: string): number => {
    for (const hop of comparedText(header).split(',').reverse()) {
      const address = canonicalAddress(hop.trim())
      const found = address === undefined ? isNobody : numberOf(address)
      if (found !== isProxy) return found
    }
    return isNobody
  }

  /** What stands before a port, which is another one in each line. */
  const findHead = (bytes: Buffer, from: number, end: number): number => {
    const known = heads.find(bytes, from, end)
    if (known >= 0) return known - shift
    const head = bytes.toString('latin1', from, end)
    const address = canonicalEndpoint(`${head}:1`)
    const isApart = address !== undefined && address === canonicalEndpoint(`${head}:2`)
    const found = isApart ? numberOf(address) : needsPort
    heads.keep(bytes, from, end, found + shift)
    return found
  }

  const findPeer = ({ bytes, addressFrom: from, addressTo: to }: Spans, hasPorts: boolean): number => {
    const end = hasPorts ? endBeforePort(bytes, from, to) : to
    const address = v4At(bytes, from, end)
    if (address >= 0) return findV4(address)
    if (byPrefix && prefixAt(bytes, from, end, words)) return findPrefix(bytes, from, end)
    if (end < to - 1) {
      const found = findHead(bytes, from, end)
      if (found !== needsPort) return found
    }
    const known = others.find(bytes, from, to)
    if (known >= 0) return known - shift
    const found = findText(bytes.toString('latin1', from, to).trim(), hasPorts)
    others.keep(bytes, from, to, found + shift)
    return found
  }

  const findBehind = ({ bytes, forwardedFrom: from, forwardedTo: to }: Spans): number => {
    if (from < 0) return isNobody
    const known = headers.find(bytes, from, to)
    if (known >= 0) return known - shift
    const found = findForwarded(bytes.toString('latin1', from, to))
    headers.keep(bytes, from, to, found + shift)
    return found
  }

  return {
    find: (spans, { hasPorts, readMore }) => {
      if (spans.addressFrom < 0 || spans.addressFrom === spans.addressTo) return isMalformed
      const peer = findPeer(spans, hasPorts)
      if (peer !== isProxy) return peer
      readMore?.(spans)
      return findBehind(spans)
    },
    textOf: (client) => {
      const known = texts[client] ?? ''
      if (typeof known === 'string') return known
      const text = v4Text(known)
      texts[client] = text
      return text
    },
    isOfCdn: (client) => ofCdn[client] ?? false,
    size: () => v4.size() + prefixes.size() + others.size() + heads.size() + headers.size(),
  }
}
