import type { DBSnapshot } from '@aws-sdk/client-rds'
import { allPages } from '../../../shared/all-pages.ts'
import type { VaultAccess } from './access.ts'
import { type RdsForm, rdsVault } from './rds.ts'
import { momentOf, tagList, tagsOf } from './shown.ts'
import type { Seen, Vault } from './vault.ts'

/** https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBSnapshot.html */
const states: Readonly<Record<string, Seen['state']>> = {
  available: 'good',
  failed: 'failed',
  'incompatible-restore': 'failed',
  'incompatible-parameters': 'failed',
}

const seenOf = (snapshot: DBSnapshot): Seen => {
  const { DBSnapshotIdentifier: id = '', Status = '', PercentProgress, TagList, Encrypted = false } = snapshot
  const tags = tagsOf(TagList)
  const at = momentOf(tags, snapshot.OriginalSnapshotCreateTime ?? snapshot.SnapshotCreateTime)
  return { id, state: states[Status] ?? 'pending', percent: PercentProgress, at, tags, encrypted: Encrypted }
}

/** Databases that belong to no cluster. */
export const rdsInstances = async (access: VaultAccess): Promise<Vault> => {
  const sdk = await import('../../../shared/sdk/rds.ts')
  const rds = (region?: string) => access.client(sdk.RDSClient, region)
  const form: RdsForm = {
    kind: 'rds-instances',
    noun: 'rds-instance',
    type: 'snapshot',
    encryptsPlain: true,
    databases: async (id) => {
      const found = await allPages(async (Marker) => {
        const answer = await rds().send(
          new sdk.DescribeDBInstancesCommand({ ...(id === undefined ? {} : { DBInstanceIdentifier: id }), Marker }),
        )
        return { items: answer.DBInstances, next: answer.Marker }
      })
      return found.map((each) => ({
        id: each.DBInstanceIdentifier ?? '',
        status: each.DBInstanceStatus ?? '',
        tags: tagsOf(each.TagList),
        ...(each.ReadReplicaSourceDBInstanceIdentifier ? { follows: each.ReadReplicaSourceDBInstanceIdentifier } : {}),
        ...(each.DBClusterIdentifier
          ? {
              not: `It is a member of the cluster ${each.DBClusterIdentifier}, which is saved as a whole. Name the cluster under rds-clusters instead.`,
            }
          : {}),
      }))
    },
    create: (DBInstanceIdentifier, DBSnapshotIdentifier, tags) =>
      rds().send(new sdk.CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier, Tags: tagList(tags) })),
    snapshots: async ({ id, database }, region) => {
      const which = id === undefined ? { DBInstanceIdentifier: database } : { DBSnapshotIdentifier: id }
      const found = await allPages(async (Marker) => {
        const question = { ...which, SnapshotType: 'manual', Marker }
        const answer = await rds(region).send(new sdk.DescribeDBSnapshotsCommand(question))
        return { items: answer.DBSnapshots, next: answer.Marker }
      })
      return found.map(seenOf)
    },
    copy: (source, name, tags, region, KmsKeyId) =>
      rds(region).send(
        // By the ARN the SDK makes the signed request that RDS hands to the region of the source.
        new sdk.CopyDBSnapshotCommand({
          SourceDBSnapshotIdentifier: source,
          TargetDBSnapshotIdentifier: name,
          Tags: tagList(tags),
          ...(KmsKeyId === undefined ? {} : { KmsKeyId }),
        }),
      ),
    delete: (DBSnapshotIdentifier, region) =>
      rds(region).send(new sdk.DeleteDBSnapshotCommand({ DBSnapshotIdentifier })),
  }
  return rdsVault(form, access)
}
