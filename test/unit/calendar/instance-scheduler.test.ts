import fc from 'fast-check'
import { configText } from '../../../shared/calendar/import/config-text.ts'
import { importInstanceScheduler } from '../../../shared/calendar/import/instance-scheduler.ts'
import { calendarOf, wantedAt } from '../../../shared/calendar/index.ts'

const period = (name: string, fields: object) => ({ type: 'period', name, ...fields })
const schedule = (name: string, periods: string[], fields: object = {}) => ({
  type: 'schedule',
  name,
  timezone: 'Europe/Berlin',
  periods,
  ...fields,
})
const rulesOf = (fields: object) => importInstanceScheduler([period('p', fields), schedule('office', ['p'])])

describe('a period becomes the rules that mean the same', () => {
  test.each<[string, object, object[]]>([
    [
      'office hours',
      { begintime: '09:00', endtime: '17:00', weekdays: ['mon-fri'] },
      [{ days: 'mon-fri', from: '09:00', until: '17:00' }],
    ],
    ['a short time', { begintime: '9:00', endtime: '17:00' }, [{ from: '09:00', until: '17:00' }]],
    [
      'numbers of weekdays',
      { begintime: '09:00', endtime: '17:00', weekdays: ['0-4'] },
      [{ days: 'mon-fri', from: '09:00', until: '17:00' }],
    ],
    ['over the end of the week', { weekdays: ['fri-mon'] }, [{ days: ['mon', 'fri-sun'] }]],
    ['long names', { weekdays: ['Monday', 'Wednesday'] }, [{ days: ['mon', 'wed'] }]],
    ['every other weekday', { weekdays: ['mon-fri/2'] }, [{ days: ['mon', 'wed', 'fri'] }]],
    ['the first Monday and the last Friday', { weekdays: ['Mon#1', 'friL'] }, [{ days: ['mon#1', 'fri#last'] }]],
    ['all weekdays', { begintime: '09:00', endtime: '17:00', weekdays: ['*'] }, [{ from: '09:00', until: '17:00' }]],
    ['days of the month', { monthdays: ['1-3', '15', 'L'] }, [{ monthDays: [1, 2, 3, 15, 'last'] }]],
    ['steps, which Instance Scheduler gets wrong', { monthdays: ['1/10'] }, [{ monthDays: [1, 11, 21, 31] }]],
    [
      'the weekday nearest to the 15th',
      { begintime: '09:00', endtime: '17:00', monthdays: ['15W'] },
      [
        { days: 'mon-fri', monthDays: 15, from: '09:00', until: '17:00' },
        { days: 'fri', monthDays: 14, from: '09:00', until: '17:00' },
        { days: 'mon', monthDays: 16, from: '09:00', until: '17:00' },
      ],
    ],
    ['two neighbours', { weekdays: ['mon', 'tue'] }, [{ days: ['mon', 'tue'] }]],
    ['the last day of the week', { weekdays: ['L'] }, [{ days: 'sun' }]],
    ['a numbered weekday of the month', { weekdays: ['0#1', 'sun#2'] }, [{ days: ['mon#1', 'sun#2'] }]],
    ['all weekdays, one by one', { weekdays: ['mon-thu', '4', '5', 'sun'], months: ['may'] }, [{ months: 'may' }]],
    ['a single day of the month', { monthdays: ['31'] }, [{ monthDays: 31 }]],
    ['all months, one by one', { months: ['jan-jun', '7-12'], weekdays: ['tue'] }, [{ days: 'tue' }]],
    [
      'the weekday nearest to the 1st, in its month',
      { monthdays: ['1W'] },
      [
        { days: 'mon-fri', monthDays: 1 },
        { days: 'mon', monthDays: 3 },
        { days: 'mon', monthDays: 2 },
      ],
    ],
    [
      'the weekday nearest to the 28th',
      { monthdays: ['28W'] },
      [
        { days: 'mon-fri', monthDays: 28 },
        { days: 'fri', monthDays: 27 },
        { days: 'mon', monthDays: 29 },
      ],
    ],
    ['months', { months: ['jan-mar', '12'] }, [{ months: ['jan-mar', 'dec'] }]],
    ['to the end of the day', { begintime: '12:00', endtime: '23:59' }, [{ from: '12:00', until: '24:00' }]],
    ['only an end', { endtime: '18:00', weekdays: ['mon-fri'] }, [{ days: 'mon-fri', stop: '18:00' }]],
    ['only a begin, every day', { begintime: '08:00' }, [{ start: '08:00' }]],
    [
      'only a begin: it stops with its last day',
      { begintime: '08:00', weekdays: ['mon-fri'] },
      [
        { days: 'mon-fri', start: '08:00' },
        { days: 'fri', stop: '24:00' },
      ],
    ],
    [
      'only a begin: over the end of the week',
      { begintime: '08:00', weekdays: ['sat-mon'] },
      [
        { days: ['mon', 'sat', 'sun'], start: '08:00' },
        { days: 'mon', stop: '24:00' },
      ],
    ],
    [
      'only a begin on numbered weekdays',
      { begintime: '08:00', weekdays: ['mon#1'] },
      [
        { days: 'mon#1', start: '08:00' },
        { days: 'mon#1', stop: '24:00' },
      ],
    ],
    [
      'only a begin on days of the month',
      { begintime: '08:00', monthdays: ['1-3', '27'] },
      [
        { monthDays: [1, 2, 3, 27], start: '08:00' },
        { monthDays: [3, 27], stop: '24:00' },
      ],
    ],
    [
      'only a begin on days after which the month may end',
      { begintime: '08:00', monthdays: ['28'] },
      [{ monthDays: 28, start: '08:00' }],
    ],
    ['only a begin on the last day', { begintime: '08:00', monthdays: ['L'] }, [{ monthDays: 'last', start: '08:00' }]],
    ['only a begin in a month', { begintime: '08:00', months: ['may'] }, [{ months: 'may', start: '08:00' }]],
    [
      'only a begin on weekdays of a month',
      { begintime: '08:00', weekdays: ['mon'], months: ['may'] },
      [{ days: 'mon', months: 'may', start: '08:00' }],
    ],
    [
      'only a begin on weekdays that are certain days',
      { begintime: '08:00', weekdays: ['fri'], monthdays: ['13'] },
      [{ days: 'fri', monthDays: 13, start: '08:00' }],
    ],
    [
      'only a begin on two days',
      { begintime: '08:00', weekdays: ['mon', 'thu'] },
      [
        { days: ['mon', 'thu'], start: '08:00' },
        { days: ['mon', 'thu'], stop: '24:00' },
      ],
    ],
  ])('%s', (_, fields, rules) => {
    expect(rulesOf(fields).calendars).toEqual({ office: { zone: 'Europe/Berlin', rules } })
  })
})

