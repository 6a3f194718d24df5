import { contains, overlaps, rangeOf } from '../../cidr.ts'
import { problem } from '../explain.ts'
import type { NetworkConfig } from './schema.ts'

/** Faults of a new network's ranges: sizes that AWS refuses, subnets outside the VPC, subnets that overlap. */
export const networkProblems = (network: NetworkConfig): string[] => {
  if ('vpcId' in network) return existingProblems(network)
  const vpc = rangeOf(network.cidr)
  const subnets = (['public', 'app', 'database'] as const).flatMap((kind) =>
    network[kind].map((cidr, index) => ({ path: ['estate', 'network', kind, index], cidr, range: rangeOf(cidr) })),
  )
  const sized = [{ path: ['estate', 'network', 'cidr'], cidr: network.cidr, range: vpc }, ...subnets]
  return [
    ...sized.flatMap(({ path, cidr, range }) =>
      range.bits < 16 || range.bits > 28 ? [problem(path, cidr, 'a range from /16 to /28')] : [],
    ),
    ...subnets.flatMap(({ path, cidr, range }) =>
      contains(vpc, range) ? [] : [problem(path, cidr, `a range inside ${network.cidr}`)],
    ),
    ...subnets.flatMap(({ path, cidr, range }, index) => {
      const other = subnets.slice(0, index).find((each) => overlaps(each.range, range))
      return other
        ? [problem(path, cidr, `a range that does not overlap ${other.path.slice(2).join(' ')} (${other.cidr})`)]
        : []
    }),
  ]
}

const existingProblems = (network: Extract<NetworkConfig, { vpcId: string }>): string[] =>
  (['publicSubnetIds', 'appSubnetIds', 'databaseSubnetIds'] as const).flatMap((key) =>
    network[key].length === network.zones.length
      ? []
      : [
          problem(
            ['estate', 'network', key],
            network[key],
            `${network.zones.length} subnets, one for each of ${network.zones.join(', ')}`,
          ),
        ],
  )
