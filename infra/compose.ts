import type { App } from 'aws-cdk-lib'
import { endpointsOf } from '../shared/config/estate/endpoints.ts'
import { usesPart } from '../shared/config/estate/uses.ts'
import { managedOf } from '../shared/config/firewall/managed.ts'
import type { Config } from '../shared/config/schema.ts'
import { edgeLogsPrefix } from '../shared/firewall/log-buckets.ts'
import { ownSources, scopeOfArn, scopesOf } from '../shared/firewall/scopes.ts'
import type { FirewallScope } from '../shared/firewall/sets.ts'
import type { NetworkPlan } from '../shared/reach/estate/plan.ts'
import { peersOf } from '../shared/stacks/estate.ts'
import { stacksOf } from '../shared/stacks/index.ts'
import { AccessStack } from './stacks/access.ts'
import { composeAudit, trailLogGroup } from './stacks/audit.ts'
import { CacheStack } from './stacks/cache.ts'
import { ConsoleStack } from './stacks/console.ts'
import { DataStack, databaseLogGroups } from './stacks/data.ts'
import { DrillsStack } from './stacks/drills.ts'
import { EdgeStack } from './stacks/edge.ts'
import { composeEvents } from './stacks/events.ts'
import { FirewallStack } from './stacks/firewall.ts'
import { flowLogGroup, NetworkStack, rangesInto } from './stacks/network.ts'
import { OperationsStack } from './stacks/operations.ts'
import { PeerStack } from './stacks/peer.ts'
import { QueriesStack } from './stacks/queries.ts'
import { WebStack, webLogGroup } from './stacks/web.ts'

/** The log groups that alarms of the config search. */
const searchedBy = ({ alerts }: Config): readonly string[] =>
  Object.values(alerts.alarms).flatMap((alarm) => ('logGroup' in alarm ? [alarm.logGroup] : []))

interface Place {
  readonly id: string
  readonly props: { readonly env: { readonly region: string } }
}

/** The sets and the web ACL of each scope in which there is somebody to block. */
const composeFirewall = (
  app: App,
  config: Config,
  places: Readonly<Record<FirewallScope, Place>>,
  wanted: readonly FirewallScope[],
): readonly FirewallStack[] => {
  const { firewall, name } = config
  if (!firewall) return []
  const { webAcl } = firewall
  return wanted.map(
    (scope) =>
      new FirewallStack(app, places[scope].id, {
        ...places[scope].props,
        deployment: name,
        scope,
        managed: managedOf(firewall.managed),
        hasProxies: firewall.proxies.length > 0,
        webAcl: webAcl !== undefined && scopeOfArn(webAcl) === scope ? webAcl : undefined,
      }),
  )
}

/** The web page, after all that it shows. */
const composeConsole = (
  app: App,
  { console: page }: Config,
  { id, props }: Place,
  operations: OperationsStack,
  network: NetworkPlan | undefined,
): ConsoleStack | undefined => {
  if (!page.enabled) return undefined
  const { foundation } = operations
  const stack = new ConsoleStack(app, id, { ...props, foundation, ...(network ? { network } : {}) })
  stack.addStackDependency(operations)
  return stack
}

/** What people see of the estate, behind the firewall where there is one. */
const composeEdge = (
  app: App,
  { estate, name }: Config,
  { id, props }: Place,
  around: {
    readonly web: WebStack | undefined
    readonly operations: OperationsStack
    readonly webAclArn: string | undefined
  },
): void => {
  if (!estate?.edge) return
  const { webAclArn, operations, web } = around
  const { firewallLogs: logs } = operations
  const guard = webAclArn !== undefined && logs ? { webAclArn, logs, logsPrefix: edgeLogsPrefix } : undefined
  const edge = new EdgeStack(app, id, { ...props, deployment: name, config: estate.edge, web: web?.origin, guard })
  if (guard) edge.addStackDependency(operations)
}

/** The far side of each peering, in its own region. */
const composePeers = (app: App, { estate }: Config, near: NetworkStack, placeOf: (part: string) => Place): void => {
  for (const [name, peer] of Object.entries(peersOf(estate))) {
    const { id, props } = placeOf(`peer-${name}`)
    const peeringId = near.peerings.get(name)
    if (peeringId === undefined || !estate) continue
    new PeerStack(app, id, { ...props, peer, peeringId, cidr: estate.network.cidr }).addStackDependency(near)
  }
}

/**
 * The stacks of a config, each with the name and in the region that shared/stacks says: the estate that it asks for, and the
 * night shift over it. The night shift waits for the network and the sets of the firewall alone, so that neither a bad image nor a
 * database keeps alarms from being deployed. Only jobs that use the database or the cache make it wait for these.
 *
 * The network's stack makes the log groups of the web service and the database too, whether or not the config has them: an
 * alarm may search them, and whatever the config takes out and takes up again, each has one place for good.
 * @param plan the network, for the page to show
 */
