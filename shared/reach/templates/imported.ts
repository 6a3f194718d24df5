import type { ReachModel } from '../model.ts'
import { placeOfService, subnetOf as subnetNamed } from './places.ts'
import type { StackTemplate } from './resolve.ts'
import type { Shelf } from './shelf.ts'

interface Standing {
  readonly subnets: readonly string[]
  /** By which the VPC is found. */
  readonly groups: readonly string[]
}

/** Whatever names subnets that it stands in. */
const standing = (shelf: Shelf): readonly Standing[] => [
  ...shelf.of('AWS::ECS::Service').map(placeOfService),
  ...shelf.of('AWS::ElasticLoadBalancingV2::LoadBalancer').map((each) => {
    const mapped = each.items('SubnetMappings').flatMap(subnetNamed)
    return { subnets: [...each.ids('Subnets'), ...mapped], groups: each.ids('SecurityGroups') }
  }),
  ...(
    [
      ['AWS::RDS::DBSubnetGroup', 'SubnetIds', ''],
      ['AWS::RDS::DBProxy', 'VpcSubnetIds', 'VpcSecurityGroupIds'],
      ['AWS::ElastiCache::SubnetGroup', 'SubnetIds', ''],
      ['AWS::ElastiCache::ServerlessCache', 'SubnetIds', 'SecurityGroupIds'],
      ['AWS::EC2::VPCEndpoint', 'SubnetIds', 'SecurityGroupIds'],
    ] as const
  ).flatMap(([type, subnets, groups]) =>
    shelf.of(type).map((each) => ({ subnets: each.ids(subnets), groups: each.ids(groups) })),
  ),
  ...['AWS::EFS::MountTarget', 'AWS::EC2::NatGateway', 'AWS::EC2::ClientVpnTargetNetworkAssociation'].flatMap((type) =>
    shelf.of(type).map((each) => ({ subnets: subnetNamed(each), groups: each.ids('SecurityGroups') })),
  ),
]

/** What templates name and do not make: an imported VPC and its subnets. What is not written down of them is not known. */
export const importedInto = (
  stacks: readonly StackTemplate[],
  shelf: Shelf,
  { vpcs: own, subnets }: Pick<ReachModel, 'vpcs' | 'subnets'>,
): Pick<ReachModel, 'vpcs' | 'subnets'> => {
  const made = new Set(subnets.map(({ id }) => id))
  const named = new Map<string, string>()
  const groupsVpc = (groups: readonly string[]) =>
    shelf
      .of('AWS::EC2::SecurityGroup')
      .find(({ id }) => groups.includes(id))
      ?.text('VpcId') ?? 'vpc'
  for (const { subnets: ids, groups } of standing(shelf))
    for (const id of ids) if (!made.has(id)) named.set(id, groupsVpc(groups))
  const vpcs = [...new Set(named.values())].filter((id) => !own.some((vpc) => vpc.id === id))
  return {
    vpcs: vpcs.map((id) => ({ id, region: stacks[0]?.region ?? '', cidrs: [], known: false })),
    // Of one in a VPC of ours its range is known.
    subnets: [...named].map(([id, vpc]) => ({
      id,
      vpc,
      cidrs: own.find((each) => each.id === vpc)?.cidrs ?? ['10.0.0.0/8'],
      known: false,
    })),
  }
}
