import {
  type Calendar,
  type CalendarConfig,
  calendarOf,
  momentsBetween,
  nextMoment,
  type RuleConfig,
  wantedAt,
} from '../../../shared/calendar/index.ts'

const utc = (...rules: RuleConfig[]): Calendar => calendarOf({ zone: 'UTC', rules })
const moments = (calendar: Calendar, from: string, until: string): string[] =>
  momentsBetween(calendar, new Date(from), new Date(until)).map(
    ({ at, state, size, because }) =>
      `${at.toISOString().slice(5, 16)} ${state}${size ? ` ${size.min ?? '-'}/${size.desired ?? '-'}` : ''}: ${because.text}`,
  )
const wanted = (calendar: Calendar, at: string) => {
  const { state, size, because } = wantedAt(calendar, new Date(at)) ?? {}
  return { state, size, why: because && `${because.kind}: ${because.text}` }
}

describe('a start alone', () => {
  test('at the end of a range goes on, also at midnight', () => {
    const both = utc({ days: 'fri', from: '08:00', until: '20:00' }, { days: 'fri', start: '20:00' })
    expect(moments(both, '2026-12-04T12:00Z', '2026-12-05T12:00Z')).toEqual(['12-04T20:00 running: fri start 20:00'])
    const midnight = utc({ days: 'fri', from: '20:00', until: '24:00' }, { days: 'sat', start: '00:00' })
    expect(moments(midnight, '2026-12-04T21:00Z', '2026-12-05T12:00Z')).toEqual([
      '12-05T00:00 running: sat start 00:00',
    ])
  })

  test('has its own size, or that of the range that holds', () => {
    const sized = utc({ from: '08:00', until: '20:00', min: 2 }, { days: 'fri', start: '12:00', min: 3 })
    expect(wanted(sized, '2026-12-04T13:00Z')).toEqual({
      state: 'running',
      size: { min: 3, desired: undefined },
      why: 'rule: fri start 12:00, minimum 3',
    })
    const plain = utc({ from: '08:00', until: '20:00', min: 2 }, { days: 'fri', start: '12:00' })
    expect(wanted(plain, '2026-12-04T13:00Z')).toMatchObject({ size: { min: 2 }, why: 'rule: fri start 12:00' })
    const two = utc({ days: 'fri', start: '12:00', min: 3 }, { days: 'fri', stop: '12:00' })
    expect(wanted(two, '2026-12-04T13:00Z')).toMatchObject({ state: 'running', size: { min: 3 } })
  })
})

test('a stop alone is the reason, and the end of a range leaves what is outside', () => {
  const stop = utc({ days: 'fri', from: '08:00', until: '20:00' }, { days: 'fri', stop: '12:00' })
  expect(wanted(stop, '2026-12-04T13:00Z')).toMatchObject({ state: 'stopped', why: 'rule: fri stop 12:00' })
  expect(wanted(utc({ days: 'fri', from: '08:00', until: '20:00' }), '2026-12-04T21:00Z')).toMatchObject({
    state: 'stopped',
    why: 'outside: outside every rule: fri 08:00–20:00 has ended',
  })
})

test('of ranges that hold at once the last one says why, and the last one with a size how many', () => {
  const both = utc(
    { from: '08:00', until: '20:00', min: 2, desired: 3 },
    { days: 'fri', from: '10:00', until: '12:00' },
  )
  expect(wanted(both, '2026-12-04T11:00Z')).toEqual({
    state: 'running',
    size: { min: 2, desired: 3 },
    why: 'rule: fri 10:00–12:00',
  })
  const sizes = utc(
    { from: '08:00', until: '20:00', min: 2, desired: 3 },
    { days: 'fri', from: '10:00', until: '12:00', min: 2, desired: 5 },
  )
  expect(moments(sizes, '2026-12-04T09:00Z', '2026-12-04T13:00Z')).toEqual([
    '12-04T10:00 running 2/5: fri 10:00–12:00, minimum 2, desired 5',
    '12-04T12:00 running 2/3: every day 08:00–20:00, minimum 2, desired 3',
  ])
})

test('a night that goes on into a holiday is the reason, and not the day that does not begin', () => {
  const shifts = calendarOf({
    zone: 'UTC',
    rules: [
      { from: '22:00', until: '12:00' },
      { from: '08:00', until: '20:00' },
    ],
    holidays: ['2026-12-04'],
  })
  expect(wanted(shifts, '2026-12-04T09:00Z')).toMatchObject({ state: 'running', why: 'rule: every day 22:00–12:00' })
})

