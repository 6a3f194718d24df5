import type { RouteTable, VpcPeeringConnection } from '@aws-sdk/client-ec2'
import { peeringOutput, peersOf } from '../../shared/stacks/estate.ts'
import type { Deployment } from '../deployment.ts'
import type { StatusCheck, StatusContribution } from './check.ts'

type Asked = Pick<Deployment, 'config' | 'connect' | 'outputs' | 'local'>

/** What a state means that is not `active`. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html#vpc-peering-lifecycle */
const meanings: Readonly<Record<string, string>> = {
  'pending-acceptance': 'the other side has not accepted it, and has seven days to do so',
  provisioning: 'AWS is still setting it up',
  failed: 'AWS could not make it: ranges that overlap, or a VPC that is not there',
  rejected: 'the other side has rejected it',
  expired: 'the other side has not accepted it within seven days',
  deleted: 'one of the sides has deleted it',
  deleting: 'one of the sides is deleting it',
}

/** What is wrong with the connection with one peer, by what the account says of it and of the tables here. */
export const peeringFaults = (
  name: string,
  cidr: string,
  peering: VpcPeeringConnection | undefined,
  tables: readonly RouteTable[],
): string[] => {
  if (!peering) return [`${name} does not answer: the account has no such peering; deploy again`]
  const state = peering.Status?.Code ?? 'unknown'
  if (state !== 'active') return [`${name} does not answer: the peering is ${state} (${meanings[state] ?? 'see AWS'})`]
  const lost = tables.filter(({ Routes = [] }) =>
    Routes.some((route) => route.DestinationCidrBlock === cidr && route.State === 'blackhole'),
  )
  const missing = tables.filter(
    ({ Routes = [] }) => !Routes.some(({ DestinationCidrBlock }) => DestinationCidrBlock === cidr),
  )
  const ids = (which: readonly RouteTable[]): string => which.map(({ RouteTableId }) => RouteTableId).join(', ')
  return [
    ...(lost.length > 0 ? [`${name} is not reached: the route to ${cidr} is a black hole in ${ids(lost)}`] : []),
    ...(missing.length > 0 ? [`${name} is not reached: no route to ${cidr} in ${ids(missing)}`] : []),
  ]
}

/** The main table of a VPC holds no subnet of ours. */
const isOurs = ({ Associations = [] }: RouteTable): boolean => Associations.some(({ SubnetId }) => SubnetId)

const lookAt = async (name: string, { config, connect, outputs }: Asked): Promise<string[]> => {
  const peer = peersOf(config.estate)[name]
  const [id, vpcId] = [outputs[peeringOutput(name)], outputs.VpcId]
  if (!peer) return []
  if (id === undefined || vpcId === undefined) return [`${name} is not deployed`]
  const sdk = await import('../../shared/sdk/ec2.ts')
  const client = connect(sdk.EC2Client)
  // By a filter: an id that is gone would be an error.
  const { VpcPeeringConnections = [] } = await client.send(
    new sdk.DescribeVpcPeeringConnectionsCommand({ Filters: [{ Name: 'vpc-peering-connection-id', Values: [id] }] }),
  )
  const tables: RouteTable[] = []
  const pages = sdk.paginateDescribeRouteTables({ client }, { Filters: [{ Name: 'vpc-id', Values: [vpcId] }] })
  for await (const { RouteTables = [] } of pages) tables.push(...RouteTables)
  return peeringFaults(name, peer.cidr, VpcPeeringConnections[0], tables.filter(isOurs))
}

/** Whether each peer's connection is up, and every table leads there. */
export const networkStatus: StatusContribution = {
  checksOf: ({ config }) =>
    Object.keys(peersOf(config.estate)).map(
      (name): StatusCheck => ({
        what: `peer ${name}`,
        look: (deployment) => lookAt(name, deployment),
        fine: 'the connection is active, and every route table leads there',
      }),
    ),
}
