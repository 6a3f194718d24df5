import * as fc from 'fast-check'
import { mergeSet } from '../../../functions/firewall/rules/set-entries.ts'
import { cidrText, parseRange, rangeContains } from '../../../shared/addresses/addresses.ts'

const range = (text: string) => {
  const read = parseRange(text)
  if (!read) throw new RangeError(text)
  return read
}

/** Few addresses, so that they meet. */
const v4 = fc
  .tuple(
    fc.constantFrom('203.0.113', '198.51.100'),
    fc.integer({ min: 0, max: 7 }),
    fc.constantFrom('', '/32', '/31', '/30', '/24', '/16'),
  )
  .map(([net, host, bits]) => `${net}.${host}${bits}`)
const v6 = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 }), fc.constantFrom('', '/128', '/64', '/48'))
  .map(([net, host, bits]) => `2001:DB8:0:${net}::${host}${bits}`)
const any = fc.oneof(v4, v6, fc.constantFrom('0.0.0.0/0', '::/0', 'nobody'))

const input = fc.record({
  family: fc.constantFrom('ipv4' as const, 'ipv6' as const),
  others: fc.uniqueArray(any, { maxLength: 4 }),
  before: fc.uniqueArray(any, { maxLength: 6 }),
  wanted: fc.array(any, { maxLength: 10 }),
  limit: fc.integer({ min: 0, max: 12 }),
})

const numbers = { ipv4: 4, ipv6: 6 } as const

test('a merge keeps what is not ours, and puts what is wanted, the worst first', () => {
  fc.assert(
    fc.property(input, ({ family, others, before, wanted, limit }) => {
      const isOfFamily = (text: string): boolean => parseRange(text)?.family === numbers[family]
      const texts = (among: readonly string[]): string[] => [
        ...new Set(among.filter(isOfFamily).map((each) => cidrText(range(each)))),
      ]
      const ours = texts(before).filter((each) => !each.endsWith('/0'))
      const theirs = texts(others).filter((each) => !ours.includes(each))
      const merged = mergeSet({ family, seen: [...theirs, ...ours], ours, wanted, limit })
      const wishes = texts(wanted).filter((each) => !each.endsWith('/0'))
      const placed = merged.entries.slice(theirs.length)

      expect(merged.entries.slice(0, theirs.length)).toEqual(theirs)
      expect(new Set(merged.entries).size).toBe(merged.entries.length)
      expect(merged.entries.length).toBeLessThanOrEqual(Math.max(limit, theirs.length))
      expect(merged.ours).toEqual(placed)
      // Never more than was wished, each with its mask, and never the whole internet.
      for (const each of [...placed, ...merged.cut]) expect(wishes).toContain(each)
      // The same addresses: each wish is in what is placed, cut, or another's.
      const all = [...merged.entries, ...merged.cut]
      for (const each of wishes) expect(all.some((entry) => rangeContains(range(entry), range(each)))).toBe(true)
      // No place for what another of ours covers.
      const mine = [...placed, ...merged.cut]
      for (const each of mine)
        expect(mine.filter((entry) => entry !== each && rangeContains(range(entry), range(each)))).toEqual([])
      // The order of the wishes is that of the places; what is cut is cut from the end.
      expect(mine).toEqual(wishes.filter((each) => mine.includes(each)))
      if (merged.cut.length > 0) expect(merged.entries.length).toBe(Math.max(limit, theirs.length))
      // Once it is done, nothing changes any more.
      expect(mergeSet({ family, seen: merged.entries, ours: merged.ours, wanted, limit })).toMatchObject({
        changed: false,
        entries: merged.entries,
      })
      expect(merged.changed).toBe([...theirs, ...ours].toSorted().join() !== merged.entries.toSorted().join())
    }),
    { numRuns: 3000 },
  )
})
