import { jest } from '@jest/globals'
import { examine, isWell } from '../../../api/doctor.ts'
import { renderProblem } from '../../../functions/alerts/page/problem.ts'
import { denied, throttled } from '../../../local/faults/any-service.ts'
import { type Rule, times } from '../../../local/faults/rule.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import type { Config } from '../../../shared/config/schema.ts'
import { trailSchema } from '../../../shared/config/trail/schema.ts'
import { connector } from '../../../shared/connect.ts'
import { wire } from '../local/faults/wire.ts'
import { answering, noStack, outputs, type Recorded, refused, stackAnswer, well } from './recorded.ts'

const now = new Date('2026-11-21T12:00:00Z')
const example = parseConfig(written, now)

const arn = 'certificate/12345678-1234-1234-1234-123456789012'

/** The example with everything that the doctor looks at. */
const full: Config = {
  ...example,
  alerts: {
    ...example.alerts,
    pageConcurrency: 5,
    responders: {
      ...example.alerts.responders,
      asha: { email: { ssm: '/shop/asha/email' }, language: 'en', zone: 'Asia/Kolkata' },
    },
  },
  thumbnails: example.thumbnails && {
    ...example.thumbnails,
    view: {
      domain: { name: 'pictures.corner-shop.example', certificateArn: `arn:aws:acm:us-east-1:123456789012:${arn}` },
    },
  },
  firewall: example.firewall && {
    ...example.firewall,
    webAcl: 'arn:aws:wafv2:ap-northeast-2:123456789012:regional/webacl/shop/0a1b2c3d-0000-4000-8000-000000000002',
    sources: {
      ...example.firewall.sources,
      buckets: [{ name: 'lb', bucket: 'shop-balancer-logs', scope: 'regional' }],
    },
  },
  estate: example.estate && {
    ...example.estate,
    network: { ...example.estate.network, nat: 'one' } as never,
    web: example.estate.web && {
      ...example.estate.web,
      certificateArn: `arn:aws:acm:ap-northeast-2:123456789012:${arn}`,
    },
  },
}

/** Looks at an account that answers as recorded, by the SDK's own clients. */
const look = async (recorded: Recorded, rules: readonly Rule[] = [], config = full, local = false) => {
  const { client, calls } = wire([...rules, answering({ ...well, ...recorded })])
  const { endpoint: _, maxAttempts: __, ...base } = client
  const got: string[] = []
  const rows = await examine(
    {
      config,
      local,
      now: () => now,
      connect: connector(base),
      get: async (address) => {
        got.push(address)
        return { status: 404, body: renderProblem(404) }
      },
    },
    { abortSignal: new AbortController().signal },
  )
  return { rows, calls, got }
}

const contact = { Parameter: { Name: '/shop/asha/email', Type: 'SecureString', Value: 'asha@corner-shop.example' } }
const parameters: Recorded = {
  'ssm:GetParameter': (call) =>
    call.input.Name === '/shop/asha/email'
      ? { status: 200, headers: { 'content-type': 'application/x-amz-json-1.1' }, body: JSON.stringify(contact) }
      : (well['ssm:GetParameter']?.(call) ?? refused(404, 'ParameterNotFound', 'none')),
}

test('an account in which all is well', async () => {
  const { rows, got } = await look(parameters)
  expect(rows.filter((row) => row.state !== 'ok')).toEqual([])
  expect(rows.every(isWell)).toBe(true)
  expect(new Set(rows.map(({ check }) => check))).toEqual(
    new Set([
      'credentials',
      'regions',
      'bootstrap',
      'stacks',
      'service-linked-roles',
      'lambda-concurrency',
      'quotas',
      'contacts',
      'email-identity',
      'email-sending',
      'email-suppression',
      'sms-region',
      'sms-sandbox',
      'sms-spending',
      'sms-origination',
      'sms-opt-outs',
      'fallback-subscriptions',
      'acknowledge-link',
      'alerts-recursion',
      'view-certificate',
      'thumbnails-recursion',
      'jobs-recursion',
      'firewall-recursion',
      'firewall-buckets',
      'firewall-logging',
      'firewall-sets',
      'firewall-web-acl',
      'web-certificate',
    ]),
  )
  expect(got).toEqual([`${outputs.AcknowledgeUrl}doctor`])
})

test('it changes nothing: every call only reads', async () => {
  const { calls } = await look(parameters)
  expect(calls.length).toBeGreaterThan(40)
  expect(calls.map(({ action }) => action).filter((action) => !/^(Get|List|Describe|CheckIf)/.test(action))).toEqual([])
})

