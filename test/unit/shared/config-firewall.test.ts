import { configWarnings } from '../../../shared/config/cross-check.ts'
import { checkConfig, parseConfig } from '../../../shared/config/define-config.ts'
import { firewallSchema } from '../../../shared/config/firewall/schema.ts'

const now = new Date('2026-11-30T05:00:00Z')

const alerts = {
  responders: { mina: { sms: '+12025550101' } },
  rotations: { primary: { zone: 'Asia/Seoul', from: '2026-01-05', responders: ['mina'] } },
  onCall: 'primary',
  fallback: ['mina'],
}
const whole = (firewall: object, more: object = {}) => ({
  name: 'shop',
  region: 'eu-west-1',
  alerts,
  firewall,
  ...more,
})
const problemsOf = (firewall: object, more: object = {}): readonly string[] =>
  checkConfig(whole(firewall, more), now).problems
const warningsOf = (firewall: object): string =>
  configWarnings(parseConfig(whole(firewall), now), now)
    .filter((line) => line.startsWith('firewall'))
    .join('\n')

const times = { window: '5 minutes', block: '1 hour' }
const errors = { errors: ['4xx'], threshold: 50, ...times }
const rule = (more: object) => ({ rules: { scan: { ...errors, ...more } } })
const requests = (more: object) => ({ rules: { flood: { requests: true, threshold: 2000, ...times, ...more } } })
const paths = (more: object, ...each: string[]) => ({
  rules: { probes: { paths: each, threshold: 1, ...times, ...more } },
})
const agents = (more: object, ...each: string[]) => ({
  rules: { bots: { agents: each, threshold: 1, ...times, ...more } },
})
const buckets = (...each: object[]) => ({ sources: { buckets: each } })
const bucket = { name: 'cdn', bucket: 'shop-cdn-logs' }
const acl = (region: string, scope: string) =>
  `arn:aws:wafv2:${region}:123456789012:${scope}/webacl/shop/a1b2c3d4-5678-90ab-cdef-1234567890ab`
const entry = (address: string, more: object = {}) => ({ address, why: 'an attack', ...more })

const at = 'firewall.rules'

