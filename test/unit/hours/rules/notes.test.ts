import { heldText, isDry, isHeld } from '../../../../functions/hours/rules/hold.ts'
import { noteLook, type Sight } from '../../../../functions/hours/rules/look-record.ts'
import { reportSignal } from '../../../../functions/hours/rules/report.ts'
import { monthSavings, offOf, type Savings, savedBy } from '../../../../functions/hours/rules/savings.ts'
import type { HoursLookRecord } from '../../../../shared/ledger/records.ts'
import { ago, now, observedAs, recordOf, situationOf } from './scene.ts'

describe('how many may be off', () => {
  test.each([
    [10, 12, false],
    [10, 13, true],
    [5, 6, false],
    [1, 1, false],
    [1, 2, true],
    [undefined, 100, false],
  ])('of %s that were confirmed %d: held %s', (confirmed, stops, held) => {
    expect(isHeld({ ...(confirmed && { confirmed }) }, stops)).toBe(held)
  })

  test('is said in words', () => {
    expect(heldText({ confirmed: 1 }, 2)).toBe('2 targets would be off, and 1 was confirmed')
    expect(heldText({ confirmed: 2 }, 1)).toBe('1 target would be off, and 2 were confirmed')
    expect(heldText({}, 1)).toBe('1 target would be off, and 0 were confirmed')
  })

  test('is nothing by tag until it is confirmed', () => {
    expect([isDry({}, true), isDry({ confirmed: 0 }, true), isDry({}, false)]).toEqual([true, false, false])
  })
})

describe('what is written down of a look', () => {
  const entry = { name: 'shop', kind: 'rds-instances', selector: {} }
  const sightOf = (more: Partial<Sight> = {}): Sight => ({
    entries: [entry],
    calendars: ['office'],
    found: new Map([['shop', { count: 2, dry: false }]]),
    held: new Map(),
    denied: new Map(),
    allowed: new Set(),
    unknown: new Map(),
    isWhole: true,
    reported: '2026-11',
    now,
    version: 'v1',
    ...more,
  })
  const first = noteLook(undefined, sightOf({ now: new Date(ago(360)) })).record
  const names = (before: HoursLookRecord | undefined, more: Partial<Sight>) =>
    noteLook(before, sightOf(more)).signals.map(({ name }) => name)

  test('is what differs, and every six minutes that all was seen', () => {
    expect(noteLook(first, sightOf()).record).toMatchObject({ seenTo: now.toISOString() })
    expect(noteLook(first, sightOf({ now: new Date(now.getTime() - 1) })).record).toBe(first)
    const more = sightOf({ now: new Date(ago(300)), found: new Map([['shop', { count: 3, dry: true }]]) })
    expect(noteLook(first, more).record.entries).toEqual({ shop: { found: 3, dry: true } })
    expect(noteLook(first, sightOf({ found: new Map() })).record.entries).toEqual(first.entries)
  })

  test('remembers the last gaps, in which nobody looked', () => {
    expect(noteLook(first, sightOf()).record.gaps).toBeUndefined()
    let record: HoursLookRecord = first
    const ends: string[] = []
    for (let seconds = 541; seconds <= 7 * 901; seconds += 901) {
      const at = new Date(now.getTime() + seconds * 1000)
      ends.push(at.toISOString())
      record = noteLook(record, sightOf({ now: at })).record
    }
    expect(record.gaps?.map(({ to }) => to)).toEqual(ends.slice(-5))
    expect(record.gaps?.at(-1)?.from).toBe(ends.at(-2))
    expect(noteLook(record, sightOf({ now: new Date(Date.parse(record.seenTo) + 900_000) })).record.gaps).toBe(
      record.gaps,
    )
  })

  test('in a round of several looks is seen up to where the round began', () => {
    const begun = noteLook(first, sightOf({ after: 'rds-instance/a' })).record
    expect(begun).toMatchObject({ seenTo: first.seenTo, round: { from: now.toISOString(), after: 'rds-instance/a' } })
    const later = new Date(now.getTime() + 60_000)
    expect(noteLook(begun, sightOf({ now: later })).record).toMatchObject({
      seenTo: now.toISOString(),
      round: undefined,
    })
    expect(noteLook(undefined, sightOf({ after: 'rds-instance/a' })).record.seenTo).toBe(now.toISOString())
  })

  test('says once that nothing is stopped, and when that is over', () => {
    const held = new Map([['shop', 13]])
    const before = noteLook(first, sightOf({ held })).record
    expect(before.entries.shop?.held).toEqual({ stops: 13, since: now.toISOString() })
    const later = new Date(now.getTime() + 60_000)
    expect(noteLook(before, sightOf({ held, now: later })).record.entries.shop?.held?.since).toBe(now.toISOString())
    expect([names(first, { held }), names(before, { held }), names(before, {})].map((each) => each.length)).toEqual([
      1, 0, 1,
    ])
  })

  test('says once that a permission is missing, until the same phase goes well or nobody means the kind', () => {
    const denied = new Map([['rds-instances', { action: 'rds:StopDBInstance', phase: 'request' as const }]])
    const before = noteLook(first, sightOf({ denied })).record
    const stays = (more: Partial<Sight>) => Object.keys(noteLook(before, sightOf(more)).record.denied)
    expect(stays({})).toEqual(['rds-instances'])
    expect(stays({ allowed: new Set(['rds-instances observe']) })).toEqual(['rds-instances'])
    expect(stays({ allowed: new Set(['rds-instances request']) })).toEqual([])
    expect(stays({ entries: [{ ...entry, kind: 'stacks' }] })).toEqual([])
    const later = new Date(now.getTime() + 60_000)
    expect(noteLook(before, sightOf({ denied, now: later })).record.denied['rds-instances']?.since).toBe(
      now.toISOString(),
    )
    expect(names(first, { denied })).toHaveLength(1)
    expect(names(before, { denied })).toEqual([])
    expect(names(before, { allowed: new Set(['rds-instances request']) })).toHaveLength(1)
  })

  test('says once a day which calendars there are not, of fifty names at most', () => {
    const unknown = new Map([['offise', 'rds-instance/shop']])
    const before = noteLook(first, sightOf({ unknown })).record
    expect(before.unknown).toEqual({ offise: { day: '2026-12-04', example: 'rds-instance/shop' } })
    const tomorrow = new Date('2026-12-05T00:00:00Z')
    expect(names(first, { unknown })).toHaveLength(1)
    expect(names(before, { unknown, now: new Date('2026-12-04T23:59:59Z') })).toEqual([])
    expect(names(before, { unknown, now: tomorrow })).toHaveLength(1)
    expect(names(before, {})).toHaveLength(1)
    expect(names(before, { isWhole: false })).toEqual([])
    const many = new Map(Array.from({ length: 60 }, (_, index) => [`c${index}`, 'rds-instance/shop']))
    expect(Object.keys(noteLook(first, sightOf({ unknown: many })).record.unknown)).toHaveLength(50)
  })
})

