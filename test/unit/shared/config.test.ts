import { config as example } from '../../../nightshift.config.ts'
import { own, parseConfig, ssm } from '../../../shared/config/define-config.ts'
import { suggestion } from '../../../shared/config/explain.ts'
import { durationSeconds } from '../../../shared/config/values.ts'

const now = new Date('2026-11-21T00:00:00Z')

type Tree = { [key: string]: Tree }
/** The example with one place changed; `undefined` takes the key away. */
const changed = (path: string, value: unknown): unknown => {
  const root = structuredClone(example) as unknown as Tree
  const keys = path.split('/')
  const last = keys.pop() ?? ''
  let place = root
  for (const key of keys) place = place[key] ?? {}
  if (value === undefined) delete place[last]
  else place[last] = value as Tree
  return root
}
const problemsOf = (config: unknown): readonly string[] => {
  try {
    parseConfig(config, now)
    return []
  } catch (error) {
    expect(error).toMatchObject({ name: 'ConfigError' })
    return (error as { problems: readonly string[] }).problems
  }
}

const alarm = 'alerts/alarms/orders-waiting'
const goals = [...Object.keys(example.alerts.policies ?? {}), ...Object.keys(example.alerts.rotations)].join(', ')
const report = 'jobs["nightly-report"]'

const wrong: [string, unknown, string[]][] = [
  [
    'name',
    'Corner Shop',
    [
      'name: "Corner Shop" is not allowed; expected 2 to 40 lower-case letters, digits and hyphens, starting with a letter — did you mean "corner-shop"?',
    ],
  ],
  [
    'name',
    undefined,
    ['name: missing; expected 2 to 40 lower-case letters, digits and hyphens, starting with a letter'],
  ],
  [
    'nmae',
    'shop',
    [
      'nmae: unknown key — did you mean "name"?; allowed: name, region, tags, logDays, alerts, thumbnails, jobs, metrics, lifecycle, hours, firewall, audits, backups, console, jobPools, jobDigest, tracing, trail, estate',
    ],
  ],
  [
    'region',
    'seoul',
    ['region: "seoul" is not allowed; expected an AWS region such as ap-northeast-2 — did you mean "ap-northeast-2"?'],
  ],
  ['logDays', 31, ['logDays: 31 is not allowed; expected one of 1, 3, 5, 7, 14, 30, 60, 90, 180, 365, 400']],
  [
    'tags/aws:x',
    'y',
    ['tags["aws:x"]: "aws:x" is reserved: AWS sets the tags that start with aws:; choose another key'],
  ],
  [
    'alerts',
    null,
    [
      'alerts: null is not allowed; expected { responders, rotations, onCall, fallback, smsRegion, smsBudget, emailFrom, emailRegion, … }',
    ],
  ],
  [
    'alerts/responders/mina/sms',
    '010-1234-5678',
    [
      'alerts.responders.mina.sms: "010-1234-5678" is not allowed; expected an E.164 number, such as +12025550101, or ssm(…) — did you mean "+821012345678"?',
    ],
  ],
  [
    'alerts/responders/mina/sms',
    ssm('mina/phone'),
    [
      'alerts.responders.mina.sms.ssm: "mina/phone" is not allowed; expected an SSM parameter name that starts with a slash, such as /shop/mina/phone',
    ],
  ],
  [
    'alerts/responders/mina/email',
    'mina',
    ['alerts.responders.mina.email: "mina" is not allowed; expected an email address, or ssm(…)'],
  ],
  [
    'alerts/responders/mina',
    {},
    ['alerts.responders.mina: {} is not allowed; expected at least one of sms, email and webhook'],
  ],
  [
    'alerts/responders/Mina!',
    { sms: '+12025550101' },
    [
      'alerts.responders["Mina!"]: "Mina!" is not a name; expected 2 to 40 lower-case letters, digits and hyphens, starting with a letter — did you mean "mina"?',
    ],
  ],
  [
    'alerts/emailFrom',
    undefined,
    ['alerts.emailFrom: missing; expected a sender, because responder mina has an email'],
  ],
  [
    'alerts/rotations/primary/responders/1',
    'jon',
    [
      'alerts.rotations.primary.responders[1]: "jon" is not allowed; expected a responder: mina, joon, alex — did you mean "joon"?',
    ],
  ],
  [
    'alerts/rotations/primary/responders',
    [],
    ['alerts.rotations.primary.responders: [] is not allowed; expected at least 1 entry'],
  ],
  [
    'alerts/rotations/primary/zone',
    'Asia/Soul',
    [
      'alerts.rotations.primary.zone: "Asia/Soul" is not allowed; expected an IANA time zone, such as Asia/Seoul — did you mean "Asia/Seoul"?',
    ],
  ],
  [
    'alerts/rotations/primary/every',
    'weekly',
    [
      "alerts.rotations.primary.every: \"weekly\" is not allowed; expected 'day', 'week', 'month', or hours, days or months such as '12 hours', at most '366 days' — did you mean \"week\"?",
    ],
  ],
  [
    'alerts/rotations/primary/from',
    '2026-02-30',
    [
      'alerts.rotations.primary.from: "2026-02-30" is not allowed; expected a date such as 2026-01-05 — did you mean "2026-02-28"?',
    ],
  ],
  [
    'alerts/rotations/primary/at',
    '24:00',
    [
      'alerts.rotations.primary.at: "24:00" is not allowed; expected a time of day from 00:00 to 23:59 — did you mean "00:00"?',
    ],
  ],
  [
    'alerts/onCall',
    'primry',
    [`alerts.onCall: "primry" is not allowed; expected a policy or a rotation: ${goals} — did you mean "primary"?`],
  ],
  [
    'alerts/fallback',
    ['mina', 'constructor'],
    ['alerts.fallback[1]: "constructor" is not allowed; expected a responder: mina, joon, alex'],
  ],
  [
    `${alarm}/statistic`,
    'Avg',
    [
      'alerts.alarms["orders-waiting"].statistic: "Avg" is not allowed; expected one of "Sum", "Average", "Minimum", "Maximum", "SampleCount", "p50", "p90", "p95", "p99"',
    ],
  ],
  [
    `${alarm}/period`,
    '90 seconds',
    ['alerts.alarms["orders-waiting"].period: "90 seconds" is not allowed; expected a multiple of a minute'],
  ],
  [
    `${alarm}/period`,
    '0 minutes',
    [
      "alerts.alarms[\"orders-waiting\"].period: \"0 minutes\" is not allowed; expected a duration such as '90 seconds', '5 minutes' or '1 day'",
    ],
  ],
  [
    `${alarm}`,
    { namespace: 'AWS/SQS', metric: 'Age', threshold: 1, period: '30 minutes', periods: 49 },
    [
      'alerts.alarms["orders-waiting"].periods: 49 is not allowed; expected at most 48, because 30 minutes each may not add up to more than a day',
    ],
  ],
  [
    `${alarm}/treshold`,
    5,
    [
      'alerts.alarms["orders-waiting"].treshold: unknown key — did you mean "threshold"?; allowed: namespace, metric, dimensions, statistic, missingData, instance, terminates, threshold, comparison, period, periods, description',
    ],
  ],
  [
    'jobs/nightly-report/schedule',
    'cron(30 2 * * * *)',
    [
      `${report}.schedule: "cron(30 2 * * * *)" is not allowed; expected a cron expression with ? in exactly one of day-of-month and day-of-week — did you mean "cron(30 2 * * ? *)"?`,
    ],
  ],
  [
    'jobs/nightly-report/schedule',
    'cron(0 0 1 1 ? 2020)',
    [`${report}.schedule: "cron(0 0 1 1 ? 2020)" is not allowed; expected a cron expression that fires again some day`],
  ],
  [
    'jobs/nightly-report/memory',
    5000,
    [`${report}.memory: 5000 is not allowed; expected with cpu 256 one of 512, 1024, 2048 — did you mean 2048?`],
  ],
  [
    'jobs/nightly-report/cpu',
    300,
    [`${report}.cpu: 300 is not allowed; expected one of 256, 512, 1024, 2048, 4096, 8192, 16384 — did you mean 256?`],
  ],
  [
    'lifecycle/buckets/0/presets/0',
    'photo-original',
    [
      'lifecycle.buckets[0].presets[0]: "photo-original" is not allowed; expected one of "photo-originals", "photo-thumbnails", "recoverable-deletes", "access-logs", "old-versions", "incomplete-uploads", "infrequent-then-archive", "intelligent", "finance-by-tag" — did you mean "photo-originals"?',
    ],
  ],
  [
    'lifecycle/buckets/0',
    null,
    [
      'lifecycle.buckets[0]: null is not allowed; expected { bucket, presets, rules, minimumTransitionSize, intelligentTiering, inventory }',
    ],
  ],
  [
    'estate',
    undefined,
    [
      'estate: missing; expected a network for the jobs to run in: estate: { network: {} } or an existing VPC',
      'backups.proofs.shop.network: missing; expected the VPC and subnets in which what is restored may stand, as there is no estate',
    ],
  ],
  [
    'estate/network/app',
    ['10.1.1.128/27', '10.1.1.130/27'],
    [
      'estate.network.app[1]: "10.1.1.130/27" is not allowed; expected a range that does not overlap app 0 (10.1.1.128/27)',
    ],
  ],
  [
    'estate/network/public',
    ['10.2.0.0/26', '10.1.1.64/26'],
    ['estate.network.public[0]: "10.2.0.0/26" is not allowed; expected a range inside 10.1.0.0/16'],
  ],
  [
    'estate/network/cidr',
    '10.0.0.0/8',
    ['estate.network.cidr: "10.0.0.0/8" is not allowed; expected a range from /16 to /28'],
  ],
  ['estate/web/port', 'http', ['estate.web.port: "http" is not allowed; expected a whole number from 1 to 65535']],
  [
    'thumbnails',
    undefined,
    [
      'lifecycle.buckets[0].bucket: {"own":"uploads"} is not allowed; expected a bucket\'s name, because thumbnails are not configured',
      'lifecycle.buckets[1].bucket: {"own":"thumbnails"} is not allowed; expected a bucket\'s name, because thumbnails are not configured',
      'metrics.newestObject[0].bucket: {"own":"uploads"} is not allowed; expected a bucket\'s name, because thumbnails are not configured',
    ],
  ],
]

