import { policyAllows } from '../../../shared/reach/policy.ts'
import type { Endpoint, NetworkFacts, Reach, Route, Target } from './reach-facts.ts'
import { coverage, crosses, opens, type Peer } from './reach-rules.ts'

type Broken = Extract<Reach, { reachable: false }>

const broken = (why: string, fix: string): Broken => ({ reachable: false, why, fix })
const unknown = (why: string): Reach => ({ reachable: 'unknown', why })

const internet: Peer = { ranges: 'internet' }

const fullName = ({ region, service = '' }: Target): string => `com.amazonaws.${region}.${service}`

const tableName = ({ routeTable, subnet }: NetworkFacts): string => routeTable?.id ?? `the route table of ${subnet.id}`

/** What to ask for where a service has no way of its own. */
const endpointFix = (facts: NetworkFacts, target: Target): string => {
  if (target.service === undefined) return 'mirror the image to ECR'
  if (target.region !== facts.region) return `keep it in ${facts.region}, where endpoints can lead to it`
  return target.service === 's3'
    ? `add a gateway endpoint for S3 to ${tableName(facts)} (free of charge)`
    : `make an interface endpoint ${fullName(target)} with private DNS`
}

/** Why no endpoint helps, as the second half of a sentence. */
const endpointWhy = (facts: NetworkFacts, target: Target): string => {
  if (target.service === undefined) return 'no endpoint leads to the internet'
  if (target.region !== facts.region) return `an endpoint in ${facts.region} does not lead to ${target.region}`
  const known = facts.endpoints?.filter(({ service }) => service === target.service) ?? []
  const lame = known.find(({ isAvailable }) => !isAvailable)
  if (lame) return `the endpoint ${lame.id} for ${target.service} is not available`
  const gateway = known.find(({ kind }) => kind === 'gateway')
  if (gateway) return `the gateway endpoint ${gateway.id} for S3 is not in ${tableName(facts)}`
  const nameless = known[0]
  if (nameless) return `the endpoint ${nameless.id} for ${target.service} does not answer to the service's own name`
  return `its VPC has no endpoint for ${target.service}`
}

const nameFix = (facts: NetworkFacts, target: Target): string | undefined => {
  if (target.region !== facts.region) return undefined
  const nameless = facts.endpoints?.find((each) => isFor(each, target) && each.kind === 'interface' && each.isAvailable)
  if (!nameless || facts.endpoints?.some((each) => isFor(each, target) && each.kind === 'gateway')) return undefined
  return facts.vpc.dnsHostnames === false && nameless.answersName
    ? `turn DNS hostnames on for ${facts.vpc.id ?? 'the VPC'}`
    : `turn private DNS on for ${nameless.id}`
}

const isFor = (endpoint: Endpoint, { service }: Target): boolean => endpoint.service === service

/** What security groups and the ACL of the subnet say of the way out to a peer. */
const wayOut = (facts: NetworkFacts, peer: Peer, whom: string): Reach | undefined => {
  const groups = facts.groups ?? []
  const names = groups.map(({ id }) => id).join(', ')
  const out = facts.groups
    ? opens(
        groups.flatMap(({ outward }) => outward),
        peer,
      )
    : 'all'
  if (out === 'none')
    return broken(
      `The security group of the task (${names}) lets no HTTPS out to ${whom}.`,
      `Allow outbound TCP 443 to ${whom} in ${names}.`,
    )
  const acl = facts.acl ? crosses(facts.acl.rules, peer) : 'all'
  if (acl === 'none')
    return broken(
      `The network ACL ${facts.acl?.id} of ${facts.subnet.id} refuses HTTPS to ${whom}, or the answers.`,
      `Allow TCP 443 out and TCP 1024-65535 in, in ${facts.acl?.id}.`,
    )
  if (out === 'some') return unknown(`${names} lets HTTPS out to a part of the addresses of ${whom}.`)
  return acl === 'some'
    ? unknown(`${facts.acl?.id} lets HTTPS through to a part of the addresses of ${whom}.`)
    : undefined
}

const throughPolicy = (endpoint: Endpoint, { asks, what }: Target): Reach | undefined => {
  if (endpoint.policy === undefined || asks === undefined) return undefined
  const allowed = policyAllows(endpoint.policy, asks)
  if (allowed === 'all') return undefined
  const words = `${asks.action} on ${asks.resource}`
  return allowed === 'none'
    ? broken(`The policy of the endpoint ${endpoint.id} does not allow ${words}.`, `Allow ${words} in that policy.`)
    : unknown(`Whether ${what} may pass ${endpoint.id} hangs on conditions in its policy.`)
}

