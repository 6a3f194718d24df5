import { aclStep } from './acls.ts'
import { groupStep, type Peer, peerOf } from './groups.ts'
import { insideWay } from './inside.ts'
import { inwardWay } from './inward.ts'
import type { Balancer, Listener, TargetGroup } from './model.ts'
import { type Network, ofFamily, type Side, sidesOf } from './network.ts'
import { type Outside, somebody } from './outside.ts'
import { outwardWay } from './outward.ts'
import type { Answer, Code } from './question.ts'
import { spansOf } from './spans.ts'
import { allOf, endedAt, follow, type Step, stopAt } from './steps.ts'
import { answerTo, type Traffic, tcp, trafficText, udp } from './traffic.ts'

const ended = (code: Code, resource: string, why: string, fix: string): Answer =>
  endedAt(stopAt(code, resource, why, fix), [
    { resource, what: `through the balancer ${resource}`, direction: 'there' },
  ])

/** Its interfaces, one in each of its subnets. */
export const balancerSides = (network: Network, balancer: Balancer, family: Traffic['family']): Side[] =>
  ofFamily(interfacesOf(network, balancer, family), balancer.addresses, family)

const interfacesOf = (network: Network, balancer: Balancer, family: Traffic['family']): Side[] =>
  sidesOf(
    network,
    {
      name: `the balancer ${balancer.id}`,
      subnets: balancer.subnets,
      groups: balancer.groups ?? [],
      publicAddress: balancer.scheme === 'internet-facing',
      clientPorts: network.clientPorts,
    },
    family,
  ).map((side) =>
    (balancer.groups === undefined || balancer.groups.length === 0) && balancer.kind === 'network'
      ? { ...side, groups: 'open' as const }
      : side,
  )

const listenerFor = ({ listeners }: Balancer, { protocol, ports }: Traffic): Listener | undefined =>
  listeners.find(
    (each) => (each.protocol === 'udp' ? udp : tcp) === protocol && ports.from === each.port && ports.to === each.port,
  )

const clientPeer = (client: Side | Outside): Peer => ('subnet' in client ? peerOf(client) : client)

/** Where targets see the client's own address, their groups and ACLs are asked about it as well. */
function* fromClient(
  network: Network,
  client: Side | Outside,
  groups: readonly string[],
  target: Side,
  traffic: Traffic,
): Generator<Step> {
  const peer = clientPeer(client)
  const { spans, anyOfThem = false } = peer
  const { clientPorts = network.clientPorts } = client
  // A rule that names the balancer's group lets its clients in: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
  yield groupStep(network, target, 'inward', traffic, { ...peer, groups: [...(peer.groups ?? []), ...groups] })
  yield aclStep(network, target, { outward: false, direction: 'there', traffic, spans, anyOfThem })
  const answers = answerTo(traffic, clientPorts)
  yield aclStep(network, target, { outward: true, direction: 'back', traffic: answers, spans, anyOfThem })
}

/** Targets are called by IPv4 whatever the client uses, unless their group says otherwise or they have none. */
const familyOf = (network: Network, { family, targets }: TargetGroup, traffic: Traffic): Traffic['family'] => {
  const hasIpv4 = (id: string): boolean => spansOf(network.subnet(id)?.cidrs ?? [], 'ipv4').length > 0
  return family ?? (targets.every(({ subnets }) => subnets.every(hasIpv4)) ? 'ipv4' : traffic.family)
}

/** From one interface of a balancer to one target: what clients ask, and whether it is well. */
function* toTarget(
  network: Network,
  side: Side,
  target: Side,
  group: TargetGroup,
  traffic: Traffic,
  client: Side | Outside,
): Generator<Step> {
  const { port, keepsClientAddress = false } = group
  // Whether it is well is asked by TCP, of a target of UDP too; there only where the port is named.
  const healthPort = group.healthPort ?? (traffic.protocol === tcp ? port : 0)
  const groups = side.groups === 'open' ? [] : side.groups
  const on = (number: number, protocol = traffic.protocol): Traffic => ({
    family: familyOf(network, group, traffic),
    protocol,
    ports: { from: number, to: number },
  })
  if (!keepsClientAddress) yield* insideWay(network, side, target, on(port))
  if (healthPort > 0 && (keepsClientAddress || healthPort !== port || traffic.protocol !== tcp))
    yield* insideWay(network, side, target, on(healthPort, tcp))
  if (keepsClientAddress) yield* fromClient(network, client, groups, target, on(port))
}

