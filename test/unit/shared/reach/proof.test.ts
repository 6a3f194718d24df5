import { config as example } from '../../../../nightshift.config.ts'
import { parseConfig } from '../../../../shared/config/define-config.ts'
import type { Config } from '../../../../shared/config/schema.ts'
import type { Need } from '../../../../shared/reach/estate/needs.ts'
import { prove, proveStacks, reachProblems, unusedOf } from '../../../../shared/reach/estate/proof.ts'
import type { ReachModel } from '../../../../shared/reach/model.ts'
import { aclRule, group, route } from './shop.ts'

const base = parseConfig(example, new Date('2026-11-21T00:00:00Z'))
const ref = (Ref: string) => ({ Ref })
const stacks = (groupRules: object, more: object = {}) => [
  {
    name: 's',
    region: base.region,
    template: {
      Resources: {
        Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } },
        Igw: { Type: 'AWS::EC2::InternetGateway' },
        At: {
          Type: 'AWS::EC2::VPCGatewayAttachment',
          Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Igw') },
        },
        Out: {
          Type: 'AWS::EC2::SubnetRouteTableAssociation',
          Properties: { SubnetId: ref('A'), RouteTableId: ref('T') },
        },
        T: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
        R: {
          Type: 'AWS::EC2::Route',
          Properties: { RouteTableId: ref('T'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Igw') },
        },
        A: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.1.1.0/26' } },
        G: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: ref('Vpc'), ...groupRules } },
        Subnets: { Type: 'AWS::RDS::DBSubnetGroup', Properties: { SubnetIds: [ref('A')] } },
        Db: {
          Type: 'AWS::RDS::DBInstance',
          Properties: {
            Engine: 'postgres',
            DBSubnetGroupName: ref('Subnets'),
            VPCSecurityGroups: [ref('G')],
            PubliclyAccessible: true,
          },
        },
        ...more,
      },
    },
  },
]
const withEstate = (network: object, reach: object = {}): Config =>
  ({
    ...base,
    estate: { network, access: { image: '' }, reach: { must: [], never: [], ...reach } },
  }) as unknown as Config
const inward = (CidrIp: string, port: number) => ({
  SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: port, ToPort: port, CidrIp }],
})

test('a need that holds is no problem; one that does not says where it ends, or what passes', () => {
  expect(reachProblems(withEstate({}), stacks(inward('10.1.0.0/16', 5432)))).toEqual([])
  expect(reachProblems(withEstate({}), stacks(inward('203.0.113.9/32', 5432)))).toEqual([
    'estate.network: internet → database must never be, and can (TCP 5432 from the internet (203.0.113.9/32) to database (10.1.1.0/32)): into s/Vpc, into s/A, by its ACL, into the security group of database, by the route of s/A back to the internet, out of s/A, by its ACL.',
  ])
  const must = { must: [{ from: '203.0.113.0/24', to: 'database' }] }
  expect(reachProblems(withEstate({}, must), stacks(inward('10.1.0.0/16', 5432)))).toEqual([
    'estate.network: 203.0.113.0/24 → database 5432 does not hold: s/G lets no TCP 5432 in from 203.0.113.0/24 (203.0.113.0/24). (s/G: SecurityGroupIngress) Allow TCP 5432 in from 203.0.113.0/24 in s/G.',
  ])
  expect(reachProblems(withEstate({ vpcId: 'vpc-1' }, must), stacks(inward('10.1.0.0/16', 5432)))).toHaveLength(1)
})

test('a blocker without a property is named by its resource alone', () => {
  const must = { must: [{ from: '203.0.113.0/24', to: 'database' }] }
  const attached = { At: { Type: 'AWS::X' } }
  expect(reachProblems(withEstate({}, must), stacks(inward('0.0.0.0/0', 5432), attached))).toEqual([
    'estate.network: 203.0.113.0/24 → database 5432 does not hold: s/Vpc has no internet gateway, so nothing comes in from outside. (s/Vpc) Attach one to s/Vpc, if it should be reached.',
  ])
})

test('what cannot be proven is a problem of a network of our own alone', () => {
  const must = { must: [{ from: '203.0.113.0/24', to: 'database' }] }
  const unknown = {
    SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, SourcePrefixListId: 'pl-1' }],
  }
  expect(reachProblems(withEstate({}, must), stacks(unknown))).toContain(
    'estate.network: 203.0.113.0/24 → database 5432 cannot be proven: Only a prefix list in s/G lets it pass, and what it holds is not known. (s/G)',
  )
  expect(reachProblems(withEstate({ vpcId: 'vpc-1' }, must), stacks(unknown))).toEqual([])
  expect(proveStacks(withEstate({}, must), stacks(unknown)).map(({ holds }) => holds)).toEqual(['unknown', 'unknown'])
})

