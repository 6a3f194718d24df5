import { EC2Client } from '@aws-sdk/client-ec2'
import { readStatus } from '../../../api/status/index.ts'
import { peeringFaults } from '../../../api/status/network.ts'
import { config as example } from '../../../nightshift.config.ts'
import { parseConfig } from '../../../shared/config/define-config.ts'
import { fakeDeployment } from './deployment.ts'

const cidr = '192.168.10.0/24'
const table = (RouteTableId: string, ...Routes: object[]) => ({
  RouteTableId,
  Associations: [{ SubnetId: 'subnet-1' }],
  Routes,
})
const good = table('rtb-1', { DestinationCidrBlock: cidr, State: 'active', VpcPeeringConnectionId: 'pcx-1' })
const peering = (Code: string) => ({ VpcPeeringConnectionId: 'pcx-1', Status: { Code } }) as never

test.each([
  ['active, and led to everywhere', peering('active'), [good], []],
  [
    'not accepted',
    peering('pending-acceptance'),
    [good],
    [/^tokyo does not answer: the peering is pending-acceptance .*seven days/],
  ],
  ['deleted on the other side', peering('deleted'), [good], [/^tokyo does not answer: the peering is deleted/]],
  ['gone', undefined, [good], [/^tokyo does not answer: the account has no such peering/]],
  [
    'a black hole',
    peering('active'),
    [good, table('rtb-2', { DestinationCidrBlock: cidr, State: 'blackhole' })],
    [/^tokyo is not reached: the route to 192\.168\.10\.0\/24 is a black hole in rtb-2$/],
  ],
  [
    'a table without the route',
    peering('active'),
    [good, table('rtb-3')],
    [/no route to 192\.168\.10\.0\/24 in rtb-3$/],
  ],
])('a peering that is %s', (_, found, tables, wanted) => {
  expect(peeringFaults('tokyo', cidr, found, tables as never)).toEqual(
    wanted.map((each) => expect.stringMatching(each)),
  )
})

test('a peer that does not answer shows in status, by its name', async () => {
  const { estate } = parseConfig(
    {
      ...example,
      estate: {
        ...example.estate,
        network: { peers: { tokyo: { deployment: 'other', region: 'ap-northeast-1', cidr } } },
      },
    },
    new Date('2026-11-30T00:00:00Z'),
  )
  const answers: Readonly<Record<string, object>> = {
    DescribeVpcPeeringConnectionsCommand: { VpcPeeringConnections: [peering('pending-acceptance')] },
    DescribeRouteTablesCommand: { RouteTables: [good, { RouteTableId: 'rtb-main', Routes: [], Associations: [] }] },
  }
  // The SDK's paginator wants a client of its own class.
  const client = Object.assign(new EC2Client({ region: 'ap-northeast-2' }), {
    send: async (command: object) => answers[command.constructor.name],
  })
  const rowOf = async (outputs: Record<string, string>) =>
    (await readStatus(fakeDeployment({ config: { estate }, outputs, clients: { EC2Client: client as never } }))).find(
      ({ what }) => what === 'peer tokyo',
    )
  expect(await rowOf({ PeeringTokyo: 'pcx-1', VpcId: 'vpc-1' })).toMatchObject({
    state: 'wrong',
    detail: expect.stringMatching(/^tokyo does not answer: the peering is pending-acceptance/),
  })
  expect(await rowOf({})).toMatchObject({ state: 'wrong', detail: 'tokyo is not deployed' })
})