describe('what was seen off', () => {
  const off = (state: Parameters<typeof observedAs>[0], more: object = {}, before = {}, starts = false) =>
    offOf(
      situationOf({ observed: observedAs(state), ...more }),
      recordOf({ off: { from: ago(600) }, ...before }),
      starts,
    )
  const since = { from: now.toISOString() }

  test('goes on while it is seen, and begins anew after a gap of more than a quarter of an hour', () => {
    expect(off('stopped')).toEqual({ off: { from: ago(600) } })
    expect(off('stopped', { seenTo: ago(900) }, { off: { from: ago(2_000) } })).toEqual({ off: { from: ago(2_000) } })
    expect(off('stopped', { seenTo: ago(900.001) }, { off: { from: ago(2_000) } })).toEqual({
      off: since,
      seen: { from: new Date(ago(2_000)), until: new Date(ago(900.001)) },
    })
    expect(off('stopped', { seenTo: undefined })).toEqual({ off: since, seen: undefined })
  })

  test('is counted up to the first gap that nobody has written down of the target', () => {
    const gaps = [ago(2_000), ago(1_000), ago(300)].map((to) => ({
      from: new Date(Date.parse(to) - 901_000).toISOString(),
      to,
    }))
    expect(off('stopped', { gaps }, { off: { from: ago(1_950) } })).toEqual({
      off: since,
      seen: { from: new Date(ago(1_950)), until: new Date(ago(1_901)) },
    })
    expect(off('running', { gaps }, { off: { from: ago(1_000) } })).toEqual({ off: undefined, seen: undefined })
    expect(off('stopped', { gaps }, { off: { from: ago(300) } })).toEqual({ off: { from: ago(300) } })
    const open = recordOf({ off: { from: ago(1_950) } })
    const month = monthSavings(
      now.toISOString().slice(0, 7),
      [],
      [open],
      { seenTo: now.toISOString(), gaps },
      () => undefined,
    )
    expect(month.get(open.target)?.seconds).toBeCloseTo(49, 6)
  })

  test('ends when it runs, or is asked to', () => {
    expect(off('running')).toEqual({ off: undefined, seen: { from: new Date(ago(600)), until: new Date(ago(60)) } })
    expect(off('stopped', {}, {}, true)).toEqual({ off: undefined, seen: { from: new Date(ago(600)), until: now } })
    expect(off('stopped', {}, { off: undefined })).toEqual({ off: since })
    expect(off('stopped', {}, { off: undefined }, true)).toEqual({ off: undefined })
    expect(off('running', { seenTo: ago(600) })).toEqual({ off: undefined, seen: undefined })
  })

  const costs = {
    running: [{ item: 'a', count: 2 }],
    stopped: [
      { item: 'b', count: 1 },
      { item: '?', count: 1 },
    ],
  }
  const priceOf = (item: string) => ({ a: 0.5, b: 0.1 })[item]

  test('saves what is not paid on', () => {
    const seen = { from: new Date(ago(7_200)), until: now }
    expect(savedBy({ seen, record: { costs } }, priceOf)).toBeCloseTo(2, 9)
    expect(savedBy({ record: { costs } }, priceOf)).toBe(0)
  })

  test('counts in its month as far as everything was seen', () => {
    const target = recordOf({ off: { from: '2026-11-30T23:00:00.000Z' }, costs })
    const sums = (month: string, seenTo: string | undefined) =>
      monthSavings(month, [], [target], seenTo === undefined ? undefined : { seenTo }, priceOf).get(target.target)
    expect(sums('2026-11', '2026-12-01T02:00:00.000Z')).toMatchObject({ seconds: 3_600, unpriced: ['?'] })
    expect(sums('2026-12', '2026-12-01T02:00:00.000Z')?.seconds).toBe(7_200)
    expect(sums('2026-12', '2026-12-01T02:00:00.000Z')?.list).toBeCloseTo(2.2, 9)
    expect(sums('2026-11', '2026-11-30T23:00:00.000Z')).toBeUndefined()
    expect(sums('2026-11', undefined)).toBeUndefined()
    expect(monthSavings('2026-11', [], [recordOf({ costs })], { seenTo: now.toISOString() }, priceOf).size).toBe(0)
  })
})

