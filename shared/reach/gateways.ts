import type { Network, Side } from './network.ts'
import { isLocalSix, isShut, noPublicSix, type Outside, shut, throughAcl } from './outside.ts'
import type { Hop } from './question.ts'
import { isPrivate, spanText } from './spans.ts'
import { type Step, stopAt } from './steps.ts'
import type { Traffic } from './traffic.ts'

/** Through an internet gateway, or an egress-only one. */
export function* byInternetGateway(
  network: Network,
  side: Side,
  traffic: Traffic,
  out: Outside,
  id: string,
): Generator<Step> {
  const gateway = network.gateway(id)
  const hop: Hop = { resource: id, what: `through the gateway ${id}`, direction: 'there' }
  if (gateway?.vpc !== side.vpc.id)
    yield {
      hop,
      stop: stopAt(
        'BAD_STATE_ATTACHMENT',
        id,
        `${id} is not attached to ${side.vpc.id}.`,
        `Attach an internet gateway to ${side.vpc.id}, and lead the route to it.`,
      ),
    }
  const hidden = traffic.family === 'ipv4' ? out.spans.find(isPrivate) : undefined
  if (hidden)
    yield {
      hop,
      stop: stopAt(
        'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS',
        id,
        `${spanText(hidden, traffic.family)} is a private range: no internet gateway leads there.`,
        'Use a peering, a VPN or a transit gateway, and a route to it.',
      ),
    }
  if (gateway?.kind === 'internet' && traffic.family === 'ipv4' && !side.publicAddress)
    yield {
      hop,
      stop: stopAt(
        'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
        side.subnet.id,
        `${side.name} has no public address, and the default route of ${side.subnet.id} leads to ${id}.`,
        'Give it a public address, or use a subnet whose route leads to a NAT gateway.',
      ),
    }
  if (gateway?.kind === 'egress-only' && traffic.family === 'ipv4')
    yield { hop, stop: stopAt('NO_PATH', id, `${id} passes IPv6 alone.`, 'Lead the route to a NAT gateway.') }
  if (traffic.family === 'ipv6' && isLocalSix(side)) yield noPublicSix(side, hop)
  if (isShut(side, gateway?.kind === 'egress-only' ? 'by NAT' : 'by a public address')) yield shut(side)
  yield { hop }
  yield* throughAcl(network, side, traffic, out)
}
