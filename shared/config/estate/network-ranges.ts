import { contains, overlaps, rangeOf } from '../../cidr.ts'
import { problem } from '../explain.ts'
import { field, list } from '../references.ts'
import { cidr, networkDefaults, subnetKinds } from './network-schema.ts'

/** A range that can be read, of what was written or of the default where nothing was. */
const readRange = (written: unknown): string | undefined => cidr.safeParse(written).data

/**
 * Faults of a new network's ranges: sizes that AWS refuses, subnets outside the VPC, subnets that overlap.
 * @param network as it was written: what cannot be read is left to the schema, and hides no fault of the rest
 */
export const rangeProblems = (network: object): string[] => {
  const written = field(network, 'cidr')
  const vpcText = readRange(written === undefined ? networkDefaults.cidr : written)
  const subnets = subnetKinds.flatMap((kind) => {
    const ranges = field(network, kind)
    return list(ranges === undefined ? networkDefaults[kind] : ranges).flatMap((each, index) => {
      const text = readRange(each)
      return text === undefined ? [] : [{ path: ['estate', 'network', kind, index], cidr: text, range: rangeOf(text) }]
    })
  })
  const vpc = vpcText === undefined ? undefined : { cidr: vpcText, range: rangeOf(vpcText) }
  const sized = [...(vpc ? [{ path: ['estate', 'network', 'cidr'], ...vpc }] : []), ...subnets]
  return [
    ...sized.flatMap(({ path, cidr: text, range }) =>
      range.bits < 16 || range.bits > 28 ? [problem(path, text, 'a range from /16 to /28')] : [],
    ),
    ...subnets.flatMap(({ path, cidr: text, range }) =>
      vpc === undefined || contains(vpc.range, range) ? [] : [problem(path, text, `a range inside ${vpc.cidr}`)],
    ),
    ...subnets.flatMap(({ path, cidr: text, range }, index) => {
      const other = subnets.slice(0, index).find((each) => overlaps(each.range, range))
      return other
        ? [problem(path, text, `a range that does not overlap ${other.path.slice(2).join(' ')} (${other.cidr})`)]
        : []
    }),
  ]
}
