import { Template } from 'aws-cdk-lib/assertions'
import { composeStacks } from '../../infra/compose.ts'
import { checkConfig, parseConfig } from '../../shared/config/define-config.ts'
import { proveStacks, reachProblems } from '../../shared/reach/estate/proof.ts'
import { broken, configOf, estateOf, image, ofType, provenOf, withChange } from './estate-stacks.ts'
import { inApp } from './synth.ts'

const now = new Date('2026-11-30T00:00:00Z')
const estate = (network: object = {}, access: object = {}) => ({
  ...estateOf(network),
  access: { connect: true, ...access },
})

test('a task that ends by itself, in a service of no tasks, with a role for sessions alone', () => {
  inApp((app) => {
    composeStacks(app, parseConfig(configOf(estate({}, { minutes: 30 })), now))
    const template = Template.fromJSON(app.synth().getStackByName('shop-access').template)
    template.hasResourceProperties('AWS::ECS::Service', { DesiredCount: 0, LaunchType: 'FARGATE' })
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [{ Command: ['sleep', '1800'], LinuxParameters: { InitProcessEnabled: true } }],
    })
    const actions = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
    )
    expect(actions.filter((action: string) => action.startsWith('ssmmessages:'))).toHaveLength(4)
    expect(actions.filter((action: string) => /^(rds|secretsmanager|ssm):/.test(action))).toEqual([])
    for (const { Properties } of Object.values(template.findResources('AWS::EC2::SecurityGroup')))
      expect(Properties.SecurityGroupIngress).toBeUndefined()
  })
})

test.each([
  ['in the public subnets', {}],
  ['behind a NAT gateway, with an ACL', { nat: 'one', acls: 'database' }],
])('its way is proven: %s', (_, network) => {
  const { proofs, problems } = provenOf(configOf(estate(network)))
  expect(problems).toEqual([])
  expect(proofs.map(({ need }) => need.what)).toEqual(
    expect.arrayContaining(['connect → database 5432', 'connect → ssmmessages', 'connect → logs']),
  )
})

describe('by endpoints', () => {
  const { config, stacks, proofs, problems } = provenOf(configOf(estate({ endpoints: 'fargate' }, { image })))

  test('has one for its sessions', () => {
    expect(problems).toEqual([])
    expect(broken(proofs)).toEqual([])
    const services = ofType(stacks, 'AWS::EC2::VPCEndpoint').map(({ properties }) =>
      JSON.stringify(properties.ServiceName),
    )
    expect(services.filter((name) => name.includes('ssmmessages'))).toHaveLength(1)
  })

  test.each(ofType(stacks, 'AWS::EC2::SecurityGroupIngress').filter(({ id }) => id.startsWith('Connect')))(
    'without $id a need breaks',
    ({ stack, id }) => {
      expect(
        broken(
          proveStacks(
            config,
            withChange(stacks, stack, id, () => undefined),
          ),
        ),
      ).not.toEqual([])
    },
  )
})

test('without a database there is nothing to connect to', () => {
  const { database, ...rest } = estate()
  expect(checkConfig(configOf(rest), now).problems).toEqual([
    'estate.access.connect: true is not allowed; expected false, or estate.database: there is nothing to connect to',
  ])
})

describe('port 22', () => {
  const { config, stacks } = provenOf(configOf(estateOf({})))
  const [group] = ofType(stacks, 'AWS::EC2::SecurityGroup')
  const withRule = (rule: object) =>
    reachProblems(
      config,
      withChange(stacks, group?.stack ?? '', group?.id ?? '', (properties) => ({
        ...properties,
        SecurityGroupIngress: [rule],
      })),
    )

  test.each([
    { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '203.0.113.7/32' },
    { IpProtocol: 'tcp', FromPort: 0, ToPort: 1023, CidrIp: '10.0.0.0/8' },
    { IpProtocol: '6', FromPort: 22, ToPort: 22, CidrIpv6: '::/0' },
    { IpProtocol: '-1', CidrIp: '10.1.0.0/16' },
  ])('is refused in any group, with what to do instead: %j', (rule) => {
    expect(withRule(rule)).toContainEqual(
      expect.stringMatching(
        /^estate: port 22 is open in shop-.* to .*expected no group that lets in SSH\. Use Session Manager.*nightshift connect/,
      ),
    )
  })

  test('other ports and UDP are none of its business', () => {
    for (const rule of [
      { IpProtocol: 'tcp', FromPort: 23, ToPort: 1023, CidrIp: '10.0.0.0/8' },
      { IpProtocol: 'udp', FromPort: 22, ToPort: 22, CidrIp: '10.0.0.0/8' },
    ])
      expect(withRule(rule).filter((each) => each.includes('port 22'))).toEqual([])
  })

  test('a web service on it is refused as well', () => {
    expect(provenOf(configOf(estateOf({}, { web: { port: 22 } }))).problems).toContainEqual(
      expect.stringMatching(/^estate: port 22 is open in shop-web/),
    )
  })
})
