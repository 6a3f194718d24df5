import { conditionsAt, type Seen } from '../../../../functions/firewall/rules/conditions.ts'
import type { FirewallSlice } from '../../../../functions/firewall/rules/slice.ts'
import type { FirewallSetRecord } from '../../../../shared/ledger/records.ts'
import { at, instant, slice } from './scene.ts'

const nothing: Seen = { state: { sources: {} }, sources: new Map(), sets: [], customers: new Set() }
const holds = (name: string, seen: Partial<Seen>, more: Partial<FirewallSlice> = {}, now = instant('10:00')) =>
  conditionsAt({ ...nothing, ...seen }, slice(more), now).get(name)
const source = (web: object): Partial<Seen> => ({ state: { sources: { web } as never } })
const set = (more: Partial<FirewallSetRecord>): Partial<Seen> => ({
  sets: [{ kind: 'firewall-set', set: 's', ours: [], staleTokens: 0, ...more } as FirewallSetRecord],
})

test.each([
  [{ objects: 3, unread: 2 }, true],
  [{ objects: 3, unread: 1 }, false],
  [{ objects: 3 }, false],
  [{ objects: 4, unread: 2 }, false],
  [{ objects: 2, unread: 2 }, undefined],
  [{}, undefined],
])('a source with %j cannot be read: %s', (seen, expected) => {
  expect(holds('unreadable#web', source(seen))).toBe(expected)
})

test('a source is silent after its time, to the millisecond, and never where no time is set', () => {
  const silent = (now: Date, more: Partial<FirewallSlice> = {}) =>
    holds('silent#web', source({ lastAt: at('09:00') }), more, now)
  expect(silent(instant('10:00'))).toBe(false)
  expect(silent(new Date(instant('10:00').getTime() + 1))).toBe(true)
  const { silentSeconds: _, ...alerts } = slice().alerts
  expect(silent(instant('23:00'), { alerts })).toBeUndefined()
  expect(holds('silent#web', source({}))).toBeUndefined()
})

test('a source has something broken where it was looked', () => {
  expect(holds('broken#web', { broken: new Set(['web']) })).toBe(true)
  expect(holds('broken#web', { broken: new Set(['logs']) })).toBe(false)
  expect(holds('broken#web', {})).toBeUndefined()
})

test.each([
  [100, 51, true],
  [100, 50, false],
  [99, 99, undefined],
])('of %d lines %d are from a content delivery network: %s', (lines, fromCdn, expected) => {
  expect(holds('behind-cdn#web', { sources: new Map([['web', { lines, fromCdn }]]) })).toBe(expected)
})

test.each<[Partial<FirewallSetRecord>, boolean, boolean]>([
  [{}, false, false],
  [{ cut: 0, places: 8 }, false, false],
  [{ cut: 0, places: 9 }, false, true],
  [{ cut: 1, places: 10 }, true, false],
  [{ refused: 'full', places: 9 }, true, false],
  [{ refused: 'denied', places: 9 }, false, true],
])('a set of 10 places with %j: full %s, nearly full %s', (seen, full, nearly) => {
  const found = ['set-full#s', 'set-nearly-full#s'].map((name) => holds(name, set(seen), { setLimit: 10 }))
  expect(found).toEqual([full, nearly])
})

test('a set that was never read is not nearly full, however few its places are', () => {
  expect(holds('set-nearly-full#s', set({}), { setLimit: 1 })).toBe(false)
})

test('a set is contended from the fifth stale token on', () => {
  expect([4, 5].map((staleTokens) => holds('set-contended#s', set({ staleTokens })))).toEqual([false, true])
})

test('a set is refused for any reason but that it is full', () => {
  const refused = (why: string | undefined) => holds('set-refused#s', set({ refused: why }))
  expect([refused(undefined), refused('full'), refused('denied')]).toEqual([false, false, true])
})

test('new blocks are many above what is set', () => {
  expect([20, 21].map((newBlocks) => holds('many-blocks#all', { newBlocks }))).toEqual([false, true])
  expect(holds('many-blocks#all', {})).toBeUndefined()
})

test('each rule says whether it blocks somebody who had been a customer', () => {
  expect(holds('customer-blocked#scan', { customers: new Set(['scan']) })).toBe(true)
  expect(holds('customer-blocked#scan', { customers: new Set(['probes']) })).toBe(false)
})
