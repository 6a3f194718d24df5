import type { Instance, InstanceStatus } from '@aws-sdk/client-ec2'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import { dimensionSubject } from '../../../shared/hours/planned-off.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { stopReason, stopsNever } from './ec2-reasons.ts'
import { type Deed, type Meanings, refusalFrom } from './refusals.ts'
import {
  allOf,
  changeStatement,
  foundAs,
  isByTag,
  isMeant,
  pages,
  piecesOf,
  readStatement,
  type Selector,
  selectorShape,
  type Tags,
} from './selectors.ts'
import type { Access, Found, Item, Observed, Order, Refusal, TargetKind } from './target-kind.ts'

interface Ec2Selector extends Selector {
  readonly hibernate?: boolean | undefined
  readonly kmsKeys?: readonly string[] | undefined
}

const load = async ({ client, requests }: Access) => {
  const sdk = await import('../../../shared/sdk/ec2.ts')
  return { sdk, ec2: client(sdk.EC2Client), requests: requests(sdk.EC2Client) }
}

/** Values of one filter. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
const mostFilterValues = 200
/** Ids of one DescribeInstanceStatus. */
const mostStatusIds = 100
/** Hours after a start within which its checks are asked for. What has run for longer has been proven. */
const proofHours = 3

const living = ['pending', 'running', 'stopping', 'stopped', 'shutting-down']

const tagsOf = ({ Tags = [] }: Instance): Tags =>
  Object.fromEntries(Tags.flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value]])))

/** Instances by filters, by pages. An id that AWS does not know is simply not among them, and fails no batch. */
const describe = async (
  filters: readonly { readonly Name: string; readonly Values: readonly string[] }[],
  access: Access,
): Promise<AsyncIterable<readonly Instance[]>> => {
  const { sdk, ec2 } = await load(access)
  const read = (NextToken: string | undefined) =>
    ec2.send(
      new sdk.DescribeInstancesCommand({
        Filters: filters.map(({ Name, Values }) => ({ Name, Values: [...Values] })),
        MaxResults: 1_000,
        NextToken,
      }),
    )
  return (async function* () {
    for await (const { Reservations = [] } of pages(read, (page) => page.NextToken))
      yield Reservations.flatMap(({ Instances = [] }) => Instances)
  })()
}

const byIds = async (ids: readonly string[], access: Access): Promise<Instance[]> => {
  const found = await inParallel(piecesOf(ids, mostFilterValues), 2, async (some) =>
    allOf(await describe([{ Name: 'instance-id', Values: some }], access), (page) => page),
  )
  return found.flat()
}

async function* find(selector: Ec2Selector, access: Access): AsyncIterable<readonly Found[]> {
  const { names, tag } = selector
  if (names) {
    const known = new Map((await byIds(names, access)).map((each) => [each.InstanceId, each]))
    yield names.map((id) => foundAs(id, selector, tagsOf(known.get(id) ?? {})))
    return
  }
  if (!tag) return
  const filter =
    tag.value === undefined ? { Name: 'tag-key', Values: [tag.key] } : { Name: `tag:${tag.key}`, Values: [tag.value] }
  for await (const page of await describe([filter, { Name: 'instance-state-name', Values: living }], access))
    yield page.flatMap((each) => {
      const tags = tagsOf(each)
      // A member of a group bears the group's tags, and is the group's to stop.
      if (each.InstanceId === undefined || !isMeant(selector, tags) || isGroupMember(tags)) return []
      return [foundAs(each.InstanceId, selector, tags)]
    })
}

const isGroupMember = (tags: Tags): boolean => 'aws:autoscaling:groupName' in tags

