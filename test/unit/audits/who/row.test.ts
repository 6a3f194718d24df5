import type { Event } from '@aws-sdk/client-cloudtrail'
import { rowOf } from '../../../../api/audits/who/row.ts'

const account = '123456789012'
const address = '203.0.113.7'

/** An event as LookupEvents answers it: the index, and the record as JSON. */
const event = (record: object, more: Partial<Event> = {}): Event => ({
  EventId: '0d1c',
  EventName: 'TerminateInstances',
  EventTime: new Date('2026-11-30T02:10:05Z'),
  EventSource: 'ec2.amazonaws.com',
  ReadOnly: 'false',
  Username: 'i-am-of-the-index',
  Resources: [{ ResourceType: 'AWS::EC2::Instance', ResourceName: 'i-0123456789abcdef0' }],
  CloudTrailEvent: JSON.stringify({
    eventVersion: '1.11',
    eventID: '0d1c',
    eventTime: '2026-11-30T02:10:05Z',
    eventName: 'TerminateInstances',
    eventSource: 'ec2.amazonaws.com',
    awsRegion: 'ap-northeast-2',
    sourceIPAddress: address,
    userAgent: 'aws-cli/2.33',
    recipientAccountId: account,
    readOnly: false,
    ...record,
  }),
  ...more,
})

const of = (record: object, more?: Partial<Event>) =>
  rowOf(event(record, more), 'ap-northeast-2', { withAddresses: false })
const whoOf = (userIdentity: unknown, record: object = {}) => {
  const { who, kind, via } = of({ userIdentity, ...record })
  return via === undefined ? `${kind}: ${who}` : `${kind}: ${who}, through ${via}`
}