describe('a wrong config', () => {
  test.each(wrong)('%s = %j', (path, value, messages) => {
    expect(problemsOf(changed(path, value))).toEqual(messages)
  })

  test('is reported all at once, in one message: single values, references and unknown keys', () => {
    const config = changed('alerts/onCall', 'secondary') as { [key: string]: unknown }
    config.nmae = 1
    config.logDays = 31
    delete config.name
    expect(() => parseConfig(config, now)).toThrow(
      [
        'nightshift.config.ts: 4 problems',
        '  name: missing; expected 2 to 40 lower-case letters, digits and hyphens, starting with a letter',
        '  logDays: 31 is not allowed; expected one of 1, 3, 5, 7, 14, 30, 60, 90, 180, 365, 400',
        '  nmae: unknown key — did you mean "name"?; allowed: name, region, tags, logDays, alerts, thumbnails, jobs, metrics, lifecycle, hours, firewall, audits, backups, console, jobPools, jobDigest, tracing, trail, estate',
        `  alerts.onCall: "secondary" is not allowed; expected a policy or a rotation: ${goals}`,
      ].join('\n'),
    )
  })

  test.each([[null], [undefined], [1], ['text'], [[]], [true]])('%p is one problem', (config) => {
    expect(problemsOf(config)).toEqual([
      expect.stringMatching(
        /^config: .*; expected \{ name, region, alerts, tags, logDays, thumbnails, jobs, metrics, … \}$/,
      ),
    ])
  })

  test('values that JSON has no word for are shown too', () => {
    const circle: { self?: unknown } = {}
    circle.self = circle
    expect(problemsOf(changed('region', 10n))).toEqual([
      'region: 10n is not allowed; expected an AWS region such as ap-northeast-2',
    ])
    expect(problemsOf(changed('region', circle))).toEqual([
      'region: an object that JSON cannot show, such as one that contains itself, is not allowed; expected an AWS region such as ap-northeast-2',
    ])
  })

  test('a list in which something is missing does not hide other faults', () => {
    const config = changed('lifecycle/buckets', [null, undefined, 1]) as { thumbnails?: unknown }
    delete config.thumbnails
    expect(problemsOf(config)).toHaveLength(4)
  })
})

