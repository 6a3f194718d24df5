import type { Balancer, Listener, TargetGroup } from '../model.ts'
import { placeOfService, subnetOf } from './places.ts'
import type { ReadResource } from './resolve.ts'
import type { Shelf } from './shelf.ts'
import { addressTypeOf } from './values.ts'

const forwardedTo = (action: ReadResource): readonly string[] => [
  ...(action.text('TargetGroupArn') === undefined ? [] : [action.text('TargetGroupArn') ?? '']),
  ...action
    .part('ForwardConfig')
    .items('TargetGroups')
    // A group with weight 0 gets nothing.
    .flatMap((each) => (each.number('Weight') === 0 ? [] : (each.text('TargetGroupArn') ?? []))),
]

/**
 * Targets of a network balancer see the client's address by default if they are instances, or are spoken to by UDP.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
 */
const keepsAddress = (group: ReadResource): boolean => {
  const protocol = group.text('Protocol') ?? 'HTTP'
  if (!['TCP', 'TLS', 'UDP', 'TCP_UDP'].includes(protocol)) return false
  const written = group
    .items('TargetGroupAttributes')
    .find((each) => each.text('Key') === 'preserve_client_ip.enabled')
    ?.flag('Value')
  return written ?? (protocol.includes('UDP') || group.text('TargetType') !== 'ip')
}

const crossZoneKey = 'load_balancing.cross_zone.enabled'

/**
 * Whether targets of every zone are called: as the group says, else as the balancer does, which is by default so of application balancers alone.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html#availability-zones
 */
const crossesZones = (balancer: ReadResource, group: ReadResource | undefined): boolean => {
  const written = (items: readonly ReadResource[] = []) =>
    items.find((each) => each.text('Key') === crossZoneKey)?.text('Value')
  const ofGroup = written(group?.items('TargetGroupAttributes'))
  if (ofGroup === 'true' || ofGroup === 'false') return ofGroup === 'true'
  return balancer.text('Type') !== 'network' || written(balancer.items('LoadBalancerAttributes')) === 'true'
}

const targetGroupOf = (shelf: Shelf, balancer: ReadResource, id: string): TargetGroup => {
  const services = shelf.of('AWS::ECS::Service').flatMap((service) =>
    service
      .items('LoadBalancers')
      .filter((each) => each.text('TargetGroupArn') === id)
      .map((each) => ({ service, port: each.number('ContainerPort') })),
  )
  const group = shelf.of('AWS::ElasticLoadBalancingV2::TargetGroup').find((each) => each.id === id)
  const port = services[0]?.port ?? group?.number('Port') ?? 80
  return {
    id,
    port,
    targets: services.map(({ service }) => placeOfService(service)),
    // `traffic-port`, the default, is that of each target.
    healthPort: group?.flag('HealthCheckEnabled') === false ? 0 : (group?.number('HealthCheckPort') ?? port),
    family: group?.text('IpAddressType') === 'ipv6' ? 'ipv6' : 'ipv4',
    keepsClientAddress: group !== undefined && keepsAddress(group),
    ...(crossesZones(balancer, group) ? {} : { crossZone: false }),
  }
}

const listenerOf =
  (shelf: Shelf, balancer: ReadResource) =>
  (listener: ReadResource): readonly Listener[] => {
    const actions = [
      listener,
      ...shelf.about('AWS::ElasticLoadBalancingV2::ListenerRule', 'ListenerArn', listener.id),
    ].flatMap((each) => [...each.items('DefaultActions'), ...each.items('Actions')])
    const groups = [...new Set(actions.filter((action) => action.text('Type') === 'forward').flatMap(forwardedTo))]
    const protocol = listener.text('Protocol') ?? 'HTTP'
    const spoken = [
      ...(protocol === 'UDP' ? [] : (['tcp'] as const)),
      ...(protocol.includes('UDP') ? (['udp'] as const) : []),
    ]
    return spoken.map((each) => ({
      port: listener.number('Port') ?? 0,
      protocol: each,
      targetGroups: groups.map((id) => targetGroupOf(shelf, balancer, id)),
      ...(groups.length === 0 && actions.length > 0 ? { answersItself: true } : {}),
    }))
  }

/** A load balancer with its listeners, and the services behind them. */
export const balancerOf =
  (shelf: Shelf) =>
  (balancer: ReadResource): Balancer => {
    const groups = balancer.ids('SecurityGroups')
    return {
      id: balancer.id,
      kind: balancer.text('Type') === 'network' ? 'network' : 'application',
      scheme: balancer.text('Scheme') === 'internal' ? 'internal' : 'internet-facing',
      subnets: [...balancer.ids('Subnets'), ...balancer.items('SubnetMappings').flatMap(subnetOf)],
      ...(groups.length > 0 ? { groups } : {}),
      addresses: addressTypeOf(balancer.text('IpAddressType')),
      listeners: shelf
        .about('AWS::ElasticLoadBalancingV2::Listener', 'LoadBalancerArn', balancer.id)
        .flatMap(listenerOf(shelf, balancer)),
    }
  }
