import type { Balancer, Listener, TargetGroup } from '../model.ts'
import { placeOfService } from './places.ts'
import type { ReadResource } from './resolve.ts'
import type { Shelf } from './shelf.ts'

const forwardedTo = (action: ReadResource): readonly string[] => [
  ...(action.text('TargetGroupArn') === undefined ? [] : [action.text('TargetGroupArn') ?? '']),
  ...action
    .part('ForwardConfig')
    .items('TargetGroups')
    .flatMap((each) => each.text('TargetGroupArn') ?? []),
]

const targetGroupOf = (shelf: Shelf, id: string): TargetGroup => {
  const services = shelf.of('AWS::ECS::Service').flatMap((service) =>
    service
      .items('LoadBalancers')
      .filter((each) => each.text('TargetGroupArn') === id)
      .map((each) => ({ service, port: each.number('ContainerPort') })),
  )
  const group = shelf.of('AWS::ElasticLoadBalancingV2::TargetGroup').find((each) => each.id === id)
  return {
    id,
    port: services[0]?.port ?? group?.number('Port') ?? 80,
    targets: services.map(({ service }) => placeOfService(service)),
  }
}

const listenerOf =
  (shelf: Shelf) =>
  (listener: ReadResource): Listener => {
    const actions = [
      listener,
      ...shelf.about('AWS::ElasticLoadBalancingV2::ListenerRule', 'ListenerArn', listener.id),
    ].flatMap((each) => [...each.items('DefaultActions'), ...each.items('Actions')])
    const groups = [...new Set(actions.filter((action) => action.text('Type') === 'forward').flatMap(forwardedTo))]
    return {
      port: listener.number('Port') ?? 0,
      protocol: listener.text('Protocol') === 'UDP' ? 'udp' : 'tcp',
      targetGroups: groups.map((id) => targetGroupOf(shelf, id)),
      ...(groups.length === 0 && actions.length > 0 ? { answersItself: true } : {}),
    }
  }

/** A load balancer with its listeners, and the services behind them. */
export const balancerOf =
  (shelf: Shelf) =>
  (balancer: ReadResource): Balancer => {
    const groups = balancer.texts('SecurityGroups')
    return {
      id: balancer.id,
      kind: balancer.text('Type') === 'network' ? 'network' : 'application',
      scheme: balancer.text('Scheme') === 'internal' ? 'internal' : 'internet-facing',
      subnets: [
        ...balancer.texts('Subnets'),
        ...balancer.items('SubnetMappings').flatMap((each) => each.text('SubnetId') ?? []),
      ],
      ...(groups.length > 0 ? { groups } : {}),
      listeners: shelf
        .about('AWS::ElasticLoadBalancingV2::Listener', 'LoadBalancerArn', balancer.id)
        .map(listenerOf(shelf)),
    }
  }