describe('names that every JavaScript object has', () => {
  test('may be names, and are found only where somebody wrote them', () => {
    const person = { sms: '+12025550104', email: 'constructor@corner-shop.example' }
    const config = changed('alerts/responders/constructor', person) as typeof example
    const parsed = parseConfig({ ...config, alerts: { ...config.alerts, fallback: ['constructor'] } }, now)
    expect(parsed.alerts.responders.constructor).toMatchObject({ sms: '+12025550104' })
    for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__'])
      expect(problemsOf(changed('alerts/rotations/primary/responders/0', name))).toEqual([
        `alerts.rotations.primary.responders[0]: "${name}" is not allowed; expected a responder: mina, joon, alex`,
      ])
  })

  test('__proto__ is refused wherever it stands, and not lost', () => {
    const responders = JSON.parse('{"__proto__":{"sms":"+12025550101"}}')
    const config = changed('alerts/responders', responders)
    expect(problemsOf(config)).toContain('alerts.responders.__proto__: "__proto__" is not a name; expected any other')
    expect(({} as { sms?: string }).sms).toBeUndefined()
  })
})

describe('a right config', () => {
  test('the example is one, and its defaults are filled in', () => {
    const { alerts, logDays, jobs } = parseConfig(example, now)
    expect(logDays).toBe(30)
    expect(alerts.alarms['orders-waiting']).toMatchObject({ comparison: '>=', period: '5 minutes', periods: 1 })
    expect(jobs?.['nightly-report']).toMatchObject({ zone: 'Asia/Seoul', startWithin: '10 minutes', alertAfter: 1 })
  })

  test('contacts and the sender may come from parameters, so that the file can be public', () => {
    const config = changed('alerts/responders/mina', { sms: ssm('/shop/mina/phone'), email: ssm('/shop/mina/email') })
    expect(parseConfig(config, now).alerts.responders.mina).toMatchObject({
      sms: { ssm: '/shop/mina/phone' },
      email: { ssm: '/shop/mina/email' },
    })
  })

  test('the smallest has a name, a region and somebody to call', () => {
    const alerts = {
      responders: { mina: { sms: '+12025550101' } },
      rotations: { primary: { zone: 'UTC', from: '2026-01-05', responders: ['mina'] } },
      onCall: 'primary',
      fallback: ['mina'],
    }
    expect(parseConfig({ name: 'shop', region: 'eu-west-1', alerts }, now).alerts.rotations.primary).toMatchObject({
      every: 'week',
      at: '09:00',
    })
  })

  test.each([
    ['Asia/Seoul'],
    ['US/Eastern'],
    ['UTC'],
    ['America/Argentina/Buenos_Aires'],
    ['Asia/Calcutta'],
    ['Asia/Kolkata'],
  ])('the zone %s is known', (zone) => {
    expect(problemsOf(changed('alerts/rotations/primary/zone', zone))).toEqual([])
  })

  test.each([['ASIA/SEOUL'], ['asia/seoul'], ['+09:00'], ['KST'], ['']])('the zone %p is not', (zone) => {
    expect(problemsOf(changed('alerts/rotations/primary/zone', zone))).toHaveLength(1)
  })
})

test('words that only look alike are not suggested', () => {
  expect(suggestion('thumbnials', ['thumbnails', 'tags'])).toBe(' — did you mean "thumbnails"?')
  expect(suggestion('webhooks', ['name', 'region'])).toBe('')
  expect(suggestion('x', [])).toBe('')
})

test('durations are read in seconds', () => {
  expect(['90 seconds', '1 minute', '2 hours', '1 day'].map(durationSeconds)).toEqual([90, 60, 7_200, 86_400])
  expect(() => durationSeconds('soon')).toThrow(RangeError)
})

test('a bucket of our own is named by what it is for', () => {
  expect(own('uploads')).toEqual({ own: 'uploads' })
})
