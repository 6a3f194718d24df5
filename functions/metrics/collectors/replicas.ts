import { PermanentError } from '../../../shared/errors.ts'
import { configuredCollector, type Reading, type SchemaKit, type Sources } from './collector.ts'
import { readMetrics, readsMetricData } from './metric-data.ts'

/**
 * Seconds by which a replica is behind, and 1 or 0 for whether it replicates at all: RDS says -1 of one that does not, which an alarm on lag would
 * take for good news. Nothing while RDS reports nothing.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ReadRepl.Monitoring.html
 */
export const measureReplica = (lag: number | undefined): Reading[] => {
  if (lag === undefined) return []
  const replicates: Reading = { name: 'ReplicaReplicates', value: lag < 0 ? 0 : 1, unit: 'None' }
  return lag < 0 ? [replicates] : [{ name: 'ReplicaLag', value: lag, unit: 'Seconds' }, replicates]
}

/** How the lag of a replica is measured, by what RDS says that it is. */
interface Replica {
  readonly metric: 'ReplicaLag' | 'AuroraReplicaLag'
  /** Seconds of one of its unit. */
  readonly unit: number
}

/**
 * What RDS says of an instance. A replica of Aurora's has a metric of its own, in milliseconds; readers of a Multi-AZ cluster have that of read replicas.
 * https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html
 * @throws PermanentError where it is not a replica: one that was promoted has no lag
 */
export const replicaOf = (
  database: string,
  instance:
    | {
        readonly Engine?: string | undefined
        readonly DBClusterIdentifier?: string | undefined
        readonly ReadReplicaSourceDBInstanceIdentifier?: string | undefined
        readonly ReadReplicaSourceDBClusterIdentifier?: string | undefined
      }
    | undefined,
): Replica => {
  if (!instance) throw new PermanentError('missing-replica', `No database instance ${database}`)
  const {
    Engine = '',
    DBClusterIdentifier,
    ReadReplicaSourceDBInstanceIdentifier,
    ReadReplicaSourceDBClusterIdentifier,
  } = instance
  if (Engine.startsWith('aurora')) return { metric: 'AuroraReplicaLag', unit: 0.001 }
  if (ReadReplicaSourceDBInstanceIdentifier || ReadReplicaSourceDBClusterIdentifier || DBClusterIdentifier)
    return { metric: 'ReplicaLag', unit: 1 }
  throw new PermanentError('not-a-replica', `${database} is not a read replica: was it promoted?`)
}

const describe = async (database: string, sources: Sources): Promise<Replica> => {
  const { DescribeDBInstancesCommand, RDSClient } = await import('../../../shared/sdk/rds.ts')
  const { DBInstances = [] } = await sources
    .client(RDSClient)
    .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: database }))
  return replicaOf(database, DBInstances[0])
}

/** Read replicas of RDS, and of Aurora: how far they are behind. */
export const replicas = configuredCollector({
  kind: 'replica',
  schema: ({ z }: SchemaKit) =>
    z
      .array(z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{0,62}$/, 'the identifier of a read replica of RDS, not its ARN'))
      .default([]),
  // RDS, its ARNs and CloudWatch have identifiers in small letters, however somebody writes them.
  places: (named) => named.map((database) => ({ database, id: database.toLowerCase() })),
  text: ({ database }) => `replica ${database}`,
  dimensions: ({ database }) => ({ Database: database }),
  read: async ({ id }, sources, now) => {
    // Of a wrong name CloudWatch would say nothing, for ever.
    const { metric, unit } = await describe(id, sources)
    // The newest value of the last 15 minutes; RDS sends one a minute.
    const wanted = {
      namespace: 'AWS/RDS',
      metric,
      dimensions: { DBInstanceIdentifier: id },
      statistic: 'Maximum',
      period: 60,
      from: new Date(now.getTime() - 15 * 60_000),
      until: now,
    } as const
    const [values = []] = await readMetrics([wanted], sources)
    return measureReplica(values[0] === undefined ? undefined : values[0] * unit)
  },
  statements: ({ id }, arns) => [
    { actions: ['rds:DescribeDBInstances'], resources: [arns.of('rds', `db:${id}`)] },
    readsMetricData,
  ],
  metrics: ['ReplicaLag', 'ReplicaReplicates'],
  shown: { name: 'ReplicaLag', statistic: 'Maximum' },
})
