import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import { dimensionSubject } from '../../../shared/hours/planned-off.ts'
import { describeClusters, describeInstances, identifierPattern, loadRds, mostDatabases, readBy } from './rds-read.ts'
import { meanings, serves, stateOf } from './rds-status.ts'
import { type Deed, reason, refusalFrom } from './refusals.ts'
import { requestEach } from './requests.ts'
import { type Bearer, changeStatement, findBy, isByTag, type Selector, selectorShape, tagsOf } from './selectors.ts'
import type { Access, Item, Observed, Order, Reason, Refusal, TargetKind } from './target-kind.ts'

const byIds = (ids: readonly string[], access: Access) => readBy('db-cluster-id', ids, describeClusters, access)

const bearerOf = ({ DBClusterIdentifier: id, TagList }: DBCluster): Bearer => ({ id, tags: tagsOf(TagList) })

async function* listAll(access: Access): AsyncGenerator<readonly Bearer[]> {
  for await (const page of describeClusters([], access)) yield page.map(bearerOf)
}

const find = (selector: Selector, access: Access) =>
  findBy(
    selector,
    async (names) => (await byIds(names, access)).map(bearerOf),
    () => listAll(access),
  )

/** Engines whose clusters are RDS's own. DocumentDB and Neptune answer the same calls. */
const ownEngine = /^(aurora|aurora-mysql|aurora-postgresql|mysql|postgres)$/

/**
 * Why RDS never stops a cluster.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-cluster-stop-start.html#aurora-cluster-stop-limitations
 */
const stopsNever = (cluster: DBCluster): Reason | undefined => {
  const { Engine = '', EngineMode = 'provisioned', GlobalClusterIdentifier: global } = cluster
  if (!ownEngine.test(Engine))
    return reason(
      'other-engine',
      `Its engine is ${Engine}: only clusters of Aurora and Multi-AZ clusters are targets. Take it out of hours.targets.`,
    )
  if (EngineMode === 'serverless')
    return reason(
      'serverless-v1',
      'It is Aurora Serverless v1, which pauses by itself and cannot be stopped. Let it pause, or move it to Serverless v2.',
    )
  if (EngineMode !== 'provisioned')
    return reason(
      'engine-mode',
      `Aurora does not stop clusters of the mode ${EngineMode}. Take it out of hours.targets.`,
    )
  if (global)
    return reason(
      'global-database',
      `It belongs to the global database ${global}, whose clusters cannot be stopped. Take it out of the global database, or out of hours.targets.`,
    )
  if (cluster.ReplicationSourceIdentifier)
    return reason(
      'read-replica',
      'It is a read replica of a cluster, and cannot be stopped. Promote it, or take it out of hours.targets.',
    )
  if ((cluster.ReadReplicaIdentifiers ?? []).length > 0)
    return reason(
      'has-read-replica',
      'It has a read replica in another Region or account, and cannot be stopped then. Delete or promote the replica, or take it out of hours.targets.',
    )
  return undefined
}

/** Members by cluster, of those clusters whose members can be in the way. */
const readMembers = async (
  clusters: readonly DBCluster[],
  access: Access,
): Promise<ReadonlyMap<string, DBInstance[]>> => {
  const ids = clusters.flatMap(({ DBClusterIdentifier: id, Status = '' }) =>
    id !== undefined && stateOf(Status).state !== 'stopped' ? [id] : [],
  )
  const members = new Map<string, DBInstance[]>()
  for (const each of await readBy('db-cluster-id', ids, describeInstances, access)) {
    const cluster = each.DBClusterIdentifier ?? ''
    members.set(cluster, [...(members.get(cluster) ?? []), each])
  }
  return members
}

type Shown = ReturnType<typeof stateOf>

/** A cluster that is available says nothing of its members, which come up after it. */
const withMembers = (shown: Shown, members: readonly DBInstance[]): Shown => {
  if (shown.state !== 'running') return shown
  const states = members.map(({ DBInstanceIdentifier: id, DBInstanceStatus: status = '' }) => ({
    id,
    status,
    ...stateOf(status),
  }))
  const absent = states.filter(({ status }) => !serves(status))
  const cause = (absent.find(({ reason: known }) => known) ?? states.find(({ state }) => state === 'busy'))?.reason
  return {
    state: states.some(({ state }) => state === 'busy') ? 'busy' : 'running',
    ...(cause ? { reason: cause } : {}),
    ...(absent.length > 0
      ? {
          unproven: `${members.length - absent.length} of ${members.length} members are available (${absent.map(({ id, status }) => `${id}: ${status}`).join(', ')})`,
        }
      : {}),
  }
}