const byInterface = (facts: NetworkFacts, endpoint: Endpoint, target: Target): Reach => {
  const { subnet, vpc } = facts
  const known = endpoint.subnets.flatMap(({ cidr }) => cidr ?? [])
  const ranges = known.length > 0 && known.length === endpoint.subnets.length ? known : vpc.cidrs
  const groups = endpoint.groups ?? []
  const peer = { ranges, groups: groups.map(({ id }) => id) }
  const isBeside = endpoint.subnets.some(({ id }) => id === subnet.id)
  // Packets between two addresses of one subnet do not cross its ACL.
  const out = wayOut(isBeside ? { ...facts, acl: undefined } : facts, peer, `the endpoint ${endpoint.id}`)
  if (out?.reachable === false) return out
  const task: Peer = {
    ranges: subnet.cidr === undefined ? vpc.cidrs : [subnet.cidr],
    groups: facts.groups?.map(({ id }) => id) ?? [],
  }
  const names = groups.map(({ id }) => id).join(', ')
  const inward = endpoint.groups
    ? opens(
        groups.flatMap((each) => each.inward),
        task,
      )
    : 'all'
  if (inward === 'none')
    return broken(
      `The security group ${names} of the endpoint ${endpoint.id} for ${target.service} lets no HTTPS in from ${subnet.id}.`,
      `Allow inbound TCP 443 from ${task.groups?.join(', ') || subnet.cidr || 'the task'} in ${names}.`,
    )
  const policy = throughPolicy(endpoint, target)
  if (policy?.reachable === false) return policy
  if (inward === 'some') return unknown(`${names} of ${endpoint.id} may let HTTPS in from ${subnet.id} or not.`)
  return out ?? policy ?? { reachable: true, by: `the endpoint ${endpoint.id}` }
}

const byGateway = (facts: NetworkFacts, route: Route, endpoint: Endpoint, target: Target): Reach => {
  if (route.isBlackhole)
    return broken(
      `The route of ${tableName(facts)} to S3 leads to ${endpoint.id}, which is gone.`,
      'Make the gateway endpoint for S3 again.',
    )
  const ways = [wayOut(facts, { ...internet, prefixList: route.to }, 'S3'), throughPolicy(endpoint, target)]
  const worst = ways.find((way) => way?.reachable === false) ?? ways.find((way) => way !== undefined)
  return worst ?? { reachable: true, by: `the gateway endpoint ${endpoint.id}` }
}

const byInternet = (facts: NetworkFacts, target: Target): Reach => {
  const { subnet, routeTable, assignPublicIp } = facts
  const noEndpoint = endpointWhy(facts, target)
  const cut = (why: string, fix: string): Reach =>
    facts.endpoints === undefined && target.service !== undefined && target.region === facts.region
      ? unknown(`${why}; whether its VPC has an endpoint for ${target.service} is not known.`)
      : broken(`${why}, and ${noEndpoint}.`, `${fix}, or ${nameFix(facts, target) ?? endpointFix(facts, target)}.`)
  if (!routeTable) return unknown(`The routes of ${subnet.id} are not known.`)
  const route = routeTable.routes.find(({ to }) => to === '0.0.0.0/0')
  if (!route)
    return routeTable.routes.some(({ to }) => !to.startsWith('pl-') && coverage(to, internet) !== 'none')
      ? unknown(`${tableName(facts)} has routes to parts of the internet, and no default route.`)
      : cut(`${subnet.id} has no default route (${tableName(facts)})`, 'Add a NAT gateway and a default route to it')
  if (route.isBlackhole)
    return cut(
      `The default route of ${subnet.id} (${tableName(facts)}) leads to ${route.by}, which is gone`,
      'Make a NAT gateway and lead the route to it',
    )
  if (route.by.startsWith('igw-') && !assignPublicIp)
    return cut(
      `${subnet.id} is public (its default route leads to ${route.by}): the task needs a public address there and has none`,
      'Set assignPublicIp: true or use a subnet with a NAT gateway',
    )
  const out = wayOut(facts, internet, 'the internet')
  if (out) return out
  return /^(igw|nat)-/.test(route.by)
    ? { reachable: true, by: route.by }
    : unknown(`${subnet.id} sends what leaves the VPC to ${route.by}; what lies behind it is not known.`)
}

/**
 * Whether a Fargate task in a subnet reaches something on port 443, and by what; if not, the first hop that is broken and
 * what mends it. An interface endpoint that answers to the service's name is used even where there is a NAT gateway, and so
 * is the gateway endpoint of the own region's S3: where those refuse, nothing else is tried.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 * https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-s3.html
 */
export const reach = (facts: NetworkFacts, target: Target): Reach => {
  const { vpc, endpoints = [], routeTable } = facts
  if (vpc.dnsSupport === false)
    return broken(
      `DNS is turned off in ${vpc.id ?? 'the VPC'}, so no name is found.`,
      `Turn DNS support on for ${vpc.id ?? 'the VPC'}.`,
    )
  const usable =
    target.region === facts.region ? endpoints.filter((each) => isFor(each, target) && each.isAvailable) : []
  const named = usable.find(({ kind, answersName }) => kind === 'interface' && answersName)
  if (named && vpc.dnsHostnames !== false) return byInterface(facts, named, target)
  for (const endpoint of usable) {
    const route = routeTable?.routes.find(({ by, to }) => by === endpoint.id && to.startsWith('pl-'))
    if (route) return byGateway(facts, route, endpoint, target)
  }
  return byInternet(facts, target)
}