describe('what has no equal is said', () => {
  const notesOf = (fields: object): string[] => rulesOf(fields).notes.map(({ of, text }) => `${of}: ${text}`)
  const flagsOf = (fields: object): string[] =>
    importInstanceScheduler([period('p', { weekdays: ['mon'] }), schedule('office', ['p'], fields)]).notes.map(
      ({ text }) => text,
    )

  test('an end before its begin', () => {
    expect(notesOf({ begintime: '22:00', endtime: '06:00' })).toEqual([
      "period p: from 22:00 to 06:00: Instance Scheduler never starts it, because it ends before it begins. If the night was meant, add { from: '22:00', until: '06:00' }",
      'schedule office: nothing of it is left: no calendar is made',
    ])
  })
  test.each([
    [{ monthdays: ['31W'] }, 'period p: it has no equal: "31W": the weekday nearest to a day that not every month has'],
    [{ weekdays: ['someday'] }, 'period p: it has no equal: "someday" cannot be read'],
    [{ begintime: '25:00' }, 'period p: it has no equal: "25:00" is not a time'],
    [{ monthdays: ['29W'] }, 'period p: it has no equal: "29W": the weekday nearest to a day that not every month has'],
    [{ monthdays: ['0W'] }, 'period p: it has no equal: "0W": the weekday nearest to a day that not every month has'],
    [{ monthdays: ['32'] }, 'period p: it has no equal: "32" cannot be read'],
    [{ monthdays: ['0'] }, 'period p: it has no equal: "0" cannot be read'],
    [{ weekdays: ['7'] }, 'period p: it has no equal: "7" cannot be read'],
    [{ weekdays: ['mon-tue-wed'] }, 'period p: it has no equal: "mon-tue-wed" cannot be read'],
    [{ weekdays: ['mon/0'] }, 'period p: it has no equal: "mon/0" cannot be read'],
    [{ weekdays: ['/2'] }, 'period p: it has no equal: "/2" cannot be read'],
    [{ months: ['13'] }, 'period p: it has no equal: "13" cannot be read'],
    [
      { weekdays: ['mon'], monthdays: ['15W'] },
      'period p: it has no equal: weekdays together with the weekday nearest to a day (W)',
    ],
  ])('%j', (fields, note) => {
    expect(notesOf(fields)[0]).toBe(note)
  })
  test.each([
    [{ override_status: 'running' }, /^override_status running: an override here has an end and a reason/],
    [
      { stop_new_instances: false },
      /^stop_new_instances false has no equal: what is new, and outside its ranges, is stopped at the first look/,
    ],
    [{ enforced: true }, /^enforced: it belongs to the target here/],
    [{ hibernate: 'True' }, /^hibernate: it belongs to the target/],
    [{ retain_running: true }, /^retain_running has no equal/],
    [{ ssm_maintenance_window: 'patching' }, /^maintenance windows have no equal/],
    [{ timezone: undefined }, /^it has no time zone: UTC is taken/],
    [{ timezone: 'Europe/Nowhere' }, /^no calendar is made: /],
  ])('%j', (fields, note) => {
    expect(flagsOf(fields)).toEqual([expect.stringMatching(note)])
  })
  const office = [
    period('p', { begintime: '09:00', endtime: '17:00' }),
    { type: 'schedule', name: 'office', periods: ['p'] },
    { type: 'schedule', name: 'seoul', timezone: 'Asia/Seoul', periods: ['p'] },
  ]
  test.each<[string, object]>([
    ['the item of its table', { type: 'config', name: 'scheduler', default_timezone: 'Europe/Berlin', trace: true }],
    ['the same as DynamoDB types it', { type: { S: 'config' }, default_timezone: { S: 'Europe/Berlin' } }],
    [
      'the parameters of its stack',
      { Stacks: [{ Parameters: [{ ParameterKey: 'DefaultTimezone', ParameterValue: 'Europe/Berlin' }] }] },
    ],
    ['a file of parameters', { Parameters: { DefaultTimezone: 'Europe/Berlin' } }],
    ['the environment of its function', { Environment: { Variables: { DEFAULT_TIMEZONE: 'Europe/Berlin' } } }],
  ])('a schedule without a zone has the default of %s', (_, more) => {
    for (const input of [
      [...office, more],
      [more, ...office],
    ]) {
      const { calendars, notes } = importInstanceScheduler(input)
      expect([calendars.office?.zone, calendars.seoul?.zone, notes]).toEqual(['Europe/Berlin', 'Asia/Seoul', []])
    }
  })
  test('what is as it is here needs no word', () => {
    expect(flagsOf({ stop_new_instances: true, enforced: false, override_status: '' })).toEqual([])
    expect(notesOf({ begintime: '08:00' })).toEqual([])
    expect(notesOf({ begintime: '08:00', weekdays: ['fri'] })).toEqual([
      expect.stringMatching(/^period p: only a begin: Instance Scheduler stops it when the last of its days ends/),
    ])
    expect(notesOf({ begintime: '08:00', months: ['may'] })).toEqual([
      expect.stringMatching(/^period p: only a begin: .* here nothing stops it, add a rule with stop$/),
    ])
  })
  test('starts and stops in periods of their own, and in no other', () => {
    const notes = (...fields: object[]) =>
      importInstanceScheduler([
        ...fields.map((each, index) => period(`p${index}`, each)),
        schedule(
          'office',
          fields.map((_, index) => `p${index}`),
        ),
      ]).notes.filter(({ text }) => text.startsWith('starts and stops in periods of their own'))
    const [begin, end, both] = [{ begintime: '08:00' }, { endtime: '20:00' }, { begintime: '08:00', endtime: '20:00' }]
    expect(notes(begin, end)).toHaveLength(1)
    for (const other of [[begin], [end], [both], [begin, both], [end, both], [{ ...begin, weekdays: ['fri'] }]])
      expect(notes(...other)).toEqual([])
  })
  test('a size, and a period that is not there', () => {
    const { notes } = importInstanceScheduler([
      period('p', { weekdays: ['mon'] }),
      schedule('office', ['p@m7g.large', 'gone']),
    ])
    expect(notes.map(({ of }) => of)).toEqual(['period p', 'schedule office'])
    expect(notes[1]?.text).toBe('it names the period gone, which is not there')
  })
})

