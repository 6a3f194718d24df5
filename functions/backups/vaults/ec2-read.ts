import type { Filter, Image, Snapshot } from '@aws-sdk/client-ec2'
import { allPages } from '../../../shared/all-pages.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { tagKeys } from '../retention/tags.ts'
import type { VaultAccess } from './access.ts'
import { isMissing } from './refusals.ts'
import type { Ours, Selector } from './vault.ts'

/** Values of one filter. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const mostValues = 200

export const loadEc2 = async ({ client }: VaultAccess) => {
  const sdk = await import('../../../shared/sdk/ec2.ts')
  return { sdk, ec2: (region?: string) => client(sdk.EC2Client, region) }
}

export const tagFilters = (tags: Readonly<Record<string, string>>): Filter[] =>
  Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }))

/** The filters that find ours of a plan and a target. */
export const oursFilters = ({ deployment, plan, target }: Ours): Filter[] =>
  tagFilters({ [tagKeys.deployment]: deployment, [tagKeys.plan]: plan, [tagKeys.target]: target })

/** The filters that find what a process has made under a name. */
export const madeFilters = (process: string, name: string): Filter[] =>
  tagFilters({ [tagKeys.process]: process, Name: name })

/** What a selector says by tags, as filters; nothing where it goes by names alone. */
export const selectorFilters = ({ tags }: Selector): Filter[] | undefined => (tags ? tagFilters(tags) : undefined)

/** The account's own snapshots. */
export const snapshotsBy = async (
  Filters: readonly Filter[],
  access: VaultAccess,
  region?: string,
): Promise<Snapshot[]> => {
  const { sdk, ec2 } = await loadEc2(access)
  return allPages(async (NextToken) => {
    const question = { OwnerIds: ['self'], Filters: [...Filters], MaxResults: 1_000, NextToken }
    const answer = await ec2(region).send(new sdk.DescribeSnapshotsCommand(question))
    return { items: answer.Snapshots, next: answer.NextToken }
  })
}

/** The account's own AMIs. A disabled one needs its snapshots too, and is listed only when it is asked for. */
export const imagesBy = async (Filters: readonly Filter[], access: VaultAccess, region?: string): Promise<Image[]> => {
  const { sdk, ec2 } = await loadEc2(access)
  return allPages(async (NextToken) => {
    const question = {
      Owners: ['self'],
      Filters: [...Filters],
      IncludeDisabled: true,
      IncludeDeprecated: true,
      NextToken,
    }
    const answer = await ec2(region).send(new sdk.DescribeImagesCommand(question))
    return { items: answer.Images, next: answer.NextToken }
  })
}

/** Which of some snapshots an AMI is made of, and which AMI. */
export const usedByImages = async (
  ids: readonly string[],
  access: VaultAccess,
  region?: string,
): Promise<ReadonlyMap<string, string>> => {
  const used = new Map<string, string>()
  for (const Values of piecesOf(ids, mostValues))
    for (const { ImageId = '', BlockDeviceMappings = [] } of await imagesBy(
      [{ Name: 'block-device-mapping.snapshot-id', Values: [...Values] }],
      access,
      region,
    ))
      for (const { Ebs } of BlockDeviceMappings) if (Ebs?.SnapshotId) used.set(Ebs.SnapshotId, ImageId)
  return used
}

/** What is asked for by an id that is not there is simply not there. */
export const orNone = async <Item>(ask: () => Promise<readonly Item[]>): Promise<readonly Item[]> => {
  try {
    return await ask()
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}
