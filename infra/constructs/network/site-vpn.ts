import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { Vpn } from '../../../shared/config/estate/vpn-schema.ts'

/**
 * VPN connections with other sites, over one gateway: a route to their ranges in every table, and what they announce beside. AWS makes the keys of
 * the tunnels: none is in a template. https://docs.aws.amazon.com/vpn/latest/s2svpn/VPC_VPN.html
 */
export const addSiteVpns = (vpc: ec2.Vpc, { sites, asn, propagate }: Vpn, subnets: readonly ec2.Subnet[]): void => {
  const all = Object.entries(sites)
  if (all.length === 0) return
  const gateway = new ec2.CfnVPNGateway(vpc, 'VpnGateway', { type: 'ipsec.1', amazonSideAsn: asn })
  const attachment = new ec2.CfnVPCGatewayAttachment(vpc, 'VpnAttachment', {
    vpcId: vpc.vpcId,
    vpnGatewayId: gateway.ref,
  })
  const routeTableIds = subnets.map(({ routeTable }) => routeTable.routeTableId)
  if (propagate)
    new ec2.CfnVPNGatewayRoutePropagation(vpc, 'VpnPropagation', {
      routeTableIds,
      vpnGatewayId: gateway.ref,
    }).addResourceDependency(attachment)
  for (const [name, { address, asn: theirs, ranges, routing }] of all) {
    const device = new ec2.CfnCustomerGateway(vpc, `Site-${name}`, {
      type: 'ipsec.1',
      ipAddress: address,
      bgpAsn: theirs,
      deviceName: name,
    })
    const connection = new ec2.CfnVPNConnection(vpc, `Vpn-${name}`, {
      type: 'ipsec.1',
      customerGatewayId: device.ref,
      vpnGatewayId: gateway.ref,
      staticRoutesOnly: routing === 'static',
    })
    connection.addResourceDependency(attachment)
    for (const [index, range] of ranges.entries()) {
      if (routing === 'static')
        new ec2.CfnVPNConnectionRoute(vpc, `Vpn-${name}-${index + 1}`, {
          vpnConnectionId: connection.ref,
          destinationCidrBlock: range,
        })
      for (const subnet of subnets)
        new ec2.CfnRoute(subnet, `Site-${name}-${index + 1}`, {
          routeTableId: subnet.routeTable.routeTableId,
          destinationCidrBlock: range,
          gatewayId: gateway.ref,
        }).addResourceDependency(attachment)
    }
  }
}
