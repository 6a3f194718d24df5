import { parseConfig } from '../../../shared/config/define-config.ts'
import { holidayRuleWarnings, jobsWarnings, poolWarnings } from '../../../shared/config/jobs/warnings.ts'

const now = new Date('2026-11-21T00:00:00Z')
const job = { schedule: 'cron(0 9 * * ? *)', image: 'busybox:1.37' }
const hours = {
  calendars: {
    office: { zone: 'UTC', rules: [{ days: 'mon-fri', from: '08:00', until: '20:00' }], holidays: ['2026-12-25'] },
    plain: { zone: 'UTC', rules: [{ days: 'mon-fri', from: '08:00', until: '20:00' }] },
  },
}
const parse = (jobs: object, shop: object = {}) =>
  parseConfig(
    {
      name: 'shop',
      region: 'eu-west-1',
      alerts: {
        responders: { mina: { sms: '+12025550101' } },
        rotations: { primary: { zone: 'UTC', from: '2026-01-05', responders: ['mina'] } },
        onCall: 'primary',
        fallback: ['mina'],
      },
      jobs,
      estate: { network: {} },
      hours,
      ...shop,
    } as never,
    now,
  )
const problemsOf = (jobs: object, shop?: object): string => {
  try {
    parse(jobs, shop)
    return ''
  } catch (error) {
    return (error as { problems: readonly string[] }).problems.join('\n')
  }
}
const one = (more: object): string => problemsOf({ report: { ...job, ...more } })

describe('sizes of Fargate', () => {
  test.each([
    [{ cpu: 16_384, memory: 122_880 }, ''],
    [{ cpu: 16_384, memory: 32_768, architecture: 'arm64', spot: true }, ''],
    [{ cpu: 8_192, memory: 61_440 }, ''],
    [{ cpu: 256 }, ''],
    [{ memory: 2_048 }, ''],
    [{ cpu: 16_384 }, 'jobs.report.memory'],
    [{ cpu: 16_384, memory: 30_720 }, '32768'],
    [{ cpu: 16_384, memory: 36_864 }, 'jobs.report.memory'],
    [{ cpu: 8_192, memory: 18_432 }, 'jobs.report.memory'],
    [{ cpu: 8_192, memory: 65_536 }, '61440'],
    [{ cpu: 4_096, memory: 31_744 }, '30720'],
    [{ memory: 3_072 }, 'with cpu 256 one of 512, 1024, 2048'],
    [{ cpu: 32_768, memory: 122_880 }, 'jobs.report.cpu'],
    [{ cpu: 16 }, '16384'],
    [{ cpu: '512' }, 'jobs.report.cpu'],
    [{ architecture: 'aarch64' }, 'jobs.report.architecture'],
  ])('%j: %s', (more, words) => {
    if (words === '') expect(one(more)).toBe('')
    else expect(one(more)).toContain(words)
  })
})

describe('disk of its own', () => {
  test.each([
    [21, ''],
    [200, ''],
    [20, 'ephemeralStorage'],
    [201, 'ephemeralStorage'],
    [21.5, 'ephemeralStorage'],
    ['50', 'ephemeralStorage'],
  ])('%j: %s', (ephemeralStorage, words) => {
    if (words === '') expect(one({ ephemeralStorage })).toBe('')
    else expect(one({ ephemeralStorage })).toContain(words)
  })
})

describe('rules for exit codes', () => {
  test.each([
    [[{ codes: [1], action: 'retry' }], ''],
    [[{ codes: ['1-255'], action: 'ignore' }], ''],
    [[{ codes: [0], action: 'fail' }], 'exitCodes[0].codes[0]'],
    [[{ codes: ['78-64'], action: 'fail' }], 'exitCodes[0].codes[0]'],
    [[{ codes: [], action: 'fail' }], 'exitCodes[0].codes'],
    [[{ codes: [3], action: 'FailJob' }], 'exitCodes[0].action'],
    [[{ codes: [3], action: 'Ignore' }], 'exitCodes[0].action'],
    [[{ codes: 3, action: 'fail' }], 'exitCodes[0].codes'],
    [[{ codes: [3], action: 'fail', container: 'app' }], 'exitCodes[0].container'],
    [Array.from({ length: 31 }, () => ({ codes: [3], action: 'fail' })), 'exitCodes'],
  ])('%j: %s', (exitCodes, words) => {
    if (words === '') expect(one({ exitCodes })).toBe('')
    else expect(one({ exitCodes })).toContain(words)
  })
})

