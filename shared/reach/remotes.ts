import { aclStep } from './acls.ts'
import { groupStep } from './groups.ts'
import type { Remote } from './model.ts'
import type { Network, Side } from './network.ts'
import { type Outside, throughAcl } from './outside.ts'
import type { Hop } from './question.ts'
import { type Span, spansOf, withoutAll } from './spans.ts'
import { type Step, stopAt } from './steps.ts'
import type { Traffic } from './traffic.ts'

/** The network outside of the model that has all of these addresses, as a VPC sees it. */
export const remoteOf = (
  { model: { remotes = [] } }: Network,
  vpc: string,
  spans: readonly Span[],
  { family }: Traffic,
  by?: string,
): Remote | undefined =>
  remotes.find(
    (each) =>
      each.vpc === vpc &&
      (by === undefined || each.by === by) &&
      spans.length > 0 &&
      withoutAll(spans, spansOf(each.cidrs, family)).length === 0,
  )

/** Over what leads there. How that network is routed inside, its own rules say. */
const linkStep = (network: Network, { by, isRouted = false }: Remote): Step => {
  const isPeering = network.peering(by) !== undefined
  const hop: Hop = {
    resource: by,
    what: `over ${isPeering ? 'the peering' : 'the VPN gateway'} ${by}`,
    direction: 'there',
  }
  if (network.peering(by)?.active === false)
    return {
      hop,
      stop: stopAt(
        'BAD_STATE',
        by,
        `The peering ${by} is not active.`,
        'Accept it on the other side, or make it again.',
      ),
    }
  return isRouted
    ? { hop }
    : { hop, stop: { unknown: `Whether the network behind ${by} has routes back to this one is not known.` } }
}

/** Out to it, behind the route that leads there. */
export function* toRemote(
  network: Network,
  side: Side,
  traffic: Traffic,
  out: Outside,
  remote: Remote,
): Generator<Step> {
  yield linkStep(network, remote)
  yield* throughAcl(network, side, traffic, out)
}

/** In from it, before the answers leave. */
export function* fromRemote(
  network: Network,
  outside: Outside,
  side: Side,
  traffic: Traffic,
  remote: Remote,
): Generator<Step> {
  yield linkStep(network, remote)
  yield aclStep(network, side, { outward: false, direction: 'there', traffic, spans: outside.spans })
  yield groupStep(network, side, 'inward', traffic, outside)
}
