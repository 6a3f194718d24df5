import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { allPages } from '../../../../shared/all-pages.ts'
import { findingId } from '../../../../shared/audits/finding.ts'
import type { Look } from '../check.ts'
import { nameOf, ownerOf } from '../tags.ts'
import { volumeDollars } from './volume-dollars.ts'

/** Volumes that are attached to nothing. Since when AWS does not say: the finding's first look does. */
export const lookAtVolumes: Look = async ({ client, region }, { ownerTag }) => {
  const ec2 = client(EC2Client)
  const volumes = await allPages(async (NextToken) => {
    const answer = await ec2.send(
      new DescribeVolumesCommand({
        Filters: [{ Name: 'status', Values: ['available'] }],
        MaxResults: 500,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    )
    return { items: answer.Volumes, next: answer.NextToken }
  })
  return {
    findings: volumes.flatMap(({ VolumeId, State, Attachments = [], Size = 0, VolumeType, Tags }) => {
      if (!VolumeId || State !== 'available' || Attachments.length > 0) return []
      return [
        {
          id: findingId('waste', 'volume-idle', region, VolumeId),
          audit: 'waste' as const,
          kind: 'volume-idle',
          severity: 'note' as const,
          resource: VolumeId,
          title: `Volume ${nameOf(VolumeId, Tags)} is attached to nothing`,
          reason: `It has ${Size} GiB of ${VolumeType ?? 'an unknown type'}. AWS does not say since when it is free.`,
          advice: `aws ec2 create-snapshot --region ${region} --volume-id ${VolumeId}, wait until it is completed, then: aws ec2 delete-volume --region ${region} --volume-id ${VolumeId}`,
          dollars: volumeDollars(VolumeType, Size),
          ...ownerOf(Tags, ownerTag),
        },
      ]
    }),
  }
}