test('words that only begin like a weekday or a month are not read as one', () => {
  for (const fields of [{ weekdays: ['mon#6'] }, { weekdays: ['moon'] }, { months: ['janitor'] }])
    expect(rulesOf(fields).notes.map(({ text }) => text)).toContainEqual(expect.stringMatching(/^it has no equal: /))
  expect(rulesOf({ weekdays: ['Monday-Fri'], months: ['sept'] }).calendars.office?.rules).toEqual([
    { days: 'mon-fri', months: 'sep' },
  ])
})

test('a begin that is its end, and what never stops, are said', () => {
  expect(rulesOf({ begintime: '09:00', endtime: '09:00' }).notes[0]?.text).toBe(
    'from 09:00 to 09:00: Instance Scheduler never starts it, because it ends as it begins',
  )
  expect(rulesOf({}).notes.map(({ text }) => text)).toEqual([
    'it never stops anything, and the config takes no such calendar: leave its targets out',
  ])
})

test('two schedules whose names become the same here: the second is said, and makes nothing', () => {
  const { calendars, notes } = importInstanceScheduler([
    period('p', { begintime: '09:00', endtime: '17:00' }),
    schedule('Office Hours', ['p'], { timezone: 'Asia/Seoul' }),
    schedule('office-hours', ['p'], { timezone: 'Europe/Berlin' }),
  ])
  expect(calendars['office-hours']?.zone).toBe('Asia/Seoul')
  expect(notes).toEqual([
    {
      of: 'schedule office-hours',
      text: 'no calendar is made: office-hours is the name here of schedule Office Hours too. Rename one of them',
    },
  ])
})

