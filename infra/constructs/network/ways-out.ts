import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { NewNetwork } from '../../../shared/config/estate/network-schema.ts'
import type { Subnets } from './subnets.ts'

/** The internet gateway of a VPC. */
export interface InternetGateway {
  readonly id: string
  readonly attachment: ec2.CfnVPCGatewayAttachment
}

/** The VPC's internet gateway, and the public subnets' route to it. */
export const addInternetGateway = (vpc: ec2.Vpc, subnets: Subnets): InternetGateway => {
  const gateway = new ec2.CfnInternetGateway(vpc, 'IGW')
  const attachment = new ec2.CfnVPCGatewayAttachment(vpc, 'VPCGW', {
    internetGatewayId: gateway.ref,
    vpcId: vpc.vpcId,
  })
  for (const subnet of subnets.public) subnet.addDefaultInternetRoute(gateway.ref, attachment)
  return { id: gateway.ref, attachment }
}

/** Ids of the NAT gateways, one or as many as there are app subnets. */
const gatewaysOf = (vpc: ec2.Vpc, { nat, app }: NewNetwork, subnets: Subnets, { attachment }: InternetGateway) => {
  if (nat === 'regional') {
    // It has no subnet and no address of ours: AWS gives it one in each zone in which something runs.
    // https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
    const gateway = new ec2.CfnNatGateway(vpc, 'RegionalNat', {
      vpcId: vpc.vpcId,
      availabilityMode: 'regional',
      connectivityType: 'public',
    })
    gateway.addResourceDependency(attachment)
    return [gateway.ref]
  }
  const count = { none: 0, one: 1, 'per-zone': app.length }[nat]
  return subnets.public.slice(0, count).map((subnet) => subnet.addNatGateway().ref)
}

/** The NAT gateways that a config asks for, and the app subnets' routes to them: that of the own zone, where there is one. */
export const addNat = (vpc: ec2.Vpc, config: NewNetwork, subnets: Subnets, internet: InternetGateway): void => {
  const gateways = gatewaysOf(vpc, config, subnets, internet)
  for (const [index, subnet] of subnets.app.entries()) {
    const gateway = gateways[index] ?? gateways[0]
    if (gateway !== undefined) subnet.addDefaultNatRoute(gateway)
  }
}