test('each is asked in its own region: text messages in Tokyo, a certificate of CloudFront in Virginia', async () => {
  const { calls } = await look(parameters)
  const regionsOf = (service: string) =>
    new Set(calls.filter((call) => call.service === service).map(({ region }) => region))
  expect(regionsOf('sms-voice')).toEqual(new Set(['ap-northeast-1']))
  expect(regionsOf('cloudwatch')).toEqual(new Set(['ap-northeast-1']))
  expect(regionsOf('acm')).toEqual(new Set(['us-east-1', 'ap-northeast-2']))
  expect(regionsOf('ses')).toEqual(new Set(['ap-northeast-2']))
})

test('no row holds a number or an address of a person', async () => {
  const everything = await Promise.all([
    look(parameters),
    look({ ...parameters, ...sandboxes }),
    look({ ...parameters, 'sns:ListSubscriptionsByTopic': xmlAnswer('ListSubscriptionsByTopic', '<Subscriptions/>') }),
  ])
  const text = JSON.stringify(everything.map(({ rows }) => rows))
  for (const contact of ['+1202', 'mina@', 'joon@', 'alex@', 'asha@']) expect(text).not.toContain(contact)
})

const xmlAnswer = (action: string, inner: string) => () => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${action}Response><${action}Result>${inner}</${action}Result></${action}Response>`,
})

/** A new account's. https://docs.aws.amazon.com/sns/latest/api/API_ListSMSSandboxPhoneNumbers.html */
const sandboxes: Recorded = {
  'ses:GetAccount': () => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      EnforcementStatus: 'HEALTHY',
      ProductionAccessEnabled: false,
      SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 },
      SendingEnabled: true,
    }),
  }),
  'sns:GetSMSSandboxAccountStatus': xmlAnswer('GetSMSSandboxAccountStatus', '<IsInSandbox>true</IsInSandbox>'),
  'sns:ListSMSSandboxPhoneNumbers': ({ input }) =>
    xmlAnswer(
      'ListSMSSandboxPhoneNumbers',
      input.NextToken === undefined
        ? '<PhoneNumbers><member><PhoneNumber>+12025550101</PhoneNumber><Status>Verified</Status></member></PhoneNumbers><NextToken>page-2</NextToken>'
        : '<PhoneNumbers><member><PhoneNumber>+12025550102</PhoneNumber><Status>Pending</Status></member></PhoneNumbers>',
    )(),
}

test('a new account: each thing that it lacks, with its fix', async () => {
  const missing = refused(404, 'NotFoundException', 'does not exist')
  const { rows } = await look({
    ...parameters,
    ...sandboxes,
    'ses:GetEmailIdentity': () => missing,
    // https://docs.aws.amazon.com/waf/latest/APIReference/API_ListIPSets.html, in two pages
    'wafv2:ListIPSets': ({ input }) => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({
        IPSets: Array.from({ length: input.NextMarker === undefined ? 60 : 37 }, (_, index) => ({ Name: `s${index}` })),
        ...(input.NextMarker === undefined ? { NextMarker: 'page-2' } : {}),
      }),
    }),
    'ssm:GetParameter': () => refused(400, 'ParameterNotFound', ''),
    'cloudformation:DescribeStacks': noStack,
    'iam:GetRole': ({ input }) => ({
      status: 404,
      headers: { 'content-type': 'text/xml' },
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>The role with name ${input.RoleName} cannot be found.</Message></Error></ErrorResponse>`,
    }),
    'lambda:GetAccountSettings': () => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ AccountLimit: { ConcurrentExecutions: 10, UnreservedConcurrentExecutions: 10 } }),
    }),
    'servicequotas:GetServiceQuota': () => refused(400, 'NoSuchResourceException', 'none'),
    'servicequotas:GetAWSDefaultServiceQuota': ({ input }) => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ Quota: { QuotaCode: input.QuotaCode, Value: 1 } }),
    }),
    'sns:GetSMSAttributes': xmlAnswer('GetSMSAttributes', '<attributes/>'),
    'sms-voice:DescribeSpendLimits': () => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({
        SpendLimits: [
          { Name: 'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', EnforcedLimit: 1, MaxLimit: 1, Overridden: false },
          { Name: 'VOICE_MESSAGE_MONTHLY_SPEND_LIMIT', EnforcedLimit: 5, MaxLimit: 5, Overridden: false },
        ],
      }),
    }),
    'sms-voice:DescribePhoneNumbers': () => ({
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ PhoneNumbers: [] }),
    }),
  })
  const of = (name: string) => rows.filter(({ check }) => check === name)
  expect(of('bootstrap')).toEqual([
    expect.objectContaining({
      state: 'problem',
      fix: expect.stringContaining('npx cdk bootstrap aws://ACCOUNT/ap-northeast-2'),
    }),
  ])
  expect(of('stacks').map(({ state, found }) => [state, found])).toEqual(
    ['firewall', 'network', 'data', 'web', 'operations', 'console', 'queries'].map((part) => [
      'ok',
      `corner-shop-${part} is not deployed yet, and nothing is in its way.`,
    ]),
  )
  expect(of('service-linked-roles').map(({ state, fix }) => [state, fix])).toEqual([
    ['problem', 'aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com'],
    ['warning', 'aws iam create-service-linked-role --aws-service-name elasticloadbalancing.amazonaws.com'],
    ['warning', 'aws iam create-service-linked-role --aws-service-name ecs.application-autoscaling.amazonaws.com'],
    ['warning', 'aws iam create-service-linked-role --aws-service-name rds.amazonaws.com'],
  ])
  expect(of('lambda-concurrency')).toEqual([
    expect.objectContaining({ state: 'warning', found: expect.stringContaining('Lambda runs 10 functions at once') }),
    expect.objectContaining({
      state: 'problem',
      found: expect.stringContaining('alerts.pageConcurrency sets 5 aside'),
    }),
  ])
  expect(of('quotas').map(({ state }) => state)).toEqual(['problem', 'problem', 'ok', 'problem', 'ok'])
  expect(of('contacts')).toEqual([
    expect.objectContaining({ state: 'problem', found: 'There is no parameter /shop/asha/email (email of asha).' }),
  ])
  expect(of('email-identity')[0]?.found).toBe(
    'SES in ap-northeast-2 does not know nightshift@corner-shop.example, nor its domain.',
  )
  expect(of('email-sending')[0]?.found).toBe(
    'SES is in its sandbox in ap-northeast-2, and has not verified the email of mina, joon and alex.',
  )
  expect(of('email-suppression')).toEqual([])
  expect(of('sms-sandbox')[0]?.found).toBe(
    'SNS is in its SMS sandbox in ap-northeast-1, and has not verified the number of joon and alex.',
  )
  expect(of('sms-spending')[0]?.found).toContain('may cost $1.00 a month, and have cost $2.25')
  expect(of('sms-origination')[0]?.found).toContain('mina, joon and alex have numbers in the United States')
  expect(of('firewall-quotas').map(({ state, found }) => [state, found])).toEqual([
    ['problem', 'The account has 97 of 100 IP sets in ap-northeast-2, and the firewall needs 6 more.'],
  ])
  for (const name of ['fallback-subscriptions', 'acknowledge-link', 'alerts-recursion', 'firewall-sets'])
    expect(of(name)).toEqual([expect.objectContaining({ state: 'not known yet' })])
  for (const row of rows.filter(({ state }) => state === 'problem' || state === 'warning')) {
    expect(row.meaning).toMatch(/\.$/)
    expect(row.fix).toMatch(/\w/)
  }
})

