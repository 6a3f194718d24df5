import { type AddressRange, parseRange, rangeText } from '../addresses/addresses.ts'
import { type RangeIndex, rangeIndex } from '../addresses/range-index.ts'
import { reservedRanges } from '../addresses/reserved.ts'
import { once } from '../once.ts'
import { cdnNames, cdnRanges } from './cdn-ranges.ts'

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

// Made when they are first asked: a function need not wait for them at its start.
const reserved = once(() => rangeIndex(reservedRanges))

/** The published ranges of content delivery networks. */
export const rangesOfCdn = once((): readonly AddressRange[] =>
  cdnNames.flatMap((name) => cdnRanges[name]).flatMap((text) => parseRange(text) ?? []),
)
const cdn = once(() => rangeIndex(rangesOfCdn()))

/** Whether an address or range has anything in common with a published range of a content delivery network. */
export const isOfCdn = (range: AddressRange): boolean => cdn().meeting(range) !== undefined

/** Answers for many ranges, with the lists read once. */
export const neverFinder = (lists: NeverLists): ((range: AddressRange) => Never | undefined) => {
  const all: readonly (readonly [Never['because'], RangeIndex])[] = [
    ['reserved', reserved()],
    ['allowed', rangeIndex(lists.allow)],
    ['own', rangeIndex(lists.own)],
    ['proxy', rangeIndex(lists.proxies)],
    ['cdn', cdn()],
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