test('a period of a template is called by its name, its description or its place', () => {
  const Periods = [
    { Name: 'named', Description: 'described', BeginTime: '25:00' },
    { Description: 'described', BeginTime: '25:00' },
    { BeginTime: '25:00' },
  ]
  const { notes } = importInstanceScheduler({
    Resources: {
      A: { Type: 'Custom::ServiceInstanceSchedule', Properties: { Name: 'one', Timezone: 'UTC', Periods } },
    },
  })
  expect(notes.map(({ of }) => of).slice(0, 3)).toEqual(['period one/named', 'period one/described', 'period one/3'])
})

test('what is neither a period, a schedule nor tagged is passed over', () => {
  const nothing = { calendars: {}, targets: [], notes: [] }
  for (const input of [
    [],
    { Schedules: [{ Description: 'no name' }] },
    { periods: [{ begintime: '08:00' }] },
    { others: [{ name: 'office' }] },
    { ResourceTagMappingList: [{ ResourceARN: 'arn:aws:s3:::photos', Tags: [{ Key: 'Owner', Value: 'office' }] }] },
    { ResourceTagMappingList: [{ Tags: [{ Key: 'Schedule', Value: 'office' }] }] },
    { ResourceTagMappingList: [{ ResourceARN: 'arn:aws:s3:::photos' }] },
  ])
    expect(importInstanceScheduler(input)).toEqual(nothing)
})

