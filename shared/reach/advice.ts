import type { Endpoint } from './model.ts'
import type { Network, Side } from './network.ts'
import type { Answer, Code } from './question.ts'
import { tableName, tableOf } from './routes.ts'

interface Wanted {
  readonly service: string
  readonly region: string | undefined
  readonly isHere: boolean
}

/** Ends at which an endpoint would have led to the service. */
const wantsEndpoint: readonly Code[] = [
  'NO_ROUTE_TO_DESTINATION',
  'BAD_STATE',
  'BAD_STATE_ROUTE',
  'BAD_STATE_ATTACHMENT',
  'IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS',
]

const hasGateway = (service: string): boolean => service === 's3' || service === 'dynamodb'

/** Why no endpoint helps, as the second half of a sentence. */
const whyNone = (side: Side, { service, region, isHere }: Wanted, known: readonly Endpoint[]): string => {
  if (!isHere) return `an endpoint in ${side.vpc.region} does not lead to ${region}`
  const lame = known.find(({ available }) => available === false)
  if (lame) return `the endpoint ${lame.id} for ${service} is not available`
  const gateway = known.find(({ kind }) => kind === 'gateway')
  if (gateway) return `the gateway endpoint ${gateway.id} for ${service} is not in ${tableName(side)}`
  const [nameless] = known
  return nameless
    ? `the endpoint ${nameless.id} for ${service} does not answer to the service's own name`
    : `its VPC has no endpoint for ${service}`
}

/** What to do instead of a way to the internet, as the second half of a sentence. */
const fixBy = ({ vpc, ...side }: Side, { service, region, isHere }: Wanted, known: readonly Endpoint[]): string => {
  if (!isHere) return `keep it in ${vpc.region}, where endpoints can lead to it`
  const nameless = known.find(({ kind, available }) => kind === 'interface' && available !== false)
  if (nameless && !known.some(({ kind }) => kind === 'gateway'))
    return vpc.dnsHostnames === false && nameless.privateDns !== false
      ? `turn DNS hostnames on for ${vpc.id}`
      : `turn private DNS on for ${nameless.id}`
  const table = tableOf({ vpc, ...side }) ?? 'its route table'
  return hasGateway(service)
    ? `add a gateway endpoint for ${service} to ${table} (free of charge)`
    : `make an interface endpoint com.amazonaws.${region ?? vpc.region ?? '<region>'}.${service} with private DNS`
}

const join = (sentence: string, more: string): string => `${sentence.replace(/\.$/, '')}, ${more}.`

/** An end on the way to the internet, with what an endpoint would do for it. */
export const withEndpointAdvice = (network: Network, side: Side, wanted: Wanted, answer: Answer): Answer => {
  if (answer.reachable !== false || !wantsEndpoint.includes(answer.blocker.code)) return answer
  const known = network.endpointsOf(side.vpc.id).filter(({ service }) => service === wanted.service)
  const { blocker } = answer
  // It was an endpoint itself that failed.
  if (known.some(({ id }) => id === blocker.resource)) return answer
  return {
    ...answer,
    blocker: {
      ...blocker,
      why: join(blocker.why, `and ${whyNone(side, wanted, known)}`),
      fix: join(blocker.fix, `or ${fixBy(side, wanted, known)}`),
    },
  }
}
