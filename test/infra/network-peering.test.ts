import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { composeStacks } from '../../infra/compose.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { configOf, estateOf, ofType, provenOf } from './estate-stacks.ts'
import { inApp } from './synth.ts'

const cidr = '192.168.10.0/24'
const tokyo = { deployment: 'shop-tokyo', region: 'ap-northeast-1', cidr, mayReach: ['database'] }
const input = configOf(estateOf({ peers: { tokyo }, acls: 'database', nat: 'one' }))

test('a line in the config: the connection, a route in every table, private names on both sides, the far side in its region', () => {
  inApp((app) => {
    composeStacks(app, parseConfig(input, new Date('2026-11-30T00:00:00Z')))
    // With cdk-nag, which fails the synthesis by what nobody has acknowledged.
    const assembly = app.synth()
    const template = (name: string) => Template.fromJSON(assembly.getStackByName(name).template)
    const near = template('shop-network')
    const far = template('shop-peer-tokyo')
    expect(assembly.getStackByName('shop-peer-tokyo').environment.region).toBe('ap-northeast-1')
    const vpcOfTokyo = {
      'Fn::GetStackOutput': { StackName: 'shop-tokyo-network', OutputName: 'VpcId', Region: 'ap-northeast-1' },
    }
    near.hasResourceProperties('AWS::EC2::VPCPeeringConnection', {
      PeerVpcId: vpcOfTokyo,
      PeerRegion: 'ap-northeast-1',
      VpcId: { Ref: Match.stringLikeRegexp('^Vpc') },
    })
    const tables = Object.keys(near.findResources('AWS::EC2::RouteTable'))
    const led = Object.values(near.findResources('AWS::EC2::Route', { Properties: { DestinationCidrBlock: cidr } }))
    expect(led.map(({ Properties }) => Properties.RouteTableId.Ref).toSorted()).toEqual(tables.toSorted())
    near.hasResourceProperties('Custom::VpcPeering', { Sides: ['Requester'], VpcId: Match.absent() })
    far.hasResourceProperties('Custom::VpcPeering', {
      Sides: ['Accepter'],
      Cidr: '10.1.0.0/16',
      PeeringId: { 'Fn::GetStackOutput': Match.objectLike({ StackName: 'shop-network', Region: 'ap-northeast-2' }) },
    })
    near.hasOutput('PeeringTokyo', { Value: { Ref: Match.stringLikeRegexp('Peeringtokyo') } })
    // Routes are changed on the tables of that VPC alone.
    far.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['ec2:CreateRoute', 'ec2:DeleteRoute', 'ec2:ReplaceRoute'],
            Condition: { ArnEquals: { 'ec2:Vpc': Match.anyValue() } },
          }),
        ]),
      },
    })
  })
})

test('what the peer may call is proven, and so is a need of the config that names its range', () => {
  const ranged = { must: [{ from: cidr, to: 'database' }], never: [{ from: cidr, to: 'web', port: 22 }] }
  const withReach = (reach: object, peer: object = tokyo) =>
    provenOf(configOf({ ...estateOf({ peers: { tokyo: peer }, acls: 'database', nat: 'one' }), reach }))
  const { proofs, problems } = withReach(ranged)
  expect(problems).toEqual([])
  expect(proofs.map(({ need: { what, wanted }, holds }) => [wanted, what, holds])).toEqual(
    expect.arrayContaining([
      ['must', 'peer-tokyo → database 5432', true],
      ['must', `${cidr} → database 5432`, true],
      ['never', `${cidr} → web 22`, true],
    ]),
  )
  expect(withReach(ranged, { ...tokyo, mayReach: [] }).problems).toEqual([
    expect.stringMatching(/^estate\.network: 192\.168\.10\.0\/24 → database 5432 does not hold: .*ACL/),
  ])
})

test('the peer is let in to the database by its range, in its group and its ACL, and to nothing else', () => {
  const { stacks, problems } = provenOf(input)
  expect(problems).toEqual([])
  const inwards = [
    ...ofType(stacks, 'AWS::EC2::SecurityGroup').flatMap(({ properties }) => properties.SecurityGroupIngress ?? []),
    ...ofType(stacks, 'AWS::EC2::SecurityGroupIngress').map(({ properties }) => properties),
  ]
  expect(inwards.filter((rule) => JSON.stringify(rule).includes(cidr))).toMatchObject([
    { CidrIp: cidr, FromPort: 5432, ToPort: 5432, IpProtocol: 'tcp' },
  ])
  const entries = ofType(stacks, 'AWS::EC2::NetworkAclEntry').filter(({ properties }) => properties.CidrBlock === cidr)
  expect(entries.map(({ properties }) => [properties.Egress, properties.PortRange])).toEqual([
    [false, { From: 5432, To: 5432 }],
    [true, { From: 1024, To: 65_535 }],
  ])
})

