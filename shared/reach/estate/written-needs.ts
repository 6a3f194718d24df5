import type { ReachNeed } from '../../config/estate/schema.ts'
import type { Config } from '../../config/schema.ts'
import type { End } from '../question.ts'
import { endNames, findEnd, type NamedEnd } from './ends.ts'
import type { Need } from './need.ts'

const isOutside = (end: End): boolean => 'internet' in end

/** Why a need of the config cannot be asked about, with its path. */
const faultOf = (ends: readonly NamedEnd[], { from, to }: ReachNeed, region: string): string | undefined => {
  const [start, end] = [findEnd(ends, from, region), findEnd(ends, to, region)]
  if (!start || 'service' in start)
    return `from: "${from}" is not a part of this network; expected ${endNames(ends)}, or a range such as 203.0.113.0/24`
  if (!end)
    return `to: "${to}" is not a part of this network; expected ${endNames(ends)}, a range such as 203.0.113.0/24, or a service such as service:s3`
  return isOutside(start) && (isOutside(end) || 'service' in end)
    ? `"${from}" and "${to}" are both outside of this network; expected a part of it at one end: ${endNames(ends)}`
    : undefined
}

const lists = ['must', 'never'] as const

/** Needs of the config that name what does not exist. */
export const needFaults = ({ estate, region }: Config, ends: readonly NamedEnd[]): string[] =>
  lists.flatMap((wanted) =>
    (estate?.reach[wanted] ?? []).flatMap((need, index) => {
      const fault = faultOf(ends, need, region)
      return fault === undefined ? [] : [`estate.reach.${wanted}[${index}]: ${fault}`]
    }),
  )

/** Needs that `estate.reach` adds. Those with a fault are left out. */
export const writtenNeeds = ({ estate, region }: Config, ends: readonly NamedEnd[]): Need[] =>
  lists.flatMap((wanted) =>
    (estate?.reach[wanted] ?? []).flatMap((each): Need[] => {
      const { from, to, port } = each
      const [start, end] = [findEnd(ends, from, region), findEnd(ends, to, region)]
      if (!start || !end || faultOf(ends, each, region) !== undefined) return []
      const protocol = each.protocol ?? (wanted === 'never' && port === undefined ? 'all' : 'tcp')
      const listens = wanted === 'must' && protocol === 'tcp' ? (ends.find(({ name }) => name === to)?.ports ?? []) : []
      const ports = port !== undefined ? [port] : listens.length > 0 ? listens : [undefined]
      return ports.map((number) => ({
        what: `${from} → ${to}${number === undefined ? '' : ` ${number}`}${protocol === 'tcp' ? '' : ` by ${protocol}`}`,
        wanted,
        question: { from: start, to: end, protocol, ...(number === undefined ? {} : { port: number }) },
      }))
    }),
  )
