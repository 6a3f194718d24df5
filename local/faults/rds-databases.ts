import type { Answer } from './answer.ts'
import { type Call, textOf } from './call.ts'
import { filtersOf, pageOf, played, Refused, resultAnswer, type Value } from './query.ts'
import type { Rule } from './rule.ts'

type Tags = Readonly<Record<string, string>>

/** A database instance as the play begins with it; what is left out is the common case. */
export interface PlayedDatabase {
  readonly id: string
  /** Default `available`. */
  readonly status?: string
  readonly engine?: string
  readonly class?: string
  readonly multiAz?: boolean
  /** The cluster that it is a member of. */
  readonly cluster?: string
  readonly replicaOf?: string
  readonly replicas?: readonly string[]
  readonly tags?: Tags
  /** In UTC, such as `sun:05:00-sun:06:00`. */
  readonly maintenanceWindow?: string
  /** After the next starts it ends in this status, such as `inaccessible-encryption-credentials-recoverable`. */
  readonly startsEndWith?: string
}

/** A cluster: of Aurora, of Multi-AZ, or of another engine that answers the same calls. */
export interface PlayedCluster {
  readonly id: string
  readonly status?: string
  readonly engine?: string
  readonly engineMode?: string
  readonly global?: string
  readonly replicaOf?: string
  readonly replicas?: readonly string[]
  readonly tags?: Tags
  readonly maintenanceWindow?: string
}

export interface RdsPace {
  /** Seconds of `stopping`. Default 180. */
  readonly stopSeconds?: number
  /** Seconds of `starting`. Default 240. */
  readonly startSeconds?: number
  /** Seconds of `configuring-enhanced-monitoring` after it. Default 60. */
  readonly configureSeconds?: number
  /** Records on a page. Default 100, which is also the most. */
  readonly pageSize?: number
}

interface Step {
  readonly status: string
  readonly at: number
}
interface Live {
  readonly id: string
  status: string
  steps: Step[]
  restartsAt?: number
}
type LiveDatabase = Omit<PlayedDatabase, 'status'> & Live
type LiveCluster = Omit<PlayedCluster, 'status'> & Live

const week = 7 * 86_400_000
const names: Readonly<Record<string, string>> = {
  DBInstances: 'DBInstance',
  DBClusters: 'DBCluster',
  DBClusterMembers: 'DBClusterMember',
  TagList: 'Tag',
  ReadReplicaDBInstanceIdentifiers: 'ReadReplicaDBInstanceIdentifier',
  ReadReplicaIdentifiers: 'ReadReplicaIdentifier',
}
const element = (list: string): string => names[list] ?? 'member'

const tagList = (tags: Tags = {}): Value => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

export interface RdsPlay extends Rule {
  /** Statuses of all by now, instances and clusters. */
  readonly status: (id: string) => string | undefined
  /** Changes an instance or a cluster from outside: a person, a backup, a failure. */
  readonly change: (id: string, values: Partial<PlayedDatabase & PlayedCluster>) => void
}

/**
 * RDS with what the emulator does not have: transitional statuses, the start after seven days (`AutomaticRestartTime`), what may be
 * started and stopped from where, and what never may.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_StopInstance.html, https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-cluster-stop-start.html
 */
