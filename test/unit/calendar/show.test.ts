import { calendarDays, calendarOf, type RuleConfig, showAt } from '../../../shared/calendar/index.ts'

const office = calendarOf(
  {
    zone: 'Europe/Berlin',
    rules: [
      { days: 'mon-fri', from: '08:00', until: '20:00', min: 2 },
      { days: 'fri', from: '17:00', until: '24:00', min: 10 },
    ],
    holidays: ['2026-12-25'],
    overrides: [{ from: '2026-12-05T10:00', until: '2026-12-05T12:00', state: 'running', why: 'load test' }],
  },
  { path: 'hours.calendars.office' },
)

test.each([
  [
    '2026-12-03T12:00:00Z',
    'running (minimum 2) since Thu, 3 Dec 2026, 08:00 until Thu, 3 Dec 2026, 20:00 (for 7 hours more): mon-fri 08:00–20:00, minimum 2 (hours.calendars.office.rules[0])',
  ],
  [
    '2026-12-04T17:30:00Z',
    'running (minimum 10) since Fri, 4 Dec 2026, 17:00 until Sat, 5 Dec 2026, 00:00 (for 5 hours 30 minutes more): fri 17:00–24:00, minimum 10 (hours.calendars.office.rules[1])',
  ],
  [
    '2026-12-05T10:00:00Z',
    'running since Sat, 5 Dec 2026, 10:00 until Sat, 5 Dec 2026, 12:00 (for 1 hour more): override: load test (hours.calendars.office.overrides[0])',
  ],
  [
    '2026-12-05T12:00:00Z',
    'stopped since Sat, 5 Dec 2026, 12:00 until Mon, 7 Dec 2026, 08:00 (for 1 day 19 hours more): outside every rule: fri 17:00–24:00, minimum 10 has ended (hours.calendars.office.rules[1])',
  ],
  [
    '2026-12-25T12:00:00Z',
    'stopped since Thu, 24 Dec 2026, 20:00 until Mon, 28 Dec 2026, 08:00 (for 2 days 19 hours more): holiday 2026-12-25 (in the config): nothing begins (hours.calendars.office.rules[0])',
  ],
])('why is it so, at %s', (at, text) => {
  expect(showAt(office, new Date(at)).text).toBe(text)
})

test('a holiday is the reason only while a rule would hold: after its own night too, and not in the hours outside', () => {
  const kindsAt = (rule: RuleConfig, ...times: string[]) => {
    const calendar = calendarOf({ zone: 'UTC', rules: [rule], holidays: ['2026-12-22', '2026-12-25'] })
    return times.map((at) => {
      const { because } = showAt(calendar, new Date(at)).wanted ?? {}
      return because?.kind === 'holiday' ? because.text : because?.kind
    })
  }
  const christmas = 'holiday 2026-12-25 (in the config): nothing begins'
  expect(
    kindsAt({ from: '08:00', until: '20:00' }, '2026-12-25T07:59Z', '2026-12-25T08:00Z', '2026-12-25T20:00Z'),
  ).toEqual(['outside', christmas, 'outside'])
  expect(
    kindsAt({ from: '22:00', until: '06:00' }, '2026-12-25T21:59Z', '2026-12-26T05:59Z', '2026-12-26T06:00Z'),
  ).toEqual(['outside', christmas, 'outside'])
})

test('off after an override, where no rule has said anything for years', () => {
  const rare = calendarOf(
    {
      zone: 'UTC',
      rules: [{ days: 'sun', monthDays: 29, months: 'feb' }],
      overrides: [{ from: '2026-12-05T10:00', until: '2026-12-05T12:00', state: 'running', why: 'load test' }],
    },
    { path: 'hours.calendars.rare' },
  )
  expect(showAt(rare, new Date('2026-12-06T12:00:00Z')).text).toBe(
    'stopped since Sat, 5 Dec 2026, 12:00, and nothing changes that within two years: outside every rule (hours.calendars.rare.rules)',
  )
})

test.each<[RuleConfig, string]>([
  [{ monthDays: 'last', from: '22:00', until: '06:00' }, 'the last day of the month 22:00–06:00'],
  [{ monthDays: 15 }, 'day 15 of the month all day'],
  [{ monthDays: ['28-31', 'last'], months: 'feb' }, 'days 28-31 and the last day of the month in feb all day'],
  [{ monthDays: '1, 15', days: 'mon-fri', stop: '20:00' }, 'mon-fri where it is days 1, 15 of the month stop 20:00'],
  [{ monthDays: 13, days: 'fri' }, 'fri where it is day 13 of the month all day'],
])('a rule in words: %j', (rule, text) => {
  expect(calendarOf({ zone: 'UTC', rules: [rule] }).rules[0]?.text).toBe(text)
})

test('the next changes', () => {
  expect(showAt(office, new Date('2026-12-04T12:00:00Z')).next).toHaveLength(5)
  const { next } = showAt(office, new Date('2026-12-04T12:00:00Z'), 3)
  expect(next.map(({ at, state, size }) => [at.toISOString(), state, size?.min])).toEqual([
    ['2026-12-04T16:00:00.000Z', 'running', 10],
    ['2026-12-04T23:00:00.000Z', 'stopped', undefined],
    ['2026-12-05T09:00:00.000Z', 'running', undefined],
  ])
})

test('a calendar that never changes, and one that has said nothing', () => {
  const always = calendarOf({ zone: 'UTC', rules: [{}] })
  expect(showAt(always, new Date('2026-12-04T12:00:00Z')).text).toBe(
    'running, and nothing changes that within two years: every day all day (calendar.rules[0])',
  )
  const never = calendarOf({ zone: 'UTC', rules: [{ monthDays: 30, months: 'feb', stop: '20:00' }] })
  expect(showAt(never, new Date('2026-12-04T12:00:00Z')).text).toMatch(/^nothing is wanted/)
})

describe('a year as a calendar', () => {
  const daysOf = () => calendarDays(office, new Date('2026-01-01T12:00:00Z'), 365)
  const on = (date: string) => daysOf().find((day) => day.date === date)

  test('has every date, and days of 23 and 25 hours', () => {
    const days = daysOf()
    expect([days.length, days[0]?.date, days.at(-1)?.date]).toEqual([365, '2026-01-01', '2026-12-31'])
    expect(days.filter(({ hours }) => hours !== 24).map(({ date, hours }) => [date, hours])).toEqual([
      ['2026-03-29', 23],
      ['2026-10-25', 25],
    ])
  })
  test('has 366 days at most', () => {
    expect(calendarDays(office, new Date('2026-01-01T12:00:00Z'), 367)).toHaveLength(366)
  })
  test('stretches of a Friday', () => {
    expect(on('2026-12-04')).toMatchObject({
      weekday: 'fri',
      running: 16,
      stretches: [
        { from: '00:00', until: '08:00', state: 'stopped' },
        { from: '08:00', until: '17:00', state: 'running', size: { min: 2 } },
        { from: '17:00', until: '24:00', state: 'running', size: { min: 10 } },
      ],
    })
  })
  test('a holiday is named, and nothing runs', () => {
    expect(on('2026-12-25')).toMatchObject({
      holiday: 'in the config',
      running: 0,
      stretches: [{ from: '00:00', until: '24:00', state: 'stopped' }],
    })
  })
  test('every day is filled without a hole', () => {
    for (const { stretches } of daysOf()) {
      expect([stretches[0]?.from, stretches.at(-1)?.until]).toEqual(['00:00', '24:00'])
      for (const [index, { from }] of stretches.entries()) if (index > 0) expect(from).toBe(stretches[index - 1]?.until)
    }
  })
})