const assumed = (role: string, session: string, more: object = {}) => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLE:${session}`,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
  accountId: account,
  accessKeyId: 'ASIAEXAMPLE',
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: 'AROAEXAMPLE',
      arn: `arn:aws:iam::${account}:role/teams/${role}`,
      accountId: account,
      userName: role,
    },
    attributes: { creationDate: '2026-11-30T02:00:00Z', mfaAuthenticated: 'false' },
  },
  ...more,
})

test('a row says when, who, what, where, and how it came out, and no address', () => {
  const row = of({ userIdentity: assumed('deploy', 'mina') })
  expect(row).toEqual({
    time: '2026-11-30T02:10:05.000Z',
    event: 'TerminateInstances',
    service: 'ec2',
    region: 'ap-northeast-2',
    who: 'role deploy, session mina',
    kind: 'role',
    outcome: 'ok',
    readOnly: false,
    resources: ['i-0123456789abcdef0'],
    eventId: '0d1c',
  })
  expect(JSON.stringify(row)).not.toMatch(/203\.0\.113|ASIA|AROA/)
})

test.each<[string, unknown, string]>([
  ['an assumed role', assumed('deploy', 'i-0abc'), 'role: role deploy, session i-0abc'],
  [
    'Identity Center, whose role has a set and a number',
    assumed('AWSReservedSSO_AdministratorAccess_0123456789abcdef', 'mina@shop.example'),
    'identity-center: mina@shop.example by Identity Center (AdministratorAccess)',
  ],
  ['a role that only looks alike', assumed('AWSReservedSSO_mine', 'x'), 'role: role AWSReservedSSO_mine, session x'],
  [
    'a role through CloudFormation',
    assumed('deploy', 'mina', { invokedBy: 'cloudformation.amazonaws.com' }),
    'role: role deploy, session mina, through cloudformation',
  ],
  [
    'a role of another account',
    assumed('vendor', 'scan', { accountId: '111122223333' }),
    'role: role vendor, session scan, of account 111122223333',
  ],
  [
    'a role without an issuer',
    { type: 'AssumedRole', arn: `arn:aws:sts::${account}:assumed-role/deploy/a/b` },
    'role: role deploy, session a/b',
  ],
  ['a role by its principal alone', { type: 'AssumedRole', principalId: 'AROAEXAMPLE:night' }, 'role: session night'],
  ['a role of which nothing is known', { type: 'AssumedRole' }, 'role: a role without a name'],
  [
    'an IAM user',
    { type: 'IAMUser', userName: 'mina', arn: `arn:aws:iam::${account}:user/ops/mina`, accountId: account },
    'user: user mina',
  ],
  ['an IAM user by the ARN', { type: 'IAMUser', arn: `arn:aws:iam::${account}:user/ops/mina` }, 'user: user mina'],
  [
    'the root user',
    { type: 'Root', principalId: account, arn: `arn:aws:iam::${account}:root`, accountId: account },
    'root: the root user',
  ],
  ['a service', { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' }, 'service: service autoscaling'],
  ['a service without a name', { type: 'AWSService' }, 'service: a service of AWS'],
  [
    'somebody of another account, in the history of whose resource it is',
    { type: 'AWSAccount', principalId: 'AIDAEXAMPLE', accountId: '111122223333' },
    'other-account: somebody of account 111122223333',
  ],
  [
    'somebody without credentials',
    { type: 'AWSAccount', principalId: '', accountId: 'ANONYMOUS_PRINCIPAL' },
    'anonymous: somebody without credentials',
  ],
  [
    'a federated user',
    {
      type: 'FederatedUser',
      arn: `arn:aws:sts::${account}:federated-user/joon`,
      accountId: account,
      sessionContext: { sessionIssuer: { type: 'IAMUser', userName: 'broker' } },
    },
    'federated: federated user joon, by broker',
  ],
  [
    'a federated user of root',
    {
      type: 'FederatedUser',
      principalId: `${account}:joon`,
      sessionContext: { sessionIssuer: { type: 'Root', arn: `arn:aws:iam::${account}:root` } },
    },
    'federated: federated user joon, by the root user',
  ],
  [
    'SAML',
    { type: 'SAMLUser', userName: 'mina', identityProvider: 'https://idp.example/saml' },
    'federated: mina by https://idp.example/saml',
  ],
  [
    'a workflow of GitHub',
    {
      type: 'WebIdentityUser',
      principalId: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo',
      userName: 'repo:shop/web:ref:refs/heads/main',
      identityProvider: 'token.actions.githubusercontent.com',
    },
    'federated: repo:shop/web:ref:refs/heads/main by token.actions.githubusercontent.com',
  ],
  [
    'Identity Center itself',
    { type: 'IdentityCenterUser', accountId: account, onBehalfOf: { userId: '94482488-3041', identityStoreArn: 'a' } },
    'identity-center: 94482488-3041 by Identity Center',
  ],
  ['a type of sign-in that is unknown', { type: 'Unknown', userName: 'mina', accountId: account }, 'unknown: mina'],
  ['a type of tomorrow', { type: 'Robot', arn: `arn:aws:iam::${account}:robot/arm` }, 'unknown: arm'],
  ['a service that has no type', { invokedBy: 'config.amazonaws.com' }, 'unknown: i-am-of-the-index, through config'],
])('%s', (_, identity, expected) => expect(whoOf(identity)).toBe(expected))

test.each<[string, object, string]>([
  ['refused', { errorCode: 'Client.UnauthorizedOperation', errorMessage: 'x' }, 'Client.UnauthorizedOperation'],
  ['throttled', { errorCode: 'ThrottlingException' }, 'ThrottlingException'],
  ['a sign-in that failed', { responseElements: { ConsoleLogin: 'Failure' }, errorMessage: 'Failed' }, 'Failure'],
  ['a sign-in', { responseElements: { ConsoleLogin: 'Success' } }, 'ok'],
  ['an empty code', { errorCode: '' }, 'ok'],
])('how it came out: %s', (_, record, outcome) => expect(of(record).outcome).toBe(outcome))

test.each([
  [address, undefined, address],
  ['2001:db8::7', undefined, '2001:db8::7'],
  ['::ffff:203.0.113.7', undefined, '::ffff:203.0.113.7'],
  ['ec2-203-0-113-7.compute.amazonaws.com', undefined, 'ec2-203-0-113-7.compute.amazonaws.com'],
  ['host.of.mina.example', undefined, 'host.of.mina.example'],
  ['autoscaling.amazonaws.com', 'autoscaling', 'autoscaling'],
  ['AWS Internal', 'AWS Internal', 'AWS Internal'],
  ['', undefined, undefined],
])('from %s: a service always, an address by choice alone', (sourceIPAddress, usual, asked) => {
  const found = event({ sourceIPAddress })
  expect(rowOf(found, 'us-east-1', { withAddresses: false }).from).toBe(usual)
  expect(rowOf(found, 'us-east-1', { withAddresses: true }).from).toBe(asked)
})

test('an event without resources, and one that names many', () => {
  expect(of({}, { Resources: undefined }).resources).toEqual([])
  expect(
    of({}, { Resources: [{ ResourceName: 'a' }, {}, { ResourceName: '' }, { ResourceName: 'b' }] }).resources,
  ).toEqual(['a', 'b'])
})

const odd: readonly unknown[] = [
  ...[
    undefined,
    '',
    ' ',
    'null',
    'true',
    '0',
    '-1e999',
    '"text"',
    '[]',
    '[{}]',
    '{}',
    '{',
    '}',
    '\u0000',
    '{"a":',
    'NaN',
  ],
  ...[null, true, 7, '', 'mina', [], [[]], {}].map((userIdentity) => JSON.stringify({ userIdentity })),
  ...['type', 'arn', 'principalId', 'userName', 'accountId', 'invokedBy', 'sessionContext', 'onBehalfOf'].flatMap(
    (key) =>
      [null, 7, [], { a: {} }].map((value) =>
        JSON.stringify({ userIdentity: { type: 'AssumedRole', [key]: value }, recipientAccountId: account }),
      ),
  ),
  ...['arn', 'arn:', 'arn:aws:sts', ':::::::', '/', 'arn:aws:sts::1:assumed-role/', 'x'.repeat(100_000)].map((arn) =>
    JSON.stringify({ userIdentity: { type: 'AssumedRole', arn } }),
  ),
  ...['eventTime', 'eventName', 'errorCode', 'sourceIPAddress', 'readOnly', 'responseElements', 'awsRegion'].flatMap(
    (key) => [null, 7, 'x', {}].map((value) => JSON.stringify({ [key]: value })),
  ),
  '{"__proto__":{"errorCode":"x"},"userIdentity":{"__proto__":{"type":"Root"},"constructor":{"name":"x"}}}',
]

test('whatever comes in place of an event makes a row with a caller and a call', () => {
  expect(odd.length).toBeGreaterThan(50)
  for (const CloudTrailEvent of odd)
    for (const index of [{}, { EventName: 'PutX', EventTime: new Date(Number.NaN), Username: '', ReadOnly: 'maybe' }]) {
      const row = rowOf({ ...index, CloudTrailEvent } as Event, 'us-east-1', { withAddresses: true })
      expect(row.who).not.toBe('')
      expect(row.who).not.toMatch(/undefined|null|object/)
      expect(row.event).not.toBe('')
      expect(row.outcome).not.toBe('')
      expect(row.time === undefined || !Number.isNaN(Date.parse(row.time))).toBe(true)
      expect(row.kind).not.toBe('root')
    }
})
