import { rewriting } from '../../infra/constructs/edge/site.ts'
import { EdgeStack } from '../../infra/stacks/edge.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { configOf, estateOf } from './estate-stacks.ts'
import { synthesize, testEnv } from './synth.ts'
import { synthesised } from './templates.ts'

const now = new Date('2026-12-01T00:00:00Z')
const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012'
const domains = ['www.corner-shop.example', 'corner-shop.example']
const own = { domains, certificateArn, zone: { id: 'Z0123456789ABCDEFGHIJ', name: 'corner-shop.example' } }

const made = (edge: object, web?: { readonly speaksHttps: boolean }) => {
  const estate = { ...estateOf({}), edge }
  const { estate: parsed } = parseConfig(configOf(web ? estate : { ...estate, web: undefined }), now)
  if (!parsed?.edge) throw new Error('The config has no edge')
  const config = parsed.edge
  return synthesize(
    (app) =>
      new EdgeStack(app, 'shop-edge', {
        env: testEnv,
        deployment: 'shop',
        config,
        web: web && { domainName: 'shop-web.elb.example', ...web },
      }),
  )
}

const distributionOf = (template: ReturnType<typeof made>) => {
  const [found] = Object.values(template.findResources('AWS::CloudFront::Distribution'))
  return found?.Properties.DistributionConfig
}

const managed = {
  cachingDisabled: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
  cachingOptimized: '658327ea-f89d-4fab-a63d-7e88639e58f6',
  allViewer: '216adef6-5c7f-47e4-b989-5492eafa07d3',
}

test('the web service alone: never cached, every method, with the name that was asked for', () => {
  const template = made({}, { speaksHttps: false })
  const config = distributionOf(template)
  expect(config).toMatchObject({
    Enabled: true,
    HttpVersion: 'http2and3',
    PriceClass: 'PriceClass_All',
    DefaultCacheBehavior: {
      CachePolicyId: managed.cachingDisabled,
      OriginRequestPolicyId: managed.allViewer,
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: expect.arrayContaining(['POST', 'DELETE', 'PATCH']),
    },
    Origins: [{ DomainName: 'shop-web.elb.example', CustomOriginConfig: { OriginProtocolPolicy: 'http-only' } }],
  })
  expect(config).not.toHaveProperty('CacheBehaviors')
  expect(config).not.toHaveProperty('Aliases')
  expect(config).not.toHaveProperty('DefaultRootObject')
  template.resourceCountIs('AWS::S3::Bucket', 0)
  template.resourceCountIs('AWS::Route53::RecordSet', 0)
})

test('under names of its own: TLS 1.2, HTTPS to the load balancer, records of both kinds, countries', () => {
  const template = made(
    { ...own, cached: ['/assets/*'], countries: { only: ['KR', 'JP'] }, priceClass: '200' },
    { speaksHttps: true },
  )
  expect(distributionOf(template)).toMatchObject({
    Aliases: domains,
    PriceClass: 'PriceClass_200',
    ViewerCertificate: { AcmCertificateArn: certificateArn, MinimumProtocolVersion: 'TLSv1.2_2021' },
    Restrictions: { GeoRestriction: { RestrictionType: 'whitelist', Locations: ['KR', 'JP'] } },
    Origins: [{ CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } }],
    CacheBehaviors: [{ PathPattern: '/assets/*', ViewerProtocolPolicy: 'redirect-to-https' }],
  })
  // Two sites under two names are two answers, a query is another one; cookies are nobody's.
  template.hasResourceProperties('AWS::CloudFront::CachePolicy', {
    CachePolicyConfig: {
      DefaultTTL: 0,
      MinTTL: 0,
      ParametersInCacheKeyAndForwardedToOrigin: {
        HeadersConfig: { HeaderBehavior: 'whitelist', Headers: ['Host'] },
        QueryStringsConfig: { QueryStringBehavior: 'all' },
        CookiesConfig: { CookieBehavior: 'none' },
      },
    },
  })
  // By ids of their own: the CDK's classes have other names in each of its releases, and a record of a new id is there already.
  const ids = Object.keys(template.findResources('AWS::Route53::RecordSet')).map((id) => id.slice(0, -8))
  expect(ids.toSorted()).toEqual([
    'AAAAcornershopexample',
    'AAAAwwwcornershopexample',
    'Acornershopexample',
    'Awwwcornershopexample',
  ])
  const records = Object.values(template.findResources('AWS::Route53::RecordSet')).map(({ Properties }) => [
    Properties.Name,
    Properties.Type,
    Properties.HostedZoneId,
  ])
  expect(records.toSorted()).toEqual(
    domains.flatMap((name) => ['A', 'AAAA'].map((type) => [`${name}.`, type, own.zone.id])).toSorted(),
  )
})

