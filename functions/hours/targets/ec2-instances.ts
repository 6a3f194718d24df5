import type { Instance, InstanceStatus } from '@aws-sdk/client-ec2'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import { dimensionSubject } from '../../../shared/hours/planned-off.ts'
import { byIds, describe, loadEc2, mostFilterValues, readChecks, readOneTimeRequests, readVolumes } from './ec2-read.ts'
import { stopReason, stopsNever } from './ec2-reasons.ts'
import { meanings, permissions } from './ec2-refusals.ts'
import { refusalFrom } from './refusals.ts'
import {
  type Bearer,
  changeStatement,
  findBy,
  isByTag,
  readStatement,
  type Selector,
  selectorShape,
  type TagSelector,
  tagFilter,
  tagsOf,
} from './selectors.ts'
import type { Access, Item, Observed, Order, Refusal, TargetKind } from './target-kind.ts'

const living = ['pending', 'running', 'stopping', 'stopped', 'shutting-down']

const bearerOf = (instance: Instance): Bearer => ({ id: instance.InstanceId, tags: tagsOf(instance.Tags) })

/** Instances by tag. A member of a group bears the group's tags, and is the group's to stop. */
async function* listBy(tag: TagSelector, access: Access): AsyncGenerator<readonly Bearer[]> {
  for await (const page of describe([tagFilter(tag), { Name: 'instance-state-name', Values: living }], access))
    yield page.map(bearerOf).filter(({ tags }) => !('aws:autoscaling:groupName' in tags))
}

const find = (selector: Selector, access: Access) =>
  findBy(
    selector,
    async (names) => (await byIds(names, access)).map(bearerOf),
    (tag) => listBy(tag, access),
  )

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
  const never = stopsNever(instance, tagsOf(instance.Tags), isOneTime)
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
  const { sdk, requests } = await loadEc2(access)
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
