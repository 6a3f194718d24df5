import { StackStatus } from '@aws-sdk/client-cloudformation'
import { acknowledgeLink } from '../../../api/doctor/alerts/acknowledge-link.ts'
import { contacts } from '../../../api/doctor/alerts/contacts.ts'
import { isOfUnitedStates, registersSenders } from '../../../api/doctor/alerts/countries.ts'
import { emailIdentity } from '../../../api/doctor/alerts/email-identity.ts'
import { emailSending } from '../../../api/doctor/alerts/email-sending.ts'
import { emailSuppression } from '../../../api/doctor/alerts/email-suppression.ts'
import { identitiesOf } from '../../../api/doctor/alerts/identities.ts'
import { smsOptOuts } from '../../../api/doctor/alerts/sms-opt-outs.ts'
import { smsOrigination } from '../../../api/doctor/alerts/sms-origination.ts'
import { letsSnsSend } from '../../../api/doctor/alerts/sms-policy.ts'
import { smsRegion } from '../../../api/doctor/alerts/sms-region.ts'
import { smsSandbox } from '../../../api/doctor/alerts/sms-sandbox.ts'
import { smsSpending } from '../../../api/doctor/alerts/sms-spending.ts'
import { subscriptions } from '../../../api/doctor/alerts/subscriptions.ts'
import { bootstrap } from '../../../api/doctor/base/bootstrap.ts'
import { certificateFindings } from '../../../api/doctor/base/certificate.ts'
import { concurrency } from '../../../api/doctor/base/concurrency.ts'
import { credentials } from '../../../api/doctor/base/credentials.ts'
import { network } from '../../../api/doctor/base/network.ts'
import { neededVcpus } from '../../../api/doctor/base/quotas.ts'
import { regions } from '../../../api/doctor/base/regions.ts'
import { stacks } from '../../../api/doctor/base/stacks.ts'
import { listText } from '../../../api/doctor/finding.ts'
import { renderProblem } from '../../../functions/alerts/page/problem.ts'
import { config as written } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'

const now = new Date('2026-11-21T12:00:00Z')
const config = parseConfig(written, now)
const facts = { config, now }
const withAlerts = (more: object) => ({ now, config: { ...config, alerts: { ...config.alerts, ...more } } })
const brief = (findings: readonly { readonly state: string; readonly found: string }[]) =>
  findings.map(({ state, found }) => `${state}: ${found}`)