/** The status checks of instances that started lately, by id. */
const readChecks = async (
  instances: readonly Instance[],
  access: Access,
): Promise<ReadonlyMap<string, InstanceStatus>> => {
  const { sdk, ec2 } = await load(access)
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
const readOneTimeRequests = async (instances: readonly Instance[], access: Access): Promise<ReadonlySet<string>> => {
  const ids = instances.flatMap(({ InstanceLifecycle, SpotInstanceRequestId: id }) =>
    InstanceLifecycle === 'spot' && id !== undefined ? [id] : [],
  )
  if (ids.length === 0) return new Set()
  const { sdk, ec2 } = await load(access)
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
const readVolumes = async (ids: readonly string[], access: Access): Promise<ReadonlyMap<string, readonly Item[]>> => {
  const items = new Map<string, Item[]>()
  if (ids.length === 0) return items
  const { sdk, ec2 } = await load(access)
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

/** Elastic addresses stay, and are paid for; one that AWS lent goes with a stop. */
const addressesOf = ({ NetworkInterfaces = [], PublicIpAddress }: Instance) => {
  const owners = NetworkInterfaces.flatMap(({ PrivateIpAddresses = [] }) =>
    PrivateIpAddresses.flatMap(({ Association }) => Association?.IpOwnerId ?? []),
  )
  const elastic = owners.filter((owner) => owner !== 'amazon').length
  const lent = owners.length - elastic || (owners.length === 0 && PublicIpAddress !== undefined ? 1 : 0)
  const items = (count: number): Item[] => (count > 0 ? [{ item: 'address', count }] : [])
  return { elastic: items(elastic), lent: items(lent) }
}

const notProven = ({ SystemStatus, InstanceStatus }: InstanceStatus): string | undefined => {
  const all = [SystemStatus?.Status, InstanceStatus?.Status]
  if (all.every((status) => status === 'ok' || status === 'not-applicable')) return undefined
  return all.includes('impaired') ? 'a status check fails' : 'status checks are initializing'
}

const observedOf = (
  instance: Instance,
  checks: InstanceStatus | undefined,
  isOneTime: boolean,
  volumes: readonly Item[],
): Observed => {
  const state = instance.State?.Name
  if (state === 'terminated' || state === 'shutting-down') return { state: 'gone' }
  const never = stopsNever(instance, tagsOf(instance), isOneTime)
  if (never) return { state: 'cannot', reason: never }
  const { elastic, lent } = addressesOf(instance)
  const running = [{ item: `ec2:${instance.InstanceType ?? 'unknown'}`, count: 1 }, ...lent]
  const costs = { running, stopped: [...volumes, ...elastic] }
  if (state === 'running') {
    const unproven = checks && notProven(checks)
    return { state, costs, ...(unproven === undefined ? {} : { unproven }) }
  }
  if (state === 'stopped') return { state, costs, ...stopReason(instance.StateReason) }
  return { state: state === 'pending' ? 'starting' : state === 'stopping' ? 'stopping' : 'unknown', costs }
}

const observe = async (ids: readonly string[], access: Access): Promise<ReadonlyMap<string, Observed>> => {
  const instances = await byIds(ids, access)
  const stopped = instances.flatMap(({ InstanceId: id, State }) =>
    id !== undefined && State?.Name === 'stopped' ? [id] : [],
  )
  const [checks, oneTime, volumes] = await Promise.all([
    readChecks(instances, access),
    readOneTimeRequests(instances, access),
    readVolumes(stopped, access),
  ])
  const observed = new Map<string, Observed>(ids.map((id) => [id, { state: 'gone' }]))
  for (const each of instances) {
    const { InstanceId: id, SpotInstanceRequestId: request } = each
    if (id !== undefined)
      observed.set(
        id,
        observedOf(each, checks.get(id), request !== undefined && oneTime.has(request), volumes.get(id) ?? []),
      )
  }
  return observed
}

/** Of these, the ones that were made so that they can hibernate. */
const ableToHibernate = async (ids: readonly string[], access: Access): Promise<ReadonlySet<string>> =>
  new Set(
    (ids.length === 0 ? [] : await byIds(ids, access)).flatMap(({ InstanceId: id, HibernationOptions }) =>
      id !== undefined && HibernationOptions?.Configured ? [id] : [],
    ),
  )

/** One call for all that are started, one for all that are stopped, one for all that hibernate. One id that AWS refuses fails its call. */
const request = async (orders: readonly Order[], access: Access): Promise<ReadonlyMap<string, Refusal | undefined>> => {
  const { sdk, requests } = await load(access)
  const idsOf = (action: Order['action']) => orders.filter((each) => each.action === action)
  const hibernating = await ableToHibernate(
    idsOf('stop').flatMap(({ id, hibernate }) => (hibernate ? [id] : [])),
    access,
  )
  const starting = idsOf('start').map(({ id }) => id)
  const stopping = idsOf('stop').flatMap(({ id }) => (hibernating.has(id) ? [] : [id]))
  if (starting.length > 0) await requests.send(new sdk.StartInstancesCommand({ InstanceIds: starting }))
  if (stopping.length > 0) await requests.send(new sdk.StopInstancesCommand({ InstanceIds: stopping }))
  if (hibernating.size > 0)
    await requests.send(new sdk.StopInstancesCommand({ InstanceIds: [...hibernating], Hibernate: true }))
  return new Map(orders.map(({ id }) => [id, undefined]))
}

const capacity = {
  words:
    'AWS has no capacity for its type in its zone now. It is asked again; if that goes on, move it to another zone or type, or reserve capacity.',
  transient: true,
}
const limit = {
  words: 'The account may not run so many of its type. Ask for more in Service Quotas, or stop something else.',
  transient: false,
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const meanings: Meanings = {
  InsufficientInstanceCapacity: capacity,
  InsufficientHostCapacity: capacity,
  InsufficientReservedInstanceCapacity: capacity,
  InsufficientAddressCapacity: {
    words: 'Its subnet has no free address. Free some, or move it to a larger subnet.',
    transient: true,
  },
  InstanceLimitExceeded: limit,
  VcpuLimitExceeded: limit,
  MaxSpotInstanceCountExceeded: limit,
  VolumeLimitExceeded: {
    words: 'The account has too many volumes or too much storage. Ask for more in Service Quotas, or delete some.',
    transient: false,
  },
  InvalidInstanceID: { words: 'AWS does not know it: it was ended, or its id is wrong.', transient: false },
  'InvalidInstanceID.Malformed': {
    words: 'This is not the id of an instance, such as i-0a1b2c3d4e5f60718.',
    transient: false,
  },
  IncorrectInstanceState: { words: 'It is still on its way to another state. It is asked again.', transient: true },
  IncorrectSpotRequestState: { words: 'Its Spot request is not active. It is asked again.', transient: true },
  UnsupportedHibernationConfiguration: {
    words: 'It was not made so that it can hibernate. Leave out hibernate, and it is stopped.',
    transient: false,
  },
  OperationNotPermitted: (message) =>
    /disableApiStop/.test(message)
      ? {
          words:
            'It is protected from being stopped. Take its stop protection away (disableApiStop), or take it out of hours.targets.',
          transient: false,
        }
      : {
          words: 'Another service of AWS manages it and must stop it. Take it out of hours.targets.',
          transient: false,
        },
  UnsupportedOperation: (message) => ({
    words: /one-time Spot/.test(message)
      ? 'It belongs to a one-time Spot request and can only be ended. Use a persistent request, or take it out of hours.targets.'
      : /ebs/.test(message)
        ? 'Its root is an instance store, which does not survive a stop. Take it out of hours.targets.'
        : 'AWS does not stop or start such an instance. Take it out of hours.targets.',
    transient: false,
  }),
}

const permissions: Readonly<Record<Deed, string>> = {
  start: 'ec2:StartInstances',
  stop: 'ec2:StopInstances',
  size: 'ec2:StartInstances',
  observe: 'ec2:DescribeInstances',
  find: 'ec2:DescribeInstances',
}

const schema = (kit: SchemaKit) =>
  kit.z.strictObject({
    ...selectorShape(kit, /^i-([0-9a-f]{8}|[0-9a-f]{17})$/, 'the id of an instance, such as i-0a1b2c3d4e5f60718'),
    /** Whether they keep what is in memory, where they were made for it; the others are simply stopped. Default false. */
    hibernate: kit.z.boolean().optional(),
    /** ARNs of customer-managed KMS keys of their volumes, which Nightshift must be able to hand on to start them. Default none. */
    kmsKeys: kit.z
      .array(kit.z.string().regex(/^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/, 'the ARN of a KMS key'))
      .optional(),
  })

/** Single instances, by id or by tag. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html */
export const ec2Instances: TargetKind<ReturnType<typeof schema>> = {
  kind: 'ec2-instances',
  noun: 'ec2-instance',
  schema,
  isByTag,
  batch: { observe: mostFilterValues, request: 50 },
  interruptible: false,
  scaling: [],
  within: { start: 900, stop: 900 },
  options: ({ hibernate }) => (hibernate ? { hibernate } : {}),
  find,
  observe,
  request,
  subjects: (id, arns) => [dimensionSubject({ InstanceId: id }), arns.of('ec2', `instance/${id}`)],
  refusalOf: (error, _id, deed) => refusalFrom(error, deed, { permissions, meanings }),
  statements: (selector, arns) => [
    readStatement(
      'ec2:DescribeInstances',
      'ec2:DescribeInstanceStatus',
      'ec2:DescribeSpotInstanceRequests',
      'ec2:DescribeVolumes',
    ),
    changeStatement(['ec2:StartInstances', 'ec2:StopInstances'], selector, (id) => arns.of('ec2', `instance/${id}`)),
    ...(selector.kmsKeys
      ? [
          {
            actions: ['kms:CreateGrant'],
            resources: selector.kmsKeys,
            conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' }, StringLike: { 'kms:ViaService': 'ec2.*' } },
          },
        ]
      : []),
  ],
}