test('names are cut to forty characters, and one without a letter gets some', () => {
  const calendars = (name: string) =>
    Object.keys(importInstanceScheduler([period('p', { weekdays: ['mon'] }), schedule(name, ['p'])]).calendars)
  expect(calendars('Office_'.repeat(10))).toEqual([`${'office-'.repeat(5)}offic`])
  expect(calendars(`${'Office '.repeat(5)}times and more`)).toEqual([`${'office-'.repeat(5)}times`])
  expect(calendars('24/7')).toEqual(['schedule-24-7'])
  expect(calendars('_')).toEqual(['schedule'])
  expect(calendars('x')).toEqual(['schedule-x'])
})

test('where nothing carries the tag, no targets are printed', () => {
  const text = configText(importInstanceScheduler([period('p', { weekdays: ['mon'] }), schedule('office', ['p'])]))
  expect(text).toContain('calendars: {')
  expect(text).not.toContain('targets')
})

test('periods of the same description in two schedules of a template are two', () => {
  const made = (Name: string, EndTime: string) => ({
    Type: 'Custom::ServiceInstanceSchedule',
    Properties: { Name, Timezone: 'UTC', Periods: [{ Description: 'day', BeginTime: '09:00', EndTime }] },
  })
  const { calendars } = importInstanceScheduler({ Resources: { A: made('one', '17:00'), B: made('two', '12:00') } })
  expect(calendars.two?.rules).toEqual([{ from: '09:00', until: '12:00' }])
})

test('each form in which a configuration is kept reads alike', () => {
  const wanted = { 'office-hours': { zone: 'Asia/Seoul', rules: [{ days: 'mon-fri', from: '09:00', until: '17:00' }] } }
  const typed = [
    {
      type: { S: 'period' },
      name: { S: 'p' },
      begintime: { S: '09:00' },
      endtime: { S: '17:00' },
      weekdays: { SS: ['mon-fri'] },
    },
    {
      type: { S: 'schedule' },
      name: { S: 'Office_Hours' },
      timezone: { S: 'Asia/Seoul' },
      periods: { SS: ['p'] },
      enforced: { BOOL: false },
    },
  ]
  const template = {
    Resources: {
      Hours: {
        Type: 'Custom::ServiceInstanceSchedule',
        Properties: {
          ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:scheduler',
          Name: 'Office_Hours',
          Timezone: 'Asia/Seoul',
          Periods: [{ Description: 'day', BeginTime: '09:00', EndTime: '17:00', WeekDays: 'mon-fri' }],
        },
      },
    },
  }
  const printed = [
    { Periods: [{ Name: 'p', Begintime: '09:00', Endtime: '17:00', Weekdays: ['mon-fri'] }] },
    { Schedules: [{ Name: 'Office_Hours', Timezone: 'Asia/Seoul', Periods: ['p'] }] },
  ]
  for (const input of [{ Items: typed }, template, printed])
    expect(importInstanceScheduler(input)).toEqual({ calendars: wanted, targets: [], notes: [] })
})

