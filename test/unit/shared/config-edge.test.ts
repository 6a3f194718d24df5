import { configWarnings } from '../../../shared/config/cross-check.ts'
import { checkConfig } from '../../../shared/config/define-config.ts'
import { scopesOf } from '../../../shared/firewall/scopes.ts'
import { configOf, estateOf } from '../../infra/estate-stacks.ts'

const now = new Date('2026-12-01T00:00:00Z')
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012'
const webCertificate = 'arn:aws:acm:ap-northeast-2:123456789012:certificate/12345678-1234-1234-1234-123456789012'
const named = { domains: ['www.shop.example'], certificateArn }

/** @param web `undefined` for none; left out: one without a certificate */
const check = (edge: object, more: { readonly web?: object | undefined } = {}) => {
  const web = 'web' in more ? more.web : {}
  const estate = estateOf({}, { web: web ?? {} })
  return checkConfig(configOf({ ...estate, ...(web ? {} : { web: undefined }), edge }), now)
}
const problemsOf = (edge: object, more?: { readonly web?: object | undefined }): string[] =>
  check(edge, more).problems.map((text) => text.replace(/^estate\.edge\.?/, ''))

test.each<[string, object, { web?: object | undefined }?]>([
  ['the web service under the address of CloudFront', {}],
  ['names, a certificate and a zone', { ...named, zone: { id: 'Z0123', name: 'shop.example' } }],
  [
    'the name of the zone itself, and a wildcard',
    { ...named, domains: ['shop.example', '*.shop.example'], zone: { id: 'Z0123', name: 'shop.example' } },
  ],
  ['names without a zone, whose records somebody else makes', named],
  ['names of a country in its own letters', { ...named, domains: ['www.xn--9n2bp8q.xn--3e0b707e', 'shop.xn--p1ai'] }],
  ['a site alone', { site: {} }, { web: undefined }],
  ['a site with a page of its own for 404', { site: { notFound: '/404.html' } }, { web: undefined }],
  [
    'a site, and paths of the web service',
    { site: { singlePage: true }, web: ['/api/*', '/*.php', '/a?c'], cached: ['/img/*'] },
  ],
  [
    'a cached path of very many stars, which is as quick to compare as any other',
    { site: {}, web: [`/${'a'.repeat(250)}`], cached: [`/${'*a'.repeat(120)}b`] },
  ],
  ['HTTPS to the load balancer, with the names of its certificate', named, { web: { certificateArn: webCertificate } }],
  ['countries', { countries: { except: ['KP'] } }],
])('%s: taken', (_, edge, more) => {
  expect(problemsOf(edge, more)).toEqual([])
})

