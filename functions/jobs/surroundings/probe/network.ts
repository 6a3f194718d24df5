import {
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
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
import type { MountTarget } from '../facts.ts'
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

/**
 * Where file systems can be mounted in a VPC. Their interfaces say so in their description, so that EC2 alone is asked.
 * https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html
 */
const lookAtMountTargets = (
  fileSystems: readonly string[],
  vpc: string,
  glance: Glance,
  client: EC2Client,
): Promise<MountTarget[] | undefined> =>
  glance(`the mount targets of ${fileSystems.join(', ')}`, async (send) => {
    const Filters = [
      { Name: 'vpc-id', Values: [vpc] },
      { Name: 'description', Values: fileSystems.map((id) => `*${id}*`) },
    ]
    const { NetworkInterfaces = [] } = await client.send(new DescribeNetworkInterfacesCommand({ Filters }), send)
    return NetworkInterfaces.flatMap(({ Description = '', SubnetId, AvailabilityZone, Groups = [] }) => {
      const fileSystem = fileSystems.find((id) => new RegExp(`\\b${id}\\b`).test(Description))
      if (fileSystem === undefined || SubnetId === undefined || AvailabilityZone === undefined) return []
      const groups = Groups.flatMap(({ GroupId }) => GroupId ?? [])
      return [{ fileSystem, subnet: SubnetId, zone: AvailabilityZone, groups }]
    })
  })

/** The network around the subnets of a task, and where in it its file systems can be mounted. */
export interface Around {
  readonly networks: readonly TaskNetwork[]
  readonly mountTargets?: readonly MountTarget[] | undefined
}

/** Looks at routes, NAT gateways, endpoints, groups and ACLs around subnets, which lie in one VPC. */
export const lookAtNetwork = async (
  { subnets, securityGroups, assignPublicIp }: Network,
  region: string,
  glance: Glance,
  options: EC2ClientConfig,
  fileSystems: readonly string[] = [],
): Promise<Around> => {
  if (subnets.length === 0) return { networks: [] }
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
  if (id === undefined) return { networks: around(unknownNetwork(subnets, region)) }
  const [found, mountTargets] = await Promise.all([
    lookAtVpc(id, glance, client),
    fileSystems.length > 0 ? lookAtMountTargets(fileSystems, id, glance, client) : undefined,
  ])
  const ofMounts = (mountTargets ?? []).flatMap(({ groups }) => groups)
  const ofEndpoints = (found.endpoints ?? []).flatMap(({ Groups = [] }) =>
    Groups.flatMap(({ GroupId }) => GroupId ?? []),
  )
  const groups = await eyes.groups([...new Set([...securityGroups, ...ofEndpoints, ...ofMounts])])
  const others = (found.subnets ?? []).filter(({ SubnetId }) => !own.some((each) => each.SubnetId === SubnetId))
  const vpcs = found.vpcs ?? [{ VpcId: id }]
  const model = accountModel({ region, ...found, vpcs, subnets: [...own, ...others], groups })
  return { networks: around(model), mountTargets }
}