describe('the account', () => {
  test('credentials of the root are a finding', () => {
    const of = (Arn: string) => credentials.decide({ Account: '123456789012', Arn, $metadata: {} }, facts)[0]?.state
    expect(of('arn:aws:iam::123456789012:root')).toBe('problem')
    expect(of('arn:aws:iam::123456789012:user/root')).toBe('ok')
    expect(of('arn:aws:sts::123456789012:assumed-role/deployer/mina')).toBe('ok')
  })

  test('a region has to be enabled', () => {
    const answer = {
      $metadata: {},
      Regions: [
        { RegionName: 'ap-northeast-2', OptInStatus: 'opt-in-not-required' },
        { RegionName: 'me-central-1', OptInStatus: 'not-opted-in' },
        { RegionName: 'il-central-1', OptInStatus: 'opted-in' },
      ],
    }
    const wanted = ['ap-northeast-2', 'il-central-1', 'me-central-1', 'xx-north-1']
    expect(brief(regions.decide({ regions: wanted, answer }, facts))).toEqual([
      'ok: ap-northeast-2 is enabled.',
      'ok: il-central-1 is enabled.',
      'problem: me-central-1 is not enabled in this account (not-opted-in).',
      'problem: This account has no region xx-north-1.',
    ])
  })

  test.each([
    ['30', 'ok'],
    ['6', 'ok'],
    ['5', 'problem'],
    ['', 'problem'],
    ['x', 'problem'],
    [undefined, 'problem'],
  ])('a bootstrap of version %s is %s', (version, state) => {
    const [finding] = bootstrap.decide([{ region: 'us-east-1', version }], facts)
    expect(finding?.state).toBe(state)
    expect(finding?.fix ?? 'us-east-1').toContain('us-east-1')
  })

  const fine = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/
  const failed = /FAILED|ROLLBACK_COMPLETE$/
  test.each(Object.values(StackStatus).map((status) => [status]))('a stack that is %s', (status) => {
    const stack = { part: 'web', name: 'shop-web', region: 'us-east-1', outputs: {}, status }
    const [finding] = stacks.decide([{ ...stack, wanted: true }], facts)
    const expected =
      status === 'DELETE_COMPLETE' || fine.test(status) ? 'ok' : failed.test(status) ? 'problem' : 'warning'
    expect([status, finding?.state]).toEqual([status, expected])
    const left = stacks.decide([{ ...stack, wanted: false }], facts).map(({ state }) => state)
    expect([status, left]).toEqual([
      status,
      status === 'DELETE_COMPLETE' ? [] : status === 'DELETE_IN_PROGRESS' ? ['warning'] : ['problem'],
    ])
  })

  test('a failed stack is taken away, gone on with or deployed again, by its state', () => {
    const fixOf = (status: string) =>
      stacks.decide(
        [{ part: 'web', name: 'shop-web', region: 'us-east-1', outputs: {}, status, wanted: true }],
        facts,
      )[0]?.fix
    expect(fixOf('ROLLBACK_COMPLETE')).toContain('delete-stack --region us-east-1 --stack-name shop-web')
    expect(fixOf('UPDATE_ROLLBACK_FAILED')).toContain('continue-update-rollback')
    expect(fixOf('UPDATE_ROLLBACK_COMPLETE')).toMatch(/Deploy again\.$/)
    expect(fixOf('UPDATE_ROLLBACK_COMPLETE')).not.toContain('delete-stack')
  })

  const settings = (ConcurrentExecutions: number, UnreservedConcurrentExecutions = ConcurrentExecutions) => ({
    settings: { $metadata: {}, AccountLimit: { ConcurrentExecutions, UnreservedConcurrentExecutions } },
    isDeployed: false,
  })
  test.each([
    [settings(1_000), ['ok']],
    [settings(10), ['warning']],
    [settings(99), ['warning']],
    [settings(100), ['ok']],
    [settings(9), ['problem']],
    [settings(1_000, 9), ['problem']],
    [settings(1_000, 10), ['ok']],
  ])('concurrency %j', (answers, states) => {
    expect(concurrency.decide(answers, facts).map(({ state }) => state)).toEqual(states)
  })

  test('what is set aside must leave a hundred, unless it is set aside already', () => {
    const page = withAlerts({ pageConcurrency: 5 })
    const states = (answers: ReturnType<typeof settings>) => concurrency.decide(answers, page).map(({ state }) => state)
    expect(states(settings(104))).toEqual(['ok', 'problem'])
    expect(states(settings(105))).toEqual(['ok'])
    expect(states({ ...settings(100), isDeployed: true })).toEqual(['ok'])
  })

  test('vCPUs are counted at their most: tasks of the web service, and every job once', () => {
    expect(neededVcpus(config)).toBe(4 * 0.25 + 3 * 0.25)
    expect(neededVcpus({ ...config, jobs: undefined })).toBe(1)
    expect(neededVcpus({ ...config, estate: undefined, jobs: { a: { cpu: 4096 } } as never })).toBe(4)
    expect(neededVcpus({ estate: { web: { max: 3, cpu: 2048 } } as never, jobs: {} })).toBe(6)
  })

  test('subnets that are missing, or of another network, are named', () => {
    const subnets = { publicSubnetIds: ['subnet-0a', 'subnet-0b'], appSubnetIds: ['subnet-0c'], databaseSubnetIds: [] }
    const existing = { vpcId: 'vpc-01', cidr: '10.0.0.0/16', zones: [], ...subnets }
    const own = { now, config: { ...config, estate: { network: existing } as never } }
    const there = (SubnetId: string, VpcId = 'vpc-01') => ({ SubnetId, VpcId })
    expect(network.when?.(config)).toBe(false)
    expect(network.when?.(own.config)).toBe(true)
    const all = ['subnet-0a', 'subnet-0b', 'subnet-0c'].map((id) => there(id))
    expect(brief(network.decide(all, own))).toEqual(['ok: All subnets of the config are in vpc-01.'])
    expect(brief(network.decide([there('subnet-0a'), there('subnet-0b', 'vpc-02')], own))).toEqual([
      'problem: subnet-0b is in vpc-02, and not in vpc-01.',
      'problem: There is no subnet subnet-0c in ap-northeast-2.',
    ])
  })
})

