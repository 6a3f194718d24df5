import { type CfnResource, Fn } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { Subnets } from './subnets.ts'
import type { InternetGateway } from './ways-out.ts'

/** Of the 256 ranges of /64 in the VPC's /56, sixteen for each kind: a further subnet takes none that is in use. */
const firstOf = { public: 0, app: 16, database: 32 } as const

/**
 * IPv6 beside IPv4: a range of AWS's for the VPC and each subnet; in and out of the public subnets by the internet gateway, out of the app
 * subnets by an egress-only one, which is free, and nothing for the database subnets.
 */
export const addIpv6 = (vpc: ec2.Vpc, subnets: Subnets, { id: gatewayId, attachment }: InternetGateway): void => {
  const block = new ec2.CfnVPCCidrBlock(vpc, 'Ipv6', { vpcId: vpc.vpcId, amazonProvidedIpv6CidrBlock: true })
  const all = Fn.cidr(Fn.select(0, vpc.vpcIpv6CidrBlocks), 256, '64')
  for (const kind of ['public', 'app', 'database'] as const)
    for (const [index, subnet] of subnets[kind].entries()) {
      const resource = subnet.node.defaultChild
      if (!(resource instanceof ec2.CfnSubnet)) throw new TypeError('The subnet has no resource of its own')
      resource.ipv6CidrBlock = Fn.select(firstOf[kind] + index, all)
      resource.addResourceDependency(block)
    }
  const route = (subnet: ec2.Subnet, to: object): CfnResource =>
    new ec2.CfnRoute(subnet, 'Ipv6Route', {
      routeTableId: subnet.routeTable.routeTableId,
      destinationIpv6CidrBlock: '::/0',
      ...to,
    })
  for (const subnet of subnets.public) route(subnet, { gatewayId }).addResourceDependency(attachment)
  if (subnets.app.length === 0) return
  const outward = new ec2.CfnEgressOnlyInternetGateway(vpc, 'EgressOnly', { vpcId: vpc.vpcId })
  for (const subnet of subnets.app) route(subnet, { egressOnlyInternetGatewayId: outward.ref })
}
