import type { Service } from '@aws-sdk/client-ecs'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import { dimensionSubject } from '../../../shared/hours/planned-off.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { readCosts } from './ecs-costs.ts'
import { readScaling, type Scaling, scaling, writeScaling } from './ecs-scaling.ts'
import { type Deed, type Meanings, reason, refusalFrom, withoutArns } from './refusals.ts'
import { requestEach } from './requests.ts'
import {
  type Bearer,
  changeStatement,
  findBy,
  isByTag,
  isOld,
  pages,
  readStatement,
  type Selector,
  selectorShape,
  type TagSelector,
  tagsOf,
  targetGroupSubjects,
} from './selectors.ts'
import type { Access, Observed, Order, Reason, Refusal, Size, TargetKind } from './target-kind.ts'

const load = async ({ client, requests }: Access) => {
  const sdk = await import('../../../shared/sdk/ecs.ts')
  return { sdk, ecs: client(sdk.ECSClient), requests: requests(sdk.ECSClient) }
}

/** Services of one DescribeServices. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
const most = 10

/** `cluster/service` apart. */
const partsOf = (id: string): { readonly cluster: string; readonly service: string } => {
  const [cluster = '', service = ''] = id.split('/')
  return { cluster, service }
}

/** `cluster/service` of an ARN; nothing where it is of the old form, which has no cluster and bears no tags. */
export const serviceId = (arn: string): string | undefined => /:service\/([^/]+\/[^/]+)$/.exec(arn)?.[1]

/** ECS writes the names of a tag's parts in lower case. */
const bearerOf = (id: string, { tags = [] }: Service): Bearer => ({
  id,
  tags: tagsOf(tags.map(({ key: Key, value: Value }) => ({ Key, Value }))),
})

/** Services by id, cluster by cluster. One that ECS does not know, or in a cluster that it does not know, is not among them. */
const describe = async (ids: readonly string[], access: Access): Promise<ReadonlyMap<string, Service>> => {
  const { sdk, ecs } = await load(access)
  const clusters = [...new Set(ids.map((id) => partsOf(id).cluster))]
  const calls = clusters.flatMap((cluster) =>
    piecesOf(
      ids.filter((id) => partsOf(id).cluster === cluster),
      most,
    ).map((some) => ({ cluster, some })),
  )
  const read = await inParallel(calls, 4, async ({ cluster, some }) => {
    try {
      const services = some.map((id) => partsOf(id).service)
      const answer = await ecs.send(new sdk.DescribeServicesCommand({ cluster, services, include: ['TAGS'] }))
      return (answer.services ?? []).map((each) => [`${cluster}/${each.serviceName}`, each] as const)
    } catch (error) {
      if (error instanceof sdk.ClusterNotFoundException) return []
      throw error
    }
  })
  return new Map(read.flat())
}

/** Services by tag: ECS itself would have to be asked for every service of every cluster. */
async function* listBy({ key, value }: TagSelector, access: Access): AsyncGenerator<readonly Bearer[]> {
  const { GetResourcesCommand, ResourceGroupsTaggingAPIClient } = await import(
    '../../../shared/sdk/resource-groups-tagging-api.ts'
  )
  const TagFilters = [{ Key: key, ...(value === undefined ? {} : { Values: [value] }) }]
  const read = (PaginationToken: string | undefined) =>
    access.client(ResourceGroupsTaggingAPIClient).send(
      new GetResourcesCommand({
        ResourceTypeFilters: ['ecs:service'],
        TagFilters,
        ResourcesPerPage: 100,
        PaginationToken,
      }),
    )
  for await (const { ResourceTagMappingList = [] } of pages(read, (page) => page.PaginationToken))
    yield ResourceTagMappingList.map(({ ResourceARN = '', Tags }) => ({
      id: serviceId(ResourceARN),
      tags: tagsOf(Tags),
    }))
}

const find = (selector: Selector, access: Access) =>
  findBy(
    selector,
    async (names) => [...(await describe(names, access))].map(([id, service]) => bearerOf(id, service)),
    (tag) => listBy(tag, access),
  )