const costsOf = (cluster: DBCluster, members: readonly DBInstance[]): Observed['costs'] => ({
  running: members.map(({ Engine, DBInstanceClass }): Item => ({ item: `rds:${Engine}:${DBInstanceClass}`, count: 1 })),
  // Of Aurora RDS does not say how much it holds. What goes on changes no saving: it is paid on and off; it is named as not counted.
  stopped: cluster.Engine?.startsWith('aurora')
    ? [{ item: 'aurora-storage:size-unknown', count: 1 }]
    : [
        {
          item: `rds-storage:${cluster.StorageType ?? 'io1'}`,
          count: (cluster.AllocatedStorage ?? 0) * members.length,
        },
      ],
})

const observedOf = (cluster: DBCluster, members: readonly DBInstance[]): Observed => {
  const shown = stateOf(cluster.Status ?? '')
  if (shown.state === 'gone') return { state: 'gone' }
  const never = stopsNever(cluster)
  if (never) return { state: 'cannot', reason: never }
  const costs = members.length > 0 ? costsOf(cluster, members) : undefined
  const names = (cluster.DBClusterMembers ?? []).flatMap(({ DBInstanceIdentifier }) => DBInstanceIdentifier ?? [])
  return {
    ...withMembers(shown, members),
    ...(names.length > 0
      ? { subjects: names.map((DBInstanceIdentifier) => dimensionSubject({ DBInstanceIdentifier })) }
      : {}),
    ...(cluster.AutomaticRestartTime ? { restartsAt: cluster.AutomaticRestartTime.toISOString() } : {}),
    ...(cluster.PreferredMaintenanceWindow ? { maintenanceWindow: cluster.PreferredMaintenanceWindow } : {}),
    ...(costs ? { costs } : {}),
  }
}

const observe = async (ids: readonly string[], access: Access): Promise<ReadonlyMap<string, Observed>> => {
  const clusters = await byIds(ids, access)
  const members = await readMembers(clusters, access)
  const found = new Map(clusters.map((each) => [each.DBClusterIdentifier, each]))
  return new Map(
    ids.map((id) => {
      const cluster = found.get(id)
      return [id, cluster ? observedOf(cluster, members.get(id) ?? []) : { state: 'gone' }]
    }),
  )
}

/** One call for each. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StopDBCluster.html */
const request = async (orders: readonly Order[], access: Access) => {
  const { sdk, requests } = await loadRds(access)
  const ask = async ({ id: DBClusterIdentifier, action }: Order): Promise<undefined> => {
    if (action === 'stop') await requests.send(new sdk.StopDBClusterCommand({ DBClusterIdentifier }))
    else await requests.send(new sdk.StartDBClusterCommand({ DBClusterIdentifier }))
  }
  return requestEach(orders, ask, refusalOf)
}

const permissions: Readonly<Record<Deed, string>> = {
  start: 'rds:StartDBCluster',
  stop: 'rds:StopDBCluster',
  size: 'rds:StartDBCluster',
  observe: 'rds:DescribeDBClusters',
  find: 'rds:DescribeDBClusters',
}
const refusalOf = (error: unknown, _id: string, deed: Deed): Refusal =>
  refusalFrom(error, deed, { permissions, meanings })

const schema = (kit: SchemaKit) =>
  kit.z.strictObject(
    selectorShape(kit, identifierPattern, 'the identifier of an Aurora or Multi-AZ cluster in lower case, not its ARN'),
  )

/** Clusters of Aurora, and Multi-AZ clusters. https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-cluster-stop-start.html */
export const rdsClusters: TargetKind<ReturnType<typeof schema>> = {
  kind: 'rds-clusters',
  noun: 'rds-cluster',
  schema,
  isByTag,
  batch: { observe: mostDatabases, request: 20 },
  interruptible: false,
  scaling: [],
  within: { start: 1_800, stop: 1_800 },
  find,
  observe,
  request,
  subjects: (id, arns) => [dimensionSubject({ DBClusterIdentifier: id }), arns.of('rds', `cluster:${id}`)],
  refusalOf,
  statements: (selector, arns) => [
    {
      actions: ['rds:DescribeDBClusters', 'rds:DescribeDBInstances'],
      resources: [arns.of('rds', 'cluster:*'), arns.of('rds', 'db:*')],
      wildcard: 'Clusters and their members are listed, to be found by tag and read by pages.',
    },
    changeStatement(['rds:StartDBCluster', 'rds:StopDBCluster'], selector, (id) => arns.of('rds', `cluster:${id}`)),
  ],
}