const actions = Object.keys({ ...well, ...sandboxes }).filter((action) => action !== 'sts:GetCallerIdentity')

/** What IAM calls actions that S3's API calls otherwise. */
const permissions: Readonly<Record<string, string>> = {
  's3:GetBucketNotificationConfiguration': 's3:GetBucketNotification',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
}

test.each(actions)('without %s, what needs it says so, and the others go on', async (action) => {
  const [service = '', name = ''] = action.split(':')
  const recorded = name.startsWith('ListSMSSandbox') ? { ...parameters, ...sandboxes } : parameters
  const before = (await look(recorded)).rows
  const { rows } = await look(recorded, [denied({ service, action: name })])
  const unknown = rows.filter(({ state }) => state === 'unknown')
  expect(unknown.length).toBeGreaterThan(0)
  const permission = permissions[action] ?? action
  for (const row of unknown) {
    expect(row.found).toBe(`These credentials may not call ${permission}.`)
    expect(row.fix).toContain(permission)
    expect(isWell(row)).toBe(false)
  }
  const names = new Set(unknown.map(({ check }) => check))
  expect(rows.filter(({ check }) => !names.has(check))).toEqual(before.filter(({ check }) => !names.has(check)))
  // Fourteen look at the outputs of what is deployed.
  expect(names.size).toBeLessThanOrEqual(14)
})