/** What is in the way of a service whose tasks do not come, by its deployment and its newest event. */
const obstacleOf = ({ deployments = [], events = [] }: Service, now: Date): Reason | undefined => {
  const failed = deployments.find(({ rolloutState }) => rolloutState === 'FAILED')
  if (failed)
    return reason('deployment-failed', `Its deployment failed: ${failed.rolloutStateReason ?? 'ECS does not say why'}`)
  const message = events.find(
    ({ message: text = '', createdAt }) =>
      !isOld(createdAt, now) && /unable|failed|unhealthy|insufficient|capacity/i.test(text),
  )?.message
  if (message === undefined) return undefined
  const text = withoutArns(message)
  return reason(/capacity|RESOURCE|insufficient/i.test(text) ? 'no-capacity' : 'tasks-fail', `ECS says: ${text}`)
}

const stateOf = (service: Service, now: Date): Pick<Observed, 'state' | 'unproven' | 'reason'> => {
  const { desiredCount: desired = 0, runningCount: running = 0, pendingCount: pending = 0 } = service
  if (desired === 0) return { state: running + pending === 0 ? 'stopped' : 'stopping' }
  if (running >= desired) return { state: 'running' }
  const obstacle = obstacleOf(service, now)
  return {
    state: running === 0 ? 'starting' : 'running',
    ...(running === 0 ? {} : { unproven: `${running} of ${desired} tasks run` }),
    ...(obstacle ? { reason: obstacle } : {}),
  }
}

const observedOf = (service: Service, scales: Scaling | undefined, now: Date): Observed => {
  if (service.status !== 'ACTIVE') return { state: 'gone' }
  if (service.schedulingStrategy === 'DAEMON')
    return {
      state: 'cannot',
      reason: reason(
        'daemon',
        'It is a DAEMON service: it has a task on each instance and no count. Stop its instances, or take it out of hours.targets.',
      ),
    }
  const groups = (service.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? [])
  const size: Size = { ...(scales ? { min: scales.min } : {}), desired: service.desiredCount ?? 0 }
  return {
    ...stateOf(service, now),
    size,
    ...(scales ? { suspended: scaling.filter((each) => scales.suspended.includes(each)) } : {}),
    ...(groups.length > 0 ? { subjects: targetGroupSubjects(groups) } : {}),
  }
}

const observe = async (ids: readonly string[], access: Access): Promise<ReadonlyMap<string, Observed>> => {
  const [services, scales] = await Promise.all([describe(ids, access), readScaling(ids, access)])
  const costs = await readCosts(services, access)
  return new Map(
    ids.map((id) => {
      const [service, paid] = [services.get(id), costs.get(id)]
      if (!service) return [id, { state: 'gone' }]
      return [id, { ...observedOf(service, scales.get(id), access.now), ...(paid ? { costs: paid } : {}) }]
    }),
  )
}

const setCount = async (id: string, desiredCount: number, access: Access): Promise<void> => {
  const { sdk, requests } = await load(access)
  await requests.send(new sdk.UpdateServiceCommand({ ...partsOf(id), desiredCount }))
}

const between = (count: number, { min, max }: Pick<Scaling, 'min' | 'max'>): number =>
  Math.max(min, Math.min(max, count))

/** What suspends comes before the count, so that no policy answers it. */
const stop = async ({ id, scaling: names = [] }: Order, scales: Scaling | undefined, access: Access): Promise<void> => {
  if (scales && names.length > 0) await writeScaling(id, { suspended: [...scales.suspended, ...names] }, access)
  await setCount(id, 0, access)
}

/**
 * The count comes first, within the bounds of its scaling; then the minimum, and only what we suspended goes on. Of a service that runs
 * a lower minimum comes before the count, so that scaling does not move it back.
 */
const start = async (order: Order, scales: Scaling | undefined, access: Access): Promise<void> => {
  const { id, action, size, scaling: names = [] } = order
  const min = size?.min
  if (!scales) {
    // A service that does not scale has no minimum but its count.
    const count = Math.max(size?.desired ?? 0, min ?? 0)
    if (count > 0) await setCount(id, count, access)
    return
  }
  const newMin = min === undefined || min === scales.min ? undefined : Math.min(min, scales.max)
  const isLowered = action === 'size' && newMin !== undefined && newMin < scales.min
  if (isLowered) await writeScaling(id, { suspended: scales.suspended, min: newMin }, access)
  if (size?.desired !== undefined)
    await setCount(id, between(size.desired, { ...scales, min: min ?? scales.min }), access)
  const suspended = scales.suspended.filter((each) => !names.includes(each))
  if (names.length > 0 || (newMin !== undefined && !isLowered))
    await writeScaling(id, { suspended, min: isLowered ? undefined : newMin }, access)
}

