import { aclStep } from './acls.ts'
import type { Nat } from './model.ts'
import { type Network, type Side, sidesOf } from './network.ts'
import { isShut, type Outside, shut, throughAcl } from './outside.ts'
import type { Hop } from './question.ts'
import { isUnseen, portionsOf, tableName } from './routes.ts'
import { isPrivate, spansOf, spanText, withoutAll } from './spans.ts'
import { type Step, stopAt } from './steps.ts'
import { answerTo, type Traffic, tcp, udp } from './traffic.ts'

/** A narrower route than the local one may lead answers away from whom they are for. */
const backStep = (network: Network, place: Side, from: Side): Step => {
  const hop: Hop = {
    resource: tableName(place),
    what: `by the route of ${place.subnet.id} back to ${from.name}`,
    direction: 'back',
  }
  const portions = portionsOf(network, place, from.spans, 'ipv4')
  const wrong = portions?.find(({ by }) => by !== 'local')
  if (!wrong) return { hop }
  if (isUnseen(network, wrong))
    return {
      hop,
      stop: { unknown: `${place.subnet.id} sends answers to ${wrong.by}; what lies behind it is not known.` },
    }
  return {
    hop,
    stop: stopAt(
      wrong.route?.blackhole ? 'BAD_STATE_ROUTE' : 'MORE_SPECIFIC_ROUTE',
      wrong.route?.resource ?? tableName(place),
      `The route of ${tableName(place)} to ${wrong.route?.to} leads the answers for ${from.name} to ${wrong.by}.`,
      `Take the route to ${wrong.route?.to} out of ${tableName(place)}.`,
      'back',
    ),
  }
}

/** How a NAT gateway itself gets out. */
function* natOutward(network: Network, nat: Nat, from: Side, traffic: Traffic, out: Outside): Generator<Step> {
  const { spans, anyOfThem = false } = out
  const [place] =
    nat.subnet === undefined ? [] : sidesOf(network, { name: nat.id, subnets: [nat.subnet], groups: [] }, 'ipv4')
  if (!place) {
    const gateway = network.internetGatewayOf(nat.vpc)
    const hop: Hop = { resource: gateway?.id ?? nat.id, what: `from ${nat.id} to the internet`, direction: 'there' }
    yield gateway
      ? { hop }
      : {
          hop,
          stop: stopAt(
            'NO_ROUTE_TO_DESTINATION',
            nat.id,
            `${nat.vpc} has no internet gateway.`,
            `Attach one to ${nat.vpc}.`,
          ),
        }
    return
  }
  const answers = answerTo(traffic, network.clientPorts)
  const isBeside = place.subnet.id === from.subnet.id
  const toSource = { spans: from.spans, traffic: answerTo(traffic, from.clientPorts) }
  if (!isBeside) yield aclStep(network, place, { outward: false, direction: 'there', traffic, spans: from.spans })
  const portions = portionsOf(network, place, spans, traffic.family)
  const hop: Hop = {
    resource: tableName(place),
    what: `by the route of ${place.subnet.id}, where ${nat.id} is`,
    direction: 'there',
  }
  const wrongs = portions?.filter(({ by, route, or }) => {
    const gateway = by === undefined ? undefined : network.gateway(by)
    return gateway?.kind !== 'internet' || gateway.vpc !== nat.vpc || route?.blackhole || or !== undefined
  })
  const wrong = wrongs?.find((portion) => !isUnseen(network, portion)) ?? wrongs?.[0]
  const isPart = anyOfThem && wrongs !== undefined && portions !== undefined && wrongs.length < portions.length
  if (wrong && (isPart || isUnseen(network, wrong)))
    yield {
      hop,
      stop: {
        unknown: isPart
          ? `${nat.id} reaches only a part of the internet; which addresses ${out.name} has is not known.`
          : `${nat.id} sends it to ${wrong.by}; what lies behind it is not known.`,
      },
    }
  else if (!portions) yield { hop, stop: { unknown: `The routes of ${place.subnet.id} are not known.` } }
  else if (wrong)
    yield {
      hop,
      stop: stopAt(
        wrong.route?.blackhole ? 'BAD_STATE_ROUTE' : 'NO_ROUTE_TO_DESTINATION',
        tableName(place),
        `${nat.id} is in ${place.subnet.id}, whose routes do not lead to an internet gateway of ${nat.vpc}.`,
        `Put ${nat.id} into a subnet with a default route to the internet gateway.`,
      ),
    }
  else yield { hop }
  yield aclStep(network, place, { outward: true, direction: 'there', traffic, spans, anyOfThem })
  yield aclStep(network, place, { outward: false, direction: 'back', traffic: answers, spans, anyOfThem })
  if (!isBeside) yield backStep(network, place, from)
  if (!isBeside) yield aclStep(network, place, { outward: true, direction: 'back', ...toSource })
}

/** TCP, UDP, ICMP. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html */
const passed: readonly number[] = [tcp, udp, 1]

/** NAT64: addresses of IPv4 in ones of IPv6. https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-nat64-dns64.html */
const isTranslated = ({ spans }: Outside): boolean => withoutAll(spans, spansOf(['64:ff9b::/96'], 'ipv6')).length === 0

/** Through a NAT gateway, zonal or regional. */
export function* byNat(network: Network, side: Side, traffic: Traffic, out: Outside, nat: Nat): Generator<Step> {
  const hop: Hop = { resource: nat.id, what: `through ${nat.id}`, direction: 'there' }
  const stop = ((): Step['stop'] => {
    if (nat.vpc !== side.vpc.id)
      return stopAt(
        'NGW_REQUIRES_SOURCE_IN_VPC',
        nat.id,
        `${nat.id} is in ${nat.vpc} and takes nothing from ${side.vpc.id}.`,
        `Make a NAT gateway in ${side.vpc.id}.`,
      )
    if (nat.available === false) return stopAt('BAD_STATE', nat.id, `${nat.id} is not available.`, 'Make it again.')
    if (traffic.family === 'ipv6' && isTranslated(out))
      return { unknown: `${nat.id} translates ${out.name} to IPv4; its way from there is not looked at.` }
    if (traffic.family === 'ipv6')
      return stopAt('NO_PATH', nat.id, `${nat.id} passes IPv4 alone.`, 'Lead ::/0 to an egress-only internet gateway.')
    if (!passed.includes(traffic.protocol))
      return stopAt(
        'NO_PATH',
        nat.id,
        `${nat.id} passes TCP, UDP and ICMP alone.`,
        'Use a subnet with a public address and a route to the internet gateway.',
      )
    if (nat.publicAddress === false)
      return stopAt(
        'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
        nat.id,
        `${nat.id} has no public address.`,
        'Give it an Elastic IP address.',
      )
    const hidden = out.spans.find(isPrivate)
    return hidden
      ? stopAt(
          'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS',
          nat.id,
          `${spanText(hidden, 'ipv4')} is a private range: ${nat.id} leads to the internet alone.`,
          'Use a peering, a VPN or a transit gateway, and a route to it.',
        )
      : undefined
  })()
  yield { hop, ...(stop ? { stop } : {}) }
  if (traffic.family === 'ipv6') return
  if (isShut(side, 'by NAT')) yield shut(side)
  yield* throughAcl(network, side, traffic, out)
  yield* natOutward(network, nat, side, traffic, out)
}
