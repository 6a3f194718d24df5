import { deployedGround, provenNeeds, waysBetween } from '../../../api/reach.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import type { Connect } from '../../../shared/connect.ts'

const config = parseConfig(example, new Date('2026-11-21T00:00:00Z'))
const { region } = config
const vpc = 'vpc-1'
const open = (cidr: string) => [{ IpProtocol: '-1', IpRanges: [{ CidrIp: cidr }] }]
const subnet = (SubnetId: string, CidrBlock: string) => ({ SubnetId, VpcId: vpc, CidrBlock })

/** What the account answers, by the name of the call. Of lists the second item comes on a second page. */
const answers: Readonly<Record<string, object>> = {
  DescribeVpcs: { Vpcs: [{ VpcId: vpc, CidrBlock: '10.1.0.0/16' }] },
  DescribeSubnets: { Subnets: [subnet('subnet-p', '10.1.1.0/26'), subnet('subnet-d', '10.1.1.64/26')] },
  DescribeRouteTables: {
    RouteTables: [
      { RouteTableId: 'rtb-main', VpcId: vpc, Associations: [{ Main: true }], Routes: [] },
      {
        RouteTableId: 'rtb-p',
        VpcId: vpc,
        Associations: [{ SubnetId: 'subnet-p' }],
        Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-1', State: 'active' }],
      },
    ],
  },
  DescribeSecurityGroups: {
    SecurityGroups: [
      { GroupId: 'sg-web', VpcId: vpc, IpPermissions: open('0.0.0.0/0'), IpPermissionsEgress: open('0.0.0.0/0') },
      {
        GroupId: 'sg-db',
        VpcId: vpc,
        IpPermissions: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, UserIdGroupPairs: [{ GroupId: 'sg-web' }] }],
        IpPermissionsEgress: [],
      },
    ],
  },
  DescribeNetworkAcls: { NetworkAcls: [] },
  DescribeInternetGateways: {
    InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [{ VpcId: vpc, State: 'attached' }] }],
  },
  DescribeEgressOnlyInternetGateways: { EgressOnlyInternetGateways: [] },
  DescribeNatGateways: { NatGateways: [] },
  DescribeVpcPeeringConnections: { VpcPeeringConnections: [] },
  DescribeVpcEndpoints: { VpcEndpoints: [] },
  DescribePrefixLists: {
    PrefixLists: [{ PrefixListId: 'pl-1', PrefixListName: `com.amazonaws.${region}.s3`, Cidrs: ['52.219.0.0/16'] }],
  },
  DescribeVpcAttribute: { EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } },
  DescribeServices: {
    services: [
      {
        networkConfiguration: {
          awsvpcConfiguration: { subnets: ['subnet-p'], securityGroups: ['sg-web'], assignPublicIp: 'ENABLED' },
        },
        loadBalancers: [{ targetGroupArn: 'arn:tg/web/1', containerPort: 8080 }],
      },
    ],
  },
  DescribeDBInstances: {
    DBInstances: [
      {
        DBSubnetGroup: { Subnets: [{ SubnetIdentifier: 'subnet-d' }] },
        VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db' }],
        Endpoint: { Port: 5432 },
      },
    ],
  },
  GetFunctionConfiguration: {
    Environment: { Variables: { SUBNETS: 'subnet-p', SECURITY_GROUPS: 'sg-web', ASSIGN_PUBLIC_IP: 'true' } },
  },
  DescribeLoadBalancers: {
    LoadBalancers: [
      {
        LoadBalancerArn: 'arn:lb',
        LoadBalancerName: 'shop',
        VpcId: vpc,
        Scheme: 'internet-facing',
        AvailabilityZones: [{ SubnetId: 'subnet-p' }],
        SecurityGroups: ['sg-web'],
      },
    ],
  },
  DescribeListeners: {
    Listeners: [
      {
        ListenerArn: 'arn:listener',
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: 'arn:tg/web/1' }],
      },
    ],
  },
  DescribeRules: { Rules: [{ Actions: [{ Type: 'forward', TargetGroupArn: 'arn:tg/web/1' }] }] },
  DescribeTargetGroups: {
    TargetGroups: [{ TargetGroupArn: 'arn:tg/web/1', Port: 8080, HealthCheckPort: 'traffic-port' }],
  },
}