/** A rule that asks for more than the scaling allows is refused in words, and not cut. */
const tooMuch = ({ action, size }: Order, scales: Scaling | undefined): Refusal | undefined => {
  const wanted = Math.max(size?.min ?? 0, size?.desired ?? 0)
  if (action !== 'size' || !scales || wanted <= scales.max) return undefined
  return {
    ...reason(
      'beyond-maximum',
      `${wanted} is more than the maximum of its scaling, ${scales.max}. Raise that, or lower min and desired of the rule.`,
    ),
    transient: false,
  }
}

const request = async (orders: readonly Order[], access: Access) => {
  const scales = await readScaling(
    orders.map(({ id }) => id),
    access,
  )
  const ask = async (order: Order): Promise<Refusal | undefined> => {
    const refused = tooMuch(order, scales.get(order.id))
    if (!refused) await (order.action === 'stop' ? stop : start)(order, scales.get(order.id), access)
    return refused
  }
  return requestEach(orders, ask, refusalOf)
}

const unknown = { words: 'ECS does not know it: it was deleted or renamed. Correct hours.targets.', transient: false }
const later = { words: 'Another change of its scaling is under way. It is asked again.', transient: true }

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html#API_UpdateService_Errors */
const meanings: Meanings = {
  ServiceNotFound: unknown,
  ClusterNotFound: unknown,
  ServiceNotActive: { words: 'The service is being deleted. Take it out of hours.targets.', transient: false },
  ConcurrentUpdate: later,
  FailedResourceAccess: {
    words: 'Application Auto Scaling may not read the service. See that its service-linked role is there.',
    transient: false,
  },
  InvalidParameter: (message) => ({
    words: /daemon/i.test(message)
      ? 'It is a DAEMON service and has no count. Take it out of hours.targets.'
      : `ECS refuses: ${message.slice(0, 300)}`,
    transient: false,
  }),
}

const permissions: Readonly<Record<Deed, string>> = {
  start: 'ecs:UpdateService',
  stop: 'ecs:UpdateService',
  size: 'ecs:UpdateService',
  observe: 'ecs:DescribeServices',
  find: 'ecs:DescribeServices',
}
const refusalOf = (error: unknown, _id: string, deed: Deed): Refusal =>
  refusalFrom(error, deed, { permissions, meanings })

const schema = (kit: SchemaKit) =>
  kit.z.strictObject(
    selectorShape(kit, /^[\w-]{1,255}\/[\w-]{1,255}$/, 'the names of a cluster and its service, such as shop/web'),
  )

/** Services, whose count is taken and given back. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html */
export const ecsServices: TargetKind<ReturnType<typeof schema>> = {
  kind: 'ecs-services',
  noun: 'ecs-service',
  schema,
  isByTag,
  batch: { observe: 100, request: 20 },
  interruptible: true,
  scaling,
  within: { start: 900, stop: 900 },
  find,
  observe,
  request,
  subjects: (id, arns) => {
    const { cluster, service } = partsOf(id)
    return [dimensionSubject({ ClusterName: cluster, ServiceName: service }), arns.of('ecs', `service/${id}`)]
  },
  refusalOf,
  statements: (selector, arns) => [
    {
      actions: ['ecs:DescribeServices'],
      resources: (selector.names ?? ['*']).map((id) => arns.of('ecs', `service/${id}`)),
      ...(selector.names ? {} : { wildcard: 'Which services bear the tag is known only when they are listed.' }),
    },
    ...(selector.tag ? [readStatement('tag:GetResources')] : []),
    readStatement('application-autoscaling:DescribeScalableTargets', 'ecs:DescribeTaskDefinition'),
    changeStatement(['ecs:UpdateService'], selector, (id) => arns.of('ecs', `service/${id}`)),
    {
      actions: ['application-autoscaling:RegisterScalableTarget'],
      resources: [arns.of('application-autoscaling', 'scalable-target/*')],
      conditions: {
        StringEquals: {
          'application-autoscaling:service-namespace': 'ecs',
          'application-autoscaling:scalable-dimension': 'ecs:service:DesiredCount',
        },
      },
      wildcard:
        "A scalable target's ARN has an id in it that only AWS knows; the conditions leave only the counts of services.",
    },
  ],
}