test('its address is one that can be asked, though a wildcard stands first', () => {
  const zone = { id: own.zone.id, name: own.zone.name }
  const address = (names: readonly string[]) =>
    made({ certificateArn, zone, domains: names }, { speaksHttps: true }).findOutputs('EdgeAddress').EdgeAddress?.Value
  expect(address(['*.corner-shop.example', 'corner-shop.example'])).toBe('https://corner-shop.example')
  expect(JSON.stringify(address(['*.corner-shop.example']))).toContain('DomainName')
})

test('a site before the web service: its files are private, and only its paths go to the service', () => {
  const template = made(
    {
      site: { singlePage: true },
      web: ['/api/*', '/login'],
      cached: ['/api/catalogue'],
      countries: { except: ['KP'] },
    },
    { speaksHttps: false },
  )
  expect(distributionOf(template)).toMatchObject({
    DefaultRootObject: 'index.html',
    DefaultCacheBehavior: {
      CachePolicyId: managed.cachingOptimized,
      FunctionAssociations: [{ EventType: 'viewer-request' }],
    },
    CacheBehaviors: [
      { PathPattern: '/api/catalogue' },
      { PathPattern: '/api/*', CachePolicyId: managed.cachingDisabled },
      { PathPattern: '/login', CachePolicyId: managed.cachingDisabled },
    ],
    Restrictions: { GeoRestriction: { RestrictionType: 'blacklist', Locations: ['KP'] } },
  })
  template.hasResourceProperties('AWS::S3::Bucket', {
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
    VersioningConfiguration: { Status: 'Enabled' },
  })
  const [policy] = Object.values(template.findResources('AWS::S3::BucketPolicy'))
  const allowed = policy?.Properties.PolicyDocument.Statement.filter(
    ({ Effect }: { Effect: string }) => Effect === 'Allow',
  )
  for (const { Principal, Condition } of allowed) {
    expect(Principal).toEqual({ Service: 'cloudfront.amazonaws.com' })
    expect(JSON.stringify(Condition)).toContain(':distribution/')
  }
  expect(allowed.map(({ Action }: { Action: string }) => Action).toSorted()).toEqual(['s3:GetObject', 's3:ListBucket'])
})

test('a site alone: a page of its own for what is not there', () => {
  const template = made({ site: { notFound: '/404.html' } })
  expect(distributionOf(template)).toMatchObject({
    CustomErrorResponses: [{ ErrorCode: 404, ResponseCode: 404, ResponsePagePath: '/404.html' }],
  })
  template.hasOutput('SiteBucket', {})
})

test('behind the firewall it has its web ACL, and writes its logs where they are read, after both are there', () => {
  const input = configOf({ ...estateOf({}, { web: { from: 'cloudfront' } }), edge: {} }, { firewall: {} })
  const { templates, after } = synthesised(input)
  const distribution = Object.values(templates['shop-edge']?.Resources ?? {}).find(
    ({ Type }) => Type === 'AWS::CloudFront::Distribution',
  )
  const { DistributionConfig = {} } = (distribution?.Properties ?? {}) as {
    readonly DistributionConfig?: Readonly<Record<string, unknown>>
  }
  expect(JSON.stringify(DistributionConfig.WebACLId)).toContain('shop-firewall-edge')
  expect(DistributionConfig.Logging).toMatchObject({ Prefix: 'edge/' })
  expect(JSON.stringify(DistributionConfig.Logging)).toContain('shop-operations')
  expect(JSON.stringify(DistributionConfig.Origins)).toContain('shop-web')
  expect(after['shop-edge']?.toSorted()).toEqual(['shop-firewall-edge', 'shop-operations', 'shop-web'])
})

describe('what the site makes of a path', () => {
  const asked = (singlePage: boolean, uri: string): string => {
    const handler = new Function(`${rewriting(singlePage)}; return handler`)() as (event: object) => { uri: string }
    return handler({ request: { uri } }).uri
  }
  test.each([
    ['/', '/index.html', '/index.html'],
    ['/docs/', '/docs/index.html', '/index.html'],
    ['/docs', '/docs/index.html', '/index.html'],
    ['/docs/start.html', '/docs/start.html', '/docs/start.html'],
    ['/app.js', '/app.js', '/app.js'],
    ['/v1.2/guide', '/v1.2/guide/index.html', '/index.html'],
    ['/v1.2/', '/v1.2/index.html', '/index.html'],
    ['/.well-known/security.txt', '/.well-known/security.txt', '/.well-known/security.txt'],
    ['/%EC%82%AC%EC%A7%84', '/%EC%82%AC%EC%A7%84/index.html', '/index.html'],
    ['', 'index.html', '/index.html'],
  ])('%s: %s, or as a single page %s', (uri, folder, single) => {
    expect([asked(false, uri), asked(true, uri)]).toEqual([folder, single])
  })
})