describe('a certificate', () => {
  const named = {
    arn: 'arn:aws:acm:us-east-1:123456789012:certificate/1',
    region: 'us-east-1',
    host: 'pictures.shop.example',
    key: 'thumbnails.view',
  }
  const issued = {
    Status: 'ISSUED' as const,
    DomainName: 'shop.example',
    SubjectAlternativeNames: ['shop.example', '*.shop.example'],
    NotAfter: new Date('2027-02-21T12:00:00Z'),
  }
  const found = (detail: object | undefined, more: object = {}) =>
    brief(certificateFindings({ ...named, ...more }, detail, now))

  test.each([
    ['is well', issued, ['ok: The certificate of thumbnails.view is issued and has 92 days left.']],
    [
      'is not for the name',
      { ...issued, SubjectAlternativeNames: ['*.pictures.shop.example'] },
      [
        'problem: The certificate of thumbnails.view is for shop.example, *.pictures.shop.example, and not for pictures.shop.example.',
        'ok: The certificate of thumbnails.view is issued and has 92 days left.',
      ],
    ],
    ['waits', { Status: 'PENDING_VALIDATION' }, ['problem: The certificate of thumbnails.view is PENDING_VALIDATION.']],
    [
      'failed',
      { Status: 'FAILED', FailureReason: 'CAA_ERROR' },
      ['problem: The certificate of thumbnails.view is FAILED (CAA_ERROR).'],
    ],
    [
      'ends soon',
      { ...issued, NotAfter: new Date('2026-12-20T12:00:00Z') },
      ['warning: The certificate of thumbnails.view is issued and has 29 days left.'],
    ],
    [
      'has ended',
      { ...issued, NotAfter: new Date('2026-11-20T12:00:00Z') },
      ['problem: The certificate of thumbnails.view ran out on 2026-11-20.'],
    ],
    ['is not there', undefined, [`problem: This account has no certificate ${named.arn} (thumbnails.view).`]],
  ])('%s', (_, detail, findings) => expect(found(detail)).toEqual(findings))

  test('of another region is of no use', () => {
    expect(found(issued, { region: 'ap-northeast-2' })).toEqual([
      'problem: The certificate of thumbnails.view is in us-east-1, and is needed in ap-northeast-2.',
    ])
  })

  test('a star stands for one label, and letters are of any case', () => {
    expect(found(issued, { host: 'Shop.Example' })[0]).toMatch(/^ok/)
    expect(found(issued, { host: 'a.pictures.shop.example' })[0]).toMatch(/^problem/)
  })

  test('an imported one is not renewed by ACM', () => {
    const [finding] = certificateFindings(
      named,
      { ...issued, Type: 'IMPORTED', NotAfter: new Date('2026-12-01T00:00:00Z') },
      now,
    )
    expect(finding).toMatchObject({ state: 'warning', meaning: expect.stringContaining('imported') })
  })
})