export const rdsDatabases = (
  now: () => Date,
  given: { readonly instances?: readonly PlayedDatabase[]; readonly clusters?: readonly PlayedCluster[] },
  pace: RdsPace = {},
): RdsPlay => {
  const { stopSeconds = 180, startSeconds = 240, configureSeconds = 60, pageSize = 100 } = pace
  const live = <Given extends { readonly id: string; readonly status?: string }>(each: Given) => ({
    ...each,
    status: each.status ?? 'available',
    steps: [] as Step[],
    ...(each.status === 'stopped' ? { restartsAt: now().getTime() + week } : {}),
  })
  const instances = new Map<string, LiveDatabase>((given.instances ?? []).map((each) => [each.id, live(each)]))
  const clusters = new Map<string, LiveCluster>((given.clusters ?? []).map((each) => [each.id, live(each)]))
  const membersOf = (id: string) => [...instances.values()].filter(({ cluster }) => cluster === id)

  const starting = (from: number, end = 'available'): Step[] => [
    { status: 'configuring-enhanced-monitoring', at: from + startSeconds * 1_000 },
    { status: end, at: from + (startSeconds + configureSeconds) * 1_000 },
  ]

  const settle = (): void => {
    const at = now().getTime()
    for (const each of [...instances.values(), ...clusters.values()]) {
      while (each.steps[0] && each.steps[0].at <= at) {
        each.status = each.steps[0].status
        if (each.status === 'stopped') each.restartsAt = each.steps[0].at + week
        each.steps = each.steps.slice(1)
      }
      if (each.status !== 'stopped' || each.restartsAt === undefined || each.restartsAt > at) continue
      // RDS starts what has been stopped for seven days. A member's start is its cluster's.
      each.status = 'starting'
      each.steps = starting(each.restartsAt)
      delete each.restartsAt
    }
  }

  const begin = (each: Live, action: 'start' | 'stop', end?: string): void => {
    const at = now().getTime()
    each.status = action === 'start' ? 'starting' : 'stopping'
    each.steps = action === 'start' ? starting(at, end) : [{ status: 'stopped', at: at + stopSeconds * 1_000 }]
    delete each.restartsAt
  }

  const instanceOf = (input: Call['input']): LiveDatabase => {
    const found = instances.get(textOf(input, 'DBInstanceIdentifier') ?? '')
    if (!found)
      throw new Refused(404, 'DBInstanceNotFound', `DBInstance ${String(input.DBInstanceIdentifier)} not found.`)
    return found
  }
  const clusterOf = (input: Call['input']): LiveCluster => {
    const found = clusters.get(textOf(input, 'DBClusterIdentifier') ?? '')
    if (!found)
      throw new Refused(404, 'DBClusterNotFoundFault', `DBCluster ${String(input.DBClusterIdentifier)} not found.`)
    return found
  }

  const mayChange = (each: LiveDatabase, action: 'start' | 'stop'): void => {
    const { id, engine = 'postgres', status, cluster, replicaOf, replicas = [], multiAz } = each
    if (cluster !== undefined || engine.startsWith('custom-'))
      throw new Refused(
        400,
        'InvalidParameterCombination',
        `${engine} DB instances are not eligible for stopping and starting.`,
      )
    if (replicaOf !== undefined)
      throw new Refused(400, 'InvalidDBInstanceState', 'Cannot stop or start a Read-Replica instance')
    if (replicas.length > 0)
      throw new Refused(400, 'InvalidDBInstanceState', 'Cannot stop or start a DB instance that has read replicas')
    if (engine.startsWith('sqlserver') && multiAz)
      throw new Refused(
        400,
        'InvalidDBInstanceState',
        'Cannot stop or start a SQL Server DB instance in a Multi-AZ configuration',
      )
    const from = action === 'start' ? 'stopped' : 'available'
    if (status !== from) throw new Refused(400, 'InvalidDBInstanceState', `Instance ${id} is not in ${from} state.`)
  }
  const clusterMayChange = (each: LiveCluster, action: 'start' | 'stop'): void => {
    const { id, status, engineMode = 'provisioned', global, replicaOf, replicas = [] } = each
    if (engineMode !== 'provisioned')
      throw new Refused(
        400,
        'InvalidDBClusterStateFault',
        `DbCluster ${id} is a ${engineMode} cluster, which cannot be stopped or started.`,
      )
    if (global !== undefined)
      throw new Refused(
        400,
        'InvalidDBClusterStateFault',
        `DbCluster ${id} is part of a global database, which cannot be stopped or started.`,
      )
    if (replicaOf !== undefined || replicas.length > 0)
      throw new Refused(
        400,
        'InvalidDBClusterStateFault',
        `DbCluster ${id} replicates across Regions and cannot be stopped or started.`,
      )
    const from = action === 'start' ? 'stopped' : 'available'
    if (status !== from)
      throw new Refused(
        400,
        'InvalidDBClusterStateFault',
        `DbCluster ${id} is in ${status} state but expected it to be one of ${from}.`,
      )
  }

  const changeInstance =
    (action: 'start' | 'stop') =>
    (input: Call['input']): Answer => {
      const each = instanceOf(input)
      mayChange(each, action)
      begin(each, action, each.startsEndWith)
      return resultAnswer(
        action === 'start' ? 'StartDBInstance' : 'StopDBInstance',
        { DBInstance: describedInstance(each) },
        element,
      )
    }
  const changeCluster =
    (action: 'start' | 'stop') =>
    (input: Call['input']): Answer => {
      const each = clusterOf(input)
      clusterMayChange(each, action)
      begin(each, action)
      for (const member of membersOf(each.id)) begin(member, action, member.startsEndWith)
      return resultAnswer(
        action === 'start' ? 'StartDBCluster' : 'StopDBCluster',
        { DBCluster: describedCluster(each, membersOf(each.id)) },
        element,
      )
    }

  const describeInstances = (input: Call['input']): Answer => {
    if (input.DBInstanceIdentifier !== undefined) instanceOf(input)
    const filters = filtersOf(input)
    const found = [...instances.values()].filter(
      ({ id, cluster }) =>
        (input.DBInstanceIdentifier === undefined || input.DBInstanceIdentifier === id) &&
        (filters.get('db-instance-id')?.includes(id) ?? true) &&
        (filters.get('db-cluster-id')?.includes(cluster ?? '\0') ?? true),
    )
    const { page, next } = pageOf(found, input.Marker, Math.min(pageSize, Number(input.MaxRecords ?? 100)))
    return resultAnswer('DescribeDBInstances', { DBInstances: page.map(describedInstance), Marker: next }, element)
  }
  const describeClusters = (input: Call['input']): Answer => {
    if (input.DBClusterIdentifier !== undefined) clusterOf(input)
    const wanted = filtersOf(input).get('db-cluster-id')
    const found = [...clusters.values()].filter(
      ({ id }) =>
        (input.DBClusterIdentifier === undefined || input.DBClusterIdentifier === id) && (wanted?.includes(id) ?? true),
    )
    const { page, next } = pageOf(found, input.Marker, Math.min(pageSize, Number(input.MaxRecords ?? 100)))
    const DBClusters = page.map((each) => describedCluster(each, membersOf(each.id)))
    return resultAnswer('DescribeDBClusters', { DBClusters, Marker: next }, element)
  }

  const actions: Readonly<Record<string, (input: Call['input']) => Answer>> = {
    DescribeDBInstances: describeInstances,
    DescribeDBClusters: describeClusters,
    StartDBInstance: changeInstance('start'),
    StopDBInstance: changeInstance('stop'),
    StartDBCluster: changeCluster('start'),
    StopDBCluster: changeCluster('stop'),
  }

  return {
    name: 'rds: databases',
    before: ({ service, action, input }) => {
      const act = service === 'rds' ? actions[action] : undefined
      if (!act) return undefined
      settle()
      return played(() => act(input))
    },
    status: (id) => {
      settle()
      return (instances.get(id) ?? clusters.get(id))?.status
    },
    change: (id, values) => {
      settle()
      const [instance, cluster] = [instances.get(id), clusters.get(id)]
      const steps = values.status === undefined ? {} : { steps: [] }
      if (instance)
        instances.set(id, { ...instance, ...values, ...steps, id, status: values.status ?? instance.status })
      if (cluster) clusters.set(id, { ...cluster, ...values, ...steps, id, status: values.status ?? cluster.status })
    },
  }
}

