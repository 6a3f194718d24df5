import { type AddressRange, rangeText } from './addresses.ts'
import { cdnNames, cdnRanges } from './cdn-ranges.ts'
import { type RangeIndex, rangeIndex } from './range-index.ts'

/**
 * Ranges that no client on the internet has: exactly these. A library's "is private" also says yes to ranges for documentation, which are
 * blocked like any other.
 */
export const reservedRanges: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
  '::/128',
  '::1/128',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
]

/** What a deployment never blocks, beside what nobody does. Addresses and ranges as texts. */
export interface NeverLists {
  readonly allow: readonly string[]
  readonly own: readonly string[]
  readonly proxies: readonly string[]
}

/** Why something is never blocked, and the range that says so. */
export interface Never {
  readonly because: 'reserved' | 'allowed' | 'own' | 'proxy' | 'cdn'
  /** Canonical. */
  readonly range: string
}

const words: Readonly<Record<Never['because'], string>> = {
  reserved: 'is a reserved range, which no client on the internet has',
  allowed: 'is on the allow list',
  own: 'is one of your own ranges (firewall.own)',
  proxy: 'is one of your proxies (firewall.proxies)',
  cdn: 'is a published range of a content delivery network, behind which are all of its clients',
}

/** `10.0.0.0/8 is a reserved range, …`. */
export const neverWords = ({ because, range }: Never): string => `${range} ${words[because]}`

const reserved = rangeIndex(reservedRanges)
const cdn: RangeIndex = rangeIndex(cdnNames.flatMap((name) => cdnRanges[name]))

/** Whether an address or range has anything in common with a published range of a content delivery network. */
export const isOfCdn = (range: AddressRange): boolean => cdn.meeting(range) !== undefined

/** Answers for many ranges, with the lists read once. */
export const neverFinder = (lists: NeverLists): ((range: AddressRange) => Never | undefined) => {
  const all: readonly (readonly [Never['because'], RangeIndex])[] = [
    ['reserved', reserved],
    ['allowed', rangeIndex(lists.allow)],
    ['own', rangeIndex(lists.own)],
    ['proxy', rangeIndex(lists.proxies)],
    ['cdn', cdn],
  ]
  return (range) => {
    for (const [because, index] of all) {
      const found = index.meeting(range)
      if (found) return { because, range: rangeText(found) }
    }
    return undefined
  }
}

/** Why an address or range is never blocked: it lies in one of the lists, or contains something of them. */
export const whyNever = (range: AddressRange, lists: NeverLists): Never | undefined => neverFinder(lists)(range)

/** Whether an address or range is never blocked. */
export const isNever = (range: AddressRange, lists: NeverLists): boolean => whyNever(range, lists) !== undefined