describe('the report of a month', () => {
  const sum = (list: number, paid = 0): Savings => ({ seconds: 36_000, list, paid })
  const bodyOf = (sums: ReadonlyMap<string, Savings>) => reportSignal('2026-11', sums, 'mina', now).body

  test('names twenty targets, those first that saved most, and sums up the others', () => {
    const many = (count: number) =>
      new Map(Array.from({ length: count }, (_, index) => [`t${index}`, sum(index)] as const))
    expect(bodyOf(many(20))).not.toContain('more: ')
    expect(bodyOf(many(21))).toContain('\n1 more: $0.00')
    expect(bodyOf(many(22))).toContain('\n2 more: $1.00')
    expect(bodyOf(many(22))?.split('\n')[1]).toBe('t21: 10.0 hours off, $21.00')
    const same = bodyOf(
      new Map([
        ['b', sum(1)],
        ['c', sum(1)],
        ['a', sum(1)],
      ]),
    )
    expect(same?.match(/^[abc](?=:)/gm)).toEqual(['a', 'b', 'c'])
  })

  test('says what was paid on, and what has no price', () => {
    const one = bodyOf(new Map([['a', { ...sum(3, 1), unpriced: ['x', 'y'] }]]))
    expect(one).toContain('1 target was seen to be off. By list prices that is $2.00 (US) saved; $1.00 were still paid')
    expect(one).toContain('Not counted, because no price is known: x, y')
    const two = bodyOf(
      new Map([
        ['a', sum(3, 1)],
        ['b', sum(3, 2)],
      ]),
    )
    expect(two).toContain(
      '2 targets were seen to be off. By list prices that is $3.00 (US) saved; $3.00 were still paid',
    )
    expect(two).not.toContain('Not counted')
  })
})