/** Of what zone something is may not be known. */
const mayBeBeside = ({ subnet: one }: Side, { subnet: other }: Side): boolean =>
  one.zone === undefined || other.zone === undefined || one.zone === other.zone

const zoneless = (balancer: Balancer, { subnet }: Side, { id }: TargetGroup): Answer =>
  ended(
    'NO_POSSIBLE_DESTINATION',
    balancer.id,
    `${balancer.id} calls targets in its own zones alone, and ${id} has none in ${subnet.zone}.`,
    `Turn cross-zone load balancing on for ${id}, or put a target into ${subnet.zone}.`,
  )

/** From its interfaces to each target of a listener. */
const toTargets = (
  network: Network,
  balancer: Balancer,
  listener: Listener,
  traffic: Traffic,
  client: Side | Outside,
): Answer => {
  if (listener.targetGroups.length === 0)
    return ended(
      'ELBV2_LISTENER_HAS_NO_TG',
      balancer.id,
      `The listener on port ${listener.port} of ${balancer.id} forwards to no target group.`,
      'Give it one.',
    )
  const empty = listener.targetGroups.find(({ targets }) => targets.length === 0)
  if (empty)
    return ended('NO_POSSIBLE_DESTINATION', empty.id, `The target group ${empty.id} has no targets.`, 'Register one.')
  const ways = listener.targetGroups.flatMap((group) => {
    const family = familyOf(network, group, traffic)
    const sides = interfacesOf(network, balancer, family)
    const targets = group.targets.flatMap((place) => sidesOf(network, place, family))
    return sides.flatMap((side) => {
      const called = group.crossZone === false ? targets.filter((target) => mayBeBeside(side, target)) : targets
      if (called.length > 0)
        return called.map((target) => follow(toTarget(network, side, target, group, traffic, client)))
      // The name of a network balancer does not lead to a zone without targets; an application balancer answers 503 there.
      return balancer.kind === 'network' ? [] : [zoneless(balancer, side, group)]
    })
  })
  return allOf(ways) ?? ended('NO_POSSIBLE_DESTINATION', balancer.id, `${balancer.id} has no targets.`, 'Register one.')
}

/** To the interfaces of a balancer: an internet-facing one is called by its public addresses, from inside too. */
const toBalancer = (
  network: Network,
  client: Side | Outside,
  balancer: Balancer,
  sides: readonly Side[],
  traffic: Traffic,
): Answer | undefined => {
  if (!('subnet' in client))
    return balancer.scheme === 'internal'
      ? ended(
          'IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS',
          balancer.id,
          `${balancer.id} is internal: nothing outside can call it.`,
          'Make it internet-facing, if it should be reached from there.',
        )
      : allOf(sides.map((side) => follow(inwardWay(network, client, side, traffic))))
  // Of IPv6 there are no other addresses than those inside.
  if (balancer.scheme === 'internal' || traffic.family === 'ipv6')
    return allOf(sides.map((side) => follow(insideWay(network, client, side, traffic))))
  const address = somebody(network, traffic.family, `the public address of ${balancer.id}`)
  const caller = somebody(network, traffic.family, `the public address of ${client.name}`)
  return allOf([
    follow(outwardWay(network, client, traffic, address)),
    ...sides.map((side) => follow(inwardWay(network, caller, side, traffic))),
  ])
}

/** From a client to a balancer, and through it to each target. */
export const balancerWay = (network: Network, client: Side | Outside, balancer: Balancer, traffic: Traffic): Answer => {
  const listener = listenerFor(balancer, traffic)
  if (!listener)
    return ended(
      'ELBV2_LISTENERS_MISMATCH',
      balancer.id,
      `${balancer.id} has no listener for ${trafficText(traffic)}; it has ${balancer.listeners.map(({ port }) => port).join(', ') || 'none'}.`,
      'Ask about a port that it listens on, or add a listener.',
    )
  const sides = balancerSides(network, balancer, traffic.family)
  const before = toBalancer(network, client, balancer, sides, traffic)
  if (!before)
    return ended('NO_POSSIBLE_DESTINATION', balancer.id, `${balancer.id} is in no subnet.`, 'Name its subnets.')
  if (before.reachable === false || listener.answersItself) return before
  const behind = toTargets(network, balancer, listener, traffic, client)
  const worst = allOf([before, behind]) ?? behind
  return { ...worst, way: [...before.way, ...(worst === before ? [] : behind.way)] }
}