test.each<[string, object, string, { web?: object | undefined }?]>([
  [
    'an address for a domain',
    { ...named, domains: ['https://WWW.Shop.example/start'] },
    'domains[0]: "https://WWW.Shop.example/start" is not allowed; expected a domain such as www.corner-shop.example — did you mean "www.shop.example"?',
  ],
  [
    'an address for a domain in letters of a country',
    { ...named, domains: ['https://shop.xn--3e0b707e/'] },
    'did you mean "shop.xn--3e0b707e"?',
  ],
  ['a number for the end of a domain', { ...named, domains: ['10.0.0.1'] }, 'domains[0]: "10.0.0.1" is not allowed'],
  [
    'a domain twice',
    { ...named, domains: ['a.shop.example', 'a.shop.example'] },
    'domains[1]: "a.shop.example" is not allowed; expected each domain once',
  ],
  [
    'domains without a certificate',
    { domains: ['www.shop.example'] },
    'certificateArn: missing; expected the ARN of a certificate in us-east-1 with these domains in it',
  ],
  [
    'a certificate without domains',
    { certificateArn },
    'domains: missing; expected the domains that are in the certificate',
  ],
  [
    'a certificate of another region',
    { ...named, certificateArn: webCertificate },
    `certificateArn: "${webCertificate.slice(0, 60)}`,
  ],
  [
    'a domain of another zone',
    { ...named, zone: { id: 'Z0123', name: 'hop.example' } },
    'domains[0]: "www.shop.example" is not allowed; expected a domain in the zone hop.example',
  ],
  [
    'a zone without domains',
    { zone: { id: 'Z0123', name: 'shop.example' } },
    'domains: missing; expected the domains that are to lead here, in the zone shop.example',
  ],
  [
    'the id of a zone with its folder',
    { ...named, zone: { id: '/hostedzone/Z0123', name: 'shop.example' } },
    'zone.id: "/hostedzone/Z0123" is not allowed; expected the id of a hosted zone',
  ],
  [
    'nothing to serve',
    {},
    'site: missing; expected site: {}, or estate.web: there is nothing to serve',
    { web: undefined },
  ],
  [
    'paths of a web service that is not there',
    { site: {}, web: ['/api/*'] },
    'web: ["/api/*"] is not allowed; expected nothing here, or estate.web',
    { web: undefined },
  ],
  ['paths without a site', { web: ['/api/*'] }, 'web: ["/api/*"] is not allowed; expected nothing here, or site'],
  [
    'cached paths of no web service',
    { site: {}, cached: ['/img/*'] },
    'cached: ["/img/*"] is not allowed; expected nothing here, or estate.web',
    { web: undefined },
  ],
  [
    'a path that is live and cached',
    { site: {}, web: ['/api/*'], cached: ['/api/*'] },
    'web[0]: "/api/*" is not allowed; expected in web or in cached',
  ],
  [
    'a path that a cached one takes, which has no cookies and is never asked with POST',
    { site: {}, web: ['/login', '/api/cart'], cached: ['/api/*'] },
    'web[1]: "/api/cart" is not allowed; expected a path that cached does not take already: /api/* comes first, without cookies and for GET alone',
  ],
  ['a path twice', { cached: ['/img/*', '/img/*'] }, 'cached[1]: "/img/*" is not allowed; expected each path once'],
  [
    'a path without a slash',
    { cached: ['img/*'] },
    'cached[0]: "img/*" is not allowed; expected a path that starts with a slash',
  ],
  [
    'a path with what CloudFront takes not',
    { cached: ['/w=480,h=320/*'] },
    'cached[0]: "/w=480,h=320/*" is not allowed',
  ],
  [
    'a page for 404 that the web service would get too',
    { site: { notFound: '/404.html' } },
    'site.notFound: "/404.html" is not allowed; expected nothing here',
  ],
  [
    'a page for 404 of a single page',
    { site: { notFound: '/404.html', singlePage: true } },
    'site.notFound: "/404.html" is not allowed; expected nothing here: the single page',
    { web: undefined },
  ],
  [
    'HTTPS to the balancer under the name of cloudfront.net',
    {},
    "domains: missing; expected the domains of the web service's certificate",
    { web: { certificateArn: webCertificate } },
  ],
  ['a country by its name', { countries: { only: ['Korea'] } }, 'did you mean "KR"?'],
  ['a country in small letters', { countries: { except: ['de'] } }, 'did you mean "DE"?'],
  ['no country at all', { countries: { only: [] } }, 'countries'],
  ['an unknown key', { domain: 'www.shop.example' }, 'domain: unknown key — did you mean "domains"?'],
])('%s: refused, with the fix', (_, edge, text, more) => {
  expect(problemsOf(edge, more).join('\n')).toContain(text)
})

test.each<[object, number]>([
  [{ site: {}, web: ['/*'] }, 1],
  [{ site: {}, cached: ['/*'] }, 1],
  [{ site: {}, web: ['/api/*', '/a?*'] }, 0],
  [{ cached: ['/*'] }, 0],
])('%j: a site that nobody would see is warned of', (edge, count) => {
  const { config } = check(edge)
  if (!config) throw new Error('The config was refused')
  const lines = configWarnings(config, now).filter((line) => line.startsWith('estate.edge'))
  expect(lines).toEqual(
    Array.from(
      { length: count },
      () => 'estate.edge.site: never shown, as /* goes to the web service; name narrower paths, or take site out',
    ),
  )
})

