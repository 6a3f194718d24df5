import { parseConfig } from '../../../shared/config/define-config.ts'
import { jobsWarnings, poolWarnings } from '../../../shared/config/jobs/warnings.ts'

const now = new Date('2026-11-21T00:00:00Z')

const job = { schedule: 'cron(0 9 * * ? *)', image: 'busybox:1.37' }
const parse = (more: object, shop: object = {}) =>
  parseConfig(
    {
      name: 'shop',
      region: 'eu-west-1',
      alerts: {
        responders: { mina: { sms: '+12025550101' } },
        rotations: { primary: { zone: 'UTC', from: '2026-01-05', responders: ['mina'] } },
        policies: { shop: { steps: [{ notify: ['primary'] }] } },
        onCall: 'shop',
        fallback: ['mina'],
      },
      jobs: { report: { ...job, ...more } },
      estate: { network: {} },
      ...shop,
    },
    now,
  ).jobs ?? {}

const problemsOf = (more: object, shop?: object): readonly string[] => {
  try {
    parse(more, shop)
    return []
  } catch (error) {
    return (error as { problems: readonly string[] }).problems
  }
}

const definition = { image: undefined, taskDefinition: { family: 'report', container: 'app' } }
const secret = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf'

describe('what a job needs of hours', () => {
  const calendars = { office: { zone: 'UTC', rules: [{ days: 'mon-fri', from: '08:00', until: '20:00' }] } }
  const hours = (selector: object) => ({
    hours: { calendars, targets: [{ name: 'shop', calendar: 'office', ...selector }] },
  })
  const needs = { needs: ['rds-instance/shop'] }

  test('is among the targets that hours names', () => {
    expect(problemsOf(needs, hours({ 'rds-instances': { names: ['shop'] } }))).toEqual([])
    expect(problemsOf(needs, hours({ 'rds-instances': { names: ['books'] } }))).toEqual([
      'jobs.report.needs[0]: "rds-instance/shop" is not allowed; expected a target of hours: rds-instance/books — did you mean "rds-instance/books"?',
    ])
  })

  test('may be one that only the account knows, by a tag or in a stack', () => {
    expect(problemsOf(needs, hours({ 'rds-instances': { tag: { key: 'Schedule', value: 'office' } } }))).toEqual([])
    expect(problemsOf(needs, hours({ stacks: { names: ['shop'] } }))).toEqual([])
  })
})