describe('email', () => {
  test('an address is covered by itself, its domain and those above', () => {
    expect(identitiesOf('a@Mail.Shop.example')).toEqual(['a@Mail.Shop.example', 'mail.shop.example', 'shop.example'])
  })

  const from = 'a@mail.shop.example'
  const identity = (name: string, VerifiedForSendingStatus: boolean, ConfigurationSetName?: string) => ({
    name,
    answer: { VerifiedForSendingStatus, ConfigurationSetName, VerificationStatus: 'PENDING' as const },
  })
  const none = (name: string) => ({ name, answer: undefined })
  const domain = identity('shop.example', true, 'shop')
  test.each([
    ['no parameter', { from: undefined, identities: [], set: undefined }, 'problem', 'is empty or not there'],
    ['unknown', { from, identities: [none(from)], set: undefined }, 'problem', 'does not know a@mail.shop.example'],
    [
      'waiting',
      { from, identities: [none(from), identity('shop.example', false)], set: undefined },
      'problem',
      'PENDING',
    ],
    [
      'a domain above',
      { from, identities: [none(from), identity('shop.example', true)], set: undefined },
      'ok',
      'no default',
    ],
    ['its set', { from, identities: [domain], set: { SendingOptions: { SendingEnabled: true } } }, 'ok', 'shop sends'],
    ['its set is gone', { from, identities: [domain], set: 'missing' }, 'problem', 'shop is not there'],
    [
      'its set is off',
      { from, identities: [domain], set: { SendingOptions: { SendingEnabled: false } } },
      'problem',
      'switched off in its default configuration set shop',
    ],
  ] as const)('the identity: %s', (_, answers, state, words) => {
    const findings = emailIdentity.decide(answers, facts)
    expect(findings.map((finding) => finding.state)).toEqual([state])
    expect(findings[0]?.found).toContain(words)
  })

  const quota = { Max24HourSend: 1_000, MaxSendRate: 14, SentLast24Hours: 0 }
  const sending = (more: object) => ({ ProductionAccessEnabled: true, SendingEnabled: true, SendQuota: quota, ...more })
  test.each([
    ['well', sending({ EnforcementStatus: 'HEALTHY' }), [], ['ok']],
    ['under review', sending({ EnforcementStatus: 'PROBATION' }), [], ['warning', 'ok']],
    ['shut down', sending({ EnforcementStatus: 'SHUTDOWN' }), [], ['problem', 'ok']],
    ['paused', sending({ SendingEnabled: false }), [], ['problem', 'ok']],
    ['sandbox, all verified', sending({ ProductionAccessEnabled: false }), [], ['warning', 'ok']],
    ['sandbox', sending({ ProductionAccessEnabled: false }), ['mina'], ['problem', 'ok']],
    ['much is used', sending({ SendQuota: { ...quota, SentLast24Hours: 800 } }), [], ['warning']],
    ['not yet much', sending({ SendQuota: { ...quota, SentLast24Hours: 799 } }), [], ['ok']],
    ['all is used', sending({ SendQuota: { ...quota, SentLast24Hours: 1_000 } }), [], ['problem']],
    ['no limit', sending({ SendQuota: { ...quota, Max24HourSend: -1, SentLast24Hours: 9 } }), [], ['ok']],
  ])('sending: %s', (_, answer, unverified, states) => {
    expect(emailSending.decide({ sending: answer, unverified }, facts).map(({ state }) => state)).toEqual(states)
  })

  test('somebody on the suppression list is named', () => {
    expect(
      brief(
        emailSuppression.decide(
          [
            { name: 'mina', reason: 'BOUNCE' },
            { name: 'alex', reason: undefined },
          ],
          facts,
        ),
      ),
    ).toEqual(["problem: mina's address is on SES's suppression list (BOUNCE)."])
    expect(emailSuppression.decide(undefined, facts)).toEqual([])
  })
})

