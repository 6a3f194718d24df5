import type { Place, ReachModel } from '../../../shared/reach/model.ts'
import { type Answer, type End, reach } from '../../../shared/reach/reach.ts'

/** A subnet that a task may be put in, and the network around it as far as it is known. */
export interface TaskNetwork {
  readonly region: string
  /** Of one subnet. */
  readonly place: Place
  readonly model: ReachModel
}

/** Something on port 443 that a task has to reach before its command can run. */
export interface Target {
  /** For a person: `the image`, `the environment file s3://shop/report.env`. */
  readonly what: string
  /** An AWS service by the name that its endpoints have; left out for a host on the internet. */
  readonly service?: string | undefined
  readonly region: string
  /** What is asked of the service, for the policy of an endpoint. */
  readonly asks?: { readonly action: string; readonly resource: string } | undefined
}

export type Way =
  | { readonly reachable: true; readonly by: string }
  | { readonly reachable: false; readonly why: string; readonly fix: string }
  | { readonly reachable: 'unknown'; readonly why: string }

export const subnetOf = ({ place }: TaskNetwork): string => place.subnets.join(', ')

const endOf = ({ what, service, region, asks }: Target): End =>
  service === undefined ? { host: what } : { service, region, ...(asks ? { asks } : {}) }

/** What leads out of the VPC, or to the service: the last thing on the way that is one. */
const passed = ({ endpoints = [], nats = [], gateways = [] }: ReachModel, { way }: Answer): string => {
  const ids = way.map(({ resource }) => resource)
  const endpoint = endpoints.find(({ id }) => ids.includes(id))
  if (endpoint) return `the ${endpoint.kind === 'gateway' ? 'gateway ' : ''}endpoint ${endpoint.id}`
  return [...nats, ...gateways].find(({ id }) => ids.includes(id))?.id ?? 'the network'
}

/** Ends at which it helps to keep an image where endpoints lead to it. */
const onTheWayOut = /^(NO_ROUTE|BAD_STATE|IGW_PUBLIC)/

/**
 * Whether a task there reaches something on port 443, and by what; if not, the first hop that is broken and what fixes it.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 */
export const wayTo = ({ place, model }: TaskNetwork, target: Target): Way => {
  const answer = reach(model, { from: { place }, to: endOf(target), port: 443 })
  if (answer.reachable === true) return { reachable: true, by: passed(model, answer) }
  if (answer.reachable === 'unknown') return { reachable: 'unknown', why: answer.why }
  const { why, fix, code } = answer.blocker
  if (target.service !== undefined || !onTheWayOut.test(code)) return { reachable: false, why, fix }
  return { reachable: false, why, fix: fix.replace(/\.$/, ', or mirror the image to ECR.') }
}