describe('a firewall that is wrong is reported with place, value and fix', () => {
  test.each<[string, object, string]>([
    ['threshold 0', rule({ threshold: 0 }), `${at}.scan.threshold: 0 is not allowed; expected at least 1`],
    ['a negative threshold', rule({ threshold: -5 }), `${at}.scan.threshold: -5 is not allowed; expected at least 1`],
    ['half a request', rule({ threshold: 1.5 }), `${at}.scan.threshold: 1.5 is not allowed`],
    ['no threshold', { rules: { scan: { errors: ['4xx'], ...times } } }, `${at}.scan.threshold: missing`],
    [
      'answers that are no errors',
      rule({ errors: ['2xx'] }),
      `${at}.scan.errors[0]: "2xx" is not allowed; expected a status of an error`,
    ],
    ['a status in capitals', rule({ errors: ['4XX'] }), '— did you mean "4xx"?'],
    ['a status with stars', rule({ errors: ['4**'] }), '— did you mean "4xx"?'],
    ['a status as a number', rule({ errors: [404] }), `${at}.scan.errors[0]: 404 is not allowed`],
    ['no status', rule({ errors: [] }), `${at}.scan.errors: [] is not allowed; expected at least 1 entry`],
    ['no path', paths({}), `${at}.probes.paths: [] is not allowed; expected at least 1 entry`],
    ['no agent', agents({}), `${at}.bots.agents: [] is not allowed; expected at least 1 entry`],
    ['no host', rule({ hosts: [] }), `${at}.scan.hosts: [] is not allowed; expected at least 1 entry`],
    ['no place', rule({ under: [] }), `${at}.scan.under: [] is not allowed; expected at least 1 entry`],
    [
      'a window over a day',
      rule({ window: '25 hours' }),
      `${at}.scan.window: "25 hours" is not allowed; expected whole minutes, from '1 minute' to '24 hours'`,
    ],
    [
      'a window of two days',
      rule({ window: '2 days' }),
      `${at}.scan.window: "2 days" is not allowed; expected whole minutes`,
    ],
    [
      'half a minute',
      rule({ window: '30 seconds' }),
      `${at}.scan.window: "30 seconds" is not allowed; expected whole minutes`,
    ],
    ['a window in other words', rule({ window: '5m' }), '— did you mean "5 minutes"?'],
    [
      'a block of seconds',
      rule({ block: '30 seconds' }),
      `${at}.scan.block: "30 seconds" is not allowed; expected a duration from '1 minute' to '365 days'`,
    ],
    ['a block for ever', rule({ block: '400 days' }), `${at}.scan.block: "400 days" is not allowed`],
    [
      'most shorter than block',
      rule({ block: '1 day', escalate: { most: '2 hours' } }),
      `${at}.scan.escalate.most: "2 hours" is not allowed; expected at least block, which is 1 day`,
    ],
    [
      'ever shorter',
      rule({ escalate: { factor: 0.5 } }),
      `${at}.scan.escalate.factor: 0.5 is not allowed; expected at least 1`,
    ],
    [
      'another mode',
      rule({ mode: 'shadow' }),
      `${at}.scan.mode: "shadow" is not allowed; expected one of "count", "block"`,
    ],
    ['an unknown key', rule({ treshold: 5 }), `${at}.scan.treshold: unknown key — did you mean "threshold"?`],
    ['two kinds in one', { rules: { scan: { ...errors, requests: true } } }, `${at}.scan`],
    ['requests: false', requests({ requests: false }), `${at}.flood.requests: false is not allowed; expected true`],
    [
      'everybody by requests',
      requests({ threshold: 1 }),
      `${at}.flood.threshold: 1 is not allowed; expected more than 1: the first request of anybody would block them`,
    ],
    [
      'everybody by requests to all hosts',
      requests({ threshold: 1, hosts: ['*'] }),
      `${at}.flood.threshold: 1 is not allowed`,
    ],
    [
      'everybody by requests below /',
      requests({ threshold: 1, under: ['/'] }),
      `${at}.flood.threshold: 1 is not allowed`,
    ],
    [
      'everybody by path',
      paths({}, '/.env', '*'),
      `${at}.probes.paths[1]: "*" is not allowed; expected a path that no visitor asks for`,
    ],
    ['everybody by all paths', paths({}, '/*'), `${at}.probes.paths[0]: "/*" is not allowed`],
    ['everybody by the home page', paths({}, '/'), `${at}.probes.paths[0]: "/" is not allowed`],
    ['everybody by an icon', paths({}, '*.ico'), 'as they do for /favicon.ico'],
    ['everybody by a doubled slash', paths({}, '//favicon.ico'), 'as they do for /favicon.ico'],
    ['everybody by a way round', paths({}, '/a/./../favicon.ico;v=1'), 'as they do for /favicon.ico'],
    ['everybody by an encoded path', paths({}, '/%66avicon.ico'), 'as they do for /favicon.ico'],
    [
      'every agent',
      agents({ threshold: 500 }, '*'),
      `${at}.bots.agents[0]: "*" is not allowed; expected a user agent such as *sqlmap*`,
    ],
    [
      'every browser',
      agents({}, 'mozilla*'),
      `${at}.bots.agents[0]: "mozilla*" is not allowed; expected a user agent that browsers do not have`,
    ],
    ['an agent of blanks', agents({}, '  '), "expected a user agent such as *sqlmap*, or '' for one that says nothing"],
    [
      'a name of ours',
      { rules: { manual: errors } },
      `${at}.manual: "manual" is not allowed; expected another name: blocks by hand have it`,
    ],
    [
      'the other name of ours',
      { rules: { customers: errors } },
      `${at}.customers: "customers" is not allowed; expected another name`,
    ],
    ['a name with a blank', { rules: { 'my rule': errors } }, 'firewall.rules["my rule"]: "my rule" is not a name'],
    ['a path without a slash', paths({}, 'wp-login.php'), '— did you mean "/wp-login.php"?'],
    ['a path with its host', paths({}, 'https://shop.example/wp-login.php'), '— did you mean "/wp-login.php"?'],
    [
      'a path with a query',
      paths({}, '/WP-login.php?x'),
      `${at}.probes.paths[0]: "/WP-login.php?x" is not allowed; expected a path without a query, which the rule does not look at — did you mean "/WP-login.php"?`,
    ],
    ['a path with a fragment', paths({}, '/a#b'), '— did you mean "/a"?'],
    ['an empty path', paths({}, ''), `${at}.probes.paths[0]: "" is not allowed`],
    ['an encoded name without a slash', paths({}, '%2e%65nv'), 'which begins with / or *'],
    ['a path encoded four times', paths({}, '/%2525252e%65nv'), 'this one is still encoded'],
    [
      'a path twice, written as servers read it alike',
      paths({ threshold: 2 }, '/.git/config', '//.git/./x/../config;a'),
      `${at}.probes.paths[1]: "//.git/./x/../config;a" is not allowed; expected no second "/.git/config"`,
    ],
    [
      'a beginning of paths twice',
      rule({ under: ['/admin/', '//%61dmin/'] }),
      'expected no second "/admin/": under[0] says the same',
    ],
    ['a pattern of which nothing is left', paths({}, '*/..'), 'that stays one'],
    ['a path with a blank', paths({}, '/a b'), 'without blanks; write %20 for one'],
    [
      'a path twice',
      paths({ threshold: 2 }, '/.env', '/%2Eenv'),
      `${at}.probes.paths[1]: "/%2Eenv" is not allowed; expected no second "/.env": paths[0] says the same`,
    ],
    [
      'a host with a scheme',
      rule({ hosts: ['https://shop.example'] }),
      `${at}.scan.hosts[0]: "https://shop.example" is not allowed; expected a host in lower case without scheme, port or path, such as shop.example or *.shop.example — did you mean "shop.example"?`,
    ],
    ['a host with a port', rule({ hosts: ['shop.example:443'] }), '— did you mean "shop.example"?'],
    ['a host with a path', rule({ hosts: ['shop.example/admin'] }), '— did you mean "shop.example"?'],
    ['a host in capitals', rule({ hosts: ['Shop.example'] }), '— did you mean "shop.example"?'],
    ['a place without a slash', rule({ under: ['admin/'] }), `${at}.scan.under[0]: "admin/" is not allowed`],
    [
      'a customer path with a query',
      { customers: ['/checkout?step=2'] },
      'firewall.customers[0]: "/checkout?step=2" is not allowed',
    ],
    [
      'an allow range of everything',
      { allow: [entry('0.0.0.0/0')] },
      'firewall.allow[0].address: "0.0.0.0/0" is not allowed; expected at least /8 for IPv4: this lets in the whole internet',
    ],
    [
      'an allow range of all IPv6',
      { allow: [entry('::/0')] },
      'expected at least /16 for IPv6: this lets in the whole internet',
    ],
    ['an allow range of half', { allow: [entry('128.0.0.0/1')] }, 'this lets in a large part of the internet'],
    ['IPv4 in the clothes of IPv6', { allow: [entry('::ffff:0:0/96')] }, 'this lets in the whole internet'],
    ['own ranges of everything', { own: ['0.0.0.0/0'] }, 'firewall.own[0]: "0.0.0.0/0" is not allowed'],
    [
      'proxies that are everybody',
      { proxies: ['10.0.0.0/8', '2000::/3'] },
      'firewall.proxies[1]: "2000::/3" is not allowed; expected at least /16 for IPv6: this believes a large part of the internet',
    ],
    [
      'a block range of everything',
      { block: [entry('0.0.0.0/0')] },
      'firewall.block[0].address: "0.0.0.0/0" is not allowed; expected at least /8 for IPv4: this blocks the whole internet',
    ],
    [
      'a block of a private address',
      { block: [entry('192.168.1.7')] },
      'expected an address or range that may be blocked: 192.168.0.0/16 is a reserved range',
    ],
    [
      'a block range with an own one in it',
      { own: ['203.0.113.0/28'], block: [entry('203.0.113.0/24')] },
      '203.0.113.0/28 is one of your own ranges (firewall.own)',
    ],
    [
      'a block of an allowed address',
      { allow: [entry('198.51.100.7')], block: [entry('198.51.100.7')] },
      '198.51.100.7 is on the allow list',
    ],
    [
      'a block of a proxy',
      { proxies: ['198.51.100.0/24'], block: [entry('198.51.100.9')] },
      '198.51.100.0/24 is one of your proxies',
    ],
    [
      'a block of CloudFront',
      { block: [entry('13.32.7.0/24')] },
      '13.32.0.0/15 is a published range of a content delivery network',
    ],
    [
      'a block range with Cloudflare in it',
      { block: [entry('2606:4700::/28')] },
      'is a published range of a content delivery network',
    ],
    [
      'a block that is over',
      { block: [entry('198.51.100.7', { until: '2026-11-29T00:00:00Z' })] },
      'firewall.block[0].until: "2026-11-29T00:00:00Z" is not allowed; expected a time to come, or no such entry: it is over (now it is 2026-11-30T05:00Z)',
    ],
    [
      'an allow that is over',
      { allow: [entry('198.51.100.7', { until: '2026-11-30T05:00:00Z' })] },
      'firewall.allow[0].until',
    ],
    [
      'a time without a zone',
      { block: [entry('198.51.100.7', { until: '2026-12-24T18:00' })] },
      'expected an instant with its zone',
    ],
    ['no reason', { block: [{ address: '198.51.100.7' }] }, 'firewall.block[0].why: missing'],
    ['an address with a port', { block: [entry('198.51.100.7:443')] }, '— did you mean "198.51.100.7"?'],
    ['leading zeros', { block: [entry('198.051.100.007')] }, '— did you mean "198.51.100.7"?'],
    ['no address', { own: ['office'] }, 'firewall.own[0]: "office" is not allowed; expected an address or a range'],
    ['too many bits', { own: ['203.0.113.0/33'] }, 'firewall.own[0]: "203.0.113.0/33" is not allowed'],
    [
      'one address, two spellings',
      { own: ['2001:db8::1', '2001:DB8:0::1'] },
      'firewall.own[1]: "2001:DB8:0::1" is not allowed; expected no second entry for 2001:db8::1: [0] says it',
    ],
    ['one block twice', { block: [entry('203.0.113.7'), entry('203.0.113.7/32')] }, 'firewall.block[1].address'],
    ['96 bits', { ipv6: 96 }, 'firewall.ipv6: 96 is not allowed; expected one of 64, 128'],
    [
      'web without an estate',
      { sources: { web: true } },
      'firewall.sources.web: true is not allowed; expected false, or nothing: the config has no estate.web whose logs could be read',
    ],
    [
      'view without thumbnails',
      { sources: { view: true } },
      'the config has no thumbnails.view whose logs could be read',
    ],
    [
      'a key by its name',
      buckets({ ...bucket, kmsKey: 'alias/logs' }),
      'firewall.sources.buckets[0].kmsKey: "alias/logs" is not allowed',
    ],
    [
      'a bucket in capitals',
      buckets({ ...bucket, bucket: 'Shop-Logs' }),
      'firewall.sources.buckets[0].bucket: "Shop-Logs" is not allowed',
    ],
    [
      'a bucket like an address',
      buckets({ ...bucket, bucket: '192.168.5.4' }),
      'firewall.sources.buckets[0].bucket: "192.168.5.4" is not allowed',
    ],
    [
      'a bucket with a reserved end',
      buckets({ ...bucket, bucket: 'logs-s3alias' }),
      'firewall.sources.buckets[0].bucket',
    ],
    [
      'a bucket with a reserved beginning',
      buckets({ ...bucket, bucket: 'xn--logs' }),
      'firewall.sources.buckets[0].bucket',
    ],
    ['a bucket of two letters', buckets({ ...bucket, bucket: 'ab' }), 'firewall.sources.buckets[0].bucket'],
    [
      'a source name of ours',
      buckets({ ...bucket, name: 'web' }),
      'firewall.sources.buckets[0].name: "web" is not allowed; expected another name: the load balancer of estate.web has it',
    ],
    [
      'one name for two sources',
      buckets(bucket, { ...bucket, bucket: 'others' }),
      'firewall.sources.buckets[1].name: "cdn" is not allowed; expected a name of its own: [0] has it',
    ],
    [
      'one bucket for two sources',
      buckets(bucket, { ...bucket, name: 'also' }),
      'firewall.sources.buckets[1].bucket: "shop-cdn-logs" is not allowed; expected a bucket, or a prefix, of its own: [0] reads the same objects',
    ],
    ['plain without fields', buckets({ ...bucket, plain: { fields: [] } }), 'firewall.sources.buckets[0].plain.fields'],
    [
      'plain without needed fields',
      buckets({ ...bucket, plain: { fields: ['date', 'time', 'sc-status'] } }),
      'expected c-ip among them: without it no line can be counted',
    ],
    [
      'plain with half a time',
      buckets({ ...bucket, plain: { fields: ['date', 'c-ip', 'sc-status'] } }),
      'expected date and time, or timestamp(ms) among them',
    ],
    [
      'plain without what a rule looks at',
      { ...buckets({ ...bucket, plain: { fields: ['timestamp(ms)', 'c-ip', 'sc-status'] } }), ...paths({}, '/.env') },
      'expected cs-uri-stem among them: the rule probes looks at it',
    ],
    [
      'a field twice',
      buckets({ ...bucket, plain: { fields: ['timestamp(ms)', 'c-ip', 'sc-status', 'c-ip'] } }),
      'expected each field once',
    ],
    [
      'another scope',
      buckets({ ...bucket, scope: 'global' }),
      'firewall.sources.buckets[0].scope: "global" is not allowed; expected one of "regional", "cloudfront"',
    ],
    [
      'a managed group with a slip',
      { managed: ['reputaton'] },
      'firewall.managed[0]: "reputaton" is not allowed; expected one of reputation, anonymous, common, known-bad-inputs, sqli — did you mean "reputation"?',
    ],
    ['a managed group twice', { managed: ['sqli', { group: 'sqli', mode: 'block' }] }, 'firewall.managed[1]'],
    ['a rate below 10', { managed: [{ rate: 5 }] }, 'firewall.managed[0].rate: 5 is not allowed; expected at least 10'],
    [
      'a rate over 3 minutes',
      { managed: [{ rate: 100, window: '3 minutes' }] },
      "expected '1 minute', '2 minutes', '5 minutes' or '10 minutes'",
    ],
    [
      'eleven rates',
      { managed: Array.from({ length: 11 }, (_, index) => ({ rate: 100 + index })) },
      'expected at most 10 rates',
    ],
    [
      'an ACL of another region',
      { webAcl: acl('us-west-2', 'regional'), ...buckets({ ...bucket, scope: 'regional' }) },
      'expected one in eu-west-1, the region of this deployment',
    ],
    [
      'an ACL of CloudFront in another region',
      { webAcl: acl('eu-west-1', 'global') },
      'expected one in us-east-1: what CloudFront uses lives there',
    ],
    [
      'a regional ACL for CloudFront alone',
      { webAcl: acl('eu-west-1', 'regional'), ...buckets(bucket) },
      'as no source is regional',
    ],
    ['an ACL of CloudFront for nobody', { webAcl: acl('us-east-1', 'global') }, 'as no source is of CloudFront'],
    ['an ACL of the old WAF', { webAcl: 'arn:aws:waf::123456789012:webacl/a1b2' }, 'expected the ARN of a web ACL'],
    [
      'an interval of a second',
      { interval: '1 second' },
      "firewall.interval: \"1 second\" is not allowed; expected a duration from '10 seconds' to '45 seconds': WAF allows about one change a second, and a release has to come within a minute of its time",
    ],
    ['an interval under ten seconds', { interval: '9 seconds' }, "from '10 seconds' to '45 seconds'"],
    ['an interval over 45 seconds', { interval: '46 seconds' }, "from '10 seconds' to '45 seconds'"],
    ['an interval of a minute', { interval: '1 minute' }, "from '10 seconds' to '45 seconds'"],
    [
      'no new blocks',
      { alerts: { newBlocks: { more: 0 } } },
      'firewall.alerts.newBlocks.more: 0 is not allowed; expected at least 1',
    ],
    [
      'a share of 80',
      { alerts: { setNearlyFull: 80 } },
      'firewall.alerts.setNearlyFull: 80 is not allowed; expected at most 1',
    ],
    ['silence of seconds', { alerts: { silent: '30 seconds' } }, 'firewall.alerts.silent'],
    ['an unknown part', { rule: {} }, 'firewall.rule: unknown key — did you mean "rules"?'],
  ])('%s', (_, firewall, expected) => {
    expect(problemsOf(firewall).join('\n')).toContain(expected)
  })

  it.each(['eu-south-1', 'ap-east-1', 'me-central-1', 'il-central-1'])(
    'the view in %s, into whose buckets CloudFront writes no logs',
    (region) => {
      const thumbnails = { view: {} }
      expect(problemsOf({ sources: { view: true } }, { region, thumbnails }).join('\n')).toContain(
        `firewall.sources.view: true is not allowed; expected false: CloudFront delivers its logs to no bucket in ${region}`,
      )
      const elsewhere = problemsOf({ sources: { view: true } }, { region: 'eu-west-1', thumbnails }).join('\n')
      expect(elsewhere).not.toContain('firewall.sources.view')
    },
  )

  it('reports everything at once', () => {
    const all = problemsOf({
      rules: { scan: { ...errors, threshold: 0 }, flood: { requests: true, threshold: 1, ...times } },
      block: [entry('10.0.0.1'), entry('198.51.100.7', { until: '2020-01-01T00:00:00Z' })],
      own: ['0.0.0.0/0'],
      sources: { web: true },
      managed: ['nobody'],
    })
    expect(all).toHaveLength(7)
  })

  it.each([
    null,
    7,
    'x',
    [],
    { rules: null },
    { rules: [1] },
    { rules: { a: 7 } },
    { block: 'x' },
    { block: [null] },
    { sources: { buckets: {} } },
  ])('takes %j without an exception', (firewall) => {
    expect(problemsOf(firewall as object).length).toBeGreaterThan(0)
  })
})