describe('text messages', () => {
  test('say from where they go out', () => {
    expect(smsRegion.decide('ap-northeast-2', facts)[0]?.found).toBe('Text messages go out from ap-northeast-2.')
    expect(smsRegion.decide('ap-northeast-1', facts)[0]?.found).toBe(
      'Text messages go out from ap-northeast-1, because SNS sends none from ap-northeast-2: sandbox, spending limit and numbers are those of ap-northeast-1.',
    )
    const tokyo = { now, config: { ...config, region: 'ap-northeast-1' } }
    expect(smsRegion.decide('ap-southeast-1', tokyo)[0]?.found).toContain('ap-southeast-1, as alerts.smsRegion says:')
  })

  const from = 'ap-northeast-1'
  const people = [
    { name: 'mina', contact: '+12025550101' },
    { name: 'joon', contact: '+12025550102' },
  ]
  test('in the sandbox a number has to be verified', () => {
    const states = (isInSandbox: boolean, ...Statuses: ('Verified' | 'Pending')[]) =>
      brief(
        smsSandbox.decide(
          {
            from,
            isInSandbox,
            people,
            numbers: Statuses.map((Status, index) => ({ Status, PhoneNumber: people[index]?.contact })),
          },
          facts,
        ),
      )
    expect(states(false)).toEqual(['ok: SNS is out of its sandbox in ap-northeast-1.'])
    expect(states(true, 'Verified', 'Verified')[0]).toMatch(/^warning/)
    expect(states(true, 'Verified', 'Pending')).toEqual([
      'problem: SNS is in its SMS sandbox in ap-northeast-1, and has not verified the number of joon.',
    ])
    expect(states(true)[0]).toMatch(/of mina and joon\.$/)
  })

  test.each([
    [50, 2, undefined, 'ok'],
    [50, undefined, undefined, 'ok'],
    [1, 0, undefined, 'warning'],
    [50, 40, undefined, 'warning'],
    [50, 50, undefined, 'problem'],
    [undefined, 0, undefined, 'problem'],
    [Number.NaN, 0, undefined, 'problem'],
    [20, 0, 30, 'warning'],
    [30, 0, 30, 'ok'],
  ])('a limit of %s, of which %s is spent, with a budget of %s, is %s', (limit, spent, smsBudget, state) => {
    expect(smsSpending.decide({ from, limit, spent }, withAlerts({ smsBudget })).map((each) => each.state)).toEqual([
      state,
    ])
  })

  test('who has answered STOP is named', () => {
    expect(brief(smsOptOuts.decide({ from, optedOut: ['joon'] }, facts))).toEqual([
      'problem: joon has answered STOP to text messages from ap-northeast-1.',
    ])
    expect(smsOptOuts.decide({ from, optedOut: [] }, facts)[0]?.state).toBe('ok')
  })

  test.each([
    ['+12025550101', true],
    ['+17875550101', true],
    ['+16045550101', false],
    ['+18765550101', false],
    ['+821012345678', false],
    ['+1202555010', false],
  ])('%s is of the United States: %s', (number, is) => expect(isOfUnitedStates(number)).toBe(is))

  test.each([
    ['+919876543210', 'IN'],
    ['+6591234567', 'SG'],
    ['+77011234567', 'KZ'],
    ['+79161234567', 'RU'],
    ['+821012345678', undefined],
    ['+12025550101', undefined],
  ])('sender ids are registered for %s: %s', (number, code) => expect(registersSenders(number)?.code).toBe(code))

  const allows = JSON.stringify({
    Statement: {
      Effect: 'Allow',
      Principal: { Service: ['sns.amazonaws.com'] },
      Action: ['sms-voice:SendTextMessage'],
    },
  })
  const recent = new Date('2026-01-01T00:00:00Z')
  const origin = (more: object = {}) => ({ arn: 'arn:x', country: 'US', isActive: true, createdAt: recent, ...more })
  test.each([
    ['none', [], 'problem', 'no 10DLC, toll-free or short number'],
    ['of another country', [origin({ country: 'CA', policy: allows })], 'problem', 'no 10DLC'],
    ['waiting', [origin({ isActive: false })], 'warning', 'not active yet'],
    ['without a policy', [origin()], 'problem', 'does not let SNS use it'],
    ['with a policy', [origin({ policy: allows })], 'ok', 'lets SNS use it'],
    ['of before policies', [origin({ createdAt: new Date('2024-09-23T00:00:00Z') })], 'ok', 'lets SNS use it'],
    ['one of two', [origin(), origin({ policy: allows })], 'ok', 'lets SNS use it'],
  ])('a number for the United States: %s', (_, origins, state, words) => {
    const findings = smsOrigination.decide({ from, origins, people }, facts)
    expect(findings.map((finding) => finding.state)).toEqual([state])
    expect(findings[0]?.found).toContain(words)
  })

  test('a country that registers sender ids is asked about, once for all who live there', () => {
    const india = ['asha', 'ravi'].map((name, index) => ({ name, contact: `+91987654321${index}` }))
    expect(brief(smsOrigination.decide({ from, origins: [], people: india }, facts))).toEqual([
      'warning: asha and ravi have numbers in India, and the account has no registered sender id for it.',
    ])
    const own = [origin({ country: 'IN', createdAt: undefined, policy: allows })]
    expect(smsOrigination.decide({ from, origins: own, people: india }, facts)[0]?.state).toBe('ok')
    const korea = [{ name: 'joon', contact: '+821012345678' }]
    expect(smsOrigination.decide({ from, origins: [], people: korea }, facts)[0]?.state).toBe('ok')
  })

  test.each([
    [undefined, false],
    ['not json', false],
    ['{}', false],
    [allows, true],
    [allows.replace('Allow', 'Deny'), false],
    [allows.replace('sns.', 'connect.'), false],
    [allows.replace('SendTextMessage', 'SendVoiceMessage'), false],
    [allows.replace('sms-voice:SendTextMessage', 'sms-voice:*'), true],
    [allows.replace('{"Service":["sns.amazonaws.com"]}', '"*"'), true],
  ])('a policy that lets SNS send, or not: %s', (policy, lets) => expect(letsSnsSend(policy)).toBe(lets))
})

