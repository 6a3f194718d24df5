import type {
  Action,
  Listener as ElbListener,
  TargetGroup as ElbTargetGroup,
  LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Balancer, Listener, Place, TargetGroup } from '../model.ts'

/** A load balancer with what was read of it. */
export interface DescribedBalancer {
  readonly balancer: LoadBalancer
  /** Undefined: they could not be read. */
  readonly listeners: readonly ElbListener[] | undefined
  /** Actions of the rules of each listener, by its ARN. */
  readonly actions: Readonly<Record<string, readonly Action[] | undefined>>
  readonly groups: readonly ElbTargetGroup[] | undefined
  /** Where the targets of a group are, by its ARN. Undefined: something that is not known. */
  readonly targets: Readonly<Record<string, Place | undefined>>
}

const forwardedTo = ({ TargetGroupArn, ForwardConfig }: Action): string[] => [
  ...(TargetGroupArn ? [TargetGroupArn] : []),
  // A group with weight 0 gets nothing.
  ...(ForwardConfig?.TargetGroups ?? []).flatMap((each) =>
    each.TargetGroupArn && each.Weight !== 0 ? [each.TargetGroupArn] : [],
  ),
]

/** Of targets of which nothing is known: in the balancer's subnets, with a group that nobody has read. */
const somewhere = (id: string, { AvailabilityZones = [] }: LoadBalancer): Place => ({
  name: `the targets of ${id}`,
  subnets: AvailabilityZones.flatMap(({ SubnetId }) => SubnetId ?? []).slice(0, 1),
  groups: [`the groups of the targets of ${id}`],
})

const targetGroupOf =
  ({ balancer, groups, targets }: DescribedBalancer) =>
  (arn: string): TargetGroup => {
    const group = groups?.find(({ TargetGroupArn }) => TargetGroupArn === arn)
    const id = arn.split('/')[1] ?? arn
    const port = group?.Port ?? 80
    const health = Number(group?.HealthCheckPort ?? port)
    return {
      id,
      port,
      // Of a group that was not read the port is not known either.
      targets: [(group && targets[arn]) ?? somewhere(id, balancer)],
      healthPort: group?.HealthCheckEnabled === false ? 0 : Number.isNaN(health) ? port : health,
      family: group?.IpAddressType === 'ipv6' ? 'ipv6' : 'ipv4',
    }
  }

const listenersOf = (described: DescribedBalancer): Listener[] =>
  (described.listeners ?? []).flatMap(({ ListenerArn = '', Port = 0, Protocol = 'HTTP', DefaultActions = [] }) => {
    const rules = described.actions[ListenerArn]
    const actions = [...DefaultActions, ...(rules ?? [])]
    const groups = [...new Set(actions.flatMap(forwardedTo))]
    const spoken =
      Protocol === 'UDP' ? (['udp'] as const) : Protocol === 'TCP_UDP' ? (['tcp', 'udp'] as const) : (['tcp'] as const)
    return spoken.map((protocol) => ({
      port: Port,
      protocol,
      targetGroups: [
        ...groups.map(targetGroupOf(described)),
        ...(rules === undefined
          ? [{ id: 'its rules', port: Port, targets: [somewhere('its rules', described.balancer)] }]
          : []),
      ],
      ...(groups.length === 0 && actions.length > 0 && rules !== undefined ? { answersItself: true } : {}),
    }))
  })

/** A load balancer as it is deployed. */
export const balancerOf = (described: DescribedBalancer): Balancer => {
  const {
    LoadBalancerName = '',
    Type,
    Scheme,
    AvailabilityZones = [],
    SecurityGroups = [],
    IpAddressType,
  } = described.balancer
  return {
    id: LoadBalancerName,
    kind: Type === 'network' ? 'network' : 'application',
    scheme: Scheme === 'internal' ? 'internal' : 'internet-facing',
    subnets: AvailabilityZones.flatMap(({ SubnetId }) => SubnetId ?? []),
    ...(SecurityGroups.length > 0 ? { groups: SecurityGroups } : {}),
    addresses: IpAddressType?.startsWith('dualstack') ? 'dual' : 'ipv4',
    listeners: listenersOf(described),
  }
}
