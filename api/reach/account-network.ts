import {
  DescribeVpcAttributeCommand,
  EC2Client,
  paginateDescribeEgressOnlyInternetGateways,
  paginateDescribeInternetGateways,
  paginateDescribeNatGateways,
  paginateDescribeNetworkAcls,
  paginateDescribePrefixLists,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  paginateDescribeVpcPeeringConnections,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2'
import type { Connect } from '../../shared/connect.ts'
import type { Glance } from '../../shared/glance.ts'
import { type DescribedNetwork, type DnsAttributes, farSide } from '../../shared/reach/account/account-model.ts'

/** Every page, put together. */
const all = async <Page, Item>(pages: AsyncIterable<Page>, itemsOf: (page: Page) => readonly Item[] | undefined) => {
  const items: Item[] = []
  for await (const page of pages) items.push(...(itemsOf(page) ?? []))
  return items
}

/** Route tables of the other sides of this VPC's peerings, in whatever region: these alone say whether answers come back. */
const readFarTables = async (
  { region, vpcs = [], peerings = [] }: Pick<DescribedNetwork, 'region' | 'vpcs' | 'peerings'>,
  vpc: string,
  glance: Glance,
  connect: Connect,
): Promise<DescribedNetwork['farTables']> => {
  const sides = peerings.flatMap((peering) => {
    const found = farSide(peering, vpcs)
    return found?.near.VpcId === vpc && peering.Status?.Code === 'active'
      ? [{ id: peering.VpcPeeringConnectionId ?? '', far: found.far }]
      : []
  })
  const read = sides.map(async ({ id, far: { VpcId = '', Region = region } }) => {
    const client = connect(EC2Client, { region: Region })
    const tables = await glance(`the route tables of ${VpcId} in ${Region}`, () =>
      all(
        paginateDescribeRouteTables({ client }, { Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
        ({ RouteTables }) => RouteTables,
      ),
    )
    return [id, tables] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

/**
 * The networks of a region, page by page: Describe calls alone. What may not be read is left out, and noted by the glance.
 * @param vpc whose DNS settings are asked for
 */
export const readNetwork = async (
  region: string,
  vpc: string,
  glance: Glance,
  connect: Connect,
): Promise<DescribedNetwork> => {
  const client = connect(EC2Client, { region })
  const dns = async (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    glance(`${Attribute} of ${vpc}`, async (send) => {
      const answer = await client.send(new DescribeVpcAttributeCommand({ VpcId: vpc, Attribute }), send)
      return (Attribute === 'enableDnsSupport' ? answer.EnableDnsSupport : answer.EnableDnsHostnames)?.Value
    })
  const [
    vpcs,
    subnets,
    routeTables,
    groups,
    acls,
    internetGateways,
    egressOnly,
    nats,
    peerings,
    endpoints,
    prefixLists,
    support,
    hostnames,
  ] = await Promise.all([
    glance('the VPCs', () => all(paginateDescribeVpcs({ client }, {}), ({ Vpcs }) => Vpcs)),
    glance('the subnets', () => all(paginateDescribeSubnets({ client }, {}), ({ Subnets }) => Subnets)),
    glance('the route tables', () =>
      all(paginateDescribeRouteTables({ client }, {}), ({ RouteTables }) => RouteTables),
    ),
    glance('the security groups', () =>
      all(paginateDescribeSecurityGroups({ client }, {}), ({ SecurityGroups }) => SecurityGroups),
    ),
    glance('the network ACLs', () =>
      all(paginateDescribeNetworkAcls({ client }, {}), ({ NetworkAcls }) => NetworkAcls),
    ),
    glance('the internet gateways', () =>
      all(paginateDescribeInternetGateways({ client }, {}), ({ InternetGateways }) => InternetGateways),
    ),
    glance('the egress-only internet gateways', () =>
      all(paginateDescribeEgressOnlyInternetGateways({ client }, {}), (page) => page.EgressOnlyInternetGateways),
    ),
    glance('the NAT gateways', () =>
      all(paginateDescribeNatGateways({ client }, {}), ({ NatGateways }) => NatGateways),
    ),
    glance('the peerings', () =>
      all(paginateDescribeVpcPeeringConnections({ client }, {}), (page) => page.VpcPeeringConnections),
    ),
    glance('the endpoints', () =>
      all(paginateDescribeVpcEndpoints({ client }, {}), ({ VpcEndpoints }) => VpcEndpoints),
    ),
    glance('the prefix lists', () =>
      all(paginateDescribePrefixLists({ client }, {}), ({ PrefixLists }) => PrefixLists),
    ),
    dns('enableDnsSupport'),
    dns('enableDnsHostnames'),
  ])
  const farTables = await readFarTables({ region, vpcs, peerings }, vpc, glance, connect)
  const attributes: DnsAttributes = { support, hostnames }
  return {
    region,
    vpcs: vpcs ?? [{ VpcId: vpc }],
    subnets,
    routeTables,
    groups,
    acls,
    internetGateways,
    egressOnly,
    nats,
    peerings,
    farTables,
    endpoints,
    prefixLists,
    dns: { [vpc]: attributes },
  }
}
