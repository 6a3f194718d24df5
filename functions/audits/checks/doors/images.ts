import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { allPages } from '../../../../shared/all-pages.ts'
import { findingId } from '../../../../shared/audits/finding.ts'
import type { Look } from '../check.ts'
import { ownerOf } from '../tags.ts'

/** Machine images of our own that anyone may start. */
export const lookAtPublicImages: Look = async ({ client, region }, { ownerTag }) => {
  const ec2 = client(EC2Client)
  const images = await allPages(async (NextToken) => {
    const answer = await ec2.send(
      new DescribeImagesCommand({
        Owners: ['self'],
        Filters: [{ Name: 'is-public', Values: ['true'] }],
        IncludeDeprecated: true,
        MaxResults: 1_000,
        ...(NextToken === undefined ? {} : { NextToken }),
      }),
    )
    return { items: answer.Images, next: answer.NextToken }
  })
  return {
    findings: images.flatMap(({ ImageId: id = '', Name = '', Public, Tags }) =>
      Public === false
        ? []
        : [
            {
              id: findingId('doors', 'image-public', region, id),
              audit: 'doors' as const,
              kind: 'image-public',
              severity: 'urgent' as const,
              resource: id,
              title: `Anyone may start the machine image ${id} (${Name}) and read what is in it`,
              reason: 'It is shared with all accounts of AWS.',
              advice: `aws ec2 modify-image-attribute --region ${region} --image-id ${id} --launch-permission 'Remove=[{Group=all}]'`,
              ...ownerOf(Tags, ownerTag),
            },
          ],
    ),
  }
}
