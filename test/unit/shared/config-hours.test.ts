import { configNotes, configWarnings } from '../../../shared/config/cross-check.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'

const now = new Date('2026-11-30T05:00:00Z')

const alerts = {
  responders: { mina: { sms: '+12025550101' } },
  rotations: { primary: { zone: 'Asia/Seoul', from: '2026-01-05', responders: ['mina'] } },
  onCall: 'primary',
  fallback: ['mina'],
}
const parse = (hours: object) => parseConfig({ name: 'shop', region: 'eu-west-1', alerts, hours }, now)
const problemsOf = (hours: object): readonly string[] => {
  try {
    parse(hours)
    return []
  } catch (error) {
    return (error as { problems?: readonly string[] }).problems ?? [String(error)]
  }
}

const rule = { days: 'mon-fri', from: '08:00', until: '20:00' }
const calendar = (more: object) => ({ calendars: { office: { zone: 'Asia/Seoul', rules: [rule], ...more } } })
const rules = (...each: object[]) => calendar({ rules: each })
const targets = (...each: object[]) => ({ ...calendar({}), targets: each })
const database = { name: 'database', 'rds-instances': { names: ['shop'] }, calendar: 'office' }

const office = 'hours.calendars.office'
const weekdays = 'weekdays such as mon-fri, fri-mon, sat, thu#1 (the first Thursday) or fri#last, or a list of them'
const kinds = 'ec2-instances, rds-instances, rds-clusters, auto-scaling-groups, ecs-services, stacks'
const oneSided = "for what only starts write start: '08:00', for what only stops stop: '20:00'"

