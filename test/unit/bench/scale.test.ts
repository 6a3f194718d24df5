import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { consumedBy, itemBytes, readUnits } from '../../../bench/scale/capacity.ts'
import { measureScale } from '../../../bench/scale/index.ts'
import type { Scale } from '../../../bench/scale/limits.ts'
import { quotas } from '../../../bench/scale/quotas.ts'
import { eventsText, scaleText } from '../../../bench/scale/table.ts'

describe('what an item takes', () => {
  test.each([
    ['names and texts by their bytes', { pk: 'a', title: '사진' }, 2 + 1 + 5 + 6],
    ['a truth and nothing a byte each', { a: true, b: null }, 2 + 2],
    ['a number half a byte for each digit and one more', { n: 12_345 }, 1 + 4],
    [
      'lists and maps three bytes and one for each element',
      { list: ['a', 'b'], map: { key: 'a' } },
      4 + 3 + 4 + 3 + 3 + 5,
    ],
  ])('%s', (_, item, bytes) => {
    expect(itemBytes(item)).toBe(bytes)
  })

  test('a read takes a unit for each 4 KB, half of it where it need not be consistent', () => {
    expect([readUnits(0, true), readUnits(4_096, true), readUnits(4_097, true), readUnits(1, false)]).toEqual([
      1, 1, 2, 0.5,
    ])
  })

  const item = {
    pk: 'incident#1',
    sk: 'incident',
    record: 'incident',
    kind: 'incident#1',
    open: 'incident#2',
    at: 't1',
  }
  const long = { ...item, text: 'x'.repeat(1_500) }
  const units = (before: object | undefined, after: object) =>
    consumedBy(before as never, after as never).map(({ index, key, units: each }) => `${index} ${key}: ${each}`)

  test.each([
    ['new', undefined, item, [' incident#1: 2', 'byKind incident#1: 1', 'open incident#2: 1']],
    ['new and long', undefined, long, [' incident#1: 4', 'byKind incident#1: 2', 'open incident#2: 2']],
    ['in no index', undefined, { ...item, kind: undefined, open: undefined }, [' incident#1: 2']],
    [
      'changed in its place',
      item,
      { ...item, state: 'over' },
      [' incident#1: 2', 'byKind incident#1: 1', 'open incident#2: 1'],
    ],
    ['shorter than before', long, item, [' incident#1: 4', 'byKind incident#1: 2', 'open incident#2: 2']],
    [
      'moved in time',
      item,
      { ...item, at: 't2' },
      [' incident#1: 2', 'byKind incident#1: 1', 'byKind incident#1: 1', 'open incident#2: 1', 'open incident#2: 1'],
    ],
    [
      'no longer open',
      item,
      { ...item, open: undefined },
      [' incident#1: 2', 'byKind incident#1: 1', 'open incident#2: 1'],
    ],
    [
      'moved to another partition',
      { ...item, kind: 'incident' },
      item,
      [' incident#1: 2', 'byKind incident: 1', 'byKind incident#1: 1', 'open incident#2: 1'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(units(before, after)).toEqual(expected)
  })
})

describe('how far it goes', () => {
  let scales: Scale[] = []
  beforeAll(async () => {
    scales = await measureScale()
  }, 120_000)
  const limitsOf = (capability: string) => scales.find((each) => each.capability.startsWith(capability))?.limits ?? []
  const rateOf = (capability: string, what: RegExp): number =>
    limitsOf(capability).find((each) => what.test(each.what))?.rate ?? 0

  test('a storm of alarms meets the new table first, and no key of an index', () => {
    const [first] = limitsOf('alerts: a storm')
    expect(first?.what).toContain('a new table')
    expect(first?.rate).toBeGreaterThanOrEqual(240)
    // It was 495 when a kind was one key, of kinds that nobody listed.
    expect(rateOf('alerts: a storm', /hottest key of an index/)).toBeGreaterThanOrEqual(1_800)
    expect(rateOf('alerts: a storm', /hottest key of the table/)).toBeGreaterThan(5_000)
  })

  test('a thousand uploads a second, all refused, meet no limit of the ledger', () => {
    for (const { what, rate } of limitsOf('thumbnails: files that are refused'))
      if (/units/.test(what)) expect([what, rate >= 1_800]).toEqual([what, true])
  })

  test('a flood of small log objects meets our own functions first, and no limit of the ledger', () => {
    const [first] = limitsOf('firewall: log objects')
    expect(first?.what).toContain('that count')
    for (const { what, rate } of limitsOf('firewall: log objects'))
      if (/units/.test(what)) expect([what, rate >= 500]).toEqual([what, true])
  })

  test('each limit is a number with what raises it, the first one first', () => {
    expect(scales).toHaveLength(8)
    for (const { limits } of scales) {
      expect(limits.length).toBeGreaterThan(1)
      expect(limits.map(({ rate }) => rate)).toEqual(
        limits.map(({ rate }) => rate).toSorted((one, other) => one - other),
      )
      for (const { rate, raise, counted } of limits) expect([Number.isFinite(rate), raise, counted]).not.toContain('')
    }
  })

  test('docs/scale.md prints what is counted', () => {
    const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'scale.md'), 'utf8')
    for (const line of scaleText(scales).split('\n')) expect(page).toContain(line)
  })

  test('one of a thing is one', () => {
    const scale = { capability: '', events: 'messages', per: 'second', limits: [] } as const
    const limit = { what: '', counted: '', raise: '', verified: true }
    expect(eventsText(scale, { ...limit, rate: 1 })).toBe('1 message a second')
    expect(eventsText({ ...scale, per: 'minute' }, { ...limit, rate: 1.26 })).toBe('76 messages a minute')
  })
})

test('each quota has its page at AWS', () => {
  for (const { source, most } of Object.values(quotas)) {
    expect(source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//)
    expect(most).toBeGreaterThan(0)
  }
})