test('throttled calls are tried again, with a pause', async () => {
  // Each pause is a random part of half a second or more.
  const random = jest.spyOn(Math, 'random').mockReturnValue(0)
  const rules = [times(3, throttled({ service: 'iam' })), times(3, throttled({ service: 'servicequotas' }))]
  const { rows, calls } = await look(parameters, rules)
  random.mockRestore()
  expect(rows.filter((row) => !isWell(row))).toEqual([])
  expect(calls.filter(({ service }) => service === 'iam').length).toBeGreaterThanOrEqual(4 + 3)
})

test('without valid credentials AWS is not asked for each thing', async () => {
  const expired = { status: 403, headers: { 'content-type': 'text/xml' } } as const
  const { rows, calls } = await look({
    'sts:GetCallerIdentity': () => ({
      ...expired,
      body: '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>The security token included in the request is expired</Message></Error></ErrorResponse>',
    }),
  })
  expect(new Set(calls.map(({ action }) => action))).toEqual(new Set(['GetCallerIdentity']))
  expect(rows[0]).toMatchObject({ check: 'credentials', state: 'unknown', found: expect.stringContaining('expired') })
  expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['unknown']))
  expect(rows.length).toBeGreaterThan(20)
})

test('on the laptop it says what it cannot know, and calls none of that well', async () => {
  const { rows, calls } = await look(parameters, [], full, true)
  expect(new Set(calls.map(({ service }) => service))).toEqual(new Set(['cloudformation']))
  const known = ['stacks', 'sms-region', 'acknowledge-link']
  for (const { check, state } of rows)
    expect([check, state]).toEqual([check, known.includes(check) ? 'ok' : 'not known here'])
  expect(rows.length).toBeGreaterThan(20)
})

test('a stack whose first deployment failed is in the way, and has no outputs yet', async () => {
  const { rows } = await look({ ...parameters, 'cloudformation:DescribeStacks': stackAnswer('ROLLBACK_COMPLETE') })
  const stacks = rows.filter(({ check }) => check === 'stacks')
  expect(stacks.map(({ state }) => state)).toEqual(Array(7).fill('problem'))
  expect(stacks.map(({ fix }) => fix).join('\n')).toContain(
    'aws cloudformation delete-stack --region ap-northeast-2 --stack-name corner-shop-network',
  )
  expect(rows.find(({ check }) => check === 'acknowledge-link')?.state).toBe('not known yet')
})

test('beside another trail of the account a trail of ours costs something', async () => {
  const config = { ...example, trail: trailSchema.parse({}) }
  const json = (value: object) => () => ({
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: JSON.stringify(value),
  })
  const TrailARN = 'arn:aws:cloudtrail:ap-northeast-2:123456789012:trail/all'
  const others: Recorded = {
    'cloudtrail:DescribeTrails': json({ trailList: [{ Name: 'all', TrailARN }] }),
    'cloudtrail:GetTrailStatus': json({ IsLogging: true }),
    'cloudtrail:GetEventSelectors': json({ EventSelectors: [{ ReadWriteType: 'All' }] }),
  }
  const states = async (recorded: Recorded) =>
    (await look({ ...others, ...recorded }, [], config)).rows.flatMap(({ check, state }) =>
      check === 'other-trails' ? [state] : [],
    )
  expect(await states({})).toEqual(['warning'])
  expect(await states({ 'cloudtrail:GetTrailStatus': json({ IsLogging: false }) })).toEqual(['ok'])
  for (const call of Object.keys(others))
    expect(await states({ [call]: () => refused(400, 'AccessDeniedException', 'no') })).toEqual(['unknown'])
})

test('what the config does not have is not looked at', async () => {
  const { thumbnails: _, jobs: __, estate: ___, lifecycle: ____, ...rest } = full
  const alerts = { ...rest.alerts, responders: { mina: { ...rest.alerts.responders.mina, sms: undefined } } }
  const { rows } = await look(parameters, [], { ...rest, alerts: { ...alerts, fallback: ['mina'] } } as never)
  expect(new Set(rows.map(({ check }) => check))).toEqual(
    new Set([
      'credentials',
      'regions',
      'bootstrap',
      'stacks',
      'lambda-concurrency',
      'email-identity',
      'email-sending',
      'email-suppression',
      'fallback-subscriptions',
      'acknowledge-link',
      'alerts-recursion',
      'firewall-recursion',
      'firewall-buckets',
      'firewall-sets',
      'firewall-web-acl',
    ]),
  )
})
