import type { Config } from '../../config/schema.ts'
import type { ReachModel } from '../model.ts'
import { readNetwork } from '../templates/read-network.ts'
import type { StackTemplate } from '../templates/resolve.ts'
import { endsOf, type NamedEnd } from './ends.ts'
import type { NamedNetwork } from './passages.ts'
import { knownMounts } from './volumes.ts'

/** A network with the subnets of its ends that nobody could read in it: nothing more is known of them, nor of a VPC that it does not have. */
export const withStrangers = (model: ReachModel, ends: readonly NamedEnd[], vpc: string): ReachModel => {
  const known = new Set(model.subnets.map(({ id }) => id))
  const named = [
    ...ends.flatMap(({ end }) => ('place' in end ? end.place.subnets : [])),
    ...(model.balancers ?? []).flatMap(({ subnets }) => subnets),
  ]
  const strange = [...new Set(named)].filter((id) => !known.has(id))
  const isNew = strange.length > 0 && model.vpcs.every(({ id }) => id !== vpc)
  return {
    ...model,
    vpcs: isNew
      ? [...model.vpcs, { id: vpc, region: model.vpcs[0]?.region ?? '', cidrs: [], known: false }]
      : model.vpcs,
    subnets: [...model.subnets, ...strange.map((id) => ({ id, vpc, cidrs: ['10.0.0.0/8'], known: false }))],
  }
}

/** The network that the templates of a config make, with what calls or is called in it. */
export const groundOf = (config: Pick<Config, 'estate' | 'jobs'>, stacks: readonly StackTemplate[]): NamedNetwork => {
  const ends = endsOf(stacks, knownMounts(config))
  const network = config.estate?.network
  const model = readNetwork(stacks)
  return { ends, model: network && 'vpcId' in network ? withStrangers(model, ends, network.vpcId) : model }
}
