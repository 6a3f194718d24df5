import { configuredCollector, type Reading, type SchemaKit } from './collector.ts'
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

/** Read replicas of RDS: how far they are behind. */
export const replicas = configuredCollector({
  kind: 'replica',
  schema: ({ z }: SchemaKit) =>
    z
      .array(z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{0,62}$/, 'the identifier of a read replica of RDS, not its ARN'))
      .default([]),
  places: (named) => named.map((database) => ({ database })),
  text: ({ database }) => `replica ${database}`,
  dimensions: ({ database }) => ({ Database: database }),
  read: async ({ database }, sources, now) => {
    // The newest value of the last 15 minutes; RDS sends one a minute.
    const wanted = {
      namespace: 'AWS/RDS',
      metric: 'ReplicaLag',
      dimensions: { DBInstanceIdentifier: database },
      statistic: 'Maximum',
      period: 60,
      from: new Date(now.getTime() - 15 * 60_000),
      until: now,
    } as const
    const [values = []] = await readMetrics([wanted], sources)
    return measureReplica(values[0])
  },
  statements: () => [readsMetricData],
  metrics: ['ReplicaLag', 'ReplicaReplicates'],
  shown: { name: 'ReplicaLag', statistic: 'Maximum' },
})