describe('jobs that are wrong are reported with place, value and fix', () => {
  test.each<[string, object, RegExp]>([
    ['nothing to run', { image: undefined }, /report\.image: missing; expected either an image, or a taskDefinition/],
    ['two things to run', { ...definition, image: 'busybox' }, /report\.image: "busybox" .* either an image, or/],
    [
      'memory of a definition of others',
      { ...definition, memory: 512 },
      /report\.memory: 512 .* the task definition says it/,
    ],
    [
      'a stop timeout of a definition of others',
      { ...definition, stopTimeout: '9 seconds' },
      /stopTimeout: .* definition says it/,
    ],
    [
      'secrets of a definition of others',
      { ...definition, secrets: { A: { ssm: '/a' } } },
      /secrets: .* definition says it/,
    ],
    [
      'files of a definition of others',
      { ...definition, environmentFiles: ['s3://shop/a.env'] },
      /environmentFiles: .* definition says it/,
    ],
    [
      'a definition without a container',
      { ...definition, taskDefinition: { family: 'report' } },
      /taskDefinition\.container: missing; expected the name of a container/,
    ],
    [
      'a revision',
      { ...definition, taskDefinition: { family: 'report:3', container: 'app' } },
      /family: "report:3" .* the family/,
    ],
    [
      'memory that Fargate does not have',
      { cpu: 512, memory: 512 },
      /memory: 512 .* with cpu 512 one of 1024, 2048, 3072, 4096/,
    ],
    [
      'memory that the default size does not have',
      { memory: 4096 },
      /memory: 4096 .* with cpu 256 one of 512, 1024, 2048/,
    ],
    ['a CPU that Fargate does not have', { cpu: 300 }, /cpu: 300 .* one of 256, 512, 1024, 2048, 4096/],
    ['a schedule that never fires', { schedule: 'cron(0 9 30 2 ? *)' }, /schedule: .* fires again some day/],
    ['a schedule in the words of Unix', { schedule: '0 9 * * *' }, /schedule: "0 9 \* \* \*" .* six fields/],
    ['a time that there is not', { schedule: 'at(2027-02-30T09:00:00)' }, /schedule: .* a day and a time that exist/],
    [
      'a time that clocks skip',
      { schedule: 'at(2027-03-14T02:30:00)', zone: 'America/New_York' },
      /its clocks skip this one/,
    ],
    ['no zone', { zone: 'Asia/Soul' }, /zone: "Asia\/Soul" .* did you mean "Asia\/Seoul"\?/],
    [
      'a need that is no target',
      { needs: ['shop'] },
      /needs\[0\]: "shop" .*a target of hours, such as rds-instance\/shop/,
    ],
    [
      'a need of what is no target here',
      { needs: ['rds-instance/shop'] },
      /needs\[0\]: "rds-instance\/shop" .*a target of hours: none is defined/,
    ],
    [
      'a policy that nobody wrote',
      { policy: 'shp' },
      /policy: "shp" .* a policy or a rotation of alerts: shop, primary — did you mean "shop"\?/,
    ],
    ['an overlap that there is not', { overlap: 'queue' }, /overlap: "queue" .* one of "allow", "forbid", "replace"/],
    ['a catch-up that there is not', { catchUp: 'last' }, /catchUp: "last" .* "skip", "latest"/],
    ['too much to catch up', { catchUp: { all: 51 } }, /catchUp\.all: 51 .* at most 50/],
    ['a start that may be too late', { startWithin: '25 hours' }, /startWithin: "25 hours" .* from 1 minute to 1 day/],
    ['no duration', { runTimeout: '1h' }, /runTimeout: "1h" .* a duration such as/],
    ['a timeout of a month', { runTimeout: '30 days' }, /runTimeout: "30 days" .* to 14 days/],
    [
      'a stop that Fargate does not wait for',
      { stopTimeout: '3 minutes' },
      /stopTimeout: "3 minutes" .* 2 to 120 seconds/,
    ],
    [
      'a timeout before the end',
      { runTimeout: '1 minute', expectedDuration: '1 hour' },
      /runTimeout: "1 minute" .* at least expectedDuration \(1 hour\)/,
    ],
    [
      'runs that never end',
      { schedule: 'rate(5 minutes)', overlap: 'replace', expectedDuration: '10 minutes' },
      /overlap: "replace" .* stop each one before it ends/,
    ],
    ['too many retries', { retries: { limit: 11 } }, /retries\.limit: 11 .* at most 10/],
    [
      'a retry after an unknown cause',
      { retries: { on: ['out-of-memry'] } },
      /retries\.on\[0\]: "out-of-memry" .* did you mean "out-of-memory"\?/,
    ],
    ['a retry after success', { retries: { on: ['succeeded'] } }, /retries\.on\[0\]: "succeeded" is not allowed/],
    ['no cause to retry after', { retries: { on: [] } }, /retries\.on: \[\] .* at least 1 entry/],
    ['an alert after nothing', { alertAfter: 0 }, /alertAfter: 0 .* at least 1/],
    ['a suspension that ends on no day', { suspended: { until: '2026-12-24' } }, /suspended\.until: "2026-12-24"/],
    ['a suspension that is a word', { suspended: 'yes' }, /suspended: "yes"/],
    [
      'a variable that no shell reads',
      { environment: { 'SHOP-KEY': 'a' } },
      /environment\["SHOP-KEY"\]: "SHOP-KEY" is not a name; expected a variable/,
    ],
    [
      'a variable that Nightshift sets',
      { environment: { NIGHTSHIFT_JOB: 'a' } },
      /NIGHTSHIFT_JOB" is reserved: Nightshift sets the variables that start with NIGHTSHIFT_; choose another name$/,
    ],
    [
      'one variable twice',
      { environment: { KEY: 'a' }, secrets: { KEY: { ssm: '/a' } } },
      /environment\.KEY: "a" .* no variable that secrets has too/,
    ],
    [
      'a secret without the end of its ARN',
      { secrets: { KEY: { secret: secret.slice(0, -7) } } },
      /secrets\.KEY\.secret: .* six characters/,
    ],
    [
      'a secret as it is',
      { secrets: { KEY: 'abc' } },
      /secrets\.KEY: "abc" is not allowed; expected \{ ssm: '\/shop\/key' \} or \{ secret/,
    ],
    [
      'a file that is none for ECS',
      { environmentFiles: ['s3://shop-config/report.txt'] },
      /environmentFiles\[0\]: .* ends in \.env/,
    ],
    [
      'too many files',
      { environmentFiles: Array(11).fill('s3://shop-config/a.env') },
      /environmentFiles: .* at most 10 entries/,
    ],
    ['a user as a role', { role: 'arn:aws:iam::111122223333:user/mina' }, /role: .* the ARN of a role/],
    [
      'a network without a group',
      { network: { subnets: ['subnet-0a'], securityGroups: [] } },
      /securityGroups: \[\] .* at least 1 entry/,
    ],
    [
      'a subnet that is none',
      { network: { subnets: ['sub-0a'], securityGroups: ['sg-0a'] } },
      /network\.subnets\[0\]: "sub-0a" .* a subnet/,
    ],
    ['no image', { image: ' ' }, /report\.image: " " .* a container image, such as/],
    ['an address as an image', { image: 'http://x y' }, /report\.image: "http:\/\/x y" .* a container image/],
    [
      'too many subnets',
      { network: { subnets: Array(17).fill('subnet-0a'), securityGroups: ['sg-0a'] } },
      /network\.subnets: .* at most 16 entries/,
    ],
    [
      'too many groups',
      { network: { subnets: ['subnet-0a'], securityGroups: Array(6).fill('sg-0a') } },
      /network\.securityGroups: .* at most 5 entries/,
    ],
    [
      'overrides that RunTask refuses',
      { ...definition, environment: { A: 'x'.repeat(8_000) } },
      /environment: .* at most 7500 characters as JSON together, which is what RunTask takes; there are 8/,
    ],
    [
      'variables that no task definition holds',
      { environment: { A: 'x'.repeat(70_000) } },
      /environment: .* at most 50000 characters .* 64 KB; there are 70/,
    ],
    ['a command that no task definition holds', { command: ['x'.repeat(70_000)] }, /command: .* at most 50000/],
    [
      'a bucket with two dots in a row',
      { environmentFiles: ['s3://shop..config/a.env'] },
      /environmentFiles\[0\]: .* an S3 address/,
    ],
    ['a zone in other letters', { zone: 'Us/Eastern' }, /zone: "Us\/Eastern" .* an IANA time zone/],
    [
      'every log group',
      { ...definition, taskDefinition: { family: 'report', container: 'app', log: { group: '*', prefix: 'ecs' } } },
      /taskDefinition\.log\.group: "\*" .* a log group/,
    ],
    [
      'a suspension without a zone',
      { suspended: { until: '2027-01-01T00:00:00' } },
      /suspended\.until: .* an instant with its zone such as 2026-/,
    ],
    ['a suspension that is none', { suspended: false }, /suspended: false .* true or \{ until: .* or nothing at all/],
    ['the CPU of a definition of others', { ...definition, cpu: 512 }, /report\.cpu: 512 .* definition says it/],
    ['an unknown key', { timeout: '1 hour' }, /report\.timeout: unknown key.*; allowed: schedule, zone, image/],
    ['an unknown key below', { retries: { max: 3 } }, /retries\.max: unknown key.*; allowed: limit, on, wait/],
  ])('%s', (_, more, expected) => {
    const problems = problemsOf(more)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(expected)
    expect(problems[0]).toMatch(/^jobs\.report\./)
  })

  test('a name that is too long for a schedule, and jobs without a network', () => {
    const name = 'a'.repeat(40)
    expect(problemsOf({}, { name: 'n'.repeat(30), jobs: { [name]: job } })).toEqual([
      `jobs.${name}: "${name}" is not allowed; expected at most 33 characters beside the name "${'n'.repeat(30)}", because a schedule's name has at most 64: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html`,
    ])
    expect(problemsOf({}, { estate: undefined })).toEqual([
      expect.stringMatching(/^estate: missing; expected a network/),
    ])
  })

  test('a name that JavaScript has for itself', () => {
    expect(problemsOf({}, { jobs: { constructor: job } })).toEqual([
      'jobs.constructor: "constructor" is reserved by JavaScript; choose another name',
    ])
  })

  test('more jobs than a stack can hold', () => {
    const jobs = (count: number, one: object) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`job-${index}`, { ...job, ...one }]))
    expect(problemsOf({}, { jobs: jobs(51, {}) })).toEqual([
      expect.stringMatching(/^jobs: "51 jobs with an image" is not allowed; expected at most 50, .* a taskDefinition/),
    ])
    expect(problemsOf({}, { jobs: jobs(50, {}) })).toEqual([])
    expect(problemsOf({}, { jobs: jobs(51, definition) })).toEqual([])
  })

  test.each([
    'US/Eastern',
    'GB',
    'NZ-CHAT',
    'Australia/ACT',
    'EST5EDT',
    'Etc/GMT+0',
    'Brazil/DeNoronha',
    'Asia/Calcutta',
  ])('the old zone %s is known', (zone) => {
    expect(problemsOf({ zone })).toEqual([])
  })

  test.each([
    'busybox',
    `localhost:5000/shop/report:1.0@sha256:${'a'.repeat(64)}`,
    '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/report__x:2026-11-21',
  ])('%s is an image', (image) => {
    expect(problemsOf({ image })).toEqual([])
  })

  test('what has to come again cannot be once', () => {
    expect(problemsOf({}, { metrics: { schedule: 'at(2027-01-01T09:00:00)' } })).toEqual([
      expect.stringMatching(/^metrics\.schedule: .* it has to come again/),
    ])
  })
})

