import { makeGlance } from '../../shared/glance.ts'
import { accountModel } from '../../shared/reach/account/account-model.ts'
import type { NamedEnd } from '../../shared/reach/estate/ends.ts'
import type { NamedNetwork } from '../../shared/reach/estate/passages.ts'
import type { ReachModel } from '../../shared/reach/model.ts'
import { peeringOutput, peersOf as peersIn } from '../../shared/stacks/estate.ts'
import type { Deployment } from '../deployment.ts'
import { readNetwork } from './account-network.ts'
import { readPlaces } from './account-places.ts'

/** Whoever asks waits for it. */
const patienceMs = 60_000

/** A network with the parts that a question may name, as far as it could be read. */
export interface Ground extends NamedNetwork {
  /** What could not be read, and why: what depends on it is `unknown`. */
  readonly unseen: readonly string[]
}

/** Subnets of a part that nobody could read: an end needs them, and nothing more is known of them. */
const withStrangers = (model: ReachModel, ends: readonly NamedEnd[], vpc: string): ReachModel => {
  const known = new Set(model.subnets.map(({ id }) => id))
  const named = [
    ...ends.flatMap(({ end }) => ('place' in end ? end.place.subnets : [])),
    ...(model.balancers ?? []).flatMap(({ subnets }) => subnets),
  ]
  const strange = [...new Set(named)].filter((id) => !known.has(id))
  return {
    ...model,
    subnets: [...model.subnets, ...strange.map((id) => ({ id, vpc, cidrs: ['10.0.0.0/8'], known: false }))],
  }
}

/** Peers by the names that the config gives them, as far as they were read. */
const peersOf = (
  { config, outputs }: Pick<Deployment, 'config' | 'outputs'>,
  { remotes = [] }: ReachModel,
): NamedEnd[] =>
  Object.keys(peersIn(config.estate)).flatMap((name): NamedEnd[] => {
    const id = outputs[peeringOutput(name)]
    const remote = remotes.find(({ by }) => by === id)
    return remote && remote.cidrs.length > 0
      ? [{ name: `peer-${name}`, end: { internet: remote.cidrs }, ports: [], sort: 'peer' }]
      : []
  })

/**
 * The network of a deployment as its account has it, by Describe calls alone, every page of them; the SDK waits and asks again where AWS
 * throttles.
 * @throws UsageError for a deployment without a network
 */
export const deployedGround = async (
  deployment: Pick<Deployment, 'config' | 'outputs' | 'output' | 'connect'>,
): Promise<Ground> => {
  const vpc = deployment.output('VpcId')
  const { glance, unseen } = makeGlance(patienceMs)
  const [described, { ends, balancers }] = await Promise.all([
    readNetwork(deployment.config.region, vpc, glance, deployment.connect),
    readPlaces(deployment, vpc, glance),
  ])
  const model = { ...accountModel(described), balancers }
  const named = [...ends, ...peersOf(deployment, model)]
  return { model: withStrangers(model, named, vpc), ends: named, unseen }
}