describe('chains', () => {
  const comes = (...jobs: string[]) => ({ image: job.image, after: { jobs } })
  test.each([
    [{ load: job, report: comes('load') }, ''],
    [{ load: job, report: { ...comes('load'), after: { jobs: ['load'], when: 'any', within: '1 minute' } } }, ''],
    [{ load: job, report: comes('report') }, 'report after report'],
    [{ one: comes('two'), two: comes('three'), three: comes('one') }, 'one after two after three after one'],
    [{ load: job, report: comes('load', 'load') }, 'jobs.report.after.jobs'],
    [{ load: job, report: { ...comes('load'), schedule: job.schedule } }, 'jobs.report.schedule'],
    [{ load: job, report: { ...comes('load'), zone: 'UTC' } }, 'jobs.report.zone'],
    [{ load: job, report: comes('laod') }, 'did you mean "load"'],
    [{ load: job, report: comes() }, 'jobs.report.after.jobs'],
    [{ load: job, other: { ...job, schedule: 'cron(0 8 * * ? *)' }, report: comes('load', 'other') }, 'one schedule'],
    [{ load: { ...job, schedule: 'rate(1 hour)' }, report: comes('load') }, 'cron expression'],
    [{ load: job, report: { ...comes('load'), after: { jobs: ['load'], within: '8 days' } } }, 'after.within'],
    [{ load: job, report: { ...comes('load'), after: { jobs: ['load'], when: 'both' } } }, 'after.when'],
  ])('%j: %s', (jobs, words) => {
    if (words === '') expect(problemsOf(jobs)).toBe('')
    else expect(problemsOf(jobs).toLowerCase()).toContain(words.toLowerCase())
  })

  test('who only leads into a circle is not said to be in it', () => {
    const problems = problemsOf({ lead: comes('one'), one: comes('two'), two: comes('one') })
    expect(problems).toContain('jobs.one.after.jobs')
    expect(problems).toContain('one after two after one')
    expect(problems).not.toContain('lead after')
  })
})

