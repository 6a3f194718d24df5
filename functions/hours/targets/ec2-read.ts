import type { Instance, InstanceStatus } from '@aws-sdk/client-ec2'
import { inParallel } from '../../../shared/in-parallel.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { allOf, pages } from './selectors.ts'
import type { Access, Item } from './target-kind.ts'

export const loadEc2 = async ({ client, requests }: Access) => {
  const sdk = await import('../../../shared/sdk/ec2.ts')
  return { sdk, ec2: client(sdk.EC2Client), requests: requests(sdk.EC2Client) }
}

/** Values of one filter. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
export const mostFilterValues = 200
/** Ids of one DescribeInstanceStatus. */
const mostStatusIds = 100
/** Hours after a start within which its checks are asked for. What has run for longer has been proven. */
const proofHours = 3

/** Instances by filters, by pages. An id that AWS does not know is simply not among them, and fails no batch. */
export async function* describe(
  filters: readonly { readonly Name: string; readonly Values: readonly string[] }[],
  access: Access,
): AsyncGenerator<readonly Instance[]> {
  const { sdk, ec2 } = await loadEc2(access)
  const read = (NextToken: string | undefined) =>
    ec2.send(
      new sdk.DescribeInstancesCommand({
        Filters: filters.map(({ Name, Values }) => ({ Name, Values: [...Values] })),
        MaxResults: 1_000,
        NextToken,
      }),
    )
  for await (const { Reservations = [] } of pages(read, (page) => page.NextToken))
    yield Reservations.flatMap(({ Instances = [] }) => Instances)
}

/** Those of some instances that AWS knows. */
export const byIds = async (ids: readonly string[], access: Access): Promise<Instance[]> => {
  const found = await inParallel(piecesOf(ids, mostFilterValues), 2, (some) =>
    allOf(describe([{ Name: 'instance-id', Values: some }], access), (page) => page),
  )
  return found.flat()
}

/** The status checks of instances that started lately, by id. */
export const readChecks = async (
  instances: readonly Instance[],
  access: Access,
): Promise<ReadonlyMap<string, InstanceStatus>> => {
  const { sdk, ec2 } = await loadEc2(access)
  const since = access.now.getTime() - proofHours * 3_600_000
  const ids = instances.flatMap(({ InstanceId: id, State, LaunchTime }) =>
    id !== undefined && State?.Name === 'running' && (LaunchTime?.getTime() ?? since) >= since ? [id] : [],
  )
  const read = await inParallel(piecesOf(ids, mostStatusIds), 2, (InstanceIds) =>
    ec2.send(new sdk.DescribeInstanceStatusCommand({ InstanceIds })),
  )
  return new Map(
    read
      .flatMap(({ InstanceStatuses = [] }) => InstanceStatuses)
      .flatMap((each) => (each.InstanceId === undefined ? [] : [[each.InstanceId, each]])),
  )
}

/** The Spot requests that are made once: their instances can only be ended. */
export const readOneTimeRequests = async (
  instances: readonly Instance[],
  access: Access,
): Promise<ReadonlySet<string>> => {
  const ids = instances.flatMap(({ InstanceLifecycle, SpotInstanceRequestId: id }) =>
    InstanceLifecycle === 'spot' && id !== undefined ? [id] : [],
  )
  if (ids.length === 0) return new Set()
  const { sdk, ec2 } = await loadEc2(access)
  const Filters = [{ Name: 'spot-instance-request-id', Values: ids }]
  const { SpotInstanceRequests = [] } = await ec2.send(new sdk.DescribeSpotInstanceRequestsCommand({ Filters }))
  const persistent = new Set(
    SpotInstanceRequests.flatMap(({ Type, SpotInstanceRequestId: id }) =>
      Type === 'persistent' && id !== undefined ? [id] : [],
    ),
  )
  return new Set(ids.filter((id) => !persistent.has(id)))
}

/** The volumes of stopped instances in GB, by instance and type: they are paid as long as they exist. */
export const readVolumes = async (
  ids: readonly string[],
  access: Access,
): Promise<ReadonlyMap<string, readonly Item[]>> => {
  const items = new Map<string, Item[]>()
  if (ids.length === 0) return items
  const { sdk, ec2 } = await loadEc2(access)
  const Filters = [{ Name: 'attachment.instance-id', Values: [...ids] }]
  const read = (NextToken: string | undefined) =>
    ec2.send(new sdk.DescribeVolumesCommand({ Filters, MaxResults: 500, NextToken }))
  const volumes = await allOf(
    pages(read, (page) => page.NextToken),
    (page) => page.Volumes,
  )
  for (const { Attachments = [], VolumeType = 'gp2', Size = 0 } of volumes)
    for (const { InstanceId: id } of Attachments)
      if (id !== undefined) items.set(id, [...(items.get(id) ?? []), { item: `ebs:${VolumeType}`, count: Size }])
  return items
}
