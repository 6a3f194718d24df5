import { config as example } from '../../../nightshift.config.ts'
import { configWarnings } from '../../../shared/config/cross-check.ts'
import { checkConfig, parseConfig } from '../../../shared/config/define-config.ts'
import { endpointsOf } from '../../../shared/config/estate/endpoints.ts'
import type { ConfigInput } from '../../../shared/config/schema.ts'

const now = new Date('2026-12-01T00:00:00Z')
const image = '123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop/web:1'
const key = 'arn:aws:kms:ap-northeast-2:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const secret = 'arn:aws:secretsmanager:ap-northeast-2:123456789012:secret:shop-AbCdEf'
const withWeb = (web: object, estate: object = {}): ConfigInput =>
  ({
    ...example,
    jobs: undefined,
    firewall: undefined,
    estate: { ...example.estate, ...estate, web: { image, ...web } },
  }) as ConfigInput
const problemsOf = (web: object, estate: object = {}): readonly string[] =>
  checkConfig(withWeb(web, estate), now).problems

describe('the task', () => {
  test.each([
    [{ cpu: 512, memory: 1024 }],
    [{ memory: 2048 }],
    [{ cpu: 16_384, memory: 122_880, architecture: 'arm64' }],
    [{ role: 'arn:aws:iam::123456789012:role/shop/web' }],
    [{ secrets: { KEY: { ssm: '/shop/key' }, PASSWORD: { secret, field: 'password' } }, kmsKeys: [key] }],
    [{ environmentFiles: ['s3://shop-config/web.env'], environment: { 'spring.profiles.active': 'shop' } }],
    // A user of the application's own, in place of the owner of the database.
    [{ secrets: { DATABASE_USER: { ssm: '/shop/user' }, DATABASE_PASSWORD: { ssm: '/shop/password' } } }],
  ])('%j is right', (web) => expect(problemsOf(web)).toEqual([]))

  test.each([
    [
      { cpu: 300 },
      'estate.web.cpu: 300 is not allowed; expected one of 256, 512, 1024, 2048, 4096, 8192, 16384 — did you mean 256?',
    ],
    [
      { cpu: 512 },
      'estate.web.memory: missing; expected with cpu 512 one of 1024, 2048, 3072, 4096 — did you mean 1024?',
    ],
    [
      { cpu: 1024, memory: 1024 },
      'estate.web.memory: 1024 is not allowed; expected with cpu 1024 one of 2048, 3072, 4096, 5120, 6144, 7168, 8192 — did you mean 2048?',
    ],
    [
      { architecture: 'arm' },
      'estate.web.architecture: "arm" is not allowed; expected one of "x86_64", "arm64" — did you mean "arm64"?',
    ],
    [
      { role: 'shop-web' },
      'estate.web.role: "shop-web" is not allowed; expected the ARN of a role, such as arn:aws:iam::111122223333:role/report',
    ],
    [
      { secrets: { PASSWORD: { secret: 'shop' } } },
      'estate.web.secrets.PASSWORD.secret: "shop" is not allowed; expected the whole ARN of a secret with its six characters at the end, such as arn:aws:secretsmanager:eu-central-1:111122223333:secret:shop-AbCdEf',
    ],
    [
      { environmentFiles: ['s3://shop-config/web.txt'] },
      'estate.web.environmentFiles[0]: "s3://shop-config/web.txt" is not allowed; expected an S3 address that ends in .env, such as s3://shop-config/report.env',
    ],
    [
      { kmsKeys: ['alias/shop'] },
      'estate.web.kmsKeys[0]: "alias/shop" is not allowed; expected the ARN of a key, such as arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    ],
  ])('%j is refused with the path, the value and the fix', (web, message) => expect(problemsOf(web)).toEqual([message]))

  test('no variable has two sources, and a password that stands in the wrong place is not shown', () => {
    expect(problemsOf({ environment: { KEY: 'hunter2' }, secrets: { KEY: { ssm: '/shop/key' } } })).toEqual([
      'estate.web.environment.KEY: what stands there is not allowed; expected no variable that secrets has too: ECS takes one of them',
    ])
  })
})

describe('without a NAT gateway', () => {
  const web = {
    secrets: { KEY: { ssm: '/shop/key' }, PASSWORD: { secret } },
    kmsKeys: [key],
    environmentFiles: ['s3://shop-config/web.env'],
  }

  test("what the task fetches is among the endpoints of 'fargate'", () => {
    const of = (input: ConfigInput) => endpointsOf({ endpoints: 'fargate' }, parseConfig(input, now))
    const network = { endpoints: 'fargate' }
    expect(of(withWeb(web, { network }))).toEqual(['ecr.api', 'ecr.dkr', 'kms', 'logs', 'secretsmanager', 'ssm'])
    expect(of(withWeb({}, { network }))).toEqual(['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager'])
  })

  test.each([
    ['ssm', 'the parameters of estate.web'],
    ['kms', 'the keys of estate.web'],
  ])('a list of endpoints without %s is refused', (service, what) => {
    const endpoints = ['ecr.api', 'ecr.dkr', 'kms', 'logs', 'secretsmanager', 'ssm'].filter((each) => each !== service)
    expect(problemsOf(web, { network: { endpoints } })).toEqual([
      expect.stringContaining(`expected beside them ${service} (${what}), without which tasks cannot start`),
    ])
  })
})

describe('rules of the load balancer', () => {
  const answer = { respond: { status: 404 } }
  const rule = (more: object) => ({ rules: { old: { priority: 10, ...more } } })

  test.each([
    [{ paths: ['/old/*'], redirect: { path: '/new/#{path}', permanent: true } }],
    [{ paths: ['/blog', '/blog/*'], redirect: { host: 'blog.shop.example', path: '/', query: 'from=#{host}' } }],
    [{ hosts: ['shop.example'], redirect: { host: 'www.#{host}' } }],
    [{ hosts: ['old.example'], redirect: { host: 'new.example', path: '/archive/#{path}' } }],
    [{ paths: ['/old/*', '/new/old/*'], redirect: { path: '/new/#{path}' } }],
    [{ paths: ['/a'], redirect: { path: '/#{path}/b' } }],
    [{ hosts: ['*.shop.example', 'SHOP.example'], paths: ['/a', '/b', '/c?'], ...answer }],
    [{ paths: ['/x'], redirect: { protocol: 'https' } }],
    [{ paths: ['/x'], redirect: { port: 8080, query: '' } }],
    [{ paths: ['/down'], respond: { status: 503, type: 'text/html', body: '<p>Back at eight.</p>' } }],
  ])('%j is right', (more) => expect(problemsOf(rule(more))).toEqual([]))

  test.each([
    [{ ...answer }, 'estate.web.rules.old.paths: missing; expected paths or hosts that it is about'],
    [
      { paths: ['/a', '/b', '/c'], hosts: ['a.example', 'b.example', 'c.example'], ...answer },
      'estate.web.rules.old.hosts: ["a.example","b.example","c.example"] is not allowed; expected at most 5 paths and hosts together, which is what AWS takes in a rule: make it two rules',
    ],
    [
      { paths: ['/1', '/2', '/3', '/4', '/5', '/6'], ...answer },
      /^estate\.web\.rules\.old\.paths: .* at most 5 entries$/,
    ],
    [
      { paths: ['/*/*/*', '/?/?/?'], ...answer },
      'estate.web.rules.old.paths: ["/*/*/*","/?/?/?"] is not allowed; expected at most 5 * and ? in a rule: make it two rules',
    ],
    [
      { paths: ['/ä'], ...answer },
      /^estate\.web\.rules\.old\.paths\[0\]: "\/ä" is not allowed; expected a path of at most 128 /,
    ],
    [{ paths: ['old'], ...answer }, /^estate\.web\.rules\.old\.paths\[0\]: "old" is not allowed; expected a path/],
    [{ paths: [`/${'x'.repeat(128)}`], ...answer }, /paths\[0\]: .* at most 128 letters/],
    [{ hosts: ['shop_1.example'], ...answer }, /^estate\.web\.rules\.old\.hosts\[0\]: .* such as \*\.shop\.example$/],
    [{ hosts: ['localhost'], ...answer }, /hosts\[0\]: "localhost" is not allowed/],
    [{ hosts: ['10.0.0.1'], ...answer }, /hosts\[0\]: "10\.0\.0\.1" is not allowed/],
    [{ paths: ['/a'] }, 'estate.web.rules.old.redirect: missing; expected either a redirect, or a respond'],
    [{ paths: ['/a'], redirect: { path: '/b' }, ...answer }, /redirect: .* expected either a redirect, or a respond$/],
    [{ paths: ['/a'], redirect: { query: 'x=1' } }, /redirect: .* expected a protocol, port, host or path/],
    [
      { paths: ['/a'], redirect: { path: '/#{query}' } },
      /redirect\.path: "\/#\{query\}" is not allowed; expected a path/,
    ],
    [{ paths: ['/a'], redirect: { path: '/#{path' } }, /redirect\.path: .* is not allowed/],
    [{ paths: ['/a'], redirect: { host: 'blog/x' } }, /redirect\.host: "blog\/x" is not allowed/],
    [{ paths: ['/a/*'], redirect: { path: '/a/b' } }, /redirect: .* go round in a circle$/],
    [{ paths: ['/a/*'], redirect: { path: '/#{path}', host: '#{host}' } }, /redirect: .* go round in a circle$/],
    [{ hosts: ['*.example'], redirect: { host: 'www.EXAMPLE' } }, /redirect: .* go round in a circle$/],
    [{ paths: ['/*'], redirect: { path: '/new/#{path}' } }, /redirect: .* go round in a circle$/],
    [{ paths: ['/b', '/a/*'], redirect: { path: '/a/b/#{path}' } }, /redirect: .* go round in a circle$/],
    [{ paths: ['/*'], redirect: { path: '/#{host}/#{path}' } }, /redirect: .* go round in a circle$/],
    [{ hosts: ['old.example'], redirect: { path: '/archive/#{path}' } }, /redirect: .* go round in a circle$/],
    [{ hosts: ['*.shop.example'], redirect: { host: 'www.#{host}' } }, /redirect: .* go round in a circle$/],
    [
      { paths: ['/a'], respond: { status: 301 } },
      /respond\.status: 301 is not allowed; expected a status from 200 to 299/,
    ],
    [
      { paths: ['/a'], respond: { status: 200, body: 'x'.repeat(1_025) } },
      /respond\.body: .* at most 1024 characters$/,
    ],
    [{ paths: ['/a'], priority: 0, ...answer }, /rules\.old\.priority: 0 is not allowed/],
  ])('%j is refused', (more, message) => {
    expect(problemsOf(rule(more))).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)])
  })

  const certificateArn = 'arn:aws:acm:ap-northeast-2:123456789012:certificate/12345678-1234-1234-1234-123456789012'

  test.each([
    [{}, { protocol: 'http' }],
    [{}, { port: 80 }],
    [{}, { protocol: 'http', port: 80, host: '#{host}', path: '/#{path}' }],
    [{ certificateArn }, { protocol: 'https' }],
    [{ certificateArn }, { port: 443, query: '' }],
    [{ certificateArn }, { protocol: 'https', path: '/x' }],
  ])('with %j a redirect to %j asks the same rule again', (web, redirect) => {
    expect(problemsOf({ ...web, ...rule({ paths: ['/x'], redirect }) })).toEqual([
      expect.stringMatching(/^estate\.web\.rules\.old\.redirect: .* round in a circle$/),
    ])
  })

  test.each([
    [{}, { protocol: 'http' }],
    [{ from: 'cloudfront' }, { protocol: 'http' }],
    [{}, { protocol: 'http', port: 8080 }],
    [{}, { protocol: 'http', host: 'plain.shop.example', path: '/y' }],
  ])('AWS redirects nobody from HTTPS to HTTP: with %j and %j', (web, redirect) => {
    expect(problemsOf({ certificateArn, ...web, ...rule({ paths: ['/x'], redirect }) })).toEqual([
      'estate.web.rules.old.redirect.protocol: "http" is not allowed; expected \'https\', or none: with certificateArn people ask by https, and a load balancer redirects nobody from https to http',
    ])
  })

  test.each([
    [{}, { protocol: 'https' }],
    [{}, { port: 443 }],
    [{}, { protocol: 'http', host: 'www.shop.example', path: '/y' }],
    [{}, { protocol: 'http', port: 8080 }],
    [{ certificateArn }, { protocol: 'https', port: 8443 }],
    [{ certificateArn }, { protocol: 'https', path: '/y' }],
  ])('with %j a redirect to %j leads elsewhere', (web, redirect) => {
    expect(problemsOf({ ...web, ...rule({ paths: ['/x'], redirect }) })).toEqual([])
  })

  test('each has a priority of its own, and there are at most 100', () => {
    const rules = (count: number, priority = (index: number) => index + 1) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          `rule-${index}`,
          { priority: priority(index), paths: [`/${index}`], ...answer },
        ]),
      )
    expect(problemsOf({ rules: rules(100) })).toEqual([])
    expect(problemsOf({ rules: rules(101) })).toEqual([
      expect.stringMatching(/^estate\.web\.rules: .* expected at most 100 rules; there are 101$/),
    ])
    expect(problemsOf({ rules: rules(3, (index) => (index === 1 ? 7 : 5)) })).toEqual([
      'estate.web.rules["rule-2"].priority: 5 is not allowed; expected a number of its own: rule-0 has 5',
    ])
  })

  const warningsOf = (web: object) =>
    configWarnings(parseConfig(withWeb(web), now), now).filter((line) => line.startsWith('estate.web'))

  test('one that never counts is warned of, by priority and not by the order of the file', () => {
    const rules = {
      last: { priority: 30, paths: ['/shop/cart'], ...answer },
      other: { priority: 20, hosts: ['api.shop.example'], paths: ['/x'], ...answer },
      first: { priority: 10, paths: ['/shop/*'], ...answer },
    }
    expect(warningsOf({ rules })).toEqual([
      'estate.web.rules.last: never counts, as first comes before it and takes all that it is about; give it a smaller priority, or take it out',
    ])
  })

  test('a ? stands for one character, and takes nothing of what a * stands for', () => {
    const rules = (first: string, last: string) => ({
      rules: { first: { priority: 1, paths: [first], ...answer }, last: { priority: 2, paths: [last], ...answer } },
    })
    expect(warningsOf(rules('/shop?', '/shop*'))).toEqual([])
    expect(warningsOf(rules('/shop?', '/shop?'))).toHaveLength(1)
    expect(warningsOf(rules('/sho?', '/shop'))).toHaveLength(1)
  })

  test('people who stay on their task are warned of where tasks come and go', () => {
    expect(warningsOf({ stickiness: '1 hour' })).toEqual([expect.stringMatching(/^estate\.web\.stickiness: .* 1 hour/)])
    expect(warningsOf({ stickiness: '1 hour', min: 2, max: 2 })).toEqual([])
    expect(problemsOf({ stickiness: '8 days', deregistrationDelay: '2 hours' })).toEqual([
      `estate.web.stickiness: "8 days" is not allowed; expected a duration from '1 second' to '7 days'`,
      `estate.web.deregistrationDelay: "2 hours" is not allowed; expected a duration from '1 second' to '1 hour'`,
    ])
  })
})

