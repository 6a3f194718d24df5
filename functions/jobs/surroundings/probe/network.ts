import {
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  type EC2ClientConfig,
} from '@aws-sdk/client-ec2'
import type { Glance } from '../../../../shared/glance.ts'
import { accountModel } from '../../../../shared/reach/account/account-model.ts'
import type { ReachModel } from '../../../../shared/reach/model.ts'
import type { Network } from '../../rules/job.ts'
import type { TaskNetwork } from '../task-network.ts'

const eyesOf = (glance: Glance, client: EC2Client) => ({
  subnets: (what: string, input: { SubnetIds: string[] } | { Filters: { Name: string; Values: string[] }[] }) =>
    glance(what, async (send) => (await client.send(new DescribeSubnetsCommand(input), send)).Subnets ?? []),
  groups: async (GroupIds: readonly string[]) =>
    GroupIds.length === 0
      ? []
      : glance(`the security groups ${GroupIds.join(', ')}`, async (send) => {
          const input = { GroupIds: [...GroupIds] }
          return (await client.send(new DescribeSecurityGroupsCommand(input), send)).SecurityGroups ?? []
        }),
})

/** What lies in one VPC, except for its groups. */
const lookAtVpc = async (id: string, glance: Glance, client: EC2Client) => {
  const Filters = [{ Name: 'vpc-id', Values: [id] }]
  const attribute = (Attribute: 'enableDnsSupport' | 'enableDnsHostnames') =>
    glance(`${Attribute} of ${id}`, async (send) => {
      const answer = await client.send(new DescribeVpcAttributeCommand({ VpcId: id, Attribute }), send)
      return (Attribute === 'enableDnsSupport' ? answer.EnableDnsSupport : answer.EnableDnsHostnames)?.Value
    })
  const [vpcs, subnets, routeTables, acls, endpoints, nats, support, hostnames] = await Promise.all([
    glance(`the ranges of ${id}`, async (send) => {
      return (await client.send(new DescribeVpcsCommand({ VpcIds: [id] }), send)).Vpcs ?? []
    }),
    eyesOf(glance, client).subnets(`the subnets of ${id}`, { Filters }),
    glance(`the routes of ${id}`, async (send) => {
      return (await client.send(new DescribeRouteTablesCommand({ Filters }), send)).RouteTables ?? []
    }),
    glance(`the network ACLs of ${id}`, async (send) => {
      return (await client.send(new DescribeNetworkAclsCommand({ Filters }), send)).NetworkAcls ?? []
    }),
    glance(`the endpoints of ${id}`, async (send) => {
      return (await client.send(new DescribeVpcEndpointsCommand({ Filters }), send)).VpcEndpoints ?? []
    }),
    glance(`the NAT gateways of ${id}`, async (send) => {
      return (await client.send(new DescribeNatGatewaysCommand({ Filter: Filters }), send)).NatGateways ?? []
    }),
    attribute('enableDnsSupport'),
    attribute('enableDnsHostnames'),
  ])
  return { vpcs, subnets, routeTables, acls, endpoints, nats, dns: { [id]: { support, hostnames } } }
}

/** A network of which nothing is known but the names of subnets. */
export const unknownNetwork = (subnets: readonly string[], region: string): ReachModel => ({
  vpcs: [{ id: 'the VPC', region, cidrs: [], known: false, namesKnown: false }],
  subnets: subnets.map((id) => ({ id, vpc: 'the VPC', cidrs: ['10.0.0.0/8'], known: false })),
})

/** Looks at routes, NAT gateways, endpoints, groups and ACLs around subnets, which lie in one VPC. */
export const lookAtNetwork = async (
  { subnets, securityGroups, assignPublicIp }: Network,
  region: string,
  glance: Glance,
  options: EC2ClientConfig,
): Promise<TaskNetwork[]> => {
  if (subnets.length === 0) return []
  const client = new EC2Client(options)
  const eyes = eyesOf(glance, client)
  const own = (await eyes.subnets(`the subnets ${subnets.join(', ')}`, { SubnetIds: [...subnets] })) ?? []
  const id = own[0]?.VpcId
  const around = (model: ReachModel): TaskNetwork[] =>
    subnets.map((subnet) => ({
      region,
      place: { name: 'the task', subnets: [subnet], groups: securityGroups, publicAddress: assignPublicIp },
      model,
    }))
  if (id === undefined) return around(unknownNetwork(subnets, region))
  const found = await lookAtVpc(id, glance, client)
  const ofEndpoints = (found.endpoints ?? []).flatMap(({ Groups = [] }) =>
    Groups.flatMap(({ GroupId }) => GroupId ?? []),
  )
  const groups = await eyes.groups([...new Set([...securityGroups, ...ofEndpoints])])
  const others = (found.subnets ?? []).filter(({ SubnetId }) => !own.some((each) => each.SubnetId === SubnetId))
  const vpcs = found.vpcs ?? [{ VpcId: id }]
  return around(accountModel({ region, ...found, vpcs, subnets: [...own, ...others], groups }))
}