test('a job may say all that there is to say', () => {
  const full = {
    schedule: 'cron(30 2 * * ? *)',
    zone: 'Asia/Seoul',
    command: ['report'],
    cpu: 512,
    memory: 1024,
    environment: { SHOP: 'corner' },
    secrets: { KEY: { ssm: '/shop/key' }, PASSWORD: { secret, field: 'password' } },
    environmentFiles: ['s3://shop-config/jobs/report.env'],
    role: 'arn:aws:iam::111122223333:role/report',
    network: { subnets: ['subnet-0a'], securityGroups: ['sg-0b'] },
    overlap: 'replace',
    startWithin: '1 hour',
    catchUp: { all: 3 },
    retries: { limit: 3, on: ['capacity', 'application-error'], wait: '1 minute' },
    startTimeout: '5 minutes',
    runTimeout: '2 hours',
    stopTimeout: '2 minutes',
    expectedDuration: '1 hour',
    suspended: { until: '2026-12-24T09:00:00+09:00', reason: 'stocktaking' },
    alertAfter: 2,
    owner: 'sales',
    policy: 'primary',
  }
  expect(parse(full).report).toMatchObject(full)
  expect(jobsWarnings(parse(full), now)).toEqual([])
  expect(parse(definition).report?.taskDefinition).toEqual({ family: 'report', container: 'app', roles: [] })
})

