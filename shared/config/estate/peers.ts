import { overlaps, rangeOf } from '../../cidr.ts'
import { problem } from '../explain.ts'
import { entries, field, list } from '../references.ts'
import { networkDefaults } from './network-schema.ts'
import { openParts, partProblems, rangeText } from './open-parts.ts'

const pathOf = (name: string, ...rest: readonly PropertyKey[]) => ['estate', 'network', 'peers', name, ...rest]

const transitive = (name: string, other: string): string =>
  `a part of this network: ${openParts.join(', ')}. A peering passes nothing on, to another peer, the internet or an endpoint: connect ${name} with ${other} itself`

/** What somebody hopes that a peering passes on. https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html */
const beyond = ['internet', 'nat', 'endpoints', 's3', 'dynamodb', 'vpn']

const reachProblems = (name: string, peer: unknown, names: readonly string[], hasDatabase: boolean): string[] =>
  list(field(peer, 'mayReach')).flatMap((part, index) => {
    const path = pathOf(name, 'mayReach', index)
    const isBeyond = typeof part === 'string' && (names.includes(part) || beyond.includes(part) || rangeText(part))
    return isBeyond ? [problem(path, part, transitive(name, part))] : partProblems(path, part, hasDatabase)
  })

/**
 * Peers whose range overlaps this network or another peer, that are named by neither or both of their names, are this network, or are hoped
 * to be passed on to: in a config as it was written.
 */
export const peerProblems = (network: object, config: unknown): string[] => {
  const peers = entries(field(network, 'peers') as Readonly<Record<string, unknown>> | undefined)
  const written = field(network, 'cidr')
  const own = rangeText(written === undefined ? networkDefaults.cidr : written)
  const known = [
    ...(own === undefined ? [] : [{ name: 'this network', text: own }]),
    ...peers.flatMap(([name, peer]) => {
      const text = rangeText(field(peer, 'cidr'))
      return text === undefined ? [] : [{ name, text }]
    }),
  ]
  const hasDatabase = field(field(config, 'estate'), 'database') !== undefined
  const names = peers.map(([name]) => name)
  return peers.flatMap(([name, peer]) => {
    const at = known.findIndex((each) => each.name === name)
    const [mine, before] = [known[at], known.slice(0, Math.max(at, 0))]
    const other = mine && before.find(({ text }) => overlaps(rangeOf(text), rangeOf(mine.text)))
    const [deployment, vpcId, region] = ['deployment', 'vpcId', 'region'].map((key) => field(peer, key))
    const isThis = deployment === field(config, 'name') && (region === undefined || region === field(config, 'region'))
    return [
      ...(other && mine
        ? [
            problem(
              pathOf(name, 'cidr'),
              mine.text,
              `a range that does not overlap that of ${other.name} (${other.text}): AWS refuses such a peering`,
            ),
          ]
        : []),
      ...((deployment === undefined) === (vpcId === undefined)
        ? [problem(pathOf(name), peer, 'either deployment, another deployment of this project, or vpcId')]
        : []),
      ...(isThis ? [problem(pathOf(name, 'deployment'), deployment, 'another deployment than this one')] : []),
      ...reachProblems(name, peer, names, hasDatabase),
    ]
  })
}
