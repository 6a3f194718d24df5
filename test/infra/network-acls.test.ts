import { NetworkStack } from '../../infra/stacks/network.ts'
import { estateSchema } from '../../shared/config/estate/schema.ts'
import { proveStacks } from '../../shared/reach/estate/proof.ts'
import { broken, configOf, estateOf, ofType, provenOf, withChange } from './estate-stacks.ts'
import { synthesize, testEnv } from './synth.ts'

const acls = 'database'

test('the ACL of the database subnets lets in their port from the app subnets, and out the answers', () => {
  const template = synthesize(
    (app) =>
      new NetworkStack(app, 'shop-network', {
        env: testEnv,
        config: estateSchema.parse({ network: { acls } }).network,
      }),
  )
  const entries = Object.values(template.findResources('AWS::EC2::NetworkAclEntry')).map(
    ({ Properties: { NetworkAclId, ...rule } }) => rule,
  )
  const rule = (Egress: boolean, CidrBlock: string, RuleNumber: number, From: number, To: number) => ({
    Egress,
    CidrBlock,
    RuleNumber,
    PortRange: { From, To },
    Protocol: 6,
    RuleAction: 'allow',
  })
  expect(entries).toEqual([
    rule(false, '10.1.1.128/27', 100, 5432, 5432),
    rule(true, '10.1.1.128/27', 100, 1024, 65_535),
    rule(false, '10.1.1.160/27', 110, 5432, 5432),
    rule(true, '10.1.1.160/27', 110, 1024, 65_535),
  ])
  const held = Object.values(template.findResources('AWS::EC2::SubnetNetworkAclAssociation'))
  expect(held.map(({ Properties }) => Properties.SubnetId.Ref)).toEqual([
    expect.stringMatching(/databaseSubnet1/),
    expect.stringMatching(/databaseSubnet2/),
  ])
})

describe('with tasks in the app subnets', () => {
  const { config, stacks, proofs, problems } = provenOf(configOf(estateOf({ acls, nat: 'one' })))

  test('every need holds', () => {
    expect(problems).toEqual([])
    expect(broken(proofs)).toEqual([])
  })

  test.each(ofType(stacks, 'AWS::EC2::NetworkAclEntry'))('without $id a need breaks', ({ stack, id }) => {
    expect(
      broken(
        proveStacks(
          config,
          withChange(stacks, stack, id, () => undefined),
        ),
      ),
    ).toEqual(['web → database 5432'])
  })

  test.each(ofType(stacks, 'AWS::EC2::NetworkAclEntry').filter(({ properties }) => properties.Egress === true))(
    'with answers of Windows alone in $id a need breaks',
    ({ stack, id }) => {
      const narrow = withChange(stacks, stack, id, (properties) => ({
        ...properties,
        PortRange: { From: 49_152, To: 65_535 },
      }))
      expect(broken(proveStacks(config, narrow))).toEqual(['web → database 5432'])
    },
  )
})

test('is refused where it would cut off the web service, with the ACL, the direction and the fix', () => {
  const { problems } = provenOf(configOf(estateOf({ acls })))
  expect(problems).toEqual([
    expect.stringMatching(
      /^estate\.network: web → database 5432 does not hold: The ACL shop-network\/VpcDatabaseAcl\w+ of shop-network\/VpcdatabaseSubnet\w+ refuses TCP 5432 in from 10\.1\.1\.0\/26.* Allow /i,
    ),
  ])
})