describe('the listener for tests', () => {
  const listener = (from: readonly string[], more: object = {}) => ({ testListener: { from, ...more } })

  test.each([
    [listener(['203.0.113.0/24', '198.51.100.7/32']), {}],
    [listener(['2001:db8::/32'], { port: 9443 }), { network: { ipv6: true } }],
    [{ ...listener(['203.0.113.0/24']), from: 'cloudfront' }, {}],
  ])('%j is right', (web, estate) => expect(problemsOf(web, estate)).toEqual([]))

  test.each([
    [listener([]), /^estate\.web\.testListener\.from: \[\] is not allowed; expected at least 1 entry$/],
    [listener(['0.0.0.0/0']), /from\[0\]: "0\.0\.0\.0\/0" is not allowed; expected a public range such as 203/],
    [listener(['10.1.0.0/16']), /from\[0\]: "10\.1\.0\.0\/16" is not allowed; expected a public range/],
    [listener(['office']), /from\[0\]: "office" is not allowed/],
    [listener(['2001:db8::/32']), /from\[0\]: .* expected an IPv4 range, or estate\.network\.ipv6: true$/],
    [listener(['203.0.113.0/24'], { port: 443 }), /testListener\.port: 443 .* such as 8443$/],
    [
      { ...listener(Array.from({ length: 6 }, (_, index) => `203.0.113.${index}/32`)), from: 'cloudfront' },
      /testListener\.from: .* expected at most 5 ranges beside from: 'cloudfront'/,
    ],
  ])('%j is refused', (web, message) => expect(problemsOf(web)).toEqual([expect.stringMatching(message)]))
})