const describedInstance = (each: LiveDatabase): Value => ({
  DBInstanceIdentifier: each.id,
  DBInstanceClass: each.class ?? 'db.t4g.medium',
  Engine: each.engine ?? 'postgres',
  DBInstanceStatus: each.status,
  AllocatedStorage: 100,
  StorageType: 'gp3',
  MultiAZ: each.multiAz ?? false,
  PreferredMaintenanceWindow: each.maintenanceWindow ?? 'sun:05:00-sun:06:00',
  DBClusterIdentifier: each.cluster,
  ReadReplicaSourceDBInstanceIdentifier: each.replicaOf,
  ReadReplicaDBInstanceIdentifiers: [...(each.replicas ?? [])],
  AutomaticRestartTime: each.restartsAt === undefined ? undefined : new Date(each.restartsAt),
  TagList: tagList(each.tags),
})

const describedCluster = (each: LiveCluster, members: readonly LiveDatabase[]): Value => ({
  DBClusterIdentifier: each.id,
  Engine: each.engine ?? 'aurora-postgresql',
  EngineMode: each.engineMode ?? 'provisioned',
  Status: each.status,
  PreferredMaintenanceWindow: each.maintenanceWindow ?? 'sun:05:00-sun:06:00',
  GlobalClusterIdentifier: each.global,
  ReplicationSourceIdentifier: each.replicaOf,
  ReadReplicaIdentifiers: [...(each.replicas ?? [])],
  DBClusterMembers: members.map(({ id }, index) => ({ DBInstanceIdentifier: id, IsClusterWriter: index === 0 })),
  AutomaticRestartTime: each.restartsAt === undefined ? undefined : new Date(each.restartsAt),
  TagList: tagList(each.tags),
})
