import {
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
import type { Network } from '../../rules/job.ts'
import type { Endpoint, NetworkFacts, SecurityGroup } from '../reach-facts.ts'
import { aclRulesOf, endpointOf, groupOf, routeOf } from './ec2-shapes.ts'
import type { Glance } from './glance.ts'

const makeEyes = (glance: Glance, options: EC2ClientConfig) => {
  const client = new EC2Client(options)
  return {
    subnets: (what: string, input: { SubnetIds: string[] } | { Filters: { Name: string; Values: string[] }[] }) =>
      glance(what, async (send) => (await client.send(new DescribeSubnetsCommand(input), send)).Subnets ?? []),
    ofVpc: (id: string) => {
      const Filters = [{ Name: 'vpc-id', Values: [id] }]
      return {
        Filters,
        vpc: glance(`the ranges of ${id}`, async (send) => {
          const { Vpcs = [] } = await client.send(new DescribeVpcsCommand({ VpcIds: [id] }), send)
          return (Vpcs[0]?.CidrBlockAssociationSet ?? []).flatMap(({ CidrBlock }) => CidrBlock ?? [])
        }),
        tables: glance(`the routes of ${id}`, async (send) => {
          const { RouteTables = [] } = await client.send(new DescribeRouteTablesCommand({ Filters }), send)
          return RouteTables
        }),
        acls: glance(`the network ACLs of ${id}`, async (send) => {
          const { NetworkAcls = [] } = await client.send(new DescribeNetworkAclsCommand({ Filters }), send)
          return NetworkAcls
        }),
        endpoints: glance(`the endpoints of ${id}`, async (send) => {
          const { VpcEndpoints = [] } = await client.send(new DescribeVpcEndpointsCommand({ Filters }), send)
          return VpcEndpoints
        }),
        dnsSupport: glance(`enableDnsSupport of ${id}`, async (send) => {
          const input = { VpcId: id, Attribute: 'enableDnsSupport' } as const
          return (await client.send(new DescribeVpcAttributeCommand(input), send)).EnableDnsSupport?.Value
        }),
        dnsHostnames: glance(`enableDnsHostnames of ${id}`, async (send) => {
          const input = { VpcId: id, Attribute: 'enableDnsHostnames' } as const
          return (await client.send(new DescribeVpcAttributeCommand(input), send)).EnableDnsHostnames?.Value
        }),
      }
    },
    groups: async (GroupIds: string[]): Promise<SecurityGroup[] | undefined> =>
      GroupIds.length === 0
        ? []
        : glance(`the security groups ${GroupIds.join(', ')}`, async (send) => {
            const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({ GroupIds }), send)
            return SecurityGroups.map(groupOf)
          }),
  }
}

/** Looks at routes, endpoints, groups and ACLs around subnets, which lie in one VPC. */
export const lookAtNetwork = async (
  { subnets, securityGroups, assignPublicIp }: Network,
  region: string,
  glance: Glance,
  options: EC2ClientConfig,
): Promise<NetworkFacts[]> => {
  if (subnets.length === 0) return []
  const eyes = makeEyes(glance, options)
  const described = await eyes.subnets(`the subnets ${subnets.join(', ')}`, { SubnetIds: [...subnets] })
  const id = described?.[0]?.VpcId
  const bare = subnets.map((subnet) => ({ region, subnet: { id: subnet }, vpc: { cidrs: [] }, assignPublicIp }))
  if (id === undefined) return bare
  const { Filters, ...asked } = eyes.ofVpc(id)
  const readEndpoints = async (): Promise<Endpoint[] | undefined> => {
    const [found, all] = await Promise.all([asked.endpoints, eyes.subnets(`the subnets of ${id}`, { Filters })])
    const ids = found?.flatMap(({ Groups = [] }) => Groups.flatMap(({ GroupId }) => GroupId ?? [])) ?? []
    const groups = await eyes.groups([...new Set(ids)])
    const cidrs = new Map((all ?? []).map(({ SubnetId = '', CidrBlock = '' }) => [SubnetId, CidrBlock]))
    return found?.map((endpoint) => endpointOf(endpoint, groups, cidrs))
  }
  const [cidrs, tables, acls, dnsSupport, dnsHostnames, groups, endpoints] = await Promise.all([
    asked.vpc,
    asked.tables,
    asked.acls,
    asked.dnsSupport,
    asked.dnsHostnames,
    eyes.groups([...securityGroups]),
    readEndpoints(),
  ])
  return bare.map((facts) => {
    const isOurs = ({ SubnetId }: { SubnetId?: string | undefined }): boolean => SubnetId === facts.subnet.id
    const table =
      tables?.find(({ Associations = [] }) => Associations.some(isOurs)) ??
      // A subnet without a table of its own has the VPC's main one.
      tables?.find(({ Associations = [] }) => Associations.some(({ Main }) => Main))
    const acl = acls?.find(({ Associations = [] }) => Associations.some(isOurs))
    return {
      ...facts,
      subnet: { ...facts.subnet, cidr: described?.find(isOurs)?.CidrBlock },
      vpc: { id, cidrs: cidrs ?? [], dnsSupport, dnsHostnames },
      routeTable: table && { id: table.RouteTableId, routes: (table.Routes ?? []).map(routeOf) },
      endpoints,
      groups,
      acl: acl && { id: acl.NetworkAclId ?? '', rules: aclRulesOf(acl.Entries ?? []) },
    }
  })
}
