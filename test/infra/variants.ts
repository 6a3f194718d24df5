import { generateKeyPairSync } from 'node:crypto'
import { config as example } from '../../nightshift.config.ts'
import { own, ssm } from '../../shared/config/define-config.ts'
import type { ConfigInput } from '../../shared/config/schema.ts'

const many = <Value>(count: number, make: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, index) => make(index))

const named = <Value>(count: number, prefix: string, make: (index: number) => Value): Record<string, Value> =>
  Object.fromEntries(many(count, (index) => [`${prefix}-${index}`, make(index)]))

/** As long as the schema lets it be. */
const longName = 'corner-shop-of-the-very-long-main-street-1'.slice(0, 40)

const account = '111122223333'
const digest = `sha256:${'0a'.repeat(32)}`
const image = `${account}.dkr.ecr.eu-central-1.amazonaws.com/shop/report:1@${digest}`
const publicImage = 'public.ecr.aws/docker/library/busybox:1.37'
const key = 'arn:aws:kms:ap-northeast-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const certificate = (region: string, index = 0): string => `arn:aws:acm:${region}:${account}:certificate/1-${index}`

const person = (index: number) => ({
  sms: ssm(`/${longName}/people/responder-${index}/phone`),
  email: ssm(`/${longName}/people/responder-${index}/email`),
})

const job = (index: number) => ({
  schedule: 'rate(1 hour)',
  image,
  command: ['report', '--all'],
  environment: { SHOP: 'corner' },
  secrets: {
    KEY: { ssm: `/${longName}/jobs/${index}/key` },
    PASSWORD: {
      secret: `arn:aws:secretsmanager:ap-northeast-2:${account}:secret:shop-${index}-AbCdEf`,
      field: 'password',
    },
  },
  environmentFiles: many(10, (file) => `s3://${longName}-config/jobs/${index}/variables-${file}.env`),
  kmsKeys: [key],
  runTimeout: '1 hour',
})

const publicKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ type: 'spki', format: 'pem' }) as string

/** Nothing but what has to be there. */
export const minimal: ConfigInput = {
  name: 'ab',
  region: 'us-east-1',
  alerts: {
    emailFrom: 'night@shop.example',
    responders: { mina: { email: 'mina@shop.example' } },
    rotations: { primary: { zone: 'UTC', from: '2026-01-05', responders: ['mina'] } },
    onCall: 'primary',
    fallback: ['mina'],
  },
}

/** A VPC that is there already, and jobs whose images are public. */
export const existing: ConfigInput = {
  ...example,
  estate: {
    network: {
      vpcId: 'vpc-0123456789abcdef0',
      cidr: '10.0.0.0/16',
      zones: ['ap-northeast-2a', 'ap-northeast-2b'],
      publicSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      appSubnetIds: ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3'],
      databaseSubnetIds: ['subnet-0123456789abcdef4', 'subnet-0123456789abcdef5'],
    },
    web: { image: `${account}.dkr.ecr.ap-northeast-2.amazonaws.com/shop/web:1.2` },
    database: {},
  },
}

const reports = (count: number) => named(count, 'report-of-the-day', job)

/** Jobs whose task definition is not ours. */
const ofOthers = (count: number) =>
  named(count, 'of-others', (index) => ({
    schedule: 'rate(1 day)',
    taskDefinition: {
      family: `${'f'.repeat(200)}-${index}`,
      container: 'main',
      roles: many(2, (role) => `arn:aws:iam::${account}:role/teams/reports/${'r'.repeat(40)}-${index}-${role}`),
      log: { group: `/others/${'g'.repeat(200)}-${index}`, prefix: 'ecs' },
    },
  }))

/** As many jobs as one stack has room for, each with as much as it may have, under the longest names. Backups and audits take the room of others. */
export const manyJobs: ConfigInput = {
  ...example,
  audits: undefined,
  backups: undefined,
  name: longName,
  jobs: { ...reports(50), ...ofOthers(10) },
  metrics: {},
}