describe('what is allowed and not likely meant is warned of', () => {
  const warnings = (more: object): string[] => jobsWarnings(parse(more), now)

  test('a firing in a DST gap, by date, zone and way out', () => {
    expect(warnings({ schedule: 'cron(30 2 * * ? *)', zone: 'America/New_York' })).toEqual([
      'jobs.report.schedule: "cron(30 2 * * ? *)" does not fire on 2027-03-14 and 2028-03-12, when clocks in America/New_York skip 02:30; choose a time outside 02:00-03:00, or a zone without daylight saving time, such as UTC',
    ])
  })

  test.each([
    ['cron(30 2 ? * MON-FRI *)', 'America/New_York'],
    ['cron(0/15 * * * ? *)', 'America/New_York'],
    ['cron(30 * * * ? *)', 'America/New_York'],
    ['cron(30 2 * * ? *)', 'Asia/Seoul'],
    ['cron(0 3 * * ? *)', 'America/New_York'],
  ])('no gap takes anything from %s in %s', (schedule, zone) => {
    expect(warnings({ schedule, zone })).toEqual([])
  })

  const hourly = { schedule: 'cron(0 * * * ? *)', expectedDuration: '2 hours' }
  test.each([
    ['allow', /runs overlap; .* overlap: 'forbid' or 'replace'/],
    ['forbid', /are forbidden and do not run/],
  ])('runs longer than the time between them: %s', (overlap, expected) => {
    const [warning = '', ...more] = warnings({ ...hourly, overlap, runTimeout: '3 hours' })
    expect(more).toEqual([])
    expect(warning).toMatch(
      /^jobs\.report\.expectedDuration: a run is expected to last 2 hours, .* only 1 hour between/,
    )
    expect(warning).toMatch(expected)
  })

  test('runs that are stopped now and then, and ones that may last too long', () => {
    expect(warnings({ schedule: 'cron(0 1,2,9 * * ? *)', overlap: 'replace', expectedDuration: '2 hours' })).toEqual([
      expect.stringMatching(/the next run stops one that is not over/),
    ])
    expect(warnings({ schedule: 'rate(5 minutes)', runTimeout: '6 minutes' })).toEqual([
      expect.stringMatching(/^jobs\.report\.runTimeout: a run may last 6 minutes, .* only 5 minutes/),
    ])
    expect(warnings({ schedule: 'rate(90 minutes)', runTimeout: '2 hours' })).toEqual([
      expect.stringMatching(/may last 2 hours, .* only 90 minutes between/),
    ])
    expect(warnings({ schedule: 'rate(5 minutes)', runTimeout: '5 minutes' })).toEqual([])
    expect(warnings({ schedule: 'rate(1 hour)', expectedDuration: '5 minutes', runTimeout: '6 hours' })).toEqual([])
  })

  test('one at a time, and nothing that ends one that hangs', () => {
    expect(warnings({ overlap: 'forbid' })).toEqual([
      expect.stringMatching(/^jobs\.report\.runTimeout: missing, .* forbids every later one .* runTimeout: '1 hour'/),
    ])
    expect(warnings({ overlap: 'forbid', runTimeout: '1 hour' })).toEqual([])
    expect(warnings({ overlap: 'replace' })).toEqual([])
  })

  test('times that are over', () => {
    expect(warnings({ schedule: 'at(2026-11-21T09:00:00)', zone: 'Asia/Seoul' })).toEqual([
      expect.stringMatching(/^jobs\.report\.schedule: "at\(2026-11-21T09:00:00\)" is over/),
    ])
    expect(warnings({ schedule: 'at(2026-11-21T09:01:00)', zone: 'Asia/Seoul' })).toEqual([])
    expect(warnings({ suspended: { until: '2026-11-21T09:00:00+09:00' } })).toEqual([
      expect.stringMatching(/^jobs\.report\.suspended\.until: .* is over, so the job runs/),
    ])
    expect(warnings({ suspended: true })).toEqual([])
  })
})