describe('a firewall that is right', () => {
  test.each<[string, object]>([
    ['nothing but the key', {}],
    ['a honeypot', paths({ mode: 'block' }, '/wp-login.php', '*.php', '/%77p-admin/*')],
    ['requests to one place', requests({ threshold: 1, under: ['/internal/'] })],
    ['an agent that says nothing', agents({}, '')],
    [
      'all modes of managed',
      { managed: ['reputation', { group: 'sqli', mode: 'block' }, { rate: 2000, window: '5 minutes', mode: 'block' }] },
    ],
    ['documentation ranges', { block: [entry('203.0.113.0/24'), entry('2001:db8::/48')] }],
    ['a window of a day', rule({ window: '24 hours' })],
    ['private ranges of our own', { own: ['10.0.0.0/8', '192.168.1.0/24'] }],
    ['a bucket of one prefix each', buckets(bucket, { ...bucket, name: 'alb', prefix: 'alb/', scope: 'regional' })],
    ['a regional ACL', { webAcl: acl('eu-west-1', 'regional'), ...buckets({ ...bucket, scope: 'regional' }) }],
    ['an ACL of CloudFront', { webAcl: acl('us-east-1', 'global'), ...buckets(bucket) }],
    ['a regional ACL where no source is named', { webAcl: acl('eu-west-1', 'regional') }],
  ])('%s', (_, firewall) => {
    expect(problemsOf(firewall)).toEqual([])
  })

  it('has the defaults that its doc comments say', () => {
    expect(firewallSchema.parse(rule({ escalate: {} }))).toMatchObject({
      sources: { view: false, buckets: [] },
      rules: { scan: { mode: 'count', escalate: { factor: 2, decay: '7 days' } } },
      ipv6: 64,
      interval: '15 seconds',
      forgive: '1 day',
      alerts: { newBlocks: { more: 20, in: '10 minutes' }, setNearlyFull: 0.8, silent: '6 hours' },
    })
  })
})

