import type { DBInstance, Filter } from '@aws-sdk/client-rds'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import { dimensionSubject } from '../../../shared/hours/planned-off.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { meanings, stateOf } from './rds-status.ts'
import { type Deed, reason, refusalFrom } from './refusals.ts'
import {
  allOf,
  changeStatement,
  foundAs,
  isByTag,
  isMeant,
  pages,
  piecesOf,
  type Selector,
  selectorShape,
  type Tags,
} from './selectors.ts'
import type { Access, Found, Observed, Order, Reason, Refusal, TargetKind } from './target-kind.ts'

const load = async ({ client, requests }: Access) => {
  const sdk = await import('../../../shared/sdk/rds.ts')
  return { sdk, rds: client(sdk.RDSClient), requests: requests(sdk.RDSClient) }
}

/** Values of one filter, and records of one page. https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DescribeDBInstances.html */
const most = 100

export const tagsOf = (list: DBInstance['TagList'] = []): Tags =>
  Object.fromEntries(list.flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value]])))

/** Database instances by pages: of filters, or all. */
export const describeInstances = async (
  Filters: readonly Filter[],
  access: Access,
): Promise<AsyncIterable<readonly DBInstance[]>> => {
  const { sdk, rds } = await load(access)
  const read = (Marker: string | undefined) =>
    rds.send(
      new sdk.DescribeDBInstancesCommand({
        ...(Filters.length > 0 ? { Filters: [...Filters] } : {}),
        MaxRecords: most,
        Marker,
      }),
    )
  return (async function* () {
    for await (const { DBInstances = [] } of pages(read, (page) => page.Marker)) yield DBInstances
  })()
}

/** By a filter, an identifier that RDS does not know is simply not among them, and fails no batch. */
const byIds = async (ids: readonly string[], access: Access): Promise<DBInstance[]> => {
  const found = await inParallel(piecesOf(ids, most), 2, async (Values) =>
    allOf(await describeInstances([{ Name: 'db-instance-id', Values }], access), (page) => page),
  )
  return found.flat()
}

async function* find(selector: Selector, access: Access): AsyncIterable<readonly Found[]> {
  const { names, tag } = selector
  if (names) {
    const known = new Map((await byIds(names, access)).map((each) => [each.DBInstanceIdentifier, each]))
    yield names.map((id) => foundAs(id, selector, tagsOf(known.get(id)?.TagList)))
    return
  }
  if (!tag) return
  for await (const page of await describeInstances([], access))
    yield page.flatMap(({ DBInstanceIdentifier: id, DBClusterIdentifier, TagList }) => {
      const tags = tagsOf(TagList)
      // A member may bear its cluster's tags, and is the cluster's to stop.
      if (id === undefined || DBClusterIdentifier !== undefined || !isMeant(selector, tags)) return []
      return [foundAs(id, selector, tags)]
    })
}

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
const request = async (orders: readonly Order[], access: Access): Promise<ReadonlyMap<string, Refusal | undefined>> => {
  const { sdk, requests } = await load(access)
  const results = await inParallel(orders, 4, async ({ id, action }): Promise<[string, Refusal | undefined]> => {
    try {
      const input = { DBInstanceIdentifier: id }
      if (action === 'stop') await requests.send(new sdk.StopDBInstanceCommand(input))
      else await requests.send(new sdk.StartDBInstanceCommand(input))
      return [id, undefined]
    } catch (error) {
      return [id, refusalOf(error, id, action)]
    }
  })
  return new Map(results)
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

/** RDS keeps identifiers in lower case. */
export const identifierPattern = /^(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)$/

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
  batch: { observe: most, request: 20 },
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
