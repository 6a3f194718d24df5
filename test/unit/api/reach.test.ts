import { templateGround, waysBetween } from '../../../api/reach.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import type { StackTemplate } from '../../../shared/reach/templates/resolve.ts'

const config = parseConfig(example, new Date('2026-11-21T00:00:00Z'))
const ref = (Ref: string) => ({ Ref })
const output = (OutputName: string) => ({
  'Fn::GetStackOutput': { StackName: 'shop-network', OutputName, Region: 'ap-northeast-2' },
})

/** A VPC with one subnet, and a service in it by references to another stack. */
const stacks: readonly StackTemplate[] = [
  {
    name: 'shop-network',
    region: 'ap-northeast-2',
    template: {
      Resources: {
        Vpc: {
          Type: 'AWS::EC2::VPC',
          Properties: { CidrBlock: '10.1.0.0/16', EnableDnsSupport: true, EnableDnsHostnames: true },
        },
        Public: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: ref('Vpc'), CidrBlock: '10.1.1.0/26' } },
        Table: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: ref('Vpc') } },
        Of: {
          Type: 'AWS::EC2::SubnetRouteTableAssociation',
          Properties: { SubnetId: ref('Public'), RouteTableId: ref('Table') },
        },
        Igw: { Type: 'AWS::EC2::InternetGateway' },
        Attached: {
          Type: 'AWS::EC2::VPCGatewayAttachment',
          Properties: { VpcId: ref('Vpc'), InternetGatewayId: ref('Igw') },
        },
        Default: {
          Type: 'AWS::EC2::Route',
          Properties: { RouteTableId: ref('Table'), DestinationCidrBlock: '0.0.0.0/0', GatewayId: ref('Igw') },
        },
      },
      Outputs: { Vpc: { Value: ref('Vpc') }, Public: { Value: ref('Public'), Export: { Name: 'public-subnet' } } },
    },
  },
  {
    name: 'shop-web',
    region: 'ap-northeast-2',
    template: {
      Resources: {
        Group: {
          Type: 'AWS::EC2::SecurityGroup',
          Properties: {
            VpcId: output('Vpc'),
            SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }],
          },
        },
        Service: {
          Type: 'AWS::ECS::Service',
          Properties: {
            NetworkConfiguration: {
              AwsvpcConfiguration: {
                AssignPublicIp: 'ENABLED',
                Subnets: [{ 'Fn::ImportValue': 'public-subnet' }],
                SecurityGroups: [{ 'Fn::GetAtt': ['Group', 'GroupId'] }],
              },
            },
            LoadBalancers: [{ ContainerPort: 80 }],
          },
        },
      },
    },
  },
]

const asked = (from: string, to: string, more: object = {}) =>
  waysBetween(config, templateGround(stacks), { from, to, ...more })

test('references between stacks are followed, and the ports are those that are listened on', () => {
  expect(asked('internet', 'web')).toEqual([
    expect.objectContaining({ from: 'internet', to: 'web', port: 80, reachable: true }),
  ])
  expect(asked('web', 'internet')).toEqual([expect.objectContaining({ reachable: true })])
})

test('another port ends at a group, in the codes of Reachability Analyzer', () => {
  expect(asked('internet', 'web', { port: 22 })).toEqual([
    expect.objectContaining({ reachable: false, code: 'ENI_SG_RULES_MISMATCH', resource: 'shop-web/Group' }),
  ])
})

test.each([
  ['foo', 'web', '"foo" is not a part of this network. It has internet, web'],
  ['web', 'service:', '"service:" is not a part'],
  ['internet', 'internet', 'both outside'],
  ['10.0.0.0/33', 'web', '"10.0.0.0/33" is not a part'],
])('%s to %s is refused with what there is', (from, to, text) => {
  expect(() => asked(from, to)).toThrow(text)
})
