import type { ReachModel, Route, RouteTable } from './model.ts'
import { isKnown, type Network, type Side } from './network.ts'
import { common, type Family, meet, type Span, tryRange, without, withoutAll } from './spans.ts'

/** Addresses that one route of a table takes. */
export interface Portion {
  readonly spans: readonly Span[]
  /** `local`, the id of what it leads to, or nothing where no route matches. */
  readonly by: string | undefined
  readonly route?: Route
  /** What may take them as well: of prefix lists that overlap AWS follows any one. */
  readonly or?: string
}

type Where = Pick<Side, 'subnet' | 'vpc'>

export const tableOf = ({ subnet, vpc }: Where): string | undefined => subnet.routeTable ?? vpc.mainRouteTable

/** For a person. */
export const tableName = (where: Where): string => tableOf(where) ?? `the route table of ${where.subnet.id}`

interface Candidate {
  readonly bits: number
  /** Among routes to the same range: static (it stands where the target of a local one was replaced), local, from a prefix list, learned. */
  readonly rank: number
  readonly span: Span
  readonly by: string
  readonly route?: Route
}

const known = new WeakMap<ReachModel, Map<string, readonly Candidate[]>>()

/** Those of a table, kept, because every way asks for them. */
const candidatesOf = (network: Network, where: Where, family: Family, table: RouteTable | undefined) => {
  const ofModel = known.get(network.model) ?? new Map<string, readonly Candidate[]>()
  known.set(network.model, ofModel)
  const key = `${where.vpc.id} ${table?.id ?? ''} ${family}`
  const kept =
    ofModel.get(key) ??
    makeCandidates(network, where, family, [...(table?.routes ?? []), ...impliedIn(network, where, table)])
  ofModel.set(key, kept)
  return kept
}

/** Routes that gateway endpoints put into a table, where they are not written there: to the ranges of their service, as far as these are known. */
const impliedIn = (network: Network, { vpc }: Where, table: RouteTable | undefined): Route[] =>
  network
    .endpointsOf(vpc.id)
    .flatMap(({ id, kind, service, routeTables = [], available }) =>
      kind === 'gateway' &&
      available !== false &&
      table !== undefined &&
      routeTables.includes(table.id) &&
      !table.routes.some(({ by }) => by === id)
        ? network.listsOf(service).map((list) => ({ to: list.id, by: id }))
        : [],
    )

const makeCandidates = (network: Network, where: Where, family: Family, routes: readonly Route[]): Candidate[] => {
  const local = where.vpc.cidrs.flatMap((cidr) => {
    const range = tryRange(cidr)
    return range?.family === family ? [{ bits: range.bits, rank: 1, span: range, by: 'local' }] : []
  })
  const others = routes.flatMap((route): Candidate[] => {
    const list = network.prefixList(route.to)
    const cidrs = tryRange(route.to) ? [route.to] : (list?.cidrs ?? [])
    const rank = route.propagated ? 3 : tryRange(route.to) ? 0 : 2
    return cidrs.flatMap((cidr): Candidate[] => {
      const range = tryRange(cidr)
      if (range?.family !== family) return []
      const candidate = { bits: range.bits, rank, by: route.by, route }
      // What is learned never takes what is local, however narrow it is.
      const spans = route.propagated
        ? withoutAll(
            [range],
            local.map(({ span }) => span),
          )
        : [range]
      return spans.map((span) => ({ ...candidate, span }))
    })
  })
  return [...local, ...others].sort((one, other) => other.bits - one.bits || one.rank - other.rank)
}

/** Of routes over prefix lists, and of learned ones, with one range AWS follows any: what another one leads to. */
const rivalOf = (candidates: readonly Candidate[], one: Candidate): string | undefined =>
  candidates.find(
    (other) => other.bits === one.bits && other.rank === one.rank && other.by !== one.by && meet(other.span, one.span),
  )?.by

/** Which route takes which of the addresses: the longest prefix. https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html @returns nothing where the table is not known */
export const portionsOf = (
  network: Network,
  where: Where,
  spans: readonly Span[],
  family: Family,
): readonly Portion[] | undefined => {
  const id = tableOf(where)
  const table = id === undefined ? undefined : network.table(id)
  const candidates = candidatesOf(network, where, family, table)
  const portions: Portion[] = []
  let left: readonly Span[] = spans
  for (const candidate of candidates) {
    const { span, by, route, rank } = candidate
    const taken = common(left, [span])
    if (taken.length === 0) continue
    const rival = rank < 2 ? undefined : rivalOf(candidates, candidate)
    portions.push({ spans: taken, by, ...(route ? { route } : {}), ...(rival === undefined ? {} : { or: rival }) })
    left = without(left, span)
    if (left.length === 0) break
  }
  // Of a table that is not known only the local routes are certain, and not even those against a narrower one.
  if (!table && !(isKnown(where) && id === undefined)) return undefined
  return left.length > 0 ? [...portions, { spans: left, by: undefined }] : portions
}

/** Prefix lists, unknown inside, to which a table has routes. */
export const unknownLists = (network: Network, where: Where): readonly Route[] => {
  const id = tableOf(where)
  const table = id === undefined ? undefined : network.table(id)
  return (table?.routes ?? []).filter(({ to }) => {
    if (tryRange(to)) return false
    const list = network.prefixList(to)
    // AWS's own list of a service is asked about by the service's name.
    return !list?.service && !list?.cidrs
  })
}

/** Two prefix lists of a table overlap, or two learned routes: AWS follows one of them, and nobody knows which. */
export const eitherWay = (table: string, { by, or }: Portion): { readonly unknown: string } => ({
  unknown: `${table} has two routes to the same addresses, by ${by} and by ${or}; which one is taken is not known.`,
})

/** Whether it goes to something that the model does not explain, such as a transit gateway or an appliance. */
export const isUnseen = (network: Network, { by, route, or }: Portion): boolean =>
  or !== undefined ||
  (by !== undefined &&
    by !== 'local' &&
    !route?.blackhole &&
    !network.gateway(by) &&
    !network.nat(by) &&
    !network.peering(by) &&
    network.endpoint(by)?.kind !== 'gateway')
