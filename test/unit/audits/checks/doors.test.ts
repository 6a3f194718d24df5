import { lookAtBuckets } from '../../../../functions/audits/checks/doors/buckets.ts'
import { lookAtPublicDatabases } from '../../../../functions/audits/checks/doors/databases.ts'
import { lookAtPublicImages } from '../../../../functions/audits/checks/doors/images.ts'
import { lookAtListeners } from '../../../../functions/audits/checks/doors/listeners.ts'
import { lookAtSecurityGroups } from '../../../../functions/audits/checks/doors/security-groups.ts'
import { lookAtPublicSnapshots } from '../../../../functions/audits/checks/doors/snapshots.ts'
import { awsError, fakeAccess, sliceOf } from '../scene.ts'

const v4 = [{ CidrIp: '0.0.0.0/0' }]
const tcp = (FromPort: number, ToPort = FromPort, more: object = { IpRanges: v4 }) => ({
  IpProtocol: 'tcp',
  FromPort,
  ToPort,
  ...more,
})

const groups = async (IpPermissions: readonly object[], isUsed = true) => {
  const access = fakeAccess({
    DescribeSecurityGroups: { SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web', IpPermissions }] },
    DescribeNetworkInterfaces: { NetworkInterfaces: isUsed ? [{ Groups: [{ GroupId: 'sg-1' }] }] : [] },
  })
  return (await lookAtSecurityGroups(access, sliceOf())).findings
}

test.each<[string, object, string[]]>([
  ['80', tcp(80), []],
  ['443 for both families', tcp(443, 443, { IpRanges: v4, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }), []],
  ['a shell', tcp(22), ['urgent']],
  ['a shell for IPv6', tcp(22, 22, { Ipv6Ranges: [{ CidrIpv6: '::/0' }] }), ['urgent']],
  ['a shell for half of the world', tcp(22, 22, { IpRanges: [{ CidrIp: '128.0.0.0/1' }] }), ['urgent']],
  ['a shell for one office', tcp(22, 22, { IpRanges: [{ CidrIp: '203.0.113.0/24' }] }), []],
  ['a shell for another group', tcp(22, 22, { UserIdGroupPairs: [{ GroupId: 'sg-2' }] }), []],
  ['a port that nothing is known of', tcp(8080), ['warning']],
  ['a range with more than is allowed', tcp(80, 443), ['urgent']],
  ['a small range with more than is allowed', tcp(80, 81), ['warning']],
  ['everything', { IpProtocol: '-1', IpRanges: v4 }, ['urgent']],
  ['UDP', { IpProtocol: 'udp', FromPort: 53, ToPort: 53, IpRanges: v4 }, ['warning']],
  ['UDP of HTTP/3', { IpProtocol: 'udp', FromPort: 443, ToPort: 443, IpRanges: v4 }, []],
  ['TCP by its number', { ...tcp(22), IpProtocol: '6' }, ['urgent']],
  ['a tunnel: GRE', { IpProtocol: '47', IpRanges: v4 }, ['warning']],
  ['ping of IPv6', { IpProtocol: '58', FromPort: -1, ToPort: -1, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }, []],
  ['all of TCP', tcp(0, 65_535), ['urgent']],
  ['two halves', tcp(22, 22, { IpRanges: [{ CidrIp: '0.0.0.0/1' }, { CidrIp: '128.0.0.0/1' }] }), ['urgent']],
  [
    'four quarters, one twice',
    tcp(8080, 8080, {
      IpRanges: ['0.0.0.0/2', '64.0.0.0/2', '64.0.0.0/2', '128.0.0.0/2', '192.0.0.0/2'].map((CidrIp) => ({ CidrIp })),
    }),
    ['warning'],
  ],
  ['one quarter: a network of somebody', tcp(8080, 8080, { IpRanges: [{ CidrIp: '64.0.0.0/2' }] }), []],
  ['the private ranges', tcp(22, 22, { IpRanges: [{ CidrIp: '10.0.0.0/8' }, { CidrIp: '172.16.0.0/12' }] }), []],
  ['all of IPv6 that is given out', tcp(22, 22, { Ipv6Ranges: [{ CidrIpv6: '2000::/3' }] }), ['urgent']],
  ...['::/1', '0000::/1', '0::/2', '2000::/4', '3000::/4'].map((CidrIpv6): [string, object, string[]] => [
    `half of IPv6 that is given out and more: ${CidrIpv6}`,
    tcp(22, 22, { Ipv6Ranges: [{ CidrIpv6 }] }),
    ['urgent'],
  ]),
  ...['fc00::/7', 'fd00::/8', 'fe80::/10', 'e000::/3', '8000::/1', '4000::/2', '::/3', '2000::/5'].map(
    (CidrIpv6): [string, object, string[]] => [
      `IPv6 that is private or not given out, or a smaller part: ${CidrIpv6}`,
      tcp(22, 22, { Ipv6Ranges: [{ CidrIpv6 }] }),
      [],
    ],
  ),
  ['a network of IPv6', tcp(22, 22, { Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32' }] }), []],
  ['nothing', tcp(22, 22, {}), []],
  ['ping', { IpProtocol: 'icmp', FromPort: -1, ToPort: -1, IpRanges: v4 }, []],
])('a group open to the world: %s', async (_, permission, severities) => {
  expect((await groups([permission])).map(({ severity }) => severity)).toEqual(severities)
})

test('a group that nothing uses is a note; the command ends exactly this rule', async () => {
  const [finding] = await groups([tcp(22)], false)
  expect(finding).toMatchObject({
    severity: 'note',
    advice:
      'aws ec2 revoke-security-group-ingress --region eu-west-1 --group-id sg-1 --protocol tcp --port 22 --cidr 0.0.0.0/0',
  })
  const all = await groups([tcp(22), tcp(3306)])
  expect(new Set(all.map(({ id }) => id)).size).toBe(2)
})

test('a prefix list is opened: one that holds the world is a door, one that cannot be read is named', async () => {
  const access = fakeAccess({
    DescribeSecurityGroups: {
      SecurityGroups: ['pl-world', 'pl-office', 'pl-denied'].map((PrefixListId, index) => ({
        GroupId: `sg-${index}`,
        IpPermissions: [tcp(22, 22, { PrefixListIds: [{ PrefixListId }] })],
      })),
    },
    DescribeNetworkInterfaces: { NetworkInterfaces: [{ Groups: [{ GroupId: 'sg-0' }] }] },
    GetManagedPrefixListEntries: ({ PrefixListId }: { readonly PrefixListId: string }) =>
      ({
        'pl-world': { Entries: [{ Cidr: '0.0.0.0/1' }, { Cidr: '128.0.0.0/1' }] },
        'pl-office': { Entries: [{ Cidr: '203.0.113.0/24' }] },
      })[PrefixListId] ?? awsError('UnauthorizedOperation', 403),
  })
  const { findings, problems, unseen } = await lookAtSecurityGroups(access, sliceOf())
  expect(findings).toMatchObject([
    {
      resource: 'sg-0',
      severity: 'urgent',
      reason: 'It allows the prefix list pl-world. Something uses it.',
      advice: `aws ec2 revoke-security-group-ingress --region eu-west-1 --group-id sg-0 --ip-permissions '[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"PrefixListIds":[{"PrefixListId":"pl-world"}]}]'`,
    },
  ])
  expect(problems).toEqual(['The prefix list pl-denied could not be read: UnauthorizedOperation'])
  expect(unseen).toEqual(['sg-2'])
})

test('machine images that anyone may start', async () => {
  const access = fakeAccess({
    DescribeImages: {
      Images: [
        { ImageId: 'ami-1', Name: 'golden', Public: true, Tags: [{ Key: 'owner', Value: 'web' }] },
        // An emulator that knows no filter.
        { ImageId: 'ami-2', Name: 'own', Public: false },
      ],
    },
  })
  expect((await lookAtPublicImages(access, sliceOf())).findings).toMatchObject([
    { kind: 'image-public', severity: 'urgent', resource: 'ami-1', owner: 'web' },
  ])
})

test('buckets: by policy, by ACL, forbidden by a block of their own, and one that shuts everybody out', async () => {
  const of =
    (table: Readonly<Record<string, unknown>>, otherwise: unknown) =>
    ({ Bucket }: { readonly Bucket: string }) =>
      table[Bucket] ?? otherwise
  const isPublic = { PolicyStatus: { IsPublic: true } }
  const access = fakeAccess({
    ListBuckets: {
      Buckets: ['policy', 'acl', 'blocked', 'shut', 'private'].map((Name) => ({ Name, BucketRegion: 'eu-west-1' })),
    },
    GetPublicAccessBlock: of(
      { blocked: { PublicAccessBlockConfiguration: { RestrictPublicBuckets: true, IgnorePublicAcls: true } } },
      awsError('NoSuchPublicAccessBlockConfiguration', 404),
    ),
    GetBucketPolicyStatus: of(
      { policy: isPublic, blocked: isPublic, shut: awsError('AccessDenied', 403) },
      awsError('NoSuchBucketPolicy', 404),
    ),
    GetBucketAcl: of(
      {
        acl: { Grants: [{ Permission: 'READ', Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AllUsers' } }] },
      },
      { Grants: [{ Permission: 'FULL_CONTROL', Grantee: { ID: 'owner' } }] },
    ),
  })
  const { findings, problems } = await lookAtBuckets(access, sliceOf())
  expect(findings.map(({ resource, reason }) => [resource, reason.split('. ')[0]])).toEqual([
    ['policy', 'Of the bucket, its policy is public'],
    ['acl', 'Of the bucket, its ACL grants READ for AllUsers'],
  ])
  expect(problems).toEqual(['shut could not be looked at: AccessDenied'])
})

test.each<[string, object | Error, string[], string[]]>([
  ['none', awsError('NoSuchPublicAccessBlockConfiguration', 404), ['policy', 'acl'], []],
  ['for both', { RestrictPublicBuckets: true, IgnorePublicAcls: true }, [], []],
  ['for policies alone', { RestrictPublicBuckets: true, IgnorePublicAcls: false }, ['acl'], []],
  ['for ACLs alone', { IgnorePublicAcls: true }, ['policy'], []],
  // What only keeps new ones from being written leaves those that are there.
  ['for what is new', { BlockPublicAcls: true, BlockPublicPolicy: true }, ['policy', 'acl'], []],
  [
    'that may not be read',
    awsError('AccessDenied', 403),
    ['policy', 'acl'],
    ["The account's block of public access could not be read: AccessDenied: AccessDenied happened"],
  ],
])('buckets under a block of the account: %s', async (_, block, open, problems) => {
  const access = fakeAccess({
    ListBuckets: { Buckets: ['policy', 'acl'].map((Name) => ({ Name })) },
    GetPublicAccessBlock: ({ AccountId }: { readonly AccountId?: string }) => {
      if (AccountId === undefined) return awsError('NoSuchPublicAccessBlockConfiguration', 404)
      return block instanceof Error ? block : { PublicAccessBlockConfiguration: block }
    },
    GetBucketPolicyStatus: ({ Bucket }: { readonly Bucket: string }) => ({
      PolicyStatus: { IsPublic: Bucket === 'policy' },
    }),
    GetBucketAcl: ({ Bucket }: { readonly Bucket: string }) => ({
      Grants:
        Bucket === 'acl'
          ? [{ Permission: 'READ', Grantee: { URI: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers' } }]
          : [],
    }),
  })
  const seen = await lookAtBuckets(access, sliceOf())
  expect(seen.findings.map(({ resource }) => resource)).toEqual(open)
  expect(seen.problems).toEqual(problems)
})

test.each([
  ['SlowDown', 503],
  ['ThrottlingException', 400],
  ['InternalError', 500],
])(
  'a block of the account that cannot be read for a moment (%s) fails the look: nothing is found or fixed by it',
  async (name, status) => {
    const access = fakeAccess({
      ListBuckets: { Buckets: [{ Name: 'policy' }] },
      GetPublicAccessBlock: ({ AccountId }: { readonly AccountId?: string }) =>
        AccountId === undefined ? awsError('NoSuchPublicAccessBlockConfiguration', 404) : awsError(name, status),
      GetBucketPolicyStatus: { PolicyStatus: { IsPublic: true } },
    })
    await expect(lookAtBuckets(access, sliceOf())).rejects.toThrow(name)
  },
)

test('an AWS that has no block of the account, such as a laptop’s, is judged by the buckets alone', async () => {
  const access = fakeAccess({
    ListBuckets: { Buckets: [{ Name: 'policy' }] },
    GetPublicAccessBlock: ({ AccountId }: { readonly AccountId?: string }) =>
      AccountId === undefined
        ? awsError('NoSuchPublicAccessBlockConfiguration', 404)
        : Object.assign(new Error('connect ECONNREFUSED'), { name: 'Error', code: 'ECONNREFUSED' }),
    GetBucketPolicyStatus: { PolicyStatus: { IsPublic: true } },
  })
  const { findings, problems } = await lookAtBuckets(access, sliceOf())
  expect([findings.length, problems?.length]).toEqual([1, 1])
})

test('databases with a public address, and snapshots that anyone may restore', async () => {
  const access = fakeAccess({
    DescribeDBInstances: {
      DBInstances: [
        { DBInstanceIdentifier: 'open', PubliclyAccessible: true },
        { DBInstanceIdentifier: 'shut', PubliclyAccessible: false },
      ],
    },
    DescribeDBSnapshots: {
      DBSnapshots: ['all', 'one', 'gone'].map((DBSnapshotIdentifier) => ({ DBSnapshotIdentifier })),
    },
    DescribeDBSnapshotAttributes: ({ DBSnapshotIdentifier }: { readonly DBSnapshotIdentifier: string }) =>
      DBSnapshotIdentifier === 'gone'
        ? awsError('DBSnapshotNotFoundFault', 404)
        : {
            DBSnapshotAttributesResult: {
              DBSnapshotAttributes: [
                {
                  AttributeName: 'restore',
                  AttributeValues: DBSnapshotIdentifier === 'all' ? ['all'] : ['111122223333'],
                },
              ],
            },
          },
    DescribeDBClusterSnapshots: {
      DBClusterSnapshots: ['ours', 'shared', 'gone'].map((id) => ({ DBClusterSnapshotIdentifier: id })),
    },
    DescribeDBClusterSnapshotAttributes: ({ DBClusterSnapshotIdentifier: id }: Record<string, string>) =>
      id === 'gone'
        ? awsError('DBClusterSnapshotNotFoundFault', 404)
        : {
            DBClusterSnapshotAttributesResult: {
              DBClusterSnapshotAttributes: [
                { AttributeName: 'restore', AttributeValues: id === 'shared' ? ['all'] : [] },
              ],
            },
          },
  })
  expect(
    (await lookAtPublicDatabases(access, sliceOf())).findings.map(({ kind, resource, severity }) => [
      kind,
      resource,
      severity,
    ]),
  ).toEqual([
    ['database-public', 'open', 'warning'],
    ['database-snapshot-public', 'all', 'urgent'],
    ['database-snapshot-public', 'shared', 'urgent'],
  ])
})

test('snapshots of volumes that anyone may restore', async () => {
  const access = fakeAccess({
    DescribeSnapshots: { Snapshots: [{ SnapshotId: 'snap-1', Tags: [{ Key: 'Name', Value: 'golden' }] }] },
  })
  expect((await lookAtPublicSnapshots(access, sliceOf())).findings).toMatchObject([
    { severity: 'urgent', title: 'Anyone may restore the snapshot snap-1 (golden)' },
  ])
})

test('listeners without TLS: of balancers that face the internet, unless they send clients on', async () => {
  const listener = (ListenerArn: string, Protocol: string, action: object) => ({
    ListenerArn,
    Protocol,
    Port: 80,
    DefaultActions: [action],
  })
  const access = fakeAccess({
    DescribeLoadBalancers: {
      LoadBalancers: [
        { LoadBalancerArn: 'open', LoadBalancerName: 'open', Scheme: 'internet-facing' },
        { LoadBalancerArn: 'inside', Scheme: 'internal' },
      ],
    },
    DescribeListeners: {
      Listeners: [
        listener('plain', 'HTTP', { Type: 'forward' }),
        listener('redirect', 'HTTP', { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS' } }),
        listener('circle', 'HTTP', { Type: 'redirect', RedirectConfig: { Protocol: 'HTTP' } }),
        listener('tls', 'HTTPS', { Type: 'forward' }),
      ],
    },
  })
  expect((await lookAtListeners(access, sliceOf())).findings.map(({ resource }) => resource)).toEqual([
    'plain',
    'circle',
  ])
})

test.each<[string, object, object[], string[]]>([
  [
    'redirects, and a rule forwards one path',
    { Protocol: 'HTTP', to: 'HTTPS' },
    [{ Actions: [{ Type: 'forward' }] }],
    ['listener-plain'],
  ],
  [
    'redirects, and its rules answer or redirect',
    { Protocol: 'HTTP', to: 'HTTPS' },
    [
      { Actions: [{ Type: 'fixed-response' }] },
      { Actions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS' } }] },
      { IsDefault: true, Actions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS' } }] },
    ],
    [],
  ],
  ['redirects to itself', { Protocol: 'HTTP', to: '#{protocol}' }, [], ['listener-plain']],
  [
    'TLS by the default of CloudFormation',
    { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-2016-08' },
    [],
    ['listener-old-tls'],
  ],
  [
    'TLS 1.3 that goes down to 1.0',
    { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-0-2021-06' },
    [],
    ['listener-old-tls'],
  ],
  [
    'TLS 1.1 with forward secrecy',
    { Protocol: 'TLS', SslPolicy: 'ELBSecurityPolicy-FS-1-1-2019-08' },
    [],
    ['listener-old-tls'],
  ],
  ['TLS 1.2', { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS-1-2-2017-01' }, [], []],
  ['TLS 1.2 with forward secrecy', { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-FS-1-2-Res-2020-10' }, [], []],
  ['TLS 1.3 of today', { Protocol: 'HTTPS', SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09' }, [], []],
  ['TCP of a network load balancer', { Protocol: 'TCP' }, [], []],
])('a listener: %s', async (_, { to, ...listener }: { readonly to?: string }, Rules, kinds) => {
  const DefaultActions = [to ? { Type: 'redirect', RedirectConfig: { Protocol: to } } : { Type: 'forward' }]
  const access = fakeAccess({
    DescribeLoadBalancers: {
      LoadBalancers: [{ LoadBalancerArn: 'a', LoadBalancerName: 'web', Scheme: 'internet-facing' }],
    },
    DescribeListeners: { Listeners: [{ ListenerArn: 'l', Port: 80, DefaultActions, ...listener }] },
    DescribeRules: { Rules },
  })
  expect((await lookAtListeners(access, sliceOf())).findings.map(({ kind }) => kind)).toEqual(kinds)
})

test('where the default redirects, the commands change the rules that do not', async () => {
  const to = { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS' } }
  const look = async (DefaultActions: readonly object[], ...rules: readonly string[]) => {
    const access = fakeAccess({
      DescribeLoadBalancers: {
        LoadBalancers: [{ LoadBalancerArn: 'a', LoadBalancerName: 'web', Scheme: 'internet-facing' }],
      },
      DescribeListeners: { Listeners: [{ ListenerArn: 'l', Port: 80, Protocol: 'HTTP', DefaultActions }] },
      DescribeRules: {
        Rules: [
          { RuleArn: 'shut', Actions: [to] },
          ...rules.map((RuleArn) => ({ RuleArn, Actions: [{ Type: 'forward' }] })),
          { RuleArn: 'last', IsDefault: true, Actions: DefaultActions },
        ],
      },
    })
    const [found] = (await lookAtListeners(access, sliceOf())).findings
    return [found?.advice.replaceAll(/ --(default-)?actions '[^']*'/g, ''), found?.reason]
  }
  expect(await look([to], 'one', 'two')).toEqual([
    'aws elbv2 modify-rule --region eu-west-1 --rule-arn one && aws elbv2 modify-rule --region eu-west-1 --rule-arn two',
    expect.stringContaining('2 of its rules do not send them on'),
  ])
  expect(await look([to], 'one')).toEqual([
    'aws elbv2 modify-rule --region eu-west-1 --rule-arn one',
    expect.stringContaining('one of its rules does not send them on'),
  ])
  expect((await look([{ Type: 'forward' }], 'one'))[0]).toBe(
    'aws elbv2 modify-listener --region eu-west-1 --listener-arn l',
  )
})