const pagedAnswer = (answer: object, token: string | undefined): object =>
  Object.fromEntries([
    ...Object.entries(answer).map(([key, value]) => [
      key,
      Array.isArray(value) && value.length > 1 ? (token === undefined ? value.slice(0, 1) : value.slice(1)) : value,
    ]),
    ...(token === undefined && Object.values(answer).some((value) => Array.isArray(value) && value.length > 1)
      ? [['NextToken', 'more']]
      : []),
  ])

/** Clients that answer from that table, a page at a time, and refuse what is named. */
const account = (
  refused: readonly string[] = [],
  asked: string[] = [],
  more: Readonly<Record<string, object>> = {},
): Connect => {
  const connect = (
    Class: new (options: Readonly<Record<string, unknown>>) => object,
    options: { readonly region?: string } = {},
  ): object =>
    Object.assign(new Class({ region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }), {
      send: async (command: {
        readonly constructor: { readonly name: string }
        readonly input: { NextToken?: string }
      }) => {
        const name = command.constructor.name.replace(/Command$/, '')
        asked.push(name)
        if (refused.includes(name)) throw Object.assign(new Error('no'), { name: 'UnauthorizedOperation' })
        const key = options.region === undefined || options.region === region ? name : `${name} in ${options.region}`
        return pagedAnswer(more[key] ?? answers[key] ?? {}, command.input.NextToken)
      },
    })
  return connect as Connect
}

const outputs = {
  VpcId: vpc,
  WebClusterName: 'web',
  WebServiceName: 'web',
  DatabaseId: 'db',
  StartJobFunction: 'start',
}
const ground = (refused?: readonly string[], asked?: string[]) =>
  deployedGround({
    config,
    outputs,
    output: (name) => outputs[name as keyof typeof outputs] ?? '',
    connect: account(refused, asked),
  })
const reachableOf = async (from: string, to: string, refused?: readonly string[]) =>
  waysBetween(config, await ground(refused), { from, to })[0]?.reachable

test('what is deployed is proven by what the account tells, every page of it', async () => {
  const found = await ground()
  expect(found.unseen).toEqual([])
  expect(found.ends.map(({ name }) => name)).toEqual(['internet', 'balancer', 'web', 'database', 'jobs'])
  expect(await reachableOf('internet', 'balancer')).toBe(true)
  expect(await reachableOf('web', 'database')).toBe(true)
  expect(await reachableOf('web', 'service:s3')).toBe(true)
  expect(await reachableOf('internet', 'database')).toBe(false)
  const needs = provenNeeds(config, found)
  expect(needs.find(({ need }) => need === 'internet → database')).toMatchObject({ wanted: 'never', holds: true })
  expect(needs.find(({ need }) => need === 'web → database 5432')).toMatchObject({ holds: true })
})

test('it only reads', async () => {
  const asked: string[] = []
  await ground([], asked)
  expect(asked.length).toBeGreaterThan(15)
  expect(asked.every((name) => /^(Describe|Get)/.test(name))).toBe(true)
})

test.each([
  ['DescribeSecurityGroups', 'web', 'database'],
  ['DescribeRouteTables', 'web', 'internet'],
  ['DescribeSubnets', 'web', 'database'],
  ['DescribeNetworkAcls', 'web', 'database'],
  ['DescribeVpcEndpoints', 'web', 'service:logs'],
  ['DescribeVpcAttribute', 'web', 'service:logs'],
  ['DescribeRules', 'internet', 'balancer'],
  ['DescribeServices', 'internet', 'balancer'],
  ['DescribeTargetGroups', 'internet', 'balancer'],
])('without %s it is not known whether %s reaches %s, and that is said', async (call, from, to) => {
  expect(await reachableOf(from, to, [call])).toBe('unknown')
  const { unseen } = await ground([call])
  expect(unseen.join()).toMatch(/could not be looked at: .* \(UnauthorizedOperation\)/)
})