describe('people', () => {
  const kept = { ssm: '/shop/mina', whose: 'email of mina', isPlain: true }
  test.each([
    [kept, undefined, 'There is no parameter /shop/mina (email of mina).'],
    [kept, { Type: 'SecureString', Value: 'x' }, 'is a SecureString'],
    [{ ...kept, isPlain: false }, { Type: 'SecureString', Value: 'x' }, 'is there.'],
    [kept, { Type: 'String', Value: 'x\n' }, 'begins or ends with a space or a new line'],
    [kept, { Type: 'String', Value: ' ' }, 'There is no parameter'],
    [kept, { Type: 'String', Value: 'x' }, 'is there.'],
  ] as const)('a contact in SSM: %j %j', (of, parameter, words) => {
    const [finding] = contacts.decide([{ kept: of, parameter }], facts)
    expect(finding?.found).toContain(words)
    expect(finding?.state).toBe(words === 'is there.' ? 'ok' : 'problem')
  })

  test('a subscription waits, is confirmed, or is not there', () => {
    const expected = ['mina', 'alex', 'joon'].map((name) => ({
      name,
      protocol: 'email',
      endpoint: `${name}@shop.example`,
    }))
    const of = (name: string, SubscriptionArn: string) => ({
      Protocol: 'email',
      Endpoint: `${name}@shop.example`,
      SubscriptionArn,
    })
    const found = [of('mina', 'arn:aws:sns:x:1:t:1'), of('alex', 'PendingConfirmation'), of('joon', 'Deleted')]
    const findings = subscriptions.decide({ topic: 'arn:t', expected, subscriptions: found }, facts)
    expect(brief(findings)).toEqual([
      'ok: mina (email) is subscribed to the fallback topic.',
      'problem: alex (email) has not confirmed the subscription to the fallback topic.',
      'problem: joon (email) is not subscribed to the fallback topic: never, or not any more.',
    ])
    expect(JSON.stringify(findings)).not.toContain('@shop.example')
  })

  test.each([
    [404, renderProblem(404), 'ok', ''],
    // Somebody else's page, such as that of a name that leads elsewhere.
    [404, '<h1>Not Found</h1>', 'problem', 'linkBase'],
    [200, '<h1>It works!</h1>', 'problem', 'linkBase'],
    [
      403,
      '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see …"}',
      'problem',
      'get-policy',
    ],
    [502, 'Internal Server Error', 'problem', 'aws logs tail'],
    [503, renderProblem(503), 'problem', 'aws logs tail'],
  ])('the page behind the links: %s %s', (status, body, state, words) => {
    const [finding] = acknowledgeLink.decide({ address: 'https://x.example', status, body }, facts)
    expect(finding?.state).toBe(state)
    expect(finding?.fix ?? '').toContain(words)
  })

  test('the page is asked under the path that the address has', async () => {
    const asked: string[] = []
    const get = async (address: string) => {
      asked.push(address)
      return { status: 404, body: '' }
    }
    for (const AcknowledgeUrl of ['https://x.example', 'https://x.example/', 'http://127.0.0.1:1/_aws/lambda-url/a'])
      await acknowledgeLink.ask({ get } as never, { AcknowledgeUrl })
    expect(asked).toEqual([
      'https://x.example/doctor',
      'https://x.example/doctor',
      'http://127.0.0.1:1/_aws/lambda-url/a/doctor',
    ])
  })

  test('are listed as people list them', () => {
    expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(listText)).toEqual(['a', 'a and b', 'a, b and c'])
  })
})