describe('calendars, jitter, pools, times', () => {
  test.each([
    [{ holidays: { calendar: 'office', action: 'move' } }, ''],
    [{ holidays: { calendar: 'offcie', action: 'skip' } }, 'did you mean "office"'],
    [{ holidays: { calendar: 'office', action: 'postpone' } }, 'holidays.action'],
    [{ holidays: 'office' }, 'holidays'],
    [{ schedule: 'rate(1 hour)', holidays: { calendar: 'office', action: 'move' } }, 'holidays.action'],
    [{ jitter: '1 hour' }, ''],
    [{ jitter: '61 minutes' }, 'jitter'],
    [{ jitter: '0 seconds' }, 'jitter'],
    [{ schedule: 'rate(5 minutes)', jitter: '5 minutes' }, 'less than 5 minutes'],
    [{ schedule: 'rate(5 minutes)', jitter: '4 minutes' }, ''],
    [{ schedule: 'cron(0,1 9 * * ? *)', jitter: '1 minute' }, 'less than 1 minute'],
    [{ pool: 'database' }, 'pool'],
    [{ finishBy: '24:00' }, 'finishBy'],
    [{ finishBy: '6:00' }, 'finishBy'],
    [{ finishBy: '06:00' }, ''],
    [{ longerThanUsual: 1 }, 'longerThanUsual'],
    [{ longerThanUsual: 1.1 }, ''],
    [{ catchUp: { all: 51 } }, 'catchUp'],
    [{ startWithin: '59 seconds' }, 'startWithin'],
    [{ startWithin: '25 hours' }, 'startWithin'],
    [{ runTimeout: '15 days' }, 'runTimeout'],
    [{ stopTimeout: '121 seconds' }, 'stopTimeout'],
    [{ suspended: { until: '2026-12-01' } }, 'suspended.until'],
    [{ suspended: { until: '2026-12-01T00:00:00' } }, 'suspended.until'],
  ])('%j: %s', (more, words) => {
    if (words === '') expect(one(more)).toBe('')
    else expect(one(more).toLowerCase()).toContain(words.toLowerCase())
  })

  test('paths of volumes that are one path are refused, and such as lead out of it', () => {
    const at = (path: string) => ({ fileSystem: 'fs-0123456789abcdef0', path })
    expect(one({ volumes: { data: at('/data'), more: at('/data/') } })).toContain('a path that no other volume has')
    expect(one({ volumes: { data: at('/data'), more: at('//data') } })).toContain('a path that no other volume has')
    expect(one({ volumes: { data: at('/data/../etc') } })).toContain('volumes.data.path')
    expect(one({ volumes: { data: at('/data'), more: at('/data/more') } })).toBe('')
    for (const path of ['/', '//', '/..', '/.', '/data/.', './data', '/da ta', ''])
      expect(one({ volumes: { data: at(path) } })).toContain('volumes.data.path')
  })

  test('a job that goes by the holidays of a calendar that has none is warned of', () => {
    const warnings = (calendar: string, action: string): string => {
      const { jobs = {}, hours: known } = parse({ report: { ...job, holidays: { calendar, action } } })
      return holidayRuleWarnings(jobs, known?.calendars).join()
    }
    for (const action of ['skip', 'move', 'only']) expect(warnings('office', action)).toBe('')
    expect(warnings('plain', 'only')).toBe(
      'jobs.report.holidays.calendar: "plain" has no holidays, so the job never runs; name some in hours.calendars.plain.holidays',
    )
    expect(warnings('plain', 'skip')).toContain('so no firing is left out;')
    expect(warnings('plain', 'move')).toContain('so no firing is moved;')
    const country = { ...hours.calendars.plain, holidays: { country: 'KR' } }
    const { jobs = {}, hours: known } = parse(
      { report: { ...job, holidays: { calendar: 'korea', action: 'only' } } },
      { hours: { calendars: { korea: country } } },
    )
    expect(holidayRuleWarnings(jobs, known?.calendars)).toEqual([])
  })

  test('a chain whose jobs treat holidays differently is warned of; what says nothing has those of the first', () => {
    const holidays = { calendar: 'office', action: 'move' }
    const report = { image: job.image, after: { jobs: ['load'] } }
    const warnings = (jobs: object): string => jobsWarnings(parse(jobs).jobs ?? {}, now).join()
    expect(parse({ load: { ...job, holidays }, report }).jobs?.report?.holidays).toEqual(holidays)
    expect(warnings({ load: { ...job, holidays }, report })).toBe('')
    expect(warnings({ load: job, report })).toBe('')
    expect(warnings({ load: job, report: { ...report, holidays } })).toContain(
      'jobs.report.after.jobs: it and the jobs before it treat holidays differently (report: move office, load: none)',
    )
    const both = { image: job.image, after: { jobs: ['load', 'other'] } }
    expect(warnings({ load: { ...job, holidays }, other: job, report: both })).toContain(
      '(report: move office, load: move office, other: none)',
    )
  })

  test('jitter, which has no effect beside after, is warned of', () => {
    const warnings = (more: object): string => {
      const report = { image: job.image, after: { jobs: ['load'] }, ...more }
      return jobsWarnings(parse({ load: job, report }).jobs ?? {}, now).join()
    }
    for (const more of [{}, { catchUp: 'latest' }, { finishBy: '12:00' }])
      expect(warnings(more)).not.toContain('jitter')
    expect(warnings({ jitter: '5 minutes' })).toContain('jobs.report.jitter: has no effect beside after')
  })

  test('a pool of one place whose job may overlap holds something back', () => {
    const { jobs = {}, jobPools = {} } = parse(
      { report: { ...job, pool: 'database' } },
      { jobPools: { database: { most: 1 } } },
    )
    expect(poolWarnings(jobs, jobPools)).toEqual([])
  })
})