describe('the function of the far side', () => {
  const text = readFileSync(new URL('../../infra/constructs/network/peering-function.cjs', import.meta.url), 'utf8')

  /** Runs it against route tables, and says what it asked for and answered. */
  const run = async (event: object, tables: readonly object[], state = 'active') => {
    const calls: { readonly name: string; readonly input: object }[] = []
    const answers: { readonly Status: string; readonly Reason?: string; readonly PhysicalResourceId: string }[] = []
    const command = (name: string) =>
      class {
        readonly name = name
        readonly input: object
        constructor(input: object) {
          this.input = input
        }
      }
    const names = [
      'DescribeVpcPeeringConnections',
      'ModifyVpcPeeringConnectionOptions',
      'CreateRoute',
      'ReplaceRoute',
      'DeleteRoute',
    ]
    const sdk = {
      EC2Client: class {
        async send({ name, input }: { name: string; input: object }) {
          calls.push({ name, input })
          return { VpcPeeringConnections: [{ Status: { Code: state, Message: '' } }] }
        }
      },
      paginateDescribeRouteTables: async function* () {
        yield { RouteTables: tables }
      },
      ...Object.fromEntries(names.map((name) => [`${name}Command`, command(name)])),
    }
    const module = { exports: {} as { handler?: (event: object) => Promise<void> } }
    runInNewContext(text, {
      require: () => sdk,
      exports: module.exports,
      setTimeout: (done: () => void) => done(),
      fetch: async (_: string, { body }: { body: string }) => answers.push(JSON.parse(body)),
    })
    await module.exports.handler?.({
      RequestType: 'Create',
      ResponseURL: 'https://answer.example',
      ResourceProperties: { PeeringId: 'pcx-1', Sides: ['Accepter'], VpcId: 'vpc-1', Cidr: '10.1.0.0/16' },
      ...event,
    })
    return { calls: calls.filter(({ name }) => !name.startsWith('Describe')), answer: answers[0] }
  }
  const table = (RouteTableId: string, ...Routes: object[]) => ({ RouteTableId, Routes })
  const route = { DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: 'pcx-1', State: 'active' }

  test('fits into a template', () => expect(text.length).toBeLessThanOrEqual(4096))

  test('makes the route in every table that lacks it, and lets names resolve', async () => {
    const { calls, answer } = await run({}, [table('rtb-1'), table('rtb-2', route), table('rtb-3')])
    expect(calls.map(({ name, input }) => [name, (input as { RouteTableId?: string }).RouteTableId])).toEqual([
      ['CreateRoute', 'rtb-1'],
      ['CreateRoute', 'rtb-3'],
      ['ModifyVpcPeeringConnectionOptions', undefined],
    ])
    expect(calls.at(-1)?.input).toEqual({
      VpcPeeringConnectionId: 'pcx-1',
      AccepterPeeringConnectionOptions: { AllowDnsResolutionFromRemoteVpc: true },
    })
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'pcx-1-Accepter' })
  })

  test('replaces a black hole, and refuses to take a route that leads elsewhere', async () => {
    const gone = { ...route, VpcPeeringConnectionId: 'pcx-0', State: 'blackhole' }
    expect((await run({}, [table('rtb-1', gone)])).calls[0]).toMatchObject({ name: 'ReplaceRoute' })
    const other = { ...route, VpcPeeringConnectionId: undefined, TransitGatewayId: 'tgw-1' }
    const { calls, answer } = await run({}, [table('rtb-1', other)])
    expect(calls).toEqual([])
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^rtb-1 leads 10\.1\.0\.0\/16 elsewhere/),
    })
  })

  test('a peering that nobody accepts fails with its state', async () => {
    expect((await run({}, [], 'pending-acceptance')).answer).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringMatching(/^The peering pcx-1 is pending-acceptance/),
    })
  })

  test('takes its own routes away again, and no other', async () => {
    const { calls } = await run({ RequestType: 'Delete', PhysicalResourceId: 'pcx-1-Accepter' }, [
      table('rtb-1', route),
      table('rtb-2', { ...route, VpcPeeringConnectionId: 'pcx-2' }),
    ])
    expect(calls).toEqual([
      { name: 'DeleteRoute', input: { RouteTableId: 'rtb-1', DestinationCidrBlock: '10.1.0.0/16' } },
    ])
  })
})
