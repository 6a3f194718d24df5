import { makeGlance } from '../../shared/glance.ts'
import { accountModel } from '../../shared/reach/account/account-model.ts'
import type { NamedEnd } from '../../shared/reach/estate/ends.ts'
import { withStrangers } from '../../shared/reach/estate/ground.ts'
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
