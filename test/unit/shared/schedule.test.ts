import { firings, parseSchedule, scheduleProblem } from '../../../shared/schedule.ts'

const between = (schedule: string, after: string, until: string, zone = 'UTC'): string[] =>
  firings({ schedule, zone }, { after: new Date(after), until: new Date(until), since: new Date(after) }).map((at) =>
    at.toISOString().slice(0, 16),
  )

describe("EventBridge's cron", () => {
  test.each([
    ['cron(30 2 * * ? *)', '2026-11-20T00:00Z', '2026-11-22T00:00Z', ['2026-11-20T02:30', '2026-11-21T02:30']],
    [
      'cron(0/15 9 1 1 ? *)',
      '2026-01-01T09:00Z',
      '2026-01-02T00:00Z',
      ['2026-01-01T09:15', '2026-01-01T09:30', '2026-01-01T09:45'],
    ],
    [
      'cron(0-10/5 9 1 1 ? *)',
      '2026-01-01T00:00Z',
      '2026-01-02T00:00Z',
      ['2026-01-01T09:00', '2026-01-01T09:05', '2026-01-01T09:10'],
    ],
    ['cron(0 9 L * ? *)', '2026-02-01T00:00Z', '2026-04-01T00:00Z', ['2026-02-28T09:00', '2026-03-31T09:00']],
    ['cron(0 9 LW * ? *)', '2026-01-01T00:00Z', '2026-02-01T00:00Z', ['2026-01-30T09:00']],
    ['cron(0 9 15W 2,8 ? *)', '2026-01-01T00:00Z', '2027-01-01T00:00Z', ['2026-02-16T09:00', '2026-08-14T09:00']],
    ['cron(0 9 ? * 2#1 *)', '2026-01-01T00:00Z', '2026-03-01T00:00Z', ['2026-01-05T09:00', '2026-02-02T09:00']],
    ['cron(0 9 ? * MON#1 *)', '2026-01-01T00:00Z', '2026-02-01T00:00Z', ['2026-01-05T09:00']],
    ['cron(0 9 ? * 6L *)', '2026-01-01T00:00Z', '2026-02-01T00:00Z', ['2026-01-30T09:00']],
    ['cron(0 9 ? * L *)', '2026-01-01T00:00Z', '2026-01-11T00:00Z', ['2026-01-03T09:00', '2026-01-10T09:00']],
    ['cron(0 9 ? * 1 *)', '2026-01-01T00:00Z', '2026-01-12T00:00Z', ['2026-01-04T09:00', '2026-01-11T09:00']],
    ['cron(0 9 ? * FRI-SAT *)', '2026-01-01T00:00Z', '2026-01-08T00:00Z', ['2026-01-02T09:00', '2026-01-03T09:00']],
    ['cron(0 9 ? JAN mon *)', '2026-01-01T00:00Z', '2026-01-12T09:00Z', ['2026-01-05T09:00', '2026-01-12T09:00']],
    ['cron(0 9 1 1 ? 2027-2028)', '2026-01-01T00:00Z', '2031-01-01T00:00Z', ['2027-01-01T09:00', '2028-01-01T09:00']],
    ['cron(0 9 1W 8 ? *)', '2026-01-01T00:00Z', '2027-01-01T00:00Z', ['2026-08-03T09:00']],
    ['cron(0 9 31W 5,6 ? *)', '2026-01-01T00:00Z', '2027-01-01T00:00Z', ['2026-05-29T09:00']],
    ['cron(0 9 L,15 2 ? *)', '2026-01-01T00:00Z', '2027-01-01T00:00Z', ['2026-02-15T09:00', '2026-02-28T09:00']],
    ['cron(0 9 ? 2 6L,SUN *)', '2026-02-16T00:00Z', '2026-03-01T00:00Z', ['2026-02-22T09:00', '2026-02-27T09:00']],
    ['cron(0 9 ? 1 5#5 *)', '2026-01-01T00:00Z', '2028-01-01T00:00Z', ['2026-01-29T09:00']],
    [
      'cron(0 22-23,0-1 1 1 ? *)',
      '2026-01-01T00:30Z',
      '2026-01-02T00:00Z',
      ['01', '22', '23'].map((hour) => `2026-01-01T${hour}:00`),
    ],
    [
      'cron(50/5 9 1 1/6 ? 2026/2)',
      '2026-07-01T00:00Z',
      '2028-01-01T10:00Z',
      ['2026-07-01T09:50', '2026-07-01T09:55', '2028-01-01T09:50', '2028-01-01T09:55'],
    ],
    ['cron(0 9 29 2 ? *)', '2026-01-01T00:00Z', '2033-01-01T00:00Z', ['2028-02-29T09:00', '2032-02-29T09:00']],
  ])('%s', (schedule, after, until, expected) => {
    expect(between(schedule, after, until)).toEqual(expected)
  })

  test('is meant in its zone', () => {
    expect(between('cron(30 2 * * ? *)', '2026-11-20T00:00Z', '2026-11-21T00:00Z', 'Asia/Seoul')).toEqual([
      '2026-11-20T17:30',
    ])
  })

  test('drops a local time that a DST gap skips', () => {
    expect(between('cron(30 2 * * ? *)', '2026-03-07T00:00Z', '2026-03-10T00:00Z', 'America/New_York')).toEqual([
      '2026-03-07T07:30',
      '2026-03-09T06:30',
    ])
    expect(between('cron(0/30 * * * ? *)', '2026-03-08T06:00Z', '2026-03-08T08:00Z', 'America/New_York')).toEqual([
      '2026-03-08T06:30',
      '2026-03-08T07:00',
      '2026-03-08T07:30',
      '2026-03-08T08:00',
    ])
  })

  test('fires once in a repeated hour, the first time that clocks show it', () => {
    const day = ['2026-10-31T12:00Z', '2026-11-02T00:00Z', 'America/New_York'] as const
    expect(between('cron(30 1 * * ? *)', ...day)).toEqual(['2026-11-01T05:30'])
    expect(between('cron(0/30 1 * * ? *)', ...day)).toEqual(['2026-11-01T05:00', '2026-11-01T05:30'])
    expect(between('cron(30 1 * * ? *)', '2026-11-01T06:10Z', '2026-11-02T00:00Z', 'America/New_York')).toEqual([])
  })

  test.each([
    [
      'a day that the date line took',
      'Pacific/Apia',
      'cron(0 12 ? * * 2011)',
      '2011-12-29T12:00Z',
      ['2011-12-29T22:00', '2011-12-30T22:00'],
    ],
    [
      'a summer time of one week',
      'America/Recife',
      'cron(0 12 ? * * *)',
      '2000-10-08T00:00Z',
      ['2000-10-08T14:00', '2000-10-09T14:00'],
    ],
    [
      'a gap at midnight',
      'Africa/Cairo',
      'cron(0 0 ? * * *)',
      '2026-04-22T12:00Z',
      ['2026-04-22T22:00', '2026-04-24T21:00'],
    ],
    [
      'a gap of half an hour',
      'Australia/Lord_Howe',
      'cron(15 2 ? * * *)',
      '2026-10-02T12:00Z',
      ['2026-10-02T15:45', '2026-10-04T15:15'],
    ],
  ])('%s', (_, zone, schedule, after, expected) => {
    const { next } = parseSchedule(schedule, zone)
    const first = next(Date.parse(after)) ?? Number.NaN
    expect([first, next(first) ?? Number.NaN].map((at) => new Date(at).toISOString().slice(0, 16))).toEqual(expected)
  })
})

