import {
  type DBSnapshotAttribute,
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBClusterSnapshotsCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotAttributesCommand,
  DescribeDBSnapshotsCommand,
  RDSClient,
} from '@aws-sdk/client-rds'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { errorName } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Access, Look } from '../check.ts'
import { ownerOf } from '../tags.ts'

/** Snapshots at a time: RDS has no list of those that are public and ours. */
const width = 8

const publicInstances = async ({ client, region }: Access, ownerTag: string): Promise<Finding[]> => {
  const rds = client(RDSClient)
  const instances = await allPages(async (Marker) => {
    const answer = await rds.send(new DescribeDBInstancesCommand(Marker === undefined ? {} : { Marker }))
    return { items: answer.DBInstances, next: answer.Marker }
  })
  return instances.flatMap(({ DBInstanceIdentifier: id = '', PubliclyAccessible, TagList }) =>
    PubliclyAccessible === true
      ? [
          {
            id: findingId('doors', 'database-public', region, id),
            audit: 'doors' as const,
            kind: 'database-public',
            severity: 'warning' as const,
            resource: id,
            title: `Database ${id} has a public address`,
            reason: 'PubliclyAccessible is on: only its security groups keep the internet out.',
            advice: `aws rds modify-db-instance --region ${region} --db-instance-identifier ${id} --no-publicly-accessible --apply-immediately`,
            ...ownerOf(TagList, ownerTag),
          },
        ]
      : [],
  )
}

const isForAll = (
  attributes: readonly Pick<DBSnapshotAttribute, 'AttributeName' | 'AttributeValues'>[] = [],
): boolean =>
  attributes.some(
    ({ AttributeName, AttributeValues }) => AttributeName === 'restore' && AttributeValues?.includes('all') === true,
  )

const publicSnapshots = async ({ client, region }: Access, ownerTag: string): Promise<Finding[]> => {
  const rds = client(RDSClient)
  const snapshots = await allPages(async (Marker) => {
    const answer = await rds.send(
      new DescribeDBSnapshotsCommand({ SnapshotType: 'manual', ...(Marker === undefined ? {} : { Marker }) }),
    )
    return { items: answer.DBSnapshots, next: answer.Marker }
  })
  const looks = await inParallel(
    snapshots,
    width,
    async ({ DBSnapshotIdentifier: id = '', TagList }): Promise<Finding[]> => {
      const answer = await rds
        .send(new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: id }))
        .catch((error: unknown) => {
          // Deleted since it was listed.
          if (/^DBSnapshotNotFound(Fault)?$/.test(errorName(error))) return undefined
          throw error
        })
      if (!isForAll(answer?.DBSnapshotAttributesResult?.DBSnapshotAttributes)) return []
      return [
        {
          id: findingId('doors', 'database-snapshot-public', region, id),
          audit: 'doors',
          kind: 'database-snapshot-public',
          severity: 'urgent',
          resource: id,
          title: `Anyone may restore the database snapshot ${id}`,
          reason: 'It is shared with all accounts of AWS.',
          advice: `aws rds modify-db-snapshot-attribute --region ${region} --db-snapshot-identifier ${id} --attribute-name restore --values-to-remove all`,
          ...ownerOf(TagList, ownerTag),
        },
      ]
    },
  )
  return looks.flat()
}

/** Those of clusters are listed and asked apart. */
const publicClusterSnapshots = async ({ client, region }: Access, ownerTag: string): Promise<Finding[]> => {
  const rds = client(RDSClient)
  const snapshots = await allPages(async (Marker) => {
    const answer = await rds.send(
      new DescribeDBClusterSnapshotsCommand({ SnapshotType: 'manual', ...(Marker === undefined ? {} : { Marker }) }),
    )
    return { items: answer.DBClusterSnapshots, next: answer.Marker }
  })
  const looks = await inParallel(
    snapshots,
    width,
    async ({ DBClusterSnapshotIdentifier: id = '', TagList }): Promise<Finding[]> => {
      const answer = await rds
        .send(new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier: id }))
        .catch((error: unknown) => {
          // Deleted since it was listed.
          if (/^DBClusterSnapshotNotFound(Fault)?$/.test(errorName(error))) return undefined
          throw error
        })
      if (!isForAll(answer?.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes)) return []
      return [
        {
          id: findingId('doors', 'database-snapshot-public', region, 'cluster', id),
          audit: 'doors',
          kind: 'database-snapshot-public',
          severity: 'urgent',
          resource: id,
          title: `Anyone may restore the cluster snapshot ${id}`,
          reason: 'It is shared with all accounts of AWS.',
          advice: `aws rds modify-db-cluster-snapshot-attribute --region ${region} --db-cluster-snapshot-identifier ${id} --attribute-name restore --values-to-remove all`,
          ...ownerOf(TagList, ownerTag),
        },
      ]
    },
  )
  return looks.flat()
}

/** Databases with a public address, and snapshots of them, and of clusters, that anyone may restore. */
export const lookAtPublicDatabases: Look = async (access, { ownerTag }) => ({
  findings: (
    await Promise.all([
      publicInstances(access, ownerTag),
      publicSnapshots(access, ownerTag),
      publicClusterSnapshots(access, ownerTag),
    ])
  ).flat(),
})