describe('hours that are wrong are reported with place, value and fix', () => {
  test.each<[string, object, string]>([
    [
      'an unknown zone',
      calendar({ zone: 'Asia/Soul' }),
      `${office}.zone: "Asia/Soul" is not allowed; expected an IANA time zone, such as Asia/Seoul — did you mean "Asia/Seoul"?`,
    ],
    [
      'until that is from',
      rules({ from: '08:00', until: '08:00' }),
      `${office}.rules[0].until: "08:00" is not allowed; expected an until that is not from; for a whole day leave out both`,
    ],
    [
      'all day, every day',
      rules({ from: '00:00', until: '24:00' }),
      `${office}.rules: [{"from":"00:00","until":"24:00"}] is not allowed; expected rules that leave a time in which nothing runs: these never stop anything`,
    ],
    [
      'all days in two rules',
      rules({ days: 'mon-fri' }, { days: 'sat-sun' }),
      `${office}.rules: [{"days":"mon-fri"},{"days":"sat-sun"}] is not allowed; expected rules that leave a time in which nothing runs: these never stop anything`,
    ],
    [
      'nights and days that touch',
      rules({ from: '06:00', until: '22:00' }, { from: '22:00', until: '06:00' }),
      `${office}.rules: [{"from":"06:00","until":"22:00"},{"from":"22:00","until":"06:00"}] is not allowed; expected rules that leave a time in which nothing runs: these never stop anything`,
    ],
    [
      'always a holiday',
      calendar({
        rules: [{ monthDays: 25, months: 'dec', from: '08:00', until: '20:00' }],
        holidays: ['2026-12-25', '2027-12-25'],
      }),
      `${office}.rules: [{"monthDays":25,"months":"dec","from":"08:00","until":"20:00"}] is not allowed; expected rules that start something within two years: these never do (a holiday on each of their days, or a stop after which no range begins)`,
    ],
    [
      'a stop that nothing follows',
      rules({}, { stop: '20:00' }),
      `${office}.rules: [{},{"stop":"20:00"}] is not allowed; expected rules that start something within two years: these never do (a holiday on each of their days, or a stop after which no range begins)`,
    ],
    [
      '31 February',
      rules(rule, { monthDays: 31, months: 'feb' }),
      `${office}.rules[1]: {"monthDays":31,"months":"feb"} is not allowed; expected days that come: no year has a day that is all of these`,
    ],
    [
      'a first Monday late in the month',
      rules(rule, { days: 'mon#1', monthDays: '8-31' }),
      `${office}.rules[1]: {"days":"mon#1","monthDays":"8-31"} is not allowed; expected days that come: no year has a day that is all of these`,
    ],
    [
      'only from',
      rules({ from: '08:00' }),
      `${office}.rules[0].until: missing; expected an until beside from; ${oneSided}`,
    ],
    [
      'only until',
      rules({ until: '08:00' }),
      `${office}.rules[0].from: missing; expected a from beside until; ${oneSided}`,
    ],
    [
      'weekdays in words',
      rules({ ...rule, days: 'Monday-Friday' }),
      `${office}.rules[0].days: "Monday-Friday" is not allowed; expected ${weekdays} — did you mean "mon-fri"?`,
    ],
    [
      'a last Friday in words',
      rules({ ...rule, days: 'last friday' }),
      `${office}.rules[0].days: "last friday" is not allowed; expected ${weekdays} — did you mean "fri#last"?`,
    ],
    [
      'a sixth Monday',
      rules({ ...rule, days: 'mon#6' }),
      `${office}.rules[0].days: "mon#6" is not allowed; expected ${weekdays}`,
    ],
    ['no weekdays', rules({ ...rule, days: [] }), `${office}.rules[0].days: [] is not allowed; expected ${weekdays}`],
    [
      'a time before ten',
      rules({ ...rule, from: '8:00' }),
      `${office}.rules[0].from: "8:00" is not allowed; expected a time of day from 00:00 to 23:59 — did you mean "08:00"?`,
    ],
    [
      'after midnight',
      rules({ ...rule, until: '24:30' }),
      `${office}.rules[0].until: "24:30" is not allowed; expected a time of day from 00:00 to 24:00`,
    ],
    [
      'a beginning at the end of a day',
      rules({ ...rule, from: '24:00' }),
      `${office}.rules[0].from: "24:00" is not allowed; expected a time of day from 00:00 to 23:59 — did you mean "00:00"?`,
    ],
    [
      'day 32',
      rules({ ...rule, monthDays: 32 }),
      `${office}.rules[0].monthDays: 32 is not allowed; expected days of the month such as 1, '28-31' or 'last', or a list of them`,
    ],
    [
      'a month in full',
      rules({ ...rule, months: 'December' }),
      `${office}.rules[0].months: "December" is not allowed; expected months such as dec, jan-mar or nov-feb, or a list of them — did you mean "dec"?`,
    ],
    [
      'a minimum above desired',
      rules({ ...rule, min: 5, desired: 2 }),
      `${office}.rules[0].min: 5 is not allowed; expected a min of at most desired`,
    ],
    [
      'a size of a stop',
      rules(rule, { stop: '20:00', min: 1 }),
      `${office}.rules[1]: {"stop":"20:00","min":1} is not allowed; expected a stop without min and desired: a size is of what runs`,
    ],
    [
      'a start and a stop in one rule',
      rules({ days: 'mon-fri', start: '08:00', stop: '20:00' }),
      `${office}.rules[0]: {"days":"mon-fri","start":"08:00","stop":"20:00"} is not allowed; expected from and until for what runs between them, or a start and a stop in rules of their own`,
    ],
    [
      'a range with a stop',
      rules({ days: 'mon-fri', from: '08:00', stop: '20:00' }),
      `${office}.rules[0]: {"days":"mon-fri","from":"08:00","stop":"20:00"} is not allowed; expected either from and until, or start, or stop: each in a rule of its own`,
    ],
    [
      'holidays that are no list',
      calendar({ holidays: 'DE' }),
      `${office}.holidays: "DE" is not allowed; expected dates such as ['2026-12-24'], or a country such as { country: 'KR' }`,
    ],
    [
      'working days without a country',
      calendar({ holidays: { dates: ['2026-12-24'], except: ['2026-12-25'] } }),
      `${office}.holidays.except: ["2026-12-25"] is not allowed; expected a country beside it, such as DE`,
    ],
    [
      'a size of an override that stops',
      calendar({
        overrides: [{ from: '2026-12-24T18:00', until: '2026-12-26T08:00', state: 'stopped', min: 3, why: 'x' }],
      }),
      `${office}.overrides[0].min: 3 is not allowed; expected a size only beside state: 'running'`,
    ],
    [
      'an override with seconds',
      calendar({ overrides: [{ from: '2026-12-24T18:00', until: '2026-12-26 08:30:00', state: 'stopped', why: 'x' }] }),
      `${office}.overrides[0].until: "2026-12-26 08:30:00" is not allowed; expected a local time in the calendar's zone such as 2026-12-24T18:00 — did you mean "2026-12-26T08:30"?`,
    ],
    [
      'an override in UTC: which local time that is, nobody guesses',
      calendar({ overrides: [{ from: '2026-12-24T18:00', until: '2026-12-26T08:00Z', state: 'stopped', why: 'x' }] }),
      `${office}.overrides[0].until: "2026-12-26T08:00Z" is not allowed; expected a local time in the calendar's zone such as 2026-12-24T18:00`,
    ],
    [
      'two entries by the same tag',
      targets(
        { name: 'days', 'ec2-instances': { tag: { key: 'team', value: 'shop' } }, calendar: 'office' },
        { name: 'nights', 'ec2-instances': { tag: { value: 'shop', key: 'team' } }, calendar: 'office' },
      ),
      'hours.targets[1]["ec2-instances"].tag: {"value":"shop","key":"team"} is not allowed; expected another tag: hours.targets[0] finds the same targets by it, and one target has one calendar',
    ],
    [
      'what only stops, enforced',
      { ...rules({ stop: '20:00' }), targets: [{ ...database, enforce: true }] },
      'hours.targets[0].enforce: true is not allowed; expected false: office only stops, and whatever people start would be stopped at once',
    ],
    [
      'after, not as a list',
      targets({ ...database, after: 'web' }),
      'hours.targets[0].after: "web" is not allowed; expected a list, each entry of it the name of another entry',
    ],
    [
      'a past override',
      calendar({ overrides: [{ from: '2026-11-24T18:00', until: '2026-11-27T08:00', state: 'running', why: 'x' }] }),
      `${office}.overrides[0].until: "2026-11-27T08:00" is not allowed; expected a time to come, or no such override: it is over (now it is Mon 30 Nov, 14:00)`,
    ],
    [
      'overrides that contradict',
      calendar({
        overrides: [
          { from: '2026-12-24T18:00', until: '2026-12-27T08:00', state: 'running', why: 'x' },
          { from: '2026-12-26T18:00', until: '2026-12-29T08:00', state: 'stopped', why: 'x' },
        ],
      }),
      `${office}.overrides[1].state: "stopped" is not allowed; expected what overrides[0] wants for the same time (running), or a time of its own`,
    ],
    [
      'an override backwards',
      calendar({ overrides: [{ from: '2026-12-24T18:00', until: '2026-12-23T08:00', state: 'running', why: 'x' }] }),
      `${office}.overrides[0].until: "2026-12-23T08:00" is not allowed; expected an until after from`,
    ],
    [
      'an override on 30 February',
      calendar({ overrides: [{ from: '2027-02-30T08:00', until: '2027-03-02T08:00', state: 'running', why: 'x' }] }),
      `${office}.overrides[0].from: "2027-02-30T08:00" is not allowed; expected a local time in the calendar's zone such as 2026-12-24T18:00 — did you mean "2027-02-28T08:00"?`,
    ],
    [
      'an override in a gap',
      {
        calendars: {
          office: {
            zone: 'Europe/Berlin',
            rules: [rule],
            overrides: [{ from: '2027-03-28T02:10', until: '2027-03-28T02:50', state: 'running', why: 'x' }],
          },
        },
      },
      `${office}.overrides[0].until: "2027-03-28T02:50" is not allowed; expected an until that clocks in Europe/Berlin show after 2027-03-28T02:10: a change of clocks leaves nothing of it`,
    ],
    [
      'a holiday in month 13',
      calendar({ holidays: ['2026-13-01'] }),
      `${office}.holidays[0]: "2026-13-01" is not allowed; expected a date such as 2026-01-05`,
    ],
    [
      'a country by its name',
      calendar({ holidays: { country: 'Korea' } }),
      `${office}.holidays.country: "Korea" is not allowed; expected a country by its two letters of ISO 3166, such as KR — did you mean "KR"?`,
    ],
    [
      'a country that is not one',
      calendar({ holidays: { country: 'UK' } }),
      `${office}.holidays.country: "UK" is not allowed; expected a country by its two letters of ISO 3166, such as KR — did you mean "GB"?`,
    ],
    [
      'a region that is not one',
      calendar({ holidays: { country: 'DE', region: 'BX' } }),
      `${office}.holidays.region: "BX" is not allowed; expected a region of DE: BB, BE, BW, BY, HB, HE, HH, MV, NI, NW, RP, SH, SL, SN, ST, TH`,
    ],
    [
      'a region alone',
      calendar({ holidays: { region: 'BY' } }),
      `${office}.holidays.region: "BY" is not allowed; expected a country beside it, such as DE`,
    ],
    [
      'an unknown calendar',
      targets({ ...database, calendar: 'ofice' }),
      'hours.targets[0].calendar: "ofice" is not allowed; expected a calendar: office — did you mean "office"?',
    ],
    [
      'two calendars for one',
      targets(database, { ...database, name: 'again' }),
      'hours.targets[1]["rds-instances"].names: "shop" is not allowed; expected a target without another calendar: hours.targets[0] has it by office; leave it out of one of them',
    ],
    [
      'a name twice',
      targets(database, { ...database, 'rds-instances': { names: ['other'] } }),
      'hours.targets[1].name: "database" is not allowed; expected a name of its own: hours.targets[0] has this one',
    ],
    [
      'no kind',
      targets({ name: 'web', calendar: 'office' }),
      `hours.targets[0]: {"name":"web","calendar":"office"} is not allowed; expected exactly one of ${kinds}`,
    ],
    [
      'two kinds',
      targets({ ...database, stacks: { names: ['x'] } }),
      `hours.targets[0]: ["rds-instances","stacks"] is not allowed; expected exactly one of ${kinds}`,
    ],
    [
      'what AWS cannot stop',
      targets({ name: 'table', 'dynamodb-tables': { names: ['orders'] }, calendar: 'office' }),
      `hours.targets[0]["dynamodb-tables"]: unknown key; allowed: name, ${kinds}, calendar, after, enforce, confirmed, grace, alarms, within, policy`,
    ],
    [
      'names and a tag',
      targets({ ...database, 'rds-instances': { names: ['shop'], tag: { key: 'team', value: 'shop' } } }),
      'hours.targets[0]["rds-instances"].tag: {"key":"team","value":"shop"} is not allowed; expected names or a tag, and not both: make them two entries',
    ],
    [
      'neither names nor a tag',
      targets({ ...database, 'rds-instances': {} }),
      `hours.targets[0]["rds-instances"]: {} is not allowed; expected names such as { names: [ … ] }, or a tag such as { tag: { key: 'team', value: 'shop' } }`,
    ],
    [
      'a kind in the singular',
      targets({ name: 'database', 'rds-instance': { names: ['shop'] }, calendar: 'office' }),
      `hours.targets[0]["rds-instance"]: unknown key — did you mean "rds-instances"?; allowed: name, ${kinds}, calendar, after, enforce, confirmed, grace, alarms, within, policy`,
    ],
    [
      'a tag with a value, and no calendar',
      targets({ name: 'database', 'rds-instances': { tag: { key: 'team', value: 'shop' } } }),
      'hours.targets[0].calendar: missing; expected the name of a calendar: office',
    ],
    [
      'an order in a circle',
      targets(
        { ...database, after: ['web'] },
        { name: 'web', 'ecs-services': { names: ['shop/web'] }, calendar: 'office', after: ['database'] },
      ),
      'hours.targets[0].after: "database → web → database" is not allowed; expected an order without a circle: each would wait for the other',
    ],
    [
      'after nobody',
      targets({ ...database, after: ['datebase'] }),
      'hours.targets[0].after[0]: "datebase" is not allowed; expected another entry: database — did you mean "database"?',
    ],
    [
      'no calendar',
      targets({ ...database, calendar: undefined }),
      'hours.targets[0].calendar: missing; expected the name of a calendar: office',
    ],
    [
      'confirmed by name',
      targets({ ...database, confirmed: 3 }),
      'hours.targets[0].confirmed: 3 is not allowed; expected it only where a tag finds the targets: what is named one by one needs no confirmation',
    ],
    [
      'an unknown policy',
      targets({ ...database, policy: 'primry' }),
      'hours.targets[0].policy: "primry" is not allowed; expected a policy or a rotation: primary — did you mean "primary"?',
    ],
    [
      'a grace in letters',
      targets({ ...database, grace: '5m' }),
      `hours.targets[0].grace: "5m" is not allowed; expected a duration such as '90 seconds', '5 minutes' or '1 day' — did you mean "5 minutes"?`,
    ],
  ])('%s', (_, hours, problem) => {
    expect(problemsOf(hours)).toEqual([problem])
  })
})

