import { type AddressRange, cidrText, entryText, parseRange } from '../../../shared/addresses/addresses.ts'
import { rangeIndex } from '../../../shared/addresses/range-index.ts'
import type { AddressFamily } from '../../../shared/firewall/sets.ts'

/** What is to be put into one set. */
export interface MergeInput {
  readonly family: AddressFamily
  /** Entries of the set, as they were read. */
  readonly seen: readonly string[]
  /** What we have put there, by the ledger. */
  readonly ours: readonly string[]
  /** Addresses and ranges of any family that we want there, the worst first. */
  readonly wanted: readonly string[]
  /** Places of a set. */
  readonly limit: number
}

/** A set as it should be. */
export interface Merged {
  /** All of it, with what is not ours, as AWS is given it. */
  readonly entries: readonly string[]
  /** What of it is ours; to be on record before the set is changed, together with what was. */
  readonly ours: readonly string[]
  /** What had no place, as it was wanted. */
  readonly cut: readonly string[]
  readonly changed: boolean
}

const familyNumber = { ipv4: 4, ipv6: 6 } as const

const rangesOf = (texts: readonly string[], family: AddressFamily): AddressRange[] =>
  texts.flatMap((text) => {
    const range = parseRange(text)
    return range && range.family === familyNumber[family] && range.bits > 0 ? [range] : []
  })

/** Ranges without those that another one contains, in their order: the same addresses. */
const withoutCovered = (ranges: readonly AddressRange[]): AddressRange[] => {
  const unique = [...new Map(ranges.map((range) => [cidrText(range), range])).values()]
  const all = rangeIndex(unique)
  return unique.filter((range) => all.around(range)?.bits === range.bits)
}

/**
 * Merges what we want with what others have put into a set: theirs stay, as they are written; ours are exactly what is wanted, each once
 * with its mask, without what another of ours covers. What has no place is cut from the end. An entry that somebody else has put there
 * too stays theirs.
 */
export const mergeSet = ({ family, seen, ours, wanted, limit }: MergeInput): Merged => {
  const owned = new Set(rangesOf(ours, family).map(cidrText))
  const theirs = seen.filter((entry) => {
    const range = parseRange(entry)
    return range === undefined || !owned.has(cidrText(range))
  })
  const known = new Set(rangesOf(theirs, family).map(cidrText))
  const fresh = withoutCovered(rangesOf(wanted, family)).filter((range) => !known.has(cidrText(range)))
  const places = Math.max(0, limit - theirs.length)
  const placed = fresh.slice(0, places).map(cidrText)
  const entries = [...theirs, ...placed]
  const before = new Set(seen.map(entryText))
  return {
    entries,
    ours: placed,
    cut: fresh.slice(places).map(cidrText),
    changed: entries.length !== before.size || entries.some((entry) => !before.has(entryText(entry))),
  }
}
