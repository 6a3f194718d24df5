import { type CalendarConfig, calendarOf, momentsBetween, wantedAt } from '../../../shared/calendar/index.ts'

// Answered by hand, with a wall calendar. Instants carry their offset where a person would say it so.

/** `running`, `stopped`, with a size `running 2`, or `nothing`. */
const stateAt = (config: CalendarConfig, at: string): string => {
  const wanted = wantedAt(calendarOf(config), new Date(at))
  return wanted
    ? [wanted.state, wanted.size?.min ?? wanted.size?.desired].filter((each) => each !== undefined).join(' ')
    : 'nothing'
}

/** `2026-11-01T02:00Z running` for each moment in (from, until]. */
const momentsOf = (config: CalendarConfig, from: string, until: string): string[] =>
  momentsBetween(calendarOf(config), new Date(from), new Date(until)).map(
    ({ at, state }) => `${at.toISOString().slice(0, 16)}Z ${state}`,
  )

const seoul = (...rules: CalendarConfig['rules']): CalendarConfig => ({ zone: 'Asia/Seoul', rules })
const utc = (...rules: CalendarConfig['rules']): CalendarConfig => ({ zone: 'UTC', rules })
const newYork = (...rules: CalendarConfig['rules']): CalendarConfig => ({ zone: 'America/New_York', rules })
const inZone = (zone: string, ...rules: CalendarConfig['rules']): CalendarConfig => ({ zone, rules })

const office = { days: 'mon-fri', from: '08:00', until: '20:00' }
const nights = { days: 'mon-fri', from: '22:00', until: '06:00' }
const day = { from: '08:00', until: '20:00' }