describe('what is behind peerings and proxies', () => {
  const there = 'ap-northeast-1'
  const far = '192.168.10.0/24'
  const [main, open80] = [answers.DescribeRouteTables, answers.DescribeSecurityGroups] as {
    readonly RouteTables?: readonly { readonly Routes: readonly object[] }[]
    readonly SecurityGroups?: readonly { readonly IpPermissions: readonly object[] }[]
  }[]
  const shopTokyo = {
    ...config,
    estate: { ...config.estate, network: { ...config.estate?.network, peers: { tokyo: { mayReach: ['database'] } } } },
  } as never as typeof config
  const peering = { VpcPeeringConnectionId: 'pcx-1', Status: { Code: 'active' } }
  const more = (routes: readonly object[]) => ({
    DescribeVpcPeeringConnections: {
      VpcPeeringConnections: [
        {
          ...peering,
          RequesterVpcInfo: { VpcId: vpc, CidrBlock: '10.1.0.0/16', Region: region },
          AccepterVpcInfo: { VpcId: 'vpc-2', CidrBlockSet: [{ CidrBlock: far }], Region: there },
        },
      ],
    },
    DescribeRouteTables: {
      RouteTables: main?.RouteTables?.map((table) => ({
        ...table,
        Routes: [...table.Routes, { DestinationCidrBlock: far, VpcPeeringConnectionId: 'pcx-1', State: 'active' }],
      })),
    },
    DescribeSecurityGroups: {
      SecurityGroups: open80?.SecurityGroups?.map((group) => ({
        ...group,
        IpPermissions: [
          ...group.IpPermissions,
          { IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: far }] },
        ],
      })),
    },
    [`DescribeRouteTables in ${there}`]: { RouteTables: [{ RouteTableId: 'rtb-far', Routes: routes }] },
    DescribeDBProxies: {
      DBProxies: [
        {
          DBProxyName: 'pool',
          EngineFamily: 'POSTGRESQL',
          VpcId: vpc,
          VpcSubnetIds: ['subnet-d'],
          VpcSecurityGroupIds: ['sg-db'],
        },
        {
          DBProxyName: 'other',
          EngineFamily: 'MYSQL',
          VpcId: 'vpc-9',
          VpcSubnetIds: ['subnet-x'],
          VpcSecurityGroupIds: [],
        },
      ],
    },
    DescribeDBProxyTargets: { Targets: [{ RdsResourceId: 'db', Type: 'RDS_INSTANCE' }] },
  })
  const back = { DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: 'pcx-1', State: 'active' }
  const read = (routes: readonly object[], refused: readonly string[] = [], asked: string[] = []) =>
    deployedGround({
      config: shopTokyo,
      outputs: { ...outputs, PeeringTokyo: 'pcx-1' },
      output: (name) => outputs[name as keyof typeof outputs] ?? '',
      connect: account(refused, asked, more(routes)),
    })
  const fromTokyo = { from: 'peer-tokyo', to: 'database', port: 5432 }

  test('a peer of another region is an end, over the tables of its own region', async () => {
    const made = await read([back])
    expect(made.unseen).toEqual([])
    expect(waysBetween(shopTokyo, made, fromTokyo)[0]).toMatchObject({ reachable: true })
    expect(made.ends.find(({ name }) => name === 'peer-tokyo')?.end).toEqual({ internet: [far] })
  })

  test.each([
    ['no route back', []],
    ['a black hole', [{ ...back, State: 'blackhole' }]],
    ['a route to a part', [{ ...back, DestinationCidrBlock: '10.1.0.0/17' }]],
    ['a route by something else', [{ ...back, VpcPeeringConnectionId: 'pcx-9' }]],
  ])('with %s there nothing is certain', async (_, routes) => {
    expect(waysBetween(shopTokyo, await read(routes), fromTokyo)[0]).toMatchObject({
      reachable: 'unknown',
      resource: 'pcx-1',
    })
  })

  test('a proxy in this network is an end, and what is behind it is named', async () => {
    const asked: string[] = []
    const { ends } = await read([back], [], asked)
    expect(ends.filter(({ sort }) => sort === 'proxy')).toMatchObject([
      { name: 'proxy', ports: [5432], behind: ['db'] },
    ])
    expect(asked.filter((name) => name === 'DescribeDBProxyTargets')).toHaveLength(1)
    expect(provenNeeds(shopTokyo, await read([back])).map(({ need }) => need)).toEqual(
      expect.arrayContaining(['web → proxy 5432', 'proxy → database 5432']),
    )
  })

  test('proxies that may not be looked at are said to be unseen', async () => {
    const { ends, unseen } = await read([back], ['DescribeDBProxies'])
    expect(unseen.join()).toContain('the proxies of RDS')
    expect(ends.some(({ sort }) => sort === 'proxy')).toBe(false)
  })
})
