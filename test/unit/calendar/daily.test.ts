import { asMuchLater, atJump, spanOn } from '../../../shared/calendar/daily.ts'
import { dayOf } from '../../../shared/calendar/dates.ts'
import { calendarOf, type RuleConfig } from '../../../shared/calendar/index.ts'
import { rangesAt } from '../../../shared/calendar/rules.ts'
import { localClock } from '../../../shared/local-clock.ts'

test('what clocks skip is at the jump in calendars, and as much later in rotations', () => {
  const clock = localClock('America/New_York')
  const day = dayOf('2026-03-08')
  expect(new Date(atJump(clock)(day, 150)).toISOString()).toBe('2026-03-08T07:00:00.000Z')
  expect(new Date(asMuchLater(clock)(day, 150)).toISOString()).toBe('2026-03-08T07:30:00.000Z')
  expect(spanOn(atJump(clock), { from: 135, until: 165 }, day)).toBeUndefined()
})

const texts = (zone: string, rules: readonly RuleConfig[], at: string) =>
  rangesAt(calendarOf({ zone, rules }), Date.parse(at)).map(({ text }) => text)

describe('the ranges that hold', () => {
  test('begin on the day or on the one before', () => {
    const rules = [{ days: 'fri', from: '22:00', until: '06:00' }, { days: 'sat' }]
    expect(texts('UTC', rules, '2026-12-04T21:59:59Z')).toEqual([])
    expect(texts('UTC', rules, '2026-12-04T22:00:00Z')).toEqual(['fri 22:00–06:00'])
    expect(texts('UTC', rules, '2026-12-05T05:59:59Z')).toEqual(['fri 22:00–06:00', 'sat all day'])
    expect(texts('UTC', rules, '2026-12-05T06:00:00Z')).toEqual(['sat all day'])
    expect(texts('UTC', rules, '2026-12-06T00:00:00Z')).toEqual([])
  })

  test('begin on the next day where clocks go back over midnight', () => {
    // At 00:01 on Sunday, 7 November 2010, clocks in Newfoundland went back to 23:01 on Saturday.
    expect(texts('America/St_Johns', [{ days: 'sun' }], '2010-11-07T02:45:00Z')).toEqual(['sun all day'])
    expect(texts('America/St_Johns', [{ days: 'mon' }], '2010-11-07T02:45:00Z')).toEqual([])
  })

  test('end with their day where the next one is missing', () => {
    // Samoa had no 30 December 2011, a Friday.
    const nights = [{ from: '22:00', until: '06:00' }]
    expect(texts('Pacific/Apia', [{ ...nights[0], days: 'thu' }], '2011-12-30T09:59:59Z')).toHaveLength(1)
    expect(texts('Pacific/Apia', [{ ...nights[0], days: 'thu' }], '2011-12-30T10:00:00Z')).toEqual([])
    expect(texts('Pacific/Apia', nights, '2011-12-30T12:00:00Z')).toHaveLength(1)
  })
})