describe('rules for exit codes', () => {
  test('have codes from 1 to 255 and ranges, and a container only where there are several', () => {
    const rule = (codes: unknown[], more: object = {}) =>
      problemsOf({ exitCodes: [{ codes, action: 'fail', ...more }] })
    expect(rule([1, 255, '64-78', '5-5'])).toEqual([])
    for (const code of [0, 256, '78-64', '0-3', '9-256', 'x', 1.5])
      expect(rule([code]).join()).toMatch(/^jobs\.report\.exitCodes\[0\]\.codes\[0\]: .*expected a code/)
    expect(rule([1], { action: 'restart' })).toHaveLength(1)
    expect(rule([1], { container: 'proxy' })).toEqual([
      'jobs.report.exitCodes[0].container: "proxy" is not allowed; expected nothing here: the task of an image has one container',
    ])
    expect(problemsOf({ ...definition, exitCodes: [{ codes: [1], action: 'fail', container: 'proxy' }] })).toEqual([])
  })

  test('that never count are warned of', () => {
    const warned = (exitCodes: object[], retries = {}) => jobsWarnings(parse({ exitCodes, retries }), now)
    expect(
      warned([
        { codes: ['1-9'], action: 'fail' },
        { codes: [9, '10-12'], action: 'retry' },
      ]),
    ).toEqual([])
    expect(
      warned([
        { codes: ['1-9'], action: 'fail' },
        { codes: ['10-20'], action: 'ignore' },
        { codes: ['8-11', 1], action: 'retry' },
      ]),
    ).toEqual([
      'jobs.report.exitCodes[2]: never counts, as the rules before it take all of its codes; take it out, or put it first',
    ])
    expect(warned([{ codes: [9], action: 'retry' }], { limit: 0 })).toEqual([
      `jobs.report.exitCodes[0].action: "retry" has no effect with retries.limit 0; allow attempts, or say 'ignore'`,
    ])
  })
})

