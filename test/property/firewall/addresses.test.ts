import * as fc from 'fast-check'
import {
  canonicalAddress,
  canonicalEndpoint,
  clientOf,
  parseRange,
  rangeContains,
  rangeText,
} from '../../../shared/addresses/addresses.ts'
import { rangeIndex } from '../../../shared/addresses/range-index.ts'

const group = fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 0xffff }))
const groups = fc.array(group, { minLength: 8, maxLength: 8 })

/** How somebody may write an IPv6 address: digits, capitals, and one run of zeros left out, or none. */
const spelled = (all: readonly number[], pad: boolean, upper: boolean, cut: number): string => {
  const text = all.map((each) => (pad ? each.toString(16).padStart(4, '0') : each.toString(16)))
  let end = cut
  while (end < 8 && all[end] === 0) end += 1
  const short = end > cut ? `${text.slice(0, cut).join(':')}::${text.slice(end).join(':')}` : text.join(':')
  return upper ? short.toUpperCase() : short
}

test('IPv6 is written as URLs write it, however it was spelled', () => {
  fc.assert(
    fc.property(
      groups,
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 0, max: 7 }),
      fc.integer({ min: 0, max: 65_535 }),
      (all, pad, upper, cut, port) => {
        const text = spelled(all, pad, upper, cut)
        const expected = new URL(`http://[${text}]/`).hostname.slice(1, -1)
        const mapped = /^::ffff:[^:]+:[^:]+$/.test(expected)
        const found = canonicalAddress(text)
        if (mapped) expect(found).toMatch(/^\d+\.\d+\.\d+\.\d+$/)
        else expect(found).toBe(expected)
        for (const other of [`[${text}]`, `[${text}]:${port}`, `${text}%eth0`])
          expect(canonicalAddress(other)).toBe(found)
        expect(canonicalEndpoint(`${all.map((each) => each.toString(16)).join(':')}:${port}`)).toBe(found)
      },
    ),
    { numRuns: 5000 },
  )
})

test('whatever comes, an answer is canonical, and there is no exception', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF:.%/[]-x ') })),
      (text) => {
        for (const address of [canonicalAddress(text), canonicalEndpoint(text), clientOf(text, 128)])
          if (address !== undefined) expect(canonicalAddress(address)).toBe(address)
        const range = parseRange(text)
        if (range) expect(parseRange(rangeText(range))).toEqual(range)
        const client = clientOf(text, 64)
        if (client !== undefined)
          expect(rangeText(parseRange(client) ?? { family: 4, first: 0n, bits: 0 })).toBe(client)
      },
    ),
    { numRuns: 5000 },
  )
})

const some = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('203.0.113', '203.0.112', '10.0.0'),
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: 0, max: 32 }),
    )
    .map(([net, host, bits]) => `${net}.${host}/${bits}`),
  fc
    .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 128 }))
    .map(([net, bits]) => `2001:db8:${net}::${net}/${bits}`),
)
const read = (text: string) => {
  const range = parseRange(text)
  if (!range) throw new RangeError(text)
  return range
}

test('an index of ranges finds what looking at each one finds', () => {
  fc.assert(
    fc.property(fc.array(some, { maxLength: 12 }), some, (all, asked) => {
      const index = rangeIndex(all)
      const ranges = all.map(read)
      const one = read(asked)
      const around = ranges.filter((each) => rangeContains(each, one))
      const within = ranges.filter((each) => rangeContains(one, each))
      expect(index.around(one)?.bits).toBe(around.length > 0 ? Math.min(...around.map(({ bits }) => bits)) : undefined)
      expect(index.within(one) !== undefined).toBe(within.length > 0)
      expect(index.meeting(one) !== undefined).toBe(around.length + within.length > 0)
      const found = index.within(one)
      if (found) expect(rangeContains(one, found)).toBe(true)
    }),
    { numRuns: 5000 },
  )
})
