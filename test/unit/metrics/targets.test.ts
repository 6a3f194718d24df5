import { type CollectorConfig, targetsOf } from '../../../functions/metrics/collectors/index.ts'
import { metricsSchema } from '../../../shared/config/metrics/schema.ts'

const configOf = (input: object = {}, jobs: string[] = []): CollectorConfig => ({ ...metricsSchema.parse(input), jobs })

const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000'

describe('what is looked at', () => {
  test('nothing by default', () => {
    expect(targetsOf(configOf(), {})).toEqual([])
  })

  test('the money for text messages only where it is asked for in another region', () => {
    expect(targetsOf({ ...configOf(), smsRegion: 'ap-northeast-1' }, {})).toMatchObject([
      { kind: 'sms-spending', text: "text messages' cost in ap-northeast-1", dimensions: { Region: 'ap-northeast-1' } },
    ])
  })

  test("the estate's own is added by itself, and looked at once where the config names it too", () => {
    const config = configOf({
      services: [{ cluster: 'estate', service: 'web' }],
      databases: ['shop-db'],
      certificates: [certificateArn],
    })
    const estate = {
      ESTATE_CLUSTER: 'estate',
      ESTATE_SERVICE: 'web',
      ESTATE_DATABASE: 'shop-db',
      ESTATE_CERTIFICATE: certificateArn,
    }
    const targets = targetsOf(config, estate)
    expect(targets.map(({ kind }) => kind)).toEqual(['service', 'database', 'certificate'])
    const named = (each: readonly { readonly text: string }[]) => each.map(({ text }) => text)
    expect(named(targetsOf(configOf(), estate))).toEqual(named(targets))
  })

  test("the estate's service only where both its names are known", () => {
    expect(targetsOf(configOf(), { ESTATE_CLUSTER: 'estate' })).toEqual([])
    expect(targetsOf(configOf(), { ESTATE_SERVICE: 'web' })).toEqual([])
  })

  test('services of one name in two clusters carry their cluster, others do not', () => {
    const config = configOf({
      services: [
        { cluster: 'blue', service: 'web' },
        { cluster: 'green', service: 'web' },
        { cluster: 'green', service: 'worker' },
      ],
    })
    expect(targetsOf(config, {}).map(({ dimensions }) => dimensions)).toEqual([
      { Cluster: 'blue', Service: 'web' },
      { Cluster: 'green', Service: 'web' },
      { Service: 'worker' },
    ])
  })

  test('a bucket of our own has the name that the deployment gave it; an empty prefix is no dimension', () => {
    const config = configOf({
      newestObject: [{ bucket: { own: 'uploads' } }, { bucket: 'shop-exports', prefix: 'daily/' }],
    })
    expect(targetsOf(config, { UPLOADS_BUCKET: 'made-uploads' }).map(({ dimensions }) => dimensions)).toEqual([
      { Bucket: 'made-uploads' },
      { Bucket: 'shop-exports', Prefix: 'daily/' },
    ])
    expect(() => targetsOf(config, {})).toThrow('bucket of uploads')
    expect(targetsOf(config, { UPLOADS_BUCKET: 'made-uploads' }).map(({ text }) => text)).toEqual([
      'bucket made-uploads',
      'bucket shop-exports, keys under daily/',
    ])
  })

  test('a prefix beyond ASCII is written as CloudWatch takes it', () => {
    const config = configOf({ newestObject: [{ bucket: 'shop-exports', prefix: '사진/' }] })
    expect(targetsOf(config, {})[0]?.dimensions).toEqual({ Bucket: 'shop-exports', Prefix: '%EC%82%AC%EC%A7%84/' })
  })

  test('jobs are looked at by name', () => {
    expect(targetsOf(configOf({}, ['sync']), {})).toMatchObject([
      { kind: 'job', text: 'job sync', dimensions: { Job: 'sync' } },
    ])
  })
})

test('every target says what it may read, and why where that is a wildcard', () => {
  const config = configOf({
    backlogPerTask: [{ queue: 'orders', cluster: 'shop', service: 'worker' }],
    services: [{ cluster: 'shop', service: 'web' }],
    databases: ['shop-db'],
    newestObject: [{ bucket: 'shop-exports', prefix: 'daily/' }],
    certificates: [certificateArn],
    natGateways: ['nat-0a1b2c3d4e5f60718'],
    loadBalancerCertificates: ['shop'],
  })
  const arns = {
    of: (service: string, resource: string) => `arn:aws:${service}:r:a:${resource}`,
    bucket: (name: string) => `arn:aws:s3:::${name}`,
    ledger: 'arn:aws:dynamodb:r:a:table/ledger',
  }
  const targets = targetsOf({ ...config, jobs: ['sync'], smsRegion: 'us-east-1' }, {})
  expect(new Set(targets.map(({ kind }) => kind)).size).toBe(9)
  for (const target of targets) {
    const statements = target.statements(arns)
    expect(statements).not.toHaveLength(0)
    expect(target.metrics).not.toHaveLength(0)
    for (const { resources = [], wildcard } of statements)
      expect([target.kind, wildcard !== undefined]).toEqual([target.kind, resources.some((each) => each.includes('*'))])
  }
})

test('keys may be listed under the prefix alone, and all of them where there is none', () => {
  const arns = { of: () => '', bucket: (name: string) => `arn:aws:s3:::${name}`, ledger: '' }
  const listed = (prefix: string) =>
    targetsOf(configOf({ newestObject: [{ bucket: 'shop', prefix }] }), {}).flatMap(({ statements }) =>
      statements(arns),
    )
  const listing = { actions: ['s3:ListBucket'], resources: ['arn:aws:s3:::shop'] }
  expect(listed('')).toEqual([listing])
  expect(listed('daily/')).toEqual([{ ...listing, conditions: { StringEquals: { 's3:prefix': 'daily/' } } }])
})

describe('the config', () => {
  test.each([
    { backlogPerTask: [{ queue: 'https://sqs.ap-northeast-2.amazonaws.com/1/orders', cluster: 'a', service: 'b' }] },
    {
      backlogPerTask: [
        { queue: 'q', cluster: 'a', service: 'b' },
        { queue: 'q', cluster: 'a', service: 'c' },
      ],
    },
    { services: [{ cluster: 'arn:aws:ecs:ap-northeast-2:123456789012:cluster/shop', service: 'web' }] },
    { databases: ['arn:aws:rds:ap-northeast-2:123456789012:db:shop'] },
    { certificates: ['shop.example'] },
    { natGateways: ['igw-0a1b2c3d4e5f60718'] },
    { loadBalancerCertificates: ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/shop/1'] },
    { namespace: 'AWS/Shop' },
  ])('refuses %j', (input) => {
    expect(metricsSchema.safeParse(input).success).toBe(false)
  })
})