describe('hours that are right', () => {
  test.each<[string, object]>([
    ['only stops', rules({ days: 'mon-fri', stop: '20:00' })],
    ['a start and a stop', rules({ days: 'mon', start: '08:00' }, { days: 'fri', stop: '24:00' })],
    ['only sizes', rules({ min: 2 }, { days: 'fri', from: '17:00', until: '24:00', min: 10 })],
    ['a fifth Friday', rules({ days: 'fri#5', from: '22:00', until: '06:00' })],
    ['29 February', rules({ monthDays: 29, months: 'feb' })],
    ['a wrapping week and year', rules({ days: ['fri-mon', 'wed'], months: 'nov-feb', from: '08:00', until: '24:00' })],
    [
      'overrides side by side',
      calendar({
        overrides: [
          { from: '2026-12-24T18:00', until: '2026-12-27T08:00', state: 'running', why: 'x' },
          { from: '2026-12-27T08:00', until: '2026-12-29T24:00', state: 'stopped', why: 'x' },
        ],
      }),
    ],
    [
      'targets in order',
      targets(database, {
        name: 'web',
        'ecs-services': { names: ['shop/web'] },
        calendar: 'office',
        after: ['database'],
      }),
    ],
    [
      'a tag that names the calendar',
      targets({ name: 'builders', 'ec2-instances': { tag: { key: 'hours' } }, confirmed: 4 }),
    ],
  ])('%s', (_, hours) => {
    expect(problemsOf(hours)).toEqual([])
  })
})