test('without an estate there is nothing to prove; what the config names wrongly and open SSH stand first', () => {
  expect(reachProblems({ ...base, estate: undefined }, stacks(inward('0.0.0.0/0', 22)))).toEqual([])
  const [fault, shell, ...rest] = reachProblems(
    withEstate({}, { must: [{ from: 'x', to: 'database' }] }),
    stacks(inward('10.1.0.0/16', 22)),
  )
  expect(fault).toMatch(/^estate\.reach\.must\[0\]: from: "x"/)
  expect(shell).toMatch(/^estate: port 22 is open in s\/G to 10\.1\.0\.0\/16 \(s\/G\)/)
  expect(rest).toEqual([])
})

const model: ReachModel = {
  vpcs: [{ id: 'vpc', cidrs: ['10.1.0.0/16'] }],
  subnets: [
    { id: 'a', vpc: 'vpc', cidrs: ['10.1.1.0/26'], routeTable: 'rt', acl: 'acl' },
    { id: 'b', vpc: 'vpc', cidrs: ['10.1.2.0/26'], routeTable: 'other' },
  ],
  routeTables: [
    { id: 'rt', vpc: 'vpc', routes: [route('0.0.0.0/0', 'igw'), route('198.51.100.0/24', 'tgw', { resource: 'R' })] },
    { id: 'other', vpc: 'vpc', routes: [route('203.0.113.0/24', 'igw')] },
  ],
  groups: [
    { id: 'sg-open', vpc: 'vpc', inward: [] },
    group(
      'sg-a',
      ['tcp 443 from sg-b', 'all from 10.1.0.0/16'],
      ['tcp 443 to 203.0.113.0/24', 'udp 53 to 10.0.0.2/32'],
    ),
  ],
  acls: [
    {
      id: 'acl',
      rules: [
        aclRule('100 in allow all 0.0.0.0/0'),
        aclRule('100 out allow all 0.0.0.0/0'),
        { ...aclRule('110 in allow tcp 22 0.0.0.0/0'), resource: 'Entry' },
      ],
    },
  ],
  gateways: [{ id: 'igw', kind: 'internet', vpc: 'vpc' }],
  endpoints: [
    { id: 'vpce', vpc: 'vpc', service: 'logs', kind: 'interface', subnets: ['b'], groups: ['sg-open'] },
    { id: 'vpce-2', vpc: 'vpc', service: 's3', kind: 'gateway', routeTables: [] },
  ],
}
const need = (port: number): Need => ({
  what: 'a → partner',
  wanted: 'must',
  question: {
    from: { place: { subnets: ['a'], groups: ['sg-a'], publicAddress: true } },
    to: { internet: ['203.0.113.0/24'] },
    port,
  },
})

test('what can be taken out one at a time without breaking what holds', () => {
  expect(unusedOf(model, [need(443)])).toEqual([
    { sort: 'route', resource: 'R', what: '198.51.100.0/24 by tgw in rt' },
    { sort: 'route', resource: 'other', what: '203.0.113.0/24 by igw in other' },
    { sort: 'rule', resource: 'sg-a', what: 'tcp 443 from sg-b' },
    { sort: 'rule', resource: 'sg-a', what: 'all from 10.1.0.0/16' },
    { sort: 'rule', resource: 'sg-a', what: 'udp 53 to 10.0.0.2/32' },
    { sort: 'acl rule', resource: 'Entry', what: 'rule 110 of acl' },
    { sort: 'endpoint', resource: 'vpce', what: 'the endpoint for logs' },
    { sort: 'endpoint', resource: 'vpce-2', what: 'the endpoint for s3' },
  ])
})

test('a need that does not hold keeps nothing; one that holds by the absence of a way neither', () => {
  expect(prove(model, [need(80), need(443)]).map(({ holds }) => holds)).toEqual([false, true])
  expect(unusedOf(model, [need(80)])).toHaveLength(12)
  expect(unusedOf({ vpcs: [], subnets: [] }, [])).toEqual([])
})

test('jobs alone in a VPC that is there already: nothing of it is in the templates, and nothing is refused', () => {
  const subnets = ['subnet-0123456789abcdef2', 'subnet-0123456789abcdef3']
  const config = withEstate({ vpcId: 'vpc-0123456789abcdef0', appSubnetIds: subnets })
  const variables = { SECURITY_GROUPS: ref('Jobs'), SUBNETS: subnets.join(',') }
  const Resources = {
    Jobs: { Type: 'AWS::EC2::SecurityGroup', Properties: { VpcId: 'vpc-0123456789abcdef0' } },
    Sweep: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: variables } } },
  }
  const alone = [{ name: 's', region: base.region, template: { Resources } }]
  expect(reachProblems(config, alone)).toEqual([])
  expect(proveStacks(config, alone).map(({ holds }) => holds)).toContain('unknown')
})