describe('when runs are to be finished', () => {
  test('is a time of day, and leaves time to run and to find what is lost', () => {
    expect(problemsOf({ finishBy: '24:00' })).toHaveLength(1)
    expect(problemsOf({ longerThanUsual: 1 })).toHaveLength(1)
    const warned = (more: object) => jobsWarnings(parse({ finishBy: '10:00', ...more }), now)
    expect(warned({ expectedDuration: '50 minutes' })).toEqual([])
    expect(warned({ expectedDuration: '90 minutes', startWithin: '2 hours' })).toEqual([
      'jobs.report.finishBy: "10:00" comes 1 hour after a firing, and a run is expected to last 90 minutes; fire earlier, or choose a later time',
      'jobs.report.startWithin: a firing that is lost is found 2 hours after its time, and finishBy comes 1 hour after it; choose a shorter startWithin',
    ])
  })
})

describe('calendars, jitter and pools', () => {
  const hours = {
    hours: {
      calendars: { office: { zone: 'UTC', rules: [{ days: 'mon-fri', from: '08:00', until: '20:00' }] } },
      targets: [],
    },
  }
  test('a calendar is one of hours, and a rate is not moved', () => {
    const holidays = { calendar: 'office', action: 'move' }
    expect(problemsOf({ holidays }, hours)).toEqual([])
    expect(problemsOf({ holidays: { ...holidays, calendar: 'ofice' } }, hours)).toEqual([
      'jobs.report.holidays.calendar: "ofice" is not allowed; expected a calendar of hours: office — did you mean "office"?',
    ])
    expect(problemsOf({ holidays, schedule: 'rate(1 hour)' }, hours)[0]).toContain(
      'holidays.action: "move" is not allowed',
    )
    expect(problemsOf({ holidays })).toHaveLength(1)
  })

  test('jitter is shorter than the pause between two firings', () => {
    expect(problemsOf({ jitter: '1 hour' })).toEqual([])
    expect(problemsOf({ jitter: '5 minutes', schedule: 'rate(5 minutes)' })).toEqual([
      'jobs.report.jitter: "5 minutes" is not allowed; expected less than 5 minutes, the time between two firings',
    ])
  })

  test('a pool is one of jobPools, and one that holds nothing back is warned of', () => {
    expect(problemsOf({ pool: 'db' })).toEqual([
      'jobs.report.pool: "db" is not allowed; expected a pool of jobPools: none is defined',
    ])
    expect(problemsOf({ pool: 'db' }, { jobPools: { db: { most: 1 } } })).toEqual([])
    expect(problemsOf({}, { jobPools: { db: { most: 0 } } })).toHaveLength(1)
    const warned = (more: object, most: number) =>
      poolWarnings(parse(more, { jobPools: { db: { most } } }), { db: { most, waiting: 100 } })
    expect(warned({}, 1)[0]).toContain('jobPools.db: no job is in it')
    expect(warned({ pool: 'db', overlap: 'forbid' }, 1)[0]).toContain('jobPools.db.most: 1 holds nothing back')
    expect(warned({ pool: 'db' }, 1)).toEqual([])
  })
})