describe('what a change of DST takes away', () => {
  const skipped = (schedule: string, zone: string) =>
    parseSchedule(schedule, zone)
      .skipped(Date.parse('2026-01-01T00:00Z'), Date.parse('2028-01-01T00:00Z'))
      .map((found) =>
        [found.local, found.at, found.from, found.until].map((time) => new Date(time).toISOString().slice(0, 16)),
      )

  test('is told with the moment of the change and the ends of the gap', () => {
    expect(skipped('cron(30 2 * * ? *)', 'America/New_York')).toEqual([
      ['2026-03-08T02:30', '2026-03-08T07:00', '2026-03-08T02:00', '2026-03-08T03:00'],
      ['2027-03-14T02:30', '2027-03-14T07:00', '2027-03-14T02:00', '2027-03-14T03:00'],
    ])
    expect(skipped('cron(0/30 2 8 3 ? *)', 'America/New_York')).toEqual([
      ['2026-03-08T02:00', '2026-03-08T07:00', '2026-03-08T02:00', '2026-03-08T03:00'],
      ['2026-03-08T02:30', '2026-03-08T07:00', '2026-03-08T02:00', '2026-03-08T03:00'],
    ])
  })

  test('is nothing outside the gaps, in zones without one and for rates', () => {
    expect(skipped('cron(0 3 * * ? *)', 'America/New_York')).toEqual([])
    expect(skipped('cron(59 1 * * ? *)', 'America/New_York')).toEqual([])
    expect(skipped('cron(30 2 * * ? *)', 'Asia/Seoul')).toEqual([])
    expect(skipped('rate(1 hour)', 'America/New_York')).toEqual([])
  })
})

