import type { DBCluster, DBClusterSnapshot, DBInstance, DBSnapshot, Tag } from '@aws-sdk/client-rds'
import { allPages } from '../../../shared/all-pages.ts'
import type { ClientOf } from '../../../shared/client-pool.ts'
import { errorName, isAccessDenied, isPermanentAwsError } from '../../../shared/errors.ts'
import type { Tags } from './tags.ts'

export const loadRds = async (client: ClientOf) => {
  const sdk = await import('../../../shared/sdk/rds.ts')
  return { sdk, rds: client(sdk.RDSClient) }
}

/** RDS's codes end in `Fault` for some kinds and not for others. */
export const isMissing = (error: unknown): boolean => /^DB(Instance|Cluster)NotFound(Fault)?$/.test(errorName(error))

export const isThere = (error: unknown): boolean => /AlreadyExists/.test(errorName(error))

/** A change is under way in which this cannot be done: later it can. */
export const isBusy = (error: unknown): boolean => /^InvalidDB(Instance|Cluster)State(Fault)?$/.test(errorName(error))

export const tagsOf = (tags: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((tags ?? []).flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value]])))

const orMissing = async <Value>(ask: () => Promise<Value>): Promise<Value | undefined> => {
  try {
    return await ask()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

/** The instance of an identifier, or undefined where there is none. */
export const readInstance = async (client: ClientOf, id: string): Promise<DBInstance | undefined> => {
  const { sdk, rds } = await loadRds(client)
  const found = await orMissing(() => rds.send(new sdk.DescribeDBInstancesCommand({ DBInstanceIdentifier: id })))
  return found?.DBInstances?.[0]
}

/** The cluster of an identifier, or undefined where there is none. */
export const readCluster = async (client: ClientOf, id: string): Promise<DBCluster | undefined> => {
  const { sdk, rds } = await loadRds(client)
  const found = await orMissing(() => rds.send(new sdk.DescribeDBClustersCommand({ DBClusterIdentifier: id })))
  return found?.DBClusters?.[0]
}

/** Every instance of the region. */
export const allInstances = async (client: ClientOf): Promise<DBInstance[]> => {
  const { sdk, rds } = await loadRds(client)
  return allPages(async (Marker) => {
    const answer = await rds.send(new sdk.DescribeDBInstancesCommand({ MaxRecords: 100, Marker }))
    return { items: answer.DBInstances, next: answer.Marker }
  })
}

/** Every cluster of the region. */
export const allClusters = async (client: ClientOf): Promise<DBCluster[]> => {
  const { sdk, rds } = await loadRds(client)
  return allPages(async (Marker) => {
    const answer = await rds.send(new sdk.DescribeDBClustersCommand({ MaxRecords: 100, Marker }))
    return { items: answer.DBClusters, next: answer.Marker }
  })
}

/**
 * The snapshots of an instance: manual and automatic ones, and those of AWS Backup, which RDS lists only when it is asked for them. The
 * instance may be gone.
 */
export const instanceSnapshots = async (client: ClientOf, id: string): Promise<DBSnapshot[]> => {
  const { sdk, rds } = await loadRds(client)
  const ofType = (SnapshotType: string) =>
    allPages(async (Marker) => {
      const answer = await rds.send(
        new sdk.DescribeDBSnapshotsCommand({ DBInstanceIdentifier: id, SnapshotType, MaxRecords: 100, Marker }),
      )
      return { items: answer.DBSnapshots, next: answer.Marker }
    })
  return (await Promise.all(['automated', 'manual', 'awsbackup'].map(ofType))).flat()
}

/** The snapshots of a cluster, as `instanceSnapshots`. Those of AWS Backup are manual ones to Aurora. */
export const clusterSnapshots = async (client: ClientOf, id: string): Promise<DBClusterSnapshot[]> => {
  const { sdk, rds } = await loadRds(client)
  const ofType = (SnapshotType: string) =>
    allPages(async (Marker) => {
      const answer = await rds.send(
        new sdk.DescribeDBClusterSnapshotsCommand({ DBClusterIdentifier: id, SnapshotType, MaxRecords: 100, Marker }),
      )
      return { items: answer.DBClusterSnapshots, next: answer.Marker }
    })
  return (await Promise.all(['automated', 'manual', 'awsbackup'].map(ofType))).flat()
}

/** The classes that RDS offers for an engine, in a VPC. */
export const offeredClasses = async (client: ClientOf, engine: string, version: string | undefined) => {
  const { sdk, rds } = await loadRds(client)
  const options = await allPages(async (Marker) => {
    const answer = await rds.send(
      new sdk.DescribeOrderableDBInstanceOptionsCommand({
        Engine: engine,
        ...(version ? { EngineVersion: version } : {}),
        Vpc: true,
        MaxRecords: 1_000,
        Marker,
      }),
    )
    return { items: answer.OrderableDBInstanceOptions, next: answer.Marker }
  })
  return options.flatMap(({ DBInstanceClass: name, StorageType, SupportsStorageEncryption: encryption }) =>
    name === undefined
      ? []
      : [
          {
            name,
            ...(StorageType ? { storageType: StorageType } : {}),
            ...(encryption === undefined ? {} : { encryption }),
          },
        ],
  )
}

/** The VPC of a DB subnet group, or undefined where there is no such group. */
export const vpcOfSubnetGroup = async (client: ClientOf, name: string): Promise<string | undefined> => {
  const { sdk, rds } = await loadRds(client)
  try {
    const { DBSubnetGroups } = await rds.send(new sdk.DescribeDBSubnetGroupsCommand({ DBSubnetGroupName: name }))
    return DBSubnetGroups?.[0]?.VpcId
  } catch (error) {
    if (/^DBSubnetGroupNotFound/.test(errorName(error))) return undefined
    throw error
  }
}

/**
 * The earliest time to which an instance can be restored, or undefined where RDS does not say it.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RestoreWindow.html
 */
export const earliestRestorable = async (client: ClientOf, id: string): Promise<Date | undefined> => {
  const { sdk, rds } = await loadRds(client)
  try {
    const { DBInstanceAutomatedBackups } = await rds.send(
      new sdk.DescribeDBInstanceAutomatedBackupsCommand({ DBInstanceIdentifier: id }),
    )
    return DBInstanceAutomatedBackups?.[0]?.RestoreWindow?.EarliestTime
  } catch (error) {
    if (isPermanentAwsError(error) && !isAccessDenied(error)) return undefined
    throw error
  }
}
