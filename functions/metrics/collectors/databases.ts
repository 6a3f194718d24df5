import { PermanentError } from '../../../shared/errors.ts'
import { configuredCollector, type Reading, type SchemaKit, type Sources } from './collector.ts'
import { readMetrics, readsMetricData } from './metric-data.ts'

export interface Storage {
  readonly allocatedBytes: number
  /** Undefined where RDS has reported nothing lately: the instance is stopped, or new. */
  readonly freeBytes: number | undefined
}

const gibibyte = 1024 ** 3

/** @throws PermanentError `missing-database` */
const readStorage = async (database: string, sources: Sources, now: Date): Promise<Storage> => {
  const { DescribeDBInstancesCommand, RDSClient } = await import('../../../shared/sdk/rds.ts')
  const { DBInstances = [] } = await sources
    .client(RDSClient)
    .send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: database }))
  const [instance] = DBInstances
  if (!instance) throw new PermanentError('missing-database', `No database instance ${database}`)
  // The newest value of the last 15 minutes; RDS sends one a minute.
  const [values = []] = await readMetrics(
    [
      {
        namespace: 'AWS/RDS',
        metric: 'FreeStorageSpace',
        dimensions: { DBInstanceIdentifier: database },
        statistic: 'Minimum',
        period: 60,
        from: new Date(now.getTime() - 15 * 60_000),
        until: now,
      },
    ],
    sources,
  )
  return { allocatedBytes: (instance.AllocatedStorage ?? 0) * gibibyte, freeBytes: values[0] }
}

/** Free storage in percent of what is allocated. Nothing while RDS reports nothing, or for Aurora, which allocates none. */
export const measureStorage = ({ allocatedBytes, freeBytes }: Storage): Reading[] => {
  if (freeBytes === undefined || allocatedBytes <= 0) return []
  const share = Math.min(100, Math.max(0, (100 * freeBytes) / allocatedBytes))
  return [{ name: 'DatabaseStorageLeft', value: share, unit: 'Percent' }]
}

/** RDS instances: their free storage as a share. The estate's own is added by itself. */
export const databases = configuredCollector({
  kind: 'database',
  schema: ({ z }: SchemaKit) =>
    z
      .array(z.string().regex(/^[a-zA-Z][a-zA-Z0-9-]{0,62}$/, 'the identifier of an RDS instance, not its ARN'))
      .default([]),
  places: (named, { deployed: { ESTATE_DATABASE } }) => [
    ...(ESTATE_DATABASE ? [{ database: ESTATE_DATABASE, id: ESTATE_DATABASE }] : []),
    // RDS, its ARNs and CloudWatch have identifiers in small letters, however somebody writes them.
    ...named.map((database) => ({ database, id: database.toLowerCase() })),
  ],
  text: ({ database }) => `database ${database}`,
  dimensions: ({ database }) => ({ Database: database }),
  read: async ({ id }, sources, now) => measureStorage(await readStorage(id, sources, now)),
  statements: ({ id }, arns) => [
    { actions: ['rds:DescribeDBInstances'], resources: [arns.of('rds', `db:${id}`)] },
    readsMetricData,
  ],
  metrics: ['DatabaseStorageLeft'],
  shown: { name: 'DatabaseStorageLeft', statistic: 'Minimum' },
})
