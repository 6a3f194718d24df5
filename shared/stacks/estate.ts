import type { Peers } from '../config/estate/peers-schema.ts'
import type { Config } from '../config/schema.ts'
import type { StacksOf } from './stack.ts'

/** The networks that a network of ours is connected with. */
export const peersOf = (estate: Config['estate']): Peers =>
  estate === undefined || 'vpcId' in estate.network ? {} : estate.network.peers

/** The estate, a stack for the far side of each peering, and a stack each for what changes and fails apart. */
export const estateStacks: StacksOf = ({ name, region, estate }) => [
  { part: 'network', name: `${name}-network`, region, wanted: estate !== undefined },
  { part: 'data', name: `${name}-data`, region, wanted: estate?.database !== undefined },
  { part: 'cache', name: `${name}-cache`, region, wanted: estate?.cache !== undefined },
  { part: 'web', name: `${name}-web`, region, wanted: estate?.web !== undefined },
  { part: 'edge', name: `${name}-edge`, region, wanted: estate?.edge !== undefined },
  { part: 'access', name: `${name}-access`, region, wanted: estate?.access.connect === true },
  ...Object.entries(peersOf(estate)).map(([peer, { region: there = region }]) => ({
    part: `peer-${peer}`,
    name: `${name}-peer-${peer}`,
    region: there,
    wanted: true,
  })),
]

/** The output of the network's stack that has the id of a peering: of `tokyo` PeeringTokyo. */
export const peeringOutput = (peer: string): string =>
  `Peering${peer.replaceAll(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())}`