describe('scaling', () => {
  const steps = (...all: readonly [cpu: number, add: number][]) => ({ steps: all.map(([cpu, add]) => ({ cpu, add })) })

  test.each([
    [{}],
    [{ cpu: 50, memory: 80, requests: 1_000, cooldown: { out: '30 seconds', in: '10 minutes' } }],
    [{ cpu: false, backlog: { queue: 'orders.fifo', perTask: 20 } }],
    [steps([80, 1], [90, 1], [95, 4])],
    [{ cpu: false, requests: 500, ...steps([60, 2]) }],
  ])('%j is right', (scaling) => expect(problemsOf({ scaling })).toEqual([]))

  test.each([
    [{ cpu: 100 }, 'estate.web.scaling.cpu: 100 is not allowed; expected at most 95'],
    [
      { cpu: false, ...steps([80, 1]) },
      'estate.web.scaling.cpu: false is not allowed; expected a percentage, or memory, requests or backlog beside it: nothing would take tasks away again',
    ],
    [{ memory: 5 }, 'estate.web.scaling.memory: 5 is not allowed; expected at least 10'],
    [{ requests: 0 }, 'estate.web.scaling.requests: 0 is not allowed; expected at least 1'],
    [
      { backlog: { queue: 'https://sqs.eu-west-1.amazonaws.com/1/orders', perTask: 1 } },
      /^estate\.web\.scaling\.backlog\.queue: .* expected the name of an SQS queue, not its URL$/,
    ],
    [
      { backlog: { queue: 'orders', perTask: 0 } },
      'estate.web.scaling.backlog.perTask: 0 is not allowed; expected at least 1',
    ],
    [
      steps([70, 1]),
      'estate.web.scaling.steps[0].cpu: 70 is not allowed; expected more than the 70 % that scaling.cpu holds, or both would add tasks all day',
    ],
    [
      steps([80, 1], [80, 2]),
      'estate.web.scaling.steps[1].cpu: 80 is not allowed; expected more than the step before, 80',
    ],
    [
      steps([80, 3], [90, 2]),
      'estate.web.scaling.steps[1].add: 2 is not allowed; expected at least what the step before adds, 3: there is more to do',
    ],
    [{ cooldown: { out: '2 hours' } }, /scaling\.cooldown\.out: "2 hours" is not allowed/],
    [
      { schedule: 'cron(0 8 * * ? *)' },
      /^estate\.web\.scaling\.schedule: unknown key; allowed: cpu, memory, requests, /,
    ],
  ])('%j is refused', (scaling, message) => {
    expect(problemsOf({ scaling })).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)])
  })

  test('of a number of tasks that never changes is warned of', () => {
    const warnings = configWarnings(parseConfig(withWeb({ min: 3, max: 3, scaling: { cpu: 50 } }), now), now)
    expect(warnings).toContain(
      'estate.web.scaling: has no effect, as min and max are both 3; raise max, or take it out',
    )
  })
})
