import type { DBClusterSnapshot } from '@aws-sdk/client-rds'
import { allPages } from '../../../shared/all-pages.ts'
import type { VaultAccess } from './access.ts'
import { type RdsForm, rdsVault } from './rds.ts'
import { momentOf, tagList, tagsOf } from './shown.ts'
import type { Seen, Vault } from './vault.ts'

const states: Readonly<Record<string, Seen['state']>> = { available: 'good', failed: 'failed' }

const seenOf = (snapshot: DBClusterSnapshot): Seen => {
  const { DBClusterSnapshotIdentifier: id = '', Status = '', PercentProgress, StorageEncrypted = false } = snapshot
  const tags = tagsOf(snapshot.TagList)
  const at = momentOf(tags, snapshot.SnapshotCreateTime)
  return { id, state: states[Status] ?? 'pending', percent: PercentProgress, at, tags, encrypted: StorageEncrypted }
}

/** Aurora and Multi-AZ clusters. */
export const rdsClusters = async (access: VaultAccess): Promise<Vault> => {
  const sdk = await import('../../../shared/sdk/rds.ts')
  const rds = (region?: string) => access.client(sdk.RDSClient, region)
  const form: RdsForm = {
    kind: 'rds-clusters',
    noun: 'rds-cluster',
    type: 'cluster-snapshot',
    encryptsPlain: false,
    databases: async (id) => {
      const found = await allPages(async (Marker) => {
        const answer = await rds().send(
          new sdk.DescribeDBClustersCommand({ ...(id === undefined ? {} : { DBClusterIdentifier: id }), Marker }),
        )
        return { items: answer.DBClusters, next: answer.Marker }
      })
      return found.map((each) => ({
        id: each.DBClusterIdentifier ?? '',
        status: each.Status ?? '',
        tags: tagsOf(each.TagList),
      }))
    },
    create: (DBClusterIdentifier, DBClusterSnapshotIdentifier, tags) =>
      rds().send(
        new sdk.CreateDBClusterSnapshotCommand({
          DBClusterIdentifier,
          DBClusterSnapshotIdentifier,
          Tags: tagList(tags),
        }),
      ),
    snapshots: async ({ id, database }, region) => {
      const which = id === undefined ? { DBClusterIdentifier: database } : { DBClusterSnapshotIdentifier: id }
      const found = await allPages(async (Marker) => {
        const question = { ...which, SnapshotType: 'manual', Marker }
        const answer = await rds(region).send(new sdk.DescribeDBClusterSnapshotsCommand(question))
        return { items: answer.DBClusterSnapshots, next: answer.Marker }
      })
      return found.map(seenOf)
    },
    copy: (source, name, tags, region, KmsKeyId) =>
      rds(region).send(
        // By the ARN the SDK makes the signed request that RDS hands to the region of the source.
        new sdk.CopyDBClusterSnapshotCommand({
          SourceDBClusterSnapshotIdentifier: source,
          TargetDBClusterSnapshotIdentifier: name,
          Tags: tagList(tags),
          ...(KmsKeyId === undefined ? {} : { KmsKeyId }),
        }),
      ),
    delete: (DBClusterSnapshotIdentifier, region) =>
      rds(region).send(new sdk.DeleteDBClusterSnapshotCommand({ DBClusterSnapshotIdentifier })),
  }
  return rdsVault(form, access)
}