describe('a redirect of the load balancer to HTTPS', () => {
  const circle = (edge: object, rule: object, web: object = {}) =>
    problemsOf(edge, { web: { ...web, rules: { up: { priority: 1, ...rule } } } }).filter((text) =>
      text.includes('circle'),
    )
  const up = { redirect: { protocol: 'https' } }
  const toCloudFront =
    'estate.web.rules.up.redirect: {"protocol":"https"} is not allowed; expected no redirect to https: CloudFront does that, asks a load balancer without a certificate by http, and browsers would go round in a circle'

  test.each<[string, object, object]>([
    ['of all that CloudFront forwards', {}, { paths: ['/*'], ...up }],
    ['of some paths', {}, { paths: ['/pay'], ...up }],
    ['of the paths beside a site', { site: {}, web: ['/api/*'] }, { paths: ['/api/pay'], ...up }],
    ['of cached paths beside a site', { site: {}, web: [], cached: ['/img/*'] }, { paths: ['/img/*'], ...up }],
    ['of one of its domains', named, { hosts: ['www.shop.example'], ...up }],
    ['of one under its wildcard', { ...named, domains: ['*.shop.example'] }, { hosts: ['www.shop.example'], ...up }],
  ])('%s is refused', (_, edge, rule) => expect(circle(edge, rule)).toEqual([toCloudFront]))

  test.each<[string, object, object, object?]>([
    ['to another host', named, { hosts: ['www.shop.example'], redirect: { protocol: 'https', host: 'shop.example' } }],
    ['of a host that does not lead to CloudFront', named, { hosts: ['old.shop.example'], ...up }],
    ['of paths that the site has', { site: {}, web: ['/api/*'] }, { paths: ['/old'], ...up }],
    ['to http, which CloudFront redirects', {}, { paths: ['/x'], redirect: { path: '/y' } }],
    ['at another port', {}, { paths: ['/x'], redirect: { protocol: 'https', port: 8443 } }],
  ])('%s is not', (_, edge, rule, web) => expect(circle(edge, rule, web)).toEqual([]))
})

describe('beside a firewall', () => {
  const problems = (sources: object, more: object = {}, estate: object = { edge: {} }) =>
    checkConfig(
      { ...configOf({ ...estateOf({}), ...estate }), firewall: { sources }, ...more } as never,
      now,
    ).problems.join('\n')
  test("its logs are read unless the config says otherwise, in CloudFront's scope", () => {
    const scopes = (sources: object) => {
      const { config } = checkConfig(
        { ...configOf({ ...estateOf({}), edge: {} }), firewall: { sources } } as never,
        now,
      )
      return config && scopesOf(config)
    }
    expect(scopes({})).toEqual(['REGIONAL', 'CLOUDFRONT'])
    expect(scopes({ web: false })).toEqual(['CLOUDFRONT'])
    expect(scopes({ edge: false })).toEqual(['REGIONAL'])
  })
  test('what cannot be is refused', () => {
    expect(problems({})).toBe('')
    expect(problems({ edge: true }, {}, {})).toContain('firewall.sources.edge: true is not allowed; expected false')
    expect(problems({}, { region: 'ap-east-1' })).toContain(
      'firewall.sources.edge: true is not allowed; expected false: CloudFront',
    )
    expect(problems({ edge: false }, { region: 'ap-east-1' })).toBe('')
    const buckets = [{ name: 'edge', bucket: 'shop-cdn-logs', scope: 'cloudfront' }]
    expect(problems({ buckets })).toContain('another name: the distribution of estate.edge has it')
    expect(problems({ buckets }, {}, {})).toBe('')
  })
})

test('a load balancer that everybody reaches past CloudFront is said at the synthesis', () => {
  const notes = (web: object) => {
    const { config } = check({}, { web })
    return config ? configWarnings(config, now).filter((note) => note.includes('past CloudFront')) : undefined
  }
  expect(notes({})).toHaveLength(1)
  expect(notes({ from: 'cloudfront' })).toEqual([])
})