describe('jobs that come after others', () => {
  const image = 'busybox:1.37'
  const chain = (jobs: object) => {
    const shop = { jobs: { report: { ...job, zone: 'Asia/Seoul' }, ...jobs } }
    return { parsed: () => parse({}, shop), problems: problemsOf({}, shop) }
  }
  test('have the schedule and zone of the first', () => {
    const { parsed } = chain({
      load: { after: { jobs: ['report'] }, image },
      mail: { after: { jobs: ['load'], when: 'any' }, image },
    })
    expect(parsed().mail).toMatchObject({ schedule: job.schedule, zone: 'Asia/Seoul', after: { within: '12 hours' } })
  })

  test.each([
    [
      { load: { after: { jobs: ['repotr'] }, image } },
      'jobs.load.after.jobs[0]: "repotr" is not allowed; expected a job: report, load — did you mean "report"?',
    ],
    [
      { load: { after: { jobs: ['report'] }, schedule: 'rate(1 hour)', image } },
      'jobs.load.schedule: "rate(1 hour)" is not allowed; expected nothing beside after',
    ],
    [{ load: { after: { jobs: ['load'] }, image } }, 'no circle (load after load)'],
    [
      { one: { after: { jobs: ['two'] }, image }, two: { after: { jobs: ['one'] }, image } },
      'no circle (one after two after one)',
    ],
    [
      { fast: { schedule: 'cron(0 10 * * ? *)', image }, load: { after: { jobs: ['report', 'fast'] }, image } },
      'jobs of one schedule and zone',
    ],
    [
      { fast: { schedule: 'rate(1 hour)', image }, load: { after: { jobs: ['fast'] }, image } },
      'rates of two jobs have no time in common',
    ],
    [{ load: { image } }, 'jobs.load.schedule: missing; expected a schedule such as'],
  ])('are refused where they lead nowhere: %j', (jobs, text) => {
    expect(chain(jobs).problems.join('\n')).toContain(text)
  })
})

test('volumes are file systems of EFS, each at a path of its own, and not beside a task definition', () => {
  const data = { fileSystem: 'fs-0123456789abcdef0', path: '/data' }
  expect(problemsOf({ volumes: { data } })).toEqual([])
  for (const more of [{ fileSystem: 'efs-1' }, { path: 'data' }, { accessPoint: 'fsap' }])
    expect(problemsOf({ volumes: { data: { ...data, ...more } } })).toHaveLength(1)
  expect(problemsOf({ volumes: { data, more: data } })).toHaveLength(2)
  expect(problemsOf({ ...definition, volumes: { data } })).toEqual([expect.stringContaining('jobs.report.volumes: ')])
})

describe('where the mount targets of a file system are', () => {
  const data = { fileSystem: 'fs-0123456789abcdef0', path: '/data' }
  const at = (mountTargets: object) => ({ volumes: { data: { ...data, mountTargets } } })
  const securityGroups = ['sg-0123456789abcdef0']

  test('is in the app subnets unless it says otherwise', () => {
    expect(parse(at({ securityGroups })).report?.volumes.data?.mountTargets).toEqual({ subnets: 'app', securityGroups })
    expect(problemsOf(at({ securityGroups, subnets: 'database' }))).toEqual([])
  })

  test.each([
    ['without a group', {}, 'jobs.report.volumes.data.mountTargets.securityGroups'],
    ['with none', { securityGroups: [] }, 'jobs.report.volumes.data.mountTargets.securityGroups'],
    ['with more than a network interface has', { securityGroups: Array(6).fill('sg-0') }, 'securityGroups'],
    ['with what is no group', { securityGroups: ['subnet-0'] }, 'mountTargets.securityGroups[0]'],
    ['in subnets that there are not', { securityGroups, subnets: 'private' }, 'mountTargets.subnets'],
    ['with what it does not have', { securityGroups, port: 2049 }, 'mountTargets'],
  ])('%s is refused', (_, mountTargets, path) => {
    expect(problemsOf(at(mountTargets)).join()).toContain(path)
  })

  test('is about the estate: a job in a network of its own has none', () => {
    const network = { subnets: ['subnet-0'], securityGroups: ['sg-0'] }
    expect(problemsOf({ ...at({ securityGroups }), network }).join()).toMatch(/mountTargets: .*jobs preflight/)
  })

  test('is the same for each job that has the file system, or only one says it', () => {
    const other = (mountTargets?: object) => ({
      jobs: {
        report: { ...job, ...at({ securityGroups }) },
        load: { ...job, volumes: { files: { ...data, mountTargets } } },
      },
    })
    expect(problemsOf({}, other())).toEqual([])
    expect(problemsOf({}, other({ securityGroups, subnets: 'app' }))).toEqual([])
    expect(problemsOf({}, other({ securityGroups, subnets: 'public' })).join()).toContain(
      'jobs.load.volumes.files.mountTargets: ',
    )
    expect(problemsOf({}, other({ securityGroups: ['sg-1'] })).join()).toContain(
      'expected those of jobs.report.volumes.data.mountTargets, or none',
    )
  })
})