test('what carries the tag becomes an entry for each kind, and the config is printed', () => {
  const imported = importInstanceScheduler([
    period('p', { begintime: '09:00', endtime: '23:59', weekdays: ['mon-fri'] }),
    schedule('Office_Hours', ['p'], { enforced: true }),
    {
      ResourceTagMappingList: [
        {
          ResourceARN: 'arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1b2c3d4e5f60718',
          Tags: [{ Key: 'Schedule', Value: 'Office_Hours' }],
        },
        {
          ResourceARN: 'arn:aws:ec2:eu-west-1:123456789012:instance/i-0a1b2c3d4e5f60719',
          Tags: [{ Key: 'Schedule', Value: 'Office_Hours' }],
        },
        { ResourceARN: 'arn:aws:rds:eu-west-1:123456789012:db:shop', Tags: [{ Key: 'Schedule', Value: 'nights' }] },
        { ResourceARN: 'arn:aws:s3:::photos', Tags: [{ Key: 'Schedule', Value: 'Office_Hours' }] },
      ],
    },
  ])
  expect(configText(imported)).toBe(
    `// schedule Office_Hours: enforced: it belongs to the target here, enforce: true
// period p: 23:59 is read as the end of the day, 24:00, so that no minute is lost and nothing stops at midnight
// tag nights: arn:aws:rds:eu-west-1:123456789012:db:shop names a schedule that is not there
// tag Office_Hours: arn:aws:s3:::photos is of a kind that has no equal
hours: {
  calendars: {
    'office-hours': {
      zone: 'Europe/Berlin',
      rules: [
        { days: 'mon-fri', from: '09:00', until: '24:00' },
      ],
    },
  },
  targets: [
    { name: 'office-hours-ec2-instances', 'ec2-instances': { tag: { key: 'Schedule', value: 'Office_Hours' } }, calendar: 'office-hours', enforce: true }, // 2 now; confirmed: 2 makes it act
  ],
},`,
  )
})

describe('held against a reading of Instance Scheduler itself', () => {
  const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
  const time = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
  const periods = fc.array(
    fc.record({
      weekdays: fc.subarray(names, { minLength: 1 }),
      monthdays: fc.uniqueArray(fc.integer({ min: 1, max: 31 }), { maxLength: 12 }),
      months: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 6 }),
      begin: fc.integer({ min: 0, max: 1_400 }),
      length: fc.integer({ min: 1, max: 600 }),
    }),
    { minLength: 1, maxLength: 4 },
  )

  test('wherever it knows a begin and an end, the calendar runs and stops as it does', () => {
    fc.assert(
      fc.property(
        periods,
        fc.array(fc.integer({ min: 0, max: 3 * 366 * 1_440 }), { minLength: 20, maxLength: 20 }),
        (drawn, minutes) => {
          const known = drawn
            .map((each) => ({ ...each, end: Math.min(each.begin + each.length, 1_438) }))
            .filter(({ begin, end }) => begin < end)
          fc.pre(known.length > 0)
          const { calendars } = importInstanceScheduler([
            ...known.map(({ weekdays, monthdays, months, begin, end }, index) =>
              period(`p${index}`, {
                weekdays,
                monthdays: monthdays.map(String),
                months: months.map(String),
                begintime: time(begin),
                endtime: time(end),
              }),
            ),
            schedule(
              'office',
              known.map((_each, index) => `p${index}`),
              { timezone: 'UTC' },
            ),
          ])
          const calendar = calendarOf(calendars.office ?? { zone: 'UTC', rules: [] })
          for (const minute of minutes) {
            const at = new Date(Date.UTC(2026, 0, 1) + minute * 60_000)
            const now = at.getUTCHours() * 60 + at.getUTCMinutes()
            const runs = known.some(
              ({ weekdays, monthdays, months, begin, end }) =>
                weekdays.includes(names[(at.getUTCDay() + 6) % 7] ?? '') &&
                (monthdays.length === 0 || monthdays.includes(at.getUTCDate())) &&
                (months.length === 0 || months.includes(at.getUTCMonth() + 1)) &&
                begin <= now &&
                now < end,
            )
            expect(wantedAt(calendar, at)?.state).toBe(runs ? 'running' : 'stopped')
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