const warningsOf = (hours: object): string[] =>
  configWarnings(parse(hours), now).filter((each) => each.startsWith('hours'))

test('a calendar that only starts, one that nobody uses and holidays that are over soon are warnings', () => {
  expect(warningsOf(rules({ days: 'mon-fri', start: '08:00' }))).toEqual([
    `${office}: it never stops anything, because all of its rules only start; add a rule such as { days: 'mon-fri', stop: '20:00' } unless people stop what it starts`,
    `${office}: no target uses it`,
  ])
  expect(warningsOf({ ...calendar({ holidays: ['2026-12-25'] }), targets: [database] })).toEqual([
    `${office}.holidays: holidays are known until 2026-12-26 only: add the dates after it`,
  ])
  expect(warningsOf({ ...calendar({ holidays: ['2026-11-05', '2027-12-25'] }), targets: [database] })).toEqual([])
  expect(warningsOf({ ...rules(rule, { days: 'wed', monthDays: 29, months: 'feb' }), targets: [database] })).toEqual([
    `${office}.rules[1]: wed where it is day 29 of the month in feb all day comes only on 2040-02-29`,
  ])
})

test("a country's public holidays of two years are printed", () => {
  const [note = '', ...more] = configNotes(
    parse(calendar({ holidays: { country: 'KR', except: ['2027-03-01'] } })),
    now,
  )
  expect(more).toEqual([])
  expect(note).toMatch(
    /^hours\.calendars\.office\.holidays: \d+ to come before 2029-01-01 \(KR\): Fri, 25 Dec 2026, Christmas Day; /,
  )
  expect(note).toContain('Mon, 9 Oct 2028, Hangul Day')
  expect(note).not.toContain('1 Mar 2027')
})
