import type { Remote, Route } from '../model.ts'
import type { Shelf } from './shelf.ts'

/** The other sides of peerings with VPCs that other deployments have, or somebody else: of the ranges to which routes lead there. */
export const peersOf = (shelf: Shelf): Remote[] => {
  const own = new Set(shelf.of('AWS::EC2::VPC').map(({ id }) => id))
  return shelf.of('AWS::EC2::VPCPeeringConnection').flatMap((peering): Remote[] => {
    if (own.has(peering.text('PeerVpcId') ?? '')) return []
    const cidrs = shelf
      .about('AWS::EC2::Route', 'VpcPeeringConnectionId', peering.id)
      .flatMap((route) => route.text('DestinationCidrBlock') ?? route.text('DestinationIpv6CidrBlock') ?? [])
    const vpc = peering.text('VpcId') ?? ''
    const range = shelf
      .of('AWS::EC2::VPC')
      .find(({ id }) => id === vpc)
      ?.text('CidrBlock')
    // The stack of the far side makes the routes there.
    const isRouted = shelf
      .about('Custom::VpcPeering', 'PeeringId', peering.id)
      .some((far) => range !== undefined && far.text('Cidr') === range)
    return [{ by: peering.id, vpc, cidrs: [...new Set(cidrs)], isRouted }]
  })
}

/** What is behind VPN gateways: the ranges to which routes lead there. How these are routed at the other end is not this network's matter. */
export const sitesOf = (shelf: Shelf): Remote[] =>
  shelf.of('AWS::EC2::VPNGateway').flatMap((gateway): Remote[] => {
    const [attachment] = shelf.about('AWS::EC2::VPCGatewayAttachment', 'VpnGatewayId', gateway.id)
    const connections = shelf.about('AWS::EC2::VPNConnection', 'VpnGatewayId', gateway.id)
    const cidrs = [
      ...shelf.about('AWS::EC2::Route', 'GatewayId', gateway.id),
      ...connections.flatMap(({ id }) => shelf.about('AWS::EC2::VPNConnectionRoute', 'VpnConnectionId', id)),
    ].flatMap((route) => route.text('DestinationCidrBlock') ?? [])
    const vpc = attachment?.text('VpcId')
    return vpc === undefined
      ? []
      : [{ by: gateway.id, vpc, cidrs: [...new Set(cidrs)], isRouted: connections.length > 0 }]
  })

/** Static routes of VPN connections that a table learns from their gateway. */
export const learnedBy = (shelf: Shelf, table: string): Route[] =>
  shelf
    .of('AWS::EC2::VPNGatewayRoutePropagation')
    .filter((each) => each.texts('RouteTableIds').includes(table))
    .flatMap((each): Route[] => {
      const gateway = each.text('VpnGatewayId') ?? ''
      return shelf
        .about('AWS::EC2::VPNConnection', 'VpnGatewayId', gateway)
        .flatMap(({ id }) => shelf.about('AWS::EC2::VPNConnectionRoute', 'VpnConnectionId', id))
        .flatMap((route) => {
          const to = route.text('DestinationCidrBlock')
          return to === undefined ? [] : [{ to, by: gateway, propagated: true, resource: route.id }]
        })
    })
