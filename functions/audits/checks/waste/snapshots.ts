import { DescribeImagesCommand, DescribeSnapshotsCommand, EC2Client, type Snapshot } from '@aws-sdk/client-ec2'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { storageDollars } from '../../../../shared/prices.ts'
import type { Access, Look } from '../check.ts'
import { nameOf, ownerOf } from '../tags.ts'

/** What AWS Backup and Data Lifecycle Manager have made, they also end. */
const isManaged = ({ Tags = [], Description = '' }: Snapshot): boolean =>
  Tags.some(({ Key = '' }) => Key.startsWith('aws:backup:') || Key.startsWith('aws:dlm:') || Key === 'dlm:managed') ||
  Description.startsWith('This snapshot is created by the AWS Backup service')

/** Snapshots that an AMI of ours needs. Disabled and deprecated AMIs need theirs too, and are listed only when they are asked for. */
const neededByImages = async ({ client }: Access): Promise<Set<string>> => {
  const ec2 = client(EC2Client)
  const images = await allPages(async (NextToken) => {
    const answer = await ec2.send(
      new DescribeImagesCommand({
        Owners: ['self'],
        IncludeDisabled: true,
        IncludeDeprecated: true,
        MaxResults: 1_000,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    )
    return { items: answer.Images, next: answer.NextToken }
  })
  return new Set(
    images.flatMap(({ BlockDeviceMappings = [] }) => BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? [])),
  )
}

/** Snapshots of our own that are old and that no AMI needs. Those of AWS Backup and Data Lifecycle Manager are left alone. */
export const lookAtSnapshots: Look = async (access, { waste, ownerTag }) => {
  const { client, region, now } = access
  const ec2 = client(EC2Client)
  const [snapshots, needed] = await Promise.all([
    allPages(async (NextToken) => {
      const answer = await ec2.send(
        new DescribeSnapshotsCommand({
          OwnerIds: ['self'],
          MaxResults: 1_000,
          ...(NextToken === undefined ? {} : { NextToken }),
        }),
      )
      return { items: answer.Snapshots, next: answer.NextToken }
    }),
    neededByImages(access),
  ])
  const before = now.getTime() - waste.snapshotDays * 86_400_000
  return {
    findings: snapshots.flatMap((snapshot): Finding[] => {
      const { SnapshotId: id = '', StartTime, VolumeSize = 0, StorageTier, Tags } = snapshot
      if (!StartTime || StartTime.getTime() > before || needed.has(id) || isManaged(snapshot)) return []
      return [
        {
          id: findingId('waste', 'snapshot-old', region, id),
          audit: 'waste',
          kind: 'snapshot-old',
          severity: 'note',
          resource: id,
          title: `Snapshot ${nameOf(id, Tags)} is older than ${waste.snapshotDays} days`,
          reason: `It was made ${StartTime.toISOString().slice(0, 10)}; no AMI needs it. The dollars are the most that it can cost: AWS bills what is really stored.`,
          advice: `aws ec2 delete-snapshot --region ${region} --snapshot-id ${id}`,
          since: StartTime.toISOString(),
          ...(StorageTier === 'archive'
            ? {}
            : { dollars: Math.round(VolumeSize * storageDollars.snapshotGigabyte * 100) / 100 }),
          ...ownerOf(Tags, ownerTag),
        },
      ]
    }),
  }
}
