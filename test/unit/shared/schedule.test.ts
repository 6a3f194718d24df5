import { firings, scheduleProblem } from '../../../shared/schedule.ts'

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

  test('fires once in a repeated hour, and an interval all through it', () => {
    expect(between('cron(30 1 * * ? *)', '2026-10-31T12:00Z', '2026-11-02T00:00Z', 'America/New_York')).toEqual([
      '2026-11-01T05:30',
    ])
    expect(between('cron(0/30 1 * * ? *)', '2026-10-31T12:00Z', '2026-11-02T00:00Z', 'America/New_York')).toEqual([
      '2026-11-01T05:00',
      '2026-11-01T05:30',
      '2026-11-01T06:00',
      '2026-11-01T06:30',
    ])
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
    ['cron(0 22-2 * * ? *)', /hour.*"22-2"/],
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