describe('a one-time schedule', () => {
  const next = (schedule: string, zone: string, after: string): string | undefined => {
    const at = parseSchedule(schedule, zone).next(Date.parse(after))
    return at === undefined ? undefined : new Date(at).toISOString()
  }

  test('fires once, in its zone', () => {
    expect(next('at(2027-01-01T09:00:30)', 'Asia/Seoul', '2026-11-21T00:00Z')).toBe('2027-01-01T00:00:30.000Z')
    expect(next('at(2027-01-01T09:00:00)', 'Asia/Seoul', '2027-01-01T00:00Z')).toBeUndefined()
  })

  test('fires the first time that clocks show it', () => {
    expect(next('at(2026-11-01T01:30:00)', 'America/New_York', '2026-01-01T00:00Z')).toBe('2026-11-01T05:30:00.000Z')
  })

  test('cannot be at a time that clocks skip, and may be over', () => {
    const now = new Date('2026-11-21T00:00:00Z')
    expect(scheduleProblem('at(2027-03-14T02:30:00)', 'America/New_York', now)).toMatch(/clocks skip/)
    expect(scheduleProblem('at(2020-01-01T00:00:00)', 'UTC', now)).toBeUndefined()
  })
})

describe('a rate', () => {
  test('counts from when it began, over DST too', () => {
    const window = { after: new Date('2026-11-21T00:00:00Z'), until: new Date('2026-11-21T00:40:00Z') }
    const since = new Date('2026-11-20T23:50:30Z')
    expect(
      firings({ schedule: 'rate(15 minutes)', zone: 'UTC' }, { ...window, since }).map((at) => at.toISOString()),
    ).toEqual(['2026-11-21T00:05:30.000Z', '2026-11-21T00:20:30.000Z', '2026-11-21T00:35:30.000Z'])
  })

  test('gives no more than asked for', () => {
    const window = { after: new Date(0), until: new Date('2026-01-01'), since: new Date(0), limit: 3 }
    expect(firings({ schedule: 'rate(1 minute)', zone: 'UTC' }, window)).toHaveLength(3)
    expect(firings({ schedule: 'cron(* * * * ? *)', zone: 'UTC' }, window)).toHaveLength(3)
  })
})

describe('what is wrong with a schedule', () => {
  const problem = (schedule: string) => scheduleProblem(schedule, 'UTC', new Date('2026-11-21T00:00:00Z'))

  test.each([
    ['cron(60 * * * ? *)', /minute is from 0 to 59.*"60"/],
    ['cron(0 24 * * ? *)', /hour is from 0 to 23/],
    ['cron(0 22-2 * * ? *)', /hour.*"22-2": as two ranges it is 22-23,0-2/],
    ['cron(0 9 ? * FRI-MON *)', /day of week.*FRI-7,1-MON/],
    ['cron(0 9 ? * MON#1,FRI#3 *)', /# stands alone/],
    ['cron(0 9 L-3 * ? *)', /day of month/],
    ['cron(0 9 W * ? *)', /day of month/],
    ['cron(0 9 ? * L#2 *)', /day of week/],
    ['cron(0 9 1,? * ? *)', /day of month/],
    ['cron(0 1-2-3 * * ? *)', /hour/],
    ['cron(0 9, * * ? *)', /hour/],
    ['cron(0 /5 * * ? *)', /hour/],
    ['at(2027-02-30T09:00:00)', /a day and a time that exist/],
    ['at(2027-02-28T24:00:00)', /a day and a time that exist/],
    ['at(2027-02-28T09:00)', /at\(yyyy-mm-ddThh:mm:ss\)/],
    ['at(tomorrow)', /at\(yyyy-mm-ddThh:mm:ss\)/],
    ['cron(0 9 32 * ? *)', /day of month is from 1 to 31/],
    ['cron(0 9 1 13 ? *)', /month is from 1 to 12/],
    ['cron(0 9 ? * 0 *)', /day of week is from 1 to 7/],
    ['cron(0 9 ? * 2#6 *)', /day of week/],
    ['cron(0 9 ? * MONDAY *)', /day of week/],
    ['cron(0 9 1 1 ? 2200)', /year is from 1970 to 2199/],
    ['cron(0/0 9 * * ? *)', /minute/],
    ['cron(0 9 1 1/13 ? *)', /month/],
    ['cron(0 9 * * * *)', /\? in exactly one/],
    ['cron(0 9 ? * ? *)', /\? in exactly one/],
    ['cron(0 9 30 2 ? *)', /fires again/],
    ['cron(0 9 1 1 ? 2020)', /fires again/],
    ['cron(0 9 * * ?)', /six fields/],
    ['0 9 * * *', /six fields/],
    ['cron(@daily)', /six fields/],
    ['rate(5 seconds)', /rate\(5 minutes\)/],
    ['rate(0 hours)', /at least 1 minute/],
    ['every night', /six fields/],
  ])('%s', (schedule, expected) => {
    expect(problem(schedule)).toMatch(expected)
  })

  test.each(['cron(30 2 * * ? *)', 'cron(0/5 8-17 ? * MON-FRI *)', 'cron(0 0 L 1,6 ? 2026-2030)', 'rate(1 minute)'])(
    'nothing: %s',
    (schedule) => {
      expect(problem(schedule)).toBeUndefined()
    },
  )
})
