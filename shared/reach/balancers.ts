import { groupStep } from './groups.ts'
import { insideWay } from './inside.ts'
import { inwardWay } from './inward.ts'
import type { Balancer, Listener } from './model.ts'
import { anyClientPorts, type Network, type Side, sidesOf } from './network.ts'
import type { Outside } from './outside.ts'
import { outwardWay } from './outward.ts'
import type { Answer, Code } from './question.ts'
import { allOf, endedAt, follow, stopAt } from './steps.ts'
import { type Traffic, tcp, trafficText, udp } from './traffic.ts'

const ended = (code: Code, resource: string, why: string, fix: string): Answer =>
  endedAt(stopAt(code, resource, why, fix), [
    { resource, what: `through the balancer ${resource}`, direction: 'there' },
  ])

/** Its interfaces, one in each of its subnets. */
export const balancerSides = (network: Network, balancer: Balancer, family: Traffic['family']): Side[] =>
  sidesOf(
    network,
    {
      name: `the balancer ${balancer.id}`,
      subnets: balancer.subnets,
      groups: balancer.groups ?? [],
      publicAddress: balancer.scheme === 'internet-facing',
      clientPorts: anyClientPorts,
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

/** From its interfaces to each target of a listener. */
const toTargets = (
  network: Network,
  balancer: Balancer,
  listener: Listener,
  sides: readonly Side[],
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
    const inner: Traffic = { ...traffic, ports: { from: group.port, to: group.port } }
    return group.targets.flatMap((place) =>
      sidesOf(network, place, traffic.family).flatMap((target) =>
        sides.map((side) =>
          follow(
            (function* () {
              yield* insideWay(network, side, target, inner)
              if (group.keepsClientAddress) yield groupStep(network, target, 'inward', inner, clientPeer(client))
            })(),
          ),
        ),
      ),
    )
  })
  return allOf(ways) ?? ended('NO_POSSIBLE_DESTINATION', balancer.id, `${balancer.id} has no targets.`, 'Register one.')
}

const clientPeer = (client: Side | Outside) =>
  'subnet' in client
    ? { name: client.name, spans: client.spans, groups: client.groups === 'open' ? [] : client.groups }
    : client

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
  if (balancer.scheme === 'internal')
    return allOf(sides.map((side) => follow(insideWay(network, client, side, traffic))))
  const outside: Outside = { name: 'the internet', spans: network.internet(traffic.family) }
  return allOf([
    follow(outwardWay(network, client, traffic, { ...outside, name: `the public address of ${balancer.id}` })),
    ...sides.map((side) => follow(inwardWay(network, outside, side, traffic))),
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
  const behind = toTargets(network, balancer, listener, sides, traffic, client)
  const worst = allOf([before, behind]) ?? behind
  return { ...worst, way: [...before.way, ...(worst === before ? [] : behind.way)] }
}