describe('what is wanted then', () => {
  test.each<[string, CalendarConfig, readonly (readonly [string, string])[]]>([
    [
      'office hours: a range holds its start, not its end',
      seoul(office),
      [
        ['2026-11-30T07:59+09:00', 'stopped'],
        ['2026-11-30T08:00+09:00', 'running'],
        ['2026-11-30T19:59+09:00', 'running'],
        ['2026-11-30T20:00+09:00', 'stopped'],
        ['2026-12-04T19:59:59+09:00', 'running'],
        ['2026-12-05T10:00+09:00', 'stopped'],
        ['2026-12-06T23:59+09:00', 'stopped'],
        ['2026-12-07T08:00+09:00', 'running'],
      ],
    ],
    [
      'nights belong to the date on which they begin',
      utc(nights),
      [
        ['2026-12-04T22:00Z', 'running'],
        ['2026-12-05T05:59Z', 'running'],
        ['2026-12-05T06:00Z', 'stopped'],
        ['2026-12-05T22:00Z', 'stopped'],
        ['2026-12-07T05:59Z', 'stopped'],
        ['2026-12-07T22:00Z', 'running'],
      ],
    ],
    [
      'the night of the first Thursday',
      utc({ days: 'thu#1', from: '22:00', until: '06:00' }),
      [
        ['2026-12-03T22:00Z', 'running'],
        ['2026-12-04T05:00Z', 'running'],
        ['2026-12-04T06:00Z', 'stopped'],
        ['2026-12-10T22:00Z', 'stopped'],
      ],
    ],
    [
      'the night of the last Thursday goes into the new year',
      utc({ days: 'thu#last', from: '22:00', until: '06:00' }),
      [
        ['2026-12-24T23:00Z', 'stopped'],
        ['2026-12-31T23:00Z', 'running'],
        ['2027-01-01T05:59Z', 'running'],
        ['2027-01-01T06:00Z', 'stopped'],
      ],
    ],
    [
      'a fifth Thursday may be absent',
      utc({ days: 'thu#5', ...day }),
      [
        ['2026-12-31T12:00Z', 'running'],
        ['2027-01-28T12:00Z', 'stopped'],
        ['2027-02-04T12:00Z', 'stopped'],
      ],
    ],
    [
      'the last Friday is not the fourth',
      utc({ days: 'fri#last', ...day }),
      [
        ['2026-10-23T12:00Z', 'stopped'],
        ['2026-10-30T12:00Z', 'running'],
        ['2026-11-27T12:00Z', 'running'],
        ['2026-11-20T12:00Z', 'stopped'],
      ],
    ],
    [
      'the fourth Friday is not the last',
      utc({ days: 'fri#4', ...day }),
      [
        ['2026-10-23T12:00Z', 'running'],
        ['2026-10-30T12:00Z', 'stopped'],
        ['2026-11-27T12:00Z', 'running'],
      ],
    ],
    [
      'until 24:00',
      utc({ days: 'fri', from: '12:00', until: '24:00' }),
      [
        ['2026-12-04T23:59:59Z', 'running'],
        ['2026-12-05T00:00Z', 'stopped'],
      ],
    ],
    [
      'until 00:00 is until 24:00',
      utc({ days: 'fri', from: '12:00', until: '00:00' }),
      [
        ['2026-12-04T23:59:59Z', 'running'],
        ['2026-12-05T00:00Z', 'stopped'],
      ],
    ],
    [
      'weekdays over the end of the week',
      utc({ days: 'fri-mon', ...day }),
      [
        ['2026-12-03T12:00Z', 'stopped'],
        ['2026-12-04T12:00Z', 'running'],
        ['2026-12-06T12:00Z', 'running'],
        ['2026-12-07T12:00Z', 'running'],
        ['2026-12-08T12:00Z', 'stopped'],
      ],
    ],
    [
      'days 29 to 31 and the last day',
      utc({ monthDays: [30, 31], ...day }, { monthDays: 'last', from: '21:00', until: '22:00' }),
      [
        ['2026-11-30T12:00Z', 'running'],
        ['2026-12-01T12:00Z', 'stopped'],
        ['2026-12-31T12:00Z', 'running'],
        ['2027-02-28T12:00Z', 'stopped'],
        ['2027-02-28T21:30Z', 'running'],
        ['2028-02-28T21:30Z', 'stopped'],
        ['2028-02-29T21:30Z', 'running'],
        ['2026-12-30T21:30Z', 'stopped'],
      ],
    ],
    [
      'a weekday and a day of the month: both must hold',
      utc({ days: 'mon', monthDays: '1-7', ...day }),
      [
        ['2026-12-07T12:00Z', 'running'],
        ['2026-12-14T12:00Z', 'stopped'],
        ['2026-12-01T12:00Z', 'stopped'],
      ],
    ],
    [
      'Friday the 13th',
      utc({ days: 'fri', monthDays: 13 }),
      [
        ['2026-11-13T00:00Z', 'running'],
        ['2026-11-13T23:59Z', 'running'],
        ['2026-12-13T12:00Z', 'stopped'],
        ['2026-12-11T12:00Z', 'stopped'],
      ],
    ],
    [
      'months over the end of the year',
      utc({ months: 'nov-feb', ...day }),
      [
        ['2026-10-31T12:00Z', 'stopped'],
        ['2026-11-01T12:00Z', 'running'],
        ['2027-02-28T12:00Z', 'running'],
        ['2027-03-01T12:00Z', 'stopped'],
      ],
    ],
    [
      'a night that begins in its month ends in the next',
      utc({ months: 'dec', from: '22:00', until: '06:00' }),
      [
        ['2026-12-01T05:00Z', 'stopped'],
        ['2027-01-01T05:00Z', 'running'],
        ['2027-01-01T22:00Z', 'stopped'],
      ],
    ],
    [
      'on a holiday nothing begins, and what runs ends',
      { ...utc(nights, { days: 'sat-sun', ...day }), holidays: ['2026-12-25', '2026-12-26'] },
      [
        ['2026-12-25T05:59Z', 'running'],
        ['2026-12-25T06:00Z', 'stopped'],
        ['2026-12-25T23:00Z', 'stopped'],
        ['2026-12-26T03:00Z', 'stopped'],
        ['2026-12-26T12:00Z', 'stopped'],
        ['2026-12-27T12:00Z', 'running'],
      ],
    ],
    [
      'a holiday is a local date',
      { ...seoul(office), holidays: ['2026-12-25'] },
      [
        ['2026-12-24T09:00Z', 'running'],
        ['2026-12-24T23:30Z', 'stopped'],
        ['2026-12-25T09:00Z', 'stopped'],
      ],
    ],
    [
      'a first Thursday that is a holiday does not move',
      { ...utc({ days: 'thu#1', ...day }), holidays: ['2026-12-03'] },
      [
        ['2026-12-03T12:00Z', 'stopped'],
        ['2026-12-10T12:00Z', 'stopped'],
      ],
    ],
    [
      'an override beats rules and holidays',
      {
        ...seoul(office),
        holidays: ['2026-12-25'],
        overrides: [
          { from: '2026-12-25T10:00', until: '2026-12-25T12:00', state: 'running', why: 'a release' },
          { from: '2026-12-28T00:00', until: '2026-12-31T24:00', state: 'stopped', why: 'nobody is in' },
        ],
      },
      [
        ['2026-12-25T09:59+09:00', 'stopped'],
        ['2026-12-25T10:00+09:00', 'running'],
        ['2026-12-25T11:59+09:00', 'running'],
        ['2026-12-25T12:00+09:00', 'stopped'],
        ['2026-12-28T08:00+09:00', 'stopped'],
        ['2026-12-31T19:00+09:00', 'stopped'],
        ['2027-01-01T08:00+09:00', 'running'],
      ],
    ],
    [
      'the last override that covers an instant decides',
      {
        ...utc(office),
        overrides: [
          { from: '2026-12-05T08:00', until: '2026-12-05T20:00', state: 'running', why: 'a load test' },
          { from: '2026-12-05T12:00', until: '2026-12-05T13:00', state: 'stopped', why: 'a pause' },
        ],
      },
      [
        ['2026-12-05T11:59Z', 'running'],
        ['2026-12-05T12:00Z', 'stopped'],
        ['2026-12-05T13:00Z', 'running'],
        ['2026-12-05T20:00Z', 'stopped'],
      ],
    ],
    [
      'rules that only start or only stop',
      utc({ days: 'mon', start: '08:00' }, { days: 'fri', stop: '20:00' }),
      [
        ['2026-12-07T07:59Z', 'stopped'],
        ['2026-12-07T08:00Z', 'running'],
        ['2026-12-09T03:00Z', 'running'],
        ['2026-12-11T19:59Z', 'running'],
        ['2026-12-11T20:00Z', 'stopped'],
        ['2026-12-13T12:00Z', 'stopped'],
      ],
    ],
    [
      'a stop within a range holds until the range begins again',
      utc(office, { days: 'wed', stop: '12:00' }),
      [
        ['2026-12-09T11:59Z', 'running'],
        ['2026-12-09T12:00Z', 'stopped'],
        ['2026-12-09T19:00Z', 'stopped'],
        ['2026-12-10T08:00Z', 'running'],
      ],
    ],
    [
      'sizes: of rules that hold at once the last one with a size counts',
      utc({ min: 2 }, { days: 'fri', from: '17:00', until: '24:00', min: 10 }),
      [
        ['2026-12-04T16:59Z', 'running 2'],
        ['2026-12-04T17:00Z', 'running 10'],
        ['2026-12-04T23:59Z', 'running 10'],
        ['2026-12-05T00:00Z', 'running 2'],
      ],
    ],
    [
      'a size without another is given back',
      utc(office, { days: 'fri', from: '17:00', until: '20:00', desired: 6 }),
      [
        ['2026-12-04T16:59Z', 'running'],
        ['2026-12-04T17:00Z', 'running 6'],
        ['2026-12-04T20:00Z', 'stopped'],
        ['2026-12-07T08:00Z', 'running'],
      ],
    ],
    [
      'in the repeated hour a range is over with its first pass',
      newYork({ from: '20:00', until: '01:30' }),
      [
        ['2026-11-01T01:29-04:00', 'running'],
        ['2026-11-01T01:30-04:00', 'stopped'],
        ['2026-11-01T01:15-05:00', 'stopped'],
        ['2026-11-01T01:45-05:00', 'stopped'],
      ],
    ],
  ])('%s', (_, config, answers) => {
    expect(answers.map(([at]) => [at, stateAt(config, at)])).toEqual(answers)
  })
})

