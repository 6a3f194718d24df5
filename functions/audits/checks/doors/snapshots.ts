import { DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { allPages } from '../../../../shared/all-pages.ts'
import { findingId } from '../../../../shared/audits/finding.ts'
import type { Look } from '../check.ts'
import { nameOf, ownerOf } from '../tags.ts'

/** Snapshots of volumes of our own that anyone may restore. */
export const lookAtPublicSnapshots: Look = async ({ client, region }, { ownerTag }) => {
  const ec2 = client(EC2Client)
  const snapshots = await allPages(async (NextToken) => {
    const answer = await ec2.send(
      new DescribeSnapshotsCommand({
        OwnerIds: ['self'],
        RestorableByUserIds: ['all'],
        MaxResults: 1_000,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    )
    return { items: answer.Snapshots, next: answer.NextToken }
  })
  return {
    findings: snapshots.map(({ SnapshotId: id = '', Tags }) => ({
      id: findingId('doors', 'snapshot-public', region, id),
      audit: 'doors',
      kind: 'snapshot-public',
      severity: 'urgent',
      resource: id,
      title: `Anyone may restore the snapshot ${nameOf(id, Tags)}`,
      reason: 'It is shared with all accounts of AWS.',
      advice: `aws ec2 modify-snapshot-attribute --region ${region} --snapshot-id ${id} --attribute createVolumePermission --operation-type remove --group-names all`,
      ...ownerOf(Tags, ownerTag),
    })),
  }
}
