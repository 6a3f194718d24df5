import type { Config } from '../shared/config/schema.ts'
import { endNames, findEnd, type NamedEnd } from '../shared/reach/estate/ends.ts'
import { groundOf } from '../shared/reach/estate/ground.ts'
import { needsOf } from '../shared/reach/estate/needs.ts'
import { prove, type Unused, unusedOf } from '../shared/reach/estate/proof.ts'
import { type Answer, type End, type Hop, reach } from '../shared/reach/reach.ts'
import type { StackTemplate } from '../shared/reach/templates/resolve.ts'
import type { Ground } from './reach/deployed.ts'
import { UsageError } from './usage-error.ts'

export { type Passage, passagesOf } from '../shared/reach/estate/passages.ts'
export { deployedGround, type Ground } from './reach/deployed.ts'
export { drawNetwork } from './reach/picture.ts'

/** The end of a way: where and why, in Reachability Analyzer's codes where it has one. */
export interface WayEnd {
  readonly code?: string
  readonly resource?: string
  /** Which of its properties, where one can be named. */
  readonly property?: string
  readonly why?: string
  readonly fix?: string
}

export interface NeedRow extends WayEnd {
  readonly need: string
  readonly wanted: 'must' | 'never'
  readonly holds: boolean | 'unknown'
}

export interface WayRow extends WayEnd {
  readonly from: string
  readonly to: string
  /** Of IPv4 or IPv6. */
  readonly family: 'ipv4' | 'ipv6'
  readonly protocol: string
  readonly port?: number
  readonly reachable: Answer['reachable']
  readonly way: readonly Hop[]
}

const endOf = (answer: Answer): WayEnd => {
  if (answer.reachable === true) return {}
  if (answer.reachable === 'unknown') return { why: answer.why, resource: answer.resource }
  const { code, resource, property, why, fix } = answer.blocker
  return { code, resource, ...(property === undefined ? {} : { property }), why, fix }
}

/** Why a need does not hold. Of one that must never be: what gets through. */
const wrongOf = (answer: Answer): WayEnd => {
  if (answer.reachable !== true) return endOf(answer)
  const { packet = 'Everything', way } = answer
  const resource = way.at(-1)?.resource
  return {
    ...(resource === undefined ? {} : { resource }),
    why: `${packet} gets through: ${way.map(({ what }) => what).join(', ')}.`,
  }
}

/** The network that templates make. @param config says where the file systems of jobs can be mounted; default: nowhere known */
export const templateGround = (
  stacks: readonly StackTemplate[],
  config: Pick<Config, 'estate' | 'jobs'> = {},
): Ground => ({ ...groundOf(config, stacks), unseen: [] })

/** Every need of the config, and whether a network meets it. */
export const provenNeeds = (config: Config, { model, ends }: Ground): NeedRow[] =>
  prove(model, needsOf(config, ends)).map(({ need, answer, holds }) => ({
    need: need.what,
    wanted: need.wanted,
    holds,
    ...(holds === true ? {} : wrongOf(answer)),
  }))

/** What of the network is open, and no need would miss it. */
export const unusedParts = (config: Config, { model, ends }: Ground): readonly Unused[] =>
  unusedOf(model, needsOf(config, ends))

const namedEnd = (ends: readonly NamedEnd[], text: string, which: 'from' | 'to', region: string): End => {
  const end = findEnd(ends, text, region)
  if (end && (which === 'to' || !('service' in end))) return end
  throw new UsageError(
    `"${text}" is not a part of this network. It has ${endNames(ends)}; a range such as 203.0.113.0/24${which === 'to' ? ', and a service of AWS such as service:s3,' : ''} can be asked about too.`,
  )
}

export interface WayQuestion {
  readonly from: string
  readonly to: string
  readonly port?: number | undefined
  readonly protocol?: 'tcp' | 'udp' | 'icmp' | 'all' | undefined
  readonly family?: 'ipv4' | 'ipv6' | undefined
}

/**
 * The way from one part of the network to another, hop by hop, on each port that the other listens on, or on the one that is named.
 * @throws UsageError for a name that the network does not have
 */
export const waysBetween = (config: Config, { model, ends }: Ground, question: WayQuestion): WayRow[] => {
  const { from, to, port, protocol = 'tcp', family = 'ipv4' } = question
  const [start, end] = [namedEnd(ends, from, 'from', config.region), namedEnd(ends, to, 'to', config.region)]
  if ('internet' in start && ('internet' in end || 'service' in end))
    throw new UsageError(
      `"${from}" and "${to}" are both outside: name a part of this network, such as ${ends.at(-1)?.name}.`,
    )
  const listens = ends.find(({ name }) => name === to)?.ports ?? []
  const ports = port !== undefined ? [port] : listens.length > 0 && protocol === 'tcp' ? listens : [undefined]
  return ports.map((each) => {
    const answer = reach(model, {
      from: start,
      to: end,
      protocol,
      family,
      ...(each === undefined ? {} : { port: each }),
    })
    return {
      from,
      to,
      family,
      protocol,
      ...(each === undefined ? {} : { port: each }),
      reachable: answer.reachable,
      ...endOf(answer),
      way: answer.way,
    }
  })
}