export const composeStacks = (app: App, config: Config, stacks = stacksOf(config), plan?: NetworkPlan): void => {
  const { estate } = config
  // Without an account: templates are the same wherever they are made, and the one that the credentials name gets them.
  const placeOf = (part: string): Place => {
    const stack = stacks.find((each) => each.part === part)
    if (!stack) throw new RangeError(`shared/stacks has no stack "${part}"`)
    return { id: stack.name, props: { env: { region: stack.region } } }
  }
  const [networkPlace, dataPlace, webPlace, operationsPlace] = [
    placeOf('network'),
    placeOf('data'),
    placeOf('web'),
    placeOf('operations'),
  ]
  const guards = composeFirewall(
    app,
    config,
    { REGIONAL: placeOf('firewall'), CLOUDFRONT: placeOf('firewall-edge') },
    scopesOf(config),
  )
  const aclOf = (scope: FirewallScope) => guards.find(({ sets }) => sets.scope === scope)?.webAclArn
  const own = ownSources(config)
  const [balancerAcl, viewAcl] = [own.web ? aclOf('REGIONAL') : undefined, own.view ? aclOf('CLOUDFRONT') : undefined]
  const logGroups = [webLogGroup(webPlace.id), ...databaseLogGroups(dataPlace.id, estate?.database)]
  const networkStack =
    estate &&
    new NetworkStack(app, networkPlace.id, {
      ...networkPlace.props,
      config: estate.network,
      endpoints: 'vpcId' in estate.network ? [] : endpointsOf(estate.network, config),
      logGroups,
    })
  const network = networkStack?.network
  const data =
    estate?.database &&
    network &&
    new DataStack(app, dataPlace.id, {
      ...dataPlace.props,
      config: estate.database,
      network,
      ...('vpcId' in estate.network
        ? {}
        : {
            callers: rangesInto('database', estate.network),
            forVpnClients: estate.network.access.clients?.mayReach.includes('database') ?? false,
          }),
    })
  const cache =
    estate?.cache &&
    network &&
    new CacheStack(app, placeOf('cache').id, { ...placeOf('cache').props, config: estate.cache, network })
  const usable = { database: data?.access, cache: cache?.access }
  const web =
    estate?.web &&
    network &&
    new WebStack(app, webPlace.id, {
      ...webPlace.props,
      config: estate.web,
      network,
      data: usable,
      ...(balancerAcl ? { firewall: { webAclArn: balancerAcl } } : {}),
    })
  const access =
    estate?.access.connect && network && data
      ? new AccessStack(app, placeOf('access').id, {
          ...placeOf('access').props,
          config: estate.access,
          network,
          database: data.access,
        })
      : undefined
  const operations = new OperationsStack(app, operationsPlace.id, {
    ...operationsPlace.props,
    config,
    ...(network ? { network } : {}),
    data: usable,
    firewall: { sets: guards.map(({ sets }) => sets), ...(viewAcl ? { viewAcl } : {}) },
    estate: {
      ...(web ? { cluster: web.clusterName, service: web.serviceName } : {}),
      ...(data ? { databaseId: data.databaseId } : {}),
      ...(estate?.web?.certificateArn ? { certificateArn: estate.web.certificateArn } : {}),
    },
  })
  for (const [part, stack] of [
    ['database', data],
    ['cache', cache],
  ] as const)
    if (stack && usesPart(config.jobs ?? {}, part)) operations.addStackDependency(stack)
  composeEdge(app, config, placeOf('edge'), { web, operations, webAclArn: own.edge ? aclOf('CLOUDFRONT') : undefined })
  const page = composeConsole(app, config, placeOf('console'), operations, plan)
  // Once every function is made, the page's too.
  const queries = new QueriesStack(app, placeOf('queries').id, {
    ...placeOf('queries').props,
    foundation: operations.foundation,
    web: estate?.web && webLogGroup(webPlace.id),
  })
  for (const stack of [operations, page]) if (stack) queries.addStackDependency(stack)
  composeEvents(app, config, placeOf('events'))
  const audit = composeAudit(app, config, placeOf('audit'))
  if (audit && searchedBy(config).includes(trailLogGroup(audit.stackName))) operations.addStackDependency(audit)
  const drills = config.backups?.drills ?? {}
  const measuring =
    Object.keys(drills).length > 0
      ? new DrillsStack(app, placeOf('drills').id, {
          ...placeOf('drills').props,
          deployment: config.name,
          drills,
          ...(network ? { network } : {}),
          ...(data ? { database: data.access } : {}),
        })
      : undefined
  if (!networkStack) return
  if (web) queries.addStackDependency(networkStack)
  composePeers(app, config, networkStack, placeOf)
  for (const stack of [data, cache, web, access, measuring]) stack?.addStackDependency(networkStack)
  const made = [flowLogGroup(networkStack.stackName), ...logGroups]
  if (searchedBy(config).some((group) => made.includes(group))) operations.addStackDependency(networkStack)
}