/** Every option at its most, but the jobs, which have a variant of their own. */
export const everything: ConfigInput = {
  ...example,
  name: longName,
  audits: { credentials: { passwordPolicy: { minimumLength: 14 } }, certificates: { endpoints: ['shop.example'] } },
  tags: named(50, 'tag', (index) => `value ${index}`),
  logDays: 400,
  alerts: {
    ...example.alerts,
    emailFrom: ssm('/shop/sender'),
    responders: { ...example.alerts.responders, ...named(60, 'responder', person) },
    rotations: {
      ...example.alerts.rotations,
      crowd: { zone: 'Asia/Seoul', from: '2026-01-05', responders: many(60, (index) => `responder-${index}`) },
    },
    fallback: ['mina', 'alex', ...many(20, (index) => `responder-${index}`)],
    smsBudget: 100,
    linkBase: 'https://ns.example',
    pageConcurrency: 10,
    allAlarms: true,
    events: [
      'pipelines',
      'approvals',
      'builds',
      'deployments',
      'ecs-deployments',
      'rds',
      'health',
      'cloudtrail-insights',
      'root-sign-in',
      'trail-changes',
      'key-changes',
      'policy-changes',
    ],
    heartbeats: named(20, 'beat', () => ({ every: '1 hour' })),
    watchedBy: [ssm('/shop/watcher')],
    sources: named(20, 'source', (index) => ({ secret: ssm(`/shop/source-${index}`) })),
    alarms: {
      ...example.alerts.alarms,
      'host-broken': {
        namespace: 'AWS/EC2',
        metric: 'StatusCheckFailed_System',
        dimensions: { InstanceId: 'i-0123456789abcdef0' },
        statistic: 'Minimum',
        period: '1 minute',
        periods: 2,
        threshold: 1,
        instance: 'recover',
      },
      ...named(40, 'queue-waits', (index) => ({
        namespace: 'AWS/SQS',
        metric: 'ApproximateAgeOfOldestMessage',
        dimensions: { QueueName: `${longName}-${index}` },
        threshold: 600,
        description: 'd'.repeat(1_024),
      })),
    },
  },
  thumbnails: {
    key: '{size}/{key}',
    prefix: 'photos/',
    sizes: named(10, 'size', (index) => ({ width: 100 + index, height: 100, fit: 'cover' as const })),
    recipes: many(50, (index) => ({ prefix: `people/of/shop/${index}/${'p'.repeat(490)}/` })),
    existing: many(20, (index) => ({ bucket: `photos-of-shop-${index}`, prefix: 'photos/' })),
    made: { webhook: { address: ssm('/shop/hook'), secret: ssm('/shop/secret') } },
    view: {
      signed: { publicKey: publicKey(), previousPublicKeys: many(4, publicKey) },
      domain: { name: 'pictures.shop.example', certificateArn: certificate('us-east-1') },
    },
    requests: { sizes: ['w=480,h=320,fit=cover'], concurrency: 10 },
  },
  jobs: { report: { ...job(0), image: publicImage, uses: ['database', 'cache'] } },
  metrics: {
    namespace: 'n'.repeat(255),
    backlogPerTask: many(40, (index) => ({
      queue: `${'q'.repeat(70)}-${index}`,
      cluster: 'c'.repeat(100),
      service: `${'s'.repeat(60)}-${index}`,
    })),
    services: many(40, (index) => ({ cluster: 'c'.repeat(100), service: `${'t'.repeat(60)}-${index}` })),
    databases: many(40, (index) => `${'d'.repeat(58)}-${index}`),
    newestObject: [
      { bucket: own('uploads') },
      ...many(12, (index) => ({ bucket: `${'b'.repeat(58)}-${index}`, prefix: 'p'.repeat(1_024) })),
      ...many(20, (index) => ({ bucket: `${'b'.repeat(58)}-${index}` })),
    ],
    certificates: many(40, (index) => certificate('ap-northeast-2', index)),
  },
  lifecycle: {
    buckets: [
      { bucket: own('uploads'), presets: ['photo-originals', 'recoverable-deletes', 'incomplete-uploads'] },
      ...many(200, (index) => ({ bucket: `${'b'.repeat(58)}-${index}`, presets: ['recoverable-deletes' as const] })),
    ],
  },
  hours: {
    calendars: named(20, 'calendar', (index) => ({
      zone: 'Asia/Seoul',
      rules: many(5, (rule) => ({ days: `mon-fri`, from: `0${rule}:00`, until: `1${rule}:00`, desired: index + 1 })),
      holidays: { country: 'KR' },
    })),
    targets: [
      ...many(10, (index) => ({
        name: `instances-${index}`,
        calendar: `calendar-${index}`,
        'ec2-instances': {
          names: many(20, (each) => `i-${String(index * 100 + each).padStart(17, '0')}`),
          kmsKeys: [key],
        },
      })),
      ...many(20, (index) => ({
        name: `database-${index}`,
        calendar: 'calendar-0',
        'rds-instances': { names: [`${'d'.repeat(58)}-${index}`] },
      })),
      ...many(20, (index) => ({
        name: `cluster-${index}`,
        calendar: 'calendar-0',
        'rds-clusters': { names: [`${'c'.repeat(58)}-${index}`] },
      })),
      ...many(12, (index) => ({
        name: `group-${index}`,
        calendar: 'calendar-0',
        'auto-scaling-groups': { names: [`${'g'.repeat(200)}-${index}`] },
      })),
      ...many(12, (index) => ({
        name: `service-${index}`,
        calendar: 'calendar-0',
        'ecs-services': { names: [`${'c'.repeat(100)}/${'s'.repeat(100)}-${index}`] },
        after: [`database-${index}`],
      })),
      {
        name: 'stacks',
        calendar: 'calendar-0',
        stacks: { names: many(10, (index) => `${'s'.repeat(120)}-${index}`) },
      },
      ...(
        ['ec2-instances', 'rds-instances', 'rds-clusters', 'auto-scaling-groups', 'ecs-services', 'stacks'] as const
      ).map((kind) => ({
        name: `tagged-${kind}`,
        calendar: 'calendar-0',
        [kind]: { tag: { key: 'k'.repeat(128), value: 'v'.repeat(256) } },
        confirmed: 10_000,
      })),
    ],
  },
  trail: {
    days: 3_650,
    coldAfterDays: 1,
    lockDays: 3_650,
    data: {
      buckets: many(200, (index) => `${'b'.repeat(58)}-${index}`),
      functions: many(200, (index) => `${'f'.repeat(58)}-${index}`),
      reads: false,
    },
    insights: ['call-rate', 'error-rate'],
    key: 'own',
    logs: true,
  },
  firewall: {
    sources: {
      view: true,
      buckets: many(40, (index) => ({
        name: `source-${index}`,
        bucket: `${'b'.repeat(50)}-${index}`,
        ...(index % 2 === 0 ? { prefix: `logs/${index}/` } : {}),
        scope: index % 3 === 0 ? ('regional' as const) : ('cloudfront' as const),
      })),
    },
    rules: named(100, 'rule', (index) => ({
      paths: [`/${'p'.repeat(100)}-${index}`],
      threshold: 1,
      window: '5 minutes',
      block: '1 hour',
      mode: 'block' as const,
      escalate: { factor: 2 },
    })),
    proxies: ['203.0.113.0/24'],
    customers: ['/checkout/*'],
    managed: [
      ...(['reputation', 'anonymous', 'common', 'known-bad-inputs', 'sqli'] as const),
      { rate: 2_000, mode: 'block' },
    ],
  },
  estate: {
    network: {
      nat: 'per-zone',
      access: {
        clients: {
          cidr: '10.100.0.0/22',
          serverCertificateArn: certificate('ap-northeast-2'),
          authentication: {
            certificateArn: certificate('ap-northeast-2'),
            samlProviderArn: `arn:aws:iam::${account}:saml-provider/people`,
          },
          authorize: [{ range: '10.1.0.0/16' }, { range: '192.168.20.0/24', group: 'leads' }],
          mayReach: ['database'],
        },
        sites: {
          office: { address: '203.0.113.12', ranges: ['192.168.20.0/24'], mayReach: ['database'] },
          lab: { address: '203.0.113.13', ranges: ['192.168.21.0/24'], routing: 'static' },
        },
      },
    },
    web: {
      image,
      certificateArn: certificate('ap-northeast-2'),
      min: 2,
      max: 100,
      environment: { SHOP: 'corner' },
      secrets: job(0).secrets,
      environmentFiles: job(0).environmentFiles,
      kmsKeys: [key],
      cpu: 1024,
      memory: 2048,
      architecture: 'arm64',
      scaling: {
        memory: 80,
        requests: 1_000,
        backlog: { queue: 'q'.repeat(80), perTask: 10 },
        steps: many(20, (index) => ({ cpu: 75 + index, add: index + 1 })),
        cooldown: { out: '1 minute', in: '1 hour' },
      },
      stickiness: '7 days',
      testListener: { from: many(40, (index) => `203.0.113.${index}/32`) },
      rules: named(100, 'rule', (index) => ({
        priority: index + 1,
        paths: many(5, (path) => `/${index}/${path}/${'p'.repeat(110)}/*`),
        respond: { status: 404, body: 'b'.repeat(1_024) },
      })),
    },
    database: { name: 'shop', replicas: { count: 2, multiAz: true }, key: 'alias/shop' },
    edge: {
      domains: ['www.shop.example', '*.shop.example'],
      certificateArn: certificate('us-east-1'),
      zone: { id: 'Z0123456789ABCDEFGHIJ', name: 'shop.example' },
      site: { singlePage: true },
      cached: many(60, (index) => `/assets/${index}/*`),
      countries: { except: ['KP'] },
    },
    cache: { engine: 'redis', replicas: 0, multiAz: false },
  },
}

const beyond = (name: string): boolean => Number(/-(\d+)$/.exec(name)?.[1] ?? 0) > 1

const thinned = (value: unknown): unknown => {
  if (Array.isArray(value))
    return value.filter((each, index) => index < 2 || !/\d/.test(JSON.stringify(each))).map(thinned)
  if (typeof value !== 'object' || value === null || 'ssm' in value) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, each]) => (beyond(key) ? [] : [[key, thinned(each)]])))
}

/** A config in which of each kind there are two and no more: its templates have what its own have, less often. */
export const twoOfEach = (config: ConfigInput): ConfigInput => thinned(config) as ConfigInput