describe('the digest', () => {
  const digestProblems = (jobDigest: object, more: object = {}): readonly string[] =>
    problemsOf(
      {},
      {
        alerts: {
          emailFrom: 'nightshift@corner-shop.example',
          responders: {
            mina: { sms: '+12025550101', email: 'mina@corner-shop.example' },
            joon: { sms: '+12025550102' },
          },
          rotations: { primary: { zone: 'UTC', from: '2026-01-05', responders: ['mina'] } },
          onCall: 'primary',
          fallback: ['mina'],
        },
        jobDigest,
        ...more,
      },
    )

  test('goes to a responder or a rotation with an email, or to several', () => {
    for (const to of ['mina', 'primary', ['mina', 'primary']])
      expect(digestProblems({ at: '07:30', zone: 'Asia/Seoul', to })).toEqual([])
  })

  test.each<[string, object, string]>([
    ['nobody', { at: '07:30' }, 'jobDigest.to: missing'],
    ['somebody who is not there', { at: '07:30', to: 'minna' }, 'did you mean "mina"'],
    ['somebody without an email', { at: '07:30', to: ['mina', 'joon'] }, 'jobDigest.to[1]: "joon"'],
    ['one twice', { at: '07:30', to: ['mina', 'mina'] }, 'each gets one email'],
    ['an empty list', { at: '07:30', to: [] }, 'jobDigest.to'],
    ['no time', { to: 'mina' }, 'jobDigest.at: missing'],
    ['a time that is none', { at: '24:00', to: 'mina' }, 'jobDigest.at: "24:00"'],
    ['a zone that is none', { at: '07:30', zone: 'Seoul', to: 'mina' }, 'jobDigest.zone: "Seoul"'],
    ['a calendar that is not there', { at: '07:30', to: 'mina', calendar: 'office' }, 'jobDigest.calendar: "office"'],
    ['an unknown key', { at: '07:30', to: 'mina', hour: 7 }, 'jobDigest.hour: unknown key'],
  ])('%s is reported', (_, jobDigest, expected) => {
    expect(digestProblems(jobDigest).join('\n')).toContain(expected)
  })

  test('without jobs there is nothing that it could say', () => {
    expect(digestProblems({ at: '07:30', to: 'mina' }, { jobs: {} }).join()).toContain('jobDigest')
  })
})

test('a job that comes after one that is suspended for good is warned of', () => {
  const chain = (after: object, other: object = {}) =>
    jobsWarnings(
      parse(
        { suspended: true },
        {
          jobs: {
            report: { ...job, suspended: true },
            other: { ...job, ...other },
            load: { ...job, schedule: undefined, zone: undefined, after },
          },
        },
      ),
      now,
    ).filter((text) => text.includes('never runs'))
  expect(chain({ jobs: ['report', 'other'] })).toEqual([
    'jobs.load.after.jobs: report is suspended, so it never runs either; take "suspended" out there, or the job out here',
  ])
  expect(chain({ jobs: ['report', 'other'], when: 'any' })).toEqual([])
  expect(chain({ jobs: ['report', 'other'], when: 'any' }, { suspended: true })).toHaveLength(1)
  expect(chain({ jobs: ['other'] })).toEqual([])
})

test('a rule of a person without a severity in its list is one fault', () => {
  const mina = {
    sms: '+12025550101',
    email: 'mina@corner-shop.example',
    deliver: [{ channel: 'email', severity: [] }, { channel: 'sms' }],
  }
  const alerts = {
    emailFrom: 'nightshift@corner-shop.example',
    responders: { mina },
    rotations: { primary: { zone: 'UTC', from: '2026-01-05', responders: ['mina'] } },
    onCall: 'primary',
    fallback: ['mina'],
  }
  expect(problemsOf({}, { alerts })).toEqual([
    'alerts.responders.mina.deliver[0].severity: [] is not allowed; expected at least 1 entry',
  ])
})