test.each<[RuleConfig, string]>([
  [{ days: 'mon-tue-wed' }, 'not "mon-tue-wed"'],
  [{ until: '24:01' }, 'not "24:01"'],
  [{ monthDays: 32 }, 'not 32'],
  [{ monthDays: '0-3' }, 'not "0-3"'],
])('a rule that means nothing is refused: %j', (rule, words) => {
  expect(() => utc(rule)).toThrow(words)
})

test('a range that ends at the time of day at which it begins is a whole day', () => {
  const whole = utc({ days: 'fri', from: '08:00', until: '08:00' })
  expect(moments(whole, '2026-12-04T00:00Z', '2026-12-07T00:00Z')).toEqual([
    '12-04T08:00 running: fri 08:00–08:00',
    '12-05T08:00 stopped: outside every rule: fri 08:00–08:00 has ended',
  ])
  expect(moments(utc({ from: '08:00', until: '08:00' }), '2026-12-04T00:00Z', '2026-12-20T00:00Z')).toEqual([])
  expect(utc({ from: '08:00' }, { until: '20:00' }).rules.map(({ text }) => text)).toEqual([
    'every day 08:00–24:00',
    'every day 00:00–20:00',
  ])
})

describe('a window', () => {
  test('of months has its end and not its beginning', () => {
    const office = utc({ days: 'mon', from: '08:00', until: '20:00' })
    const found = moments(office, '2026-12-07T08:00Z', '2027-01-18T08:00Z')
    expect([found[0]?.slice(0, 11), found.at(-1)?.slice(0, 11)]).toEqual(['12-07T20:00', '01-18T08:00'])
  })

  test('sees the next day where clocks go back over midnight', () => {
    // At 00:01 on Sunday, 7 November 2010, clocks in Newfoundland went back to 23:01 on Saturday.
    const sundays = calendarOf({ zone: 'America/St_Johns', rules: [{ days: 'sun' }] })
    expect(moments(sundays, '2010-09-15T00:00Z', '2010-11-07T02:45Z').at(-1)).toBe('11-07T02:30 running: sun all day')
  })

  test('has the edges of overrides that lie in it: its end, and not its beginning', () => {
    const config: CalendarConfig = {
      zone: 'UTC',
      rules: [{ days: 'mon' }],
      overrides: [{ from: '2026-12-04T08:00', until: '2026-12-04T10:00', state: 'running', why: 'a test' }],
    }
    const edges = (from: string, until: string) =>
      moments(calendarOf(config), from, until).map((each) => each.slice(0, 19))
    expect(edges('2026-12-04T08:00Z', '2026-12-04T10:00Z')).toEqual(['12-04T10:00 stopped'])
    expect(edges('2026-12-04T07:59Z', '2026-12-04T08:00Z')).toEqual(['12-04T08:00 running'])
  })
})

test('an override without a size keeps that of the rules while it wants what they want', () => {
  const at = (state: 'running' | 'stopped', min?: number) =>
    calendarOf({
      zone: 'UTC',
      rules: [{ from: '08:00', until: '20:00', min: 2 }],
      overrides: [{ from: '2026-12-04T10:00', until: '2026-12-04T22:00', state, why: 'a test', ...(min && { min }) }],
    })
  expect(wanted(at('running'), '2026-12-04T12:00Z').size).toMatchObject({ min: 2 })
  expect(wanted(at('running', 5), '2026-12-04T12:00Z').size).toMatchObject({ min: 5 })
  expect(wanted(at('running'), '2026-12-04T21:00Z').size).toBeUndefined()
  expect(wanted(at('stopped'), '2026-12-04T12:00Z')).toMatchObject({ state: 'stopped', size: undefined })
})

test('the next moment is one at which something is said, or only one that changes what is wanted', () => {
  const starts = utc({ start: '08:00' }, { days: 'fri', stop: '20:00' })
  const next = (only?: 'changes') =>
    nextMoment(starts, new Date('2026-12-01T12:00:00Z'), only)?.at.toISOString().slice(5, 16)
  expect(next()).toBe('12-02T08:00')
  expect(next('changes')).toBe('12-04T20:00')
})

test('what is remembered of rules is not taken for another zone, or for other holidays', () => {
  const seoul = calendarOf({ zone: 'Asia/Seoul', rules: [{ days: 'fri', from: '08:00', until: '20:00' }] })
  const first = (calendar: Calendar) => moments(calendar, '2026-12-03T00:00Z', '2026-12-06T00:00Z')[0]?.slice(0, 11)
  expect(first(seoul)).toBe('12-03T23:00')
  expect(first({ ...seoul, zone: 'UTC' })).toBe('12-04T08:00')
  expect(first(seoul)).toBe('12-03T23:00')
  expect(first({ ...seoul, holidays: [{ date: '2026-12-04', name: 'a holiday' }] })).toBeUndefined()
})