const week = ['2026-12-07T00:00Z', '2026-12-14T00:00Z'] as const

describe('the moments between', () => {
  test.each<[string, CalendarConfig, readonly [string, string], string[]]>([
    [
      'touching ranges are one',
      utc({ days: 'fri', from: '12:00', until: '24:00' }, { days: 'sat', from: '00:00', until: '06:00' }),
      week,
      ['2026-12-11T12:00Z running', '2026-12-12T06:00Z stopped'],
    ],
    [
      'touching in the middle of a day',
      utc({ days: 'fri', from: '08:00', until: '12:00' }, { days: 'fri', from: '12:00', until: '18:00' }),
      week,
      ['2026-12-11T08:00Z running', '2026-12-11T18:00Z stopped'],
    ],
    [
      'overlapping ranges are one',
      utc({ days: 'fri', from: '08:00', until: '15:00' }, { days: 'fri', from: '12:00', until: '18:00' }),
      week,
      ['2026-12-11T08:00Z running', '2026-12-11T18:00Z stopped'],
    ],
    [
      'a minute between is a stop',
      utc({ days: 'fri', from: '08:00', until: '12:00' }, { days: 'fri', from: '12:01', until: '18:00' }),
      week,
      [
        '2026-12-11T08:00Z running',
        '2026-12-11T12:00Z stopped',
        '2026-12-11T12:01Z running',
        '2026-12-11T18:00Z stopped',
      ],
    ],
    [
      'whole days from Monday to Friday',
      utc({ days: 'mon-fri' }),
      ['2026-12-06T12:00Z', '2026-12-13T12:00Z'],
      ['2026-12-07T00:00Z running', '2026-12-12T00:00Z stopped'],
    ],
    [
      'day and night shifts that touch all week',
      utc({ from: '06:00', until: '22:00' }, { from: '22:00', until: '06:00' }),
      week,
      [],
    ],
    [
      'only a stop says nothing at midnight',
      utc({ days: 'mon-fri', stop: '20:00' }),
      ['2026-12-11T12:00Z', '2026-12-14T12:00Z'],
      ['2026-12-11T20:00Z stopped'],
    ],
    [
      'only a start says nothing on the first unchosen day',
      utc({ days: 'mon-fri', start: '09:00' }),
      ['2026-12-11T08:00Z', '2026-12-14T08:00Z'],
      ['2026-12-11T09:00Z running'],
    ],
    [
      'a start and a stop on one day both act',
      utc({ days: 'wed', start: '08:00' }, { days: 'wed', stop: '18:00' }),
      week,
      ['2026-12-09T08:00Z running', '2026-12-09T18:00Z stopped'],
    ],
    ['only a stop at 24:00', utc({ days: 'fri', stop: '24:00' }), week, ['2026-12-12T00:00Z stopped']],
    [
      'a start beats a stop at the same instant',
      utc({ start: '08:00' }, { stop: '08:00' }),
      ['2026-12-07T00:00Z', '2026-12-08T00:00Z'],
      ['2026-12-07T08:00Z running'],
    ],
    [
      'a range that begins as a stop comes',
      utc(office, { days: 'mon', stop: '08:00' }),
      ['2026-12-07T00:00Z', '2026-12-08T00:00Z'],
      ['2026-12-07T08:00Z running', '2026-12-07T20:00Z stopped'],
    ],
    [
      'only stops act on a holiday',
      { ...utc({ start: '08:00' }, { stop: '20:00' }), holidays: ['2026-12-09'] },
      ['2026-12-09T00:00Z', '2026-12-10T00:00Z'],
      ['2026-12-09T20:00Z stopped'],
    ],
    [
      'a window holds its end, not its start',
      utc(office),
      ['2026-12-07T08:00Z', '2026-12-07T20:00Z'],
      ['2026-12-07T20:00Z stopped'],
    ],
    [
      'an override that ends within hours changes nothing',
      {
        ...utc(office),
        overrides: [{ from: '2026-12-07T06:00', until: '2026-12-07T10:00', state: 'running', why: 'early' }],
      },
      ['2026-12-07T00:00Z', '2026-12-08T00:00Z'],
      ['2026-12-07T06:00Z running', '2026-12-07T20:00Z stopped'],
    ],
    [
      'an override that begins within hours keeps them on',
      {
        ...utc(office),
        overrides: [{ from: '2026-12-07T19:00', until: '2026-12-07T23:00', state: 'running', why: 'late' }],
      },
      ['2026-12-07T12:00Z', '2026-12-08T00:00Z'],
      ['2026-12-07T19:00Z running', '2026-12-07T23:00Z stopped'],
    ],
    [
      'an override over a whole night',
      {
        ...utc(office),
        overrides: [{ from: '2026-12-07T19:00', until: '2026-12-08T09:00', state: 'running', why: 'a load test' }],
      },
      ['2026-12-07T12:00Z', '2026-12-08T12:00Z'],
      ['2026-12-07T19:00Z running'],
    ],
    [
      'sizes of a week',
      utc({ days: 'mon-fri', ...day, min: 2 }, { days: 'fri', from: '17:00', until: '20:00', min: 10 }),
      ['2026-12-11T00:00Z', '2026-12-12T00:00Z'],
      ['2026-12-11T08:00Z running', '2026-12-11T17:00Z running', '2026-12-11T20:00Z stopped'],
    ],
    [
      'a night of 25 hours',
      newYork({ from: '22:00', until: '06:00' }),
      ['2026-10-31T12:00-04:00', '2026-11-01T12:00-05:00'],
      ['2026-11-01T02:00Z running', '2026-11-01T11:00Z stopped'],
    ],
    [
      'a night of 23 hours',
      newYork({ from: '22:00', until: '06:00' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      ['2026-03-08T03:00Z running', '2026-03-08T10:00Z stopped'],
    ],
    [
      'off in a night of 25 hours: one stop, one start',
      newYork({ from: '06:00', until: '01:30' }),
      ['2026-10-31T12:00-04:00', '2026-11-01T12:00-05:00'],
      ['2026-11-01T05:30Z stopped', '2026-11-01T11:00Z running'],
    ],
    [
      'a start in the repeated hour takes the first',
      newYork({ from: '01:30', until: '09:00' }),
      ['2026-10-31T12:00-04:00', '2026-11-01T20:00-05:00'],
      ['2026-11-01T05:30Z running', '2026-11-01T14:00Z stopped'],
    ],
    [
      'a range within the repeated hour comes once',
      newYork({ from: '01:15', until: '01:45' }),
      ['2026-10-31T12:00-04:00', '2026-11-01T20:00-05:00'],
      ['2026-11-01T05:15Z running', '2026-11-01T05:45Z stopped'],
    ],
    [
      'ranges that touch in the repeated hour are one',
      newYork({ from: '22:00', until: '01:30' }, { from: '01:30', until: '06:00' }),
      ['2026-10-31T12:00-04:00', '2026-11-01T12:00-05:00'],
      ['2026-11-01T02:00Z running', '2026-11-01T11:00Z stopped'],
    ],
    [
      'a start that clocks skip comes with the jump',
      newYork({ from: '02:30', until: '09:00' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T20:00-04:00'],
      ['2026-03-08T07:00Z running', '2026-03-08T13:00Z stopped'],
    ],
    [
      'a stop that clocks skip comes with the jump',
      newYork({ from: '20:00', until: '02:30' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      ['2026-03-08T01:00Z running', '2026-03-08T07:00Z stopped'],
    ],
    [
      'a range of which clocks show only the end',
      newYork({ from: '02:30', until: '03:30' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      ['2026-03-08T07:00Z running', '2026-03-08T07:30Z stopped'],
    ],
    [
      'a range that clocks skip whole',
      newYork({ from: '02:15', until: '02:45' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      [],
    ],
    [
      'a gap between ranges that clocks skip',
      newYork({ from: '20:00', until: '02:15' }, { from: '02:45', until: '08:00' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      ['2026-03-08T01:00Z running', '2026-03-08T12:00Z stopped'],
    ],
    [
      'a start alone in the repeated hour comes once',
      newYork({ start: '01:30' }),
      ['2026-10-31T12:00-04:00', '2026-11-01T12:00-05:00'],
      ['2026-11-01T05:30Z running'],
    ],
    [
      'a stop alone that clocks skip comes with the jump',
      newYork({ stop: '02:30' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      ['2026-03-08T07:00Z stopped'],
    ],
    [
      'a start and a stop alone that clocks skip both: the later one counts',
      newYork({ start: '02:15' }, { stop: '02:45' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      ['2026-03-08T07:00Z stopped'],
    ],
    [
      'a stop and a start alone that clocks skip both: the later one counts',
      newYork({ stop: '02:15' }, { start: '02:45' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      ['2026-03-08T07:00Z running'],
    ],
    [
      'a start alone and the end of a range that clocks skip both: the end counts, for it is later',
      newYork({ from: '20:00', until: '02:45' }, { start: '02:15' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      ['2026-03-08T01:00Z running', '2026-03-08T07:00Z stopped'],
    ],
    [
      'a stop alone after the beginning of a range, both skipped by clocks',
      newYork({ from: '02:15', until: '08:00' }, { stop: '02:45' }),
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      ['2026-03-08T07:00Z stopped', '2026-03-08T12:00Z stopped'],
    ],
    [
      'a date that Apia never had: its start and its stop leave it off',
      inZone('Pacific/Apia', { days: 'fri', start: '08:00' }, { days: 'fri', stop: '20:00' }),
      ['2011-12-29T12:00Z', '2012-01-05T12:00Z'],
      ['2011-12-30T10:00Z stopped'],
    ],
    [
      'Cairo has no midnight: Friday begins at one',
      inZone('Africa/Cairo', { days: 'fri' }),
      ['2026-04-23T00:00Z', '2026-04-26T00:00Z'],
      ['2026-04-23T22:00Z running', '2026-04-24T21:00Z stopped'],
    ],
    [
      'Cairo has no midnight: Thursday ends there',
      inZone('Africa/Cairo', { days: 'thu', from: '08:00', until: '24:00' }),
      ['2026-04-23T00:00Z', '2026-04-24T12:00Z'],
      ['2026-04-23T06:00Z running', '2026-04-23T22:00Z stopped'],
    ],
    [
      'Cairo has no midnight: Thursday and Friday are one',
      inZone('Africa/Cairo', { days: 'thu-fri' }),
      ['2026-04-22T12:00Z', '2026-04-25T12:00Z'],
      ['2026-04-22T22:00Z running', '2026-04-24T21:00Z stopped'],
    ],
    [
      'Cairo, a Thursday of 25 hours',
      inZone('Africa/Cairo', { days: 'thu' }),
      ['2026-10-28T12:00Z', '2026-10-30T12:00Z'],
      ['2026-10-28T21:00Z running', '2026-10-29T22:00Z stopped'],
    ],
    [
      'Havana has midnight twice: Sunday begins with the first',
      inZone('America/Havana', { days: 'sun' }),
      ['2026-10-31T12:00Z', '2026-11-02T12:00Z'],
      ['2026-11-01T04:00Z running', '2026-11-02T05:00Z stopped'],
    ],
    [
      'Havana has midnight twice: Saturday ends with the first',
      inZone('America/Havana', { days: 'sat', from: '08:00', until: '24:00' }),
      ['2026-10-31T00:00Z', '2026-11-01T12:00Z'],
      ['2026-10-31T12:00Z running', '2026-11-01T04:00Z stopped'],
    ],
    [
      'Havana has no midnight in spring',
      inZone('America/Havana', { days: 'sun' }),
      ['2026-03-07T12:00Z', '2026-03-09T12:00Z'],
      ['2026-03-08T05:00Z running', '2026-03-09T04:00Z stopped'],
    ],
    [
      'Santiago has no midnight in spring',
      inZone('America/Santiago', { days: 'sun' }),
      ['2026-09-05T12:00Z', '2026-09-07T12:00Z'],
      ['2026-09-06T04:00Z running', '2026-09-07T03:00Z stopped'],
    ],
    [
      'Santiago, the last hour of Saturday twice',
      inZone('America/Santiago', { days: 'sat', from: '08:00', until: '23:30' }),
      ['2026-04-04T00:00Z', '2026-04-05T12:00Z'],
      ['2026-04-04T11:00Z running', '2026-04-05T02:30Z stopped'],
    ],
    [
      'Santiago, a Saturday of 25 hours',
      inZone('America/Santiago', { days: 'sat' }),
      ['2026-04-03T12:00Z', '2026-04-05T12:00Z'],
      ['2026-04-04T03:00Z running', '2026-04-05T04:00Z stopped'],
    ],
    [
      'Beirut has no midnight in spring',
      inZone('Asia/Beirut', { days: 'sun' }),
      ['2026-03-28T12:00Z', '2026-03-30T12:00Z'],
      ['2026-03-28T22:00Z running', '2026-03-29T21:00Z stopped'],
    ],
    [
      'Beirut, a Saturday of 25 hours',
      inZone('Asia/Beirut', { days: 'sat' }),
      ['2026-10-23T12:00Z', '2026-10-25T12:00Z'],
      ['2026-10-23T21:00Z running', '2026-10-24T22:00Z stopped'],
    ],
    [
      'Lord Howe jumps by half an hour',
      inZone('Australia/Lord_Howe', { from: '02:15', until: '06:00' }),
      ['2026-10-03T12:00Z', '2026-10-04T00:00Z'],
      ['2026-10-03T15:30Z running', '2026-10-03T19:00Z stopped'],
    ],
    [
      'Lord Howe goes back by half an hour',
      inZone('Australia/Lord_Howe', { from: '22:00', until: '01:45' }),
      ['2026-04-04T06:00Z', '2026-04-05T00:00Z'],
      ['2026-04-04T11:00Z running', '2026-04-04T14:45Z stopped'],
    ],
    [
      'a holiday of 23 hours',
      { ...inZone('Africa/Cairo', { from: '08:00', until: '20:00' }), holidays: ['2026-04-24'] },
      ['2026-04-23T20:00Z', '2026-04-25T12:00Z'],
      ['2026-04-25T05:00Z running'],
    ],
    [
      'an override over the jump',
      {
        ...newYork({ ...office }),
        overrides: [{ from: '2026-03-08T01:00', until: '2026-03-08T02:30', state: 'running', why: 'a test' }],
      },
      ['2026-03-07T12:00-05:00', '2026-03-08T12:00-04:00'],
      ['2026-03-08T06:00Z running', '2026-03-08T07:00Z stopped'],
    ],
  ])('%s', (_, config, [from, until], moments) => {
    expect(momentsOf(config, from, until)).toEqual(moments)
  })
})

test('rules that only start or only stop want nothing before their first moment, and then what it said', () => {
  const stops = utc({ days: 'fri', monthDays: 29, months: 'feb', stop: '20:00' })
  expect(stateAt(stops, '2026-12-07T12:00Z')).toBe('nothing')
  expect(stateAt(utc({ days: 'mon-fri', stop: '20:00' }), '2026-12-07T12:00Z')).toBe('stopped')
})