describe('what is allowed and probably not meant', () => {
  test.each<[string, object, string]>([
    ['blocks without customers', rule({ mode: 'block' }), 'firewall.customers: missing, while scan blocks'],
    ['each IPv6 address alone', { ipv6: 128, ...rule({}) }, 'firewall.ipv6: 128 counts each IPv6 address alone'],
    ['few requests', requests({ threshold: 20 }), 'firewall.rules.flood: 20 requests in 5 minutes is what one page'],
    ['a plain rate', requests({}), "managed: [{ rate: 2000, window: '5 minutes' }]"],
    ['one error', rule({ threshold: 1 }), 'one broken link of your own would do for a block'],
    ['an agent of browsers', agents({ threshold: 100 }, '*chrome*'), '"*chrome*" is also what ordinary browsers say'],
    ['an encoded path', paths({}, '/%77p-login.php'), 'write it so'],
    ['a path with a doubled slash', paths({}, '/a//b.php'), '"/a//b.php" is compared as "/a/b.php": write it so'],
    ['a short block', rule({ block: '2 minutes' }), 'a block of 2 minutes is mostly over before the log has come'],
    ['nothing', {}, 'nobody will ever be blocked'],
    [
      'managed groups for an ACL that is there',
      { webAcl: acl('us-east-1', 'global'), managed: ['sqli'], ...buckets(bucket) },
      'add these groups there',
    ],
  ])('%s', (_, firewall, expected) => {
    expect(warningsOf(firewall)).toContain(expected)
  })

  it('says nothing of a firewall that is sound', () => {
    expect(warningsOf({ ...rule({ mode: 'block' }), customers: ['/checkout/*'] })).toBe('')
  })
})
