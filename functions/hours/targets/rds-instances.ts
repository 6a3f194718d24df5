import type { DBInstance } from '@aws-sdk/client-rds'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import { dimensionSubject } from '../../../shared/hours/planned-off.ts'
import { describeInstances, identifierPattern, loadRds, mostDatabases, readBy } from './rds-read.ts'
import { meanings, stateOf } from './rds-status.ts'
import { type Deed, reason, refusalFrom } from './refusals.ts'
import { requestEach } from './requests.ts'
import { type Bearer, changeStatement, findBy, isByTag, type Selector, selectorShape, tagsOf } from './selectors.ts'
import type { Access, Observed, Order, Reason, Refusal, TargetKind } from './target-kind.ts'

const byIds = (ids: readonly string[], access: Access) => readBy('db-instance-id', ids, describeInstances, access)

const bearerOf = ({ DBInstanceIdentifier: id, TagList }: DBInstance): Bearer => ({ id, tags: tagsOf(TagList) })

/** Databases by pages. A member may bear its cluster's tags, and is the cluster's to stop. */
async function* listAll(access: Access): AsyncGenerator<readonly Bearer[]> {
  for await (const page of describeInstances([], access))
    yield page.filter(({ DBClusterIdentifier }) => DBClusterIdentifier === undefined).map(bearerOf)
}

const find = (selector: Selector, access: Access) =>
  findBy(
    selector,
    async (names) => (await byIds(names, access)).map(bearerOf),
    () => listAll(access),
  )

/**
 * Why RDS never stops an instance. A member is known by its cluster's name and not by its engine: those of a Multi-AZ cluster run
 * plain MySQL or PostgreSQL. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html#USER_StopInstance.Limitations
 */
const stopsNever = (instance: DBInstance): Reason | undefined => {
  const { DBClusterIdentifier: cluster, Engine: engine = '', MultiAZ } = instance
  if (cluster)
    return reason('cluster-member', `It is a member of the cluster ${cluster}. Name the cluster as a target instead.`)
  const source = instance.ReadReplicaSourceDBInstanceIdentifier ?? instance.ReadReplicaSourceDBClusterIdentifier
  if (source)
    return reason(
      'read-replica',
      `It is a read replica of ${source}, and RDS stops none. Promote it, or take it out of hours.targets.`,
    )
  const replicas = [
    ...(instance.ReadReplicaDBInstanceIdentifiers ?? []),
    ...(instance.ReadReplicaDBClusterIdentifiers ?? []),
  ]
  if (replicas.length > 0)
    return reason(
      'has-read-replica',
      `It has a read replica (${replicas.join(', ')}), and RDS does not stop it then. Delete or promote the replica, or take it out of hours.targets.`,
    )
  if (engine.startsWith('sqlserver') && MultiAZ)
    return reason(
      'sql-server-multi-az',
      'RDS does not stop SQL Server that runs in several zones. Make it Single-AZ, or take it out of hours.targets.',
    )
  if (engine.startsWith('custom-'))
    return reason('rds-custom', 'RDS does not stop RDS Custom. Take it out of hours.targets.')
  return undefined
}

const observedOf = (instance: DBInstance): Observed => {
  const shown = stateOf(instance.DBInstanceStatus ?? '')
  if (shown.state === 'gone') return shown
  const never = stopsNever(instance)
  if (never) return { state: 'cannot', reason: never }
  const copies = instance.MultiAZ ? 2 : 1
  const { Engine, DBInstanceClass, StorageType = 'gp2', AllocatedStorage = 0 } = instance
  return {
    ...shown,
    ...(instance.AutomaticRestartTime ? { restartsAt: instance.AutomaticRestartTime.toISOString() } : {}),
    ...(instance.PreferredMaintenanceWindow ? { maintenanceWindow: instance.PreferredMaintenanceWindow } : {}),
    costs: {
      running: [{ item: `rds:${Engine}:${DBInstanceClass}`, count: copies }],
      stopped: [{ item: `rds-storage:${StorageType}`, count: AllocatedStorage * copies }],
    },
  }
}

const observe = async (ids: readonly string[], access: Access): Promise<ReadonlyMap<string, Observed>> => {
  const found = new Map((await byIds(ids, access)).map((each) => [each.DBInstanceIdentifier, each]))
  return new Map(
    ids.map((id) => {
      const instance = found.get(id)
      return [id, instance ? observedOf(instance) : { state: 'gone' }]
    }),
  )
}

/** One call for each. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_StopDBInstance.html */
const request = async (orders: readonly Order[], access: Access) => {
  const { sdk, requests } = await loadRds(access)
  const ask = async ({ id: DBInstanceIdentifier, action }: Order): Promise<undefined> => {
    if (action === 'stop') await requests.send(new sdk.StopDBInstanceCommand({ DBInstanceIdentifier }))
    else await requests.send(new sdk.StartDBInstanceCommand({ DBInstanceIdentifier }))
  }
  return requestEach(orders, ask, refusalOf)
}

const permissions: Readonly<Record<Deed, string>> = {
  start: 'rds:StartDBInstance',
  stop: 'rds:StopDBInstance',
  size: 'rds:StartDBInstance',
  observe: 'rds:DescribeDBInstances',
  find: 'rds:DescribeDBInstances',
}
const refusalOf = (error: unknown, _id: string, deed: Deed): Refusal =>
  refusalFrom(error, deed, { permissions, meanings })

const schema = (kit: SchemaKit) =>
  kit.z.strictObject(
    selectorShape(kit, identifierPattern, 'the identifier of an RDS instance in lower case, not its ARN'),
  )

/** Databases that are members of no cluster. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html */
export const rdsInstances: TargetKind<ReturnType<typeof schema>> = {
  kind: 'rds-instances',
  noun: 'rds-instance',
  schema,
  isByTag,
  batch: { observe: mostDatabases, request: 20 },
  interruptible: false,
  scaling: [],
  within: { start: 1_800, stop: 1_800 },
  find,
  observe,
  request,
  subjects: (id, arns) => [dimensionSubject({ DBInstanceIdentifier: id }), arns.of('rds', `db:${id}`)],
  refusalOf,
  statements: (selector, arns) => [
    {
      actions: ['rds:DescribeDBInstances'],
      resources: [arns.of('rds', 'db:*')],
      wildcard: 'Instances are listed, to be found by tag and read by pages.',
    },
    changeStatement(['rds:StartDBInstance', 'rds:StopDBInstance'], selector, (id) => arns.of('rds', `db:${id}`)),
  ],
}
