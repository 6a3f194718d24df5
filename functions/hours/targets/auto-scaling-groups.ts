import type { AutoScalingGroup, Filter } from '@aws-sdk/client-auto-scaling'
import type { SchemaKit } from '../../../shared/config/schema-kit.ts'
import { dimensionSubject } from '../../../shared/hours/planned-off.ts'
import { inParallel } from '../../../shared/in-parallel.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import { type Deed, type Meanings, reason, refusalFrom, withoutArns } from './refusals.ts'
import { requestEach } from './requests.ts'
import {
  allOf,
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
  tagFilter,
  tagsOf,
  targetGroupSubjects,
} from './selectors.ts'
import type { Access, Item, Observed, Order, Reason, Refusal, Size, TargetKind } from './target-kind.ts'

const load = async ({ client, requests }: Access) => {
  const sdk = await import('../../../shared/sdk/auto-scaling.ts')
  return { sdk, groups: client(sdk.AutoScalingClient), requests: requests(sdk.AutoScalingClient) }
}

/** Names of one call, with MaxRecords as high. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html */
const most = 100

/**
 * What makes a group larger by itself, and would do so at night. Launch and Terminate go on: it is by them that the group gets empty,
 * and full again. https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html
 */
const scaling = ['AlarmNotification', 'ScheduledActions']

async function* describe(
  which: { readonly AutoScalingGroupNames?: string[]; readonly Filters?: Filter[] },
  access: Access,
): AsyncGenerator<readonly AutoScalingGroup[]> {
  const { sdk, groups } = await load(access)
  const read = (NextToken: string | undefined) =>
    groups.send(new sdk.DescribeAutoScalingGroupsCommand({ ...which, MaxRecords: most, NextToken }))
  for await (const { AutoScalingGroups = [] } of pages(read, (page) => page.NextToken)) yield AutoScalingGroups
}

const byNames = async (names: readonly string[], access: Access): Promise<AutoScalingGroup[]> => {
  const found = await inParallel(piecesOf(names, most), 2, (AutoScalingGroupNames) =>
    allOf(describe({ AutoScalingGroupNames }, access), (page) => page),
  )
  return found.flat()
}

const bearerOf = ({ AutoScalingGroupName: id, Tags }: AutoScalingGroup): Bearer => ({ id, tags: tagsOf(Tags) })

async function* listBy(tag: TagSelector, access: Access): AsyncGenerator<readonly Bearer[]> {
  for await (const page of describe({ Filters: [tagFilter(tag)] }, access)) yield page.map(bearerOf)
}

const find = (selector: Selector, access: Access) =>
  findBy(
    selector,
    async (names) => (await byNames(names, access)).map(bearerOf),
    (tag) => listBy(tag, access),
  )

/** What is in the way of a group that comes up or empties, by its last activity; one call, made only for those. */
const readObstacle = async (AutoScalingGroupName: string, access: Access): Promise<Reason | undefined> => {
  const { sdk, groups } = await load(access)
  const { Activities = [] } = await groups.send(
    new sdk.DescribeScalingActivitiesCommand({ AutoScalingGroupName, MaxRecords: 5 }),
  )
  const last = Activities[0]
  if (last?.StatusCode !== 'Failed' && last?.StatusCode !== 'Cancelled') return undefined
  // Auto Scaling tries again every few minutes: what failed long ago is over.
  if (isOld(last.StartTime, access.now)) return undefined
  const message = withoutArns(last.StatusMessage ?? last.Description ?? '')
  const code = /Client\.\w+|Server\.\w+|\w*(?:Insufficient|Limit)\w*|sufficient \S+ capacity/.exec(message)?.[0]
  const isKey = /Client\.InternalError|KMS|key/i.test(message)
  return reason(
    code === undefined ? 'launch-failed' : code.startsWith('sufficient') ? 'InsufficientInstanceCapacity' : code,
    `Its last activity failed: ${message}${isKey ? ' Let the key policy of its volumes allow kms:CreateGrant to the service-linked role of Auto Scaling.' : ''}`,
  )
}

const stateOf = (group: AutoScalingGroup): Pick<Observed, 'state' | 'unproven' | 'reason'> => {
  const { Instances = [], DesiredCapacity: desired = 0, MinSize: min = 0, Status } = group
  if (Status !== undefined) return { state: 'gone' }
  if (desired === 0 && min === 0) {
    if (Instances.length === 0) return { state: 'stopped' }
    const kept = Instances.filter(
      ({ ProtectedFromScaleIn, LifecycleState }) => ProtectedFromScaleIn && LifecycleState === 'InService',
    )
    return {
      state: 'stopping',
      ...(kept.length > 0
        ? {
            reason: reason(
              'scale-in-protection',
              `${kept.length} of its instances are protected from scale in and stay. Take their protection away, and that of new ones from the group.`,
            ),
          }
        : {}),
    }
  }
  const serving = Instances.filter(({ LifecycleState }) => LifecycleState === 'InService').length
  if (serving === 0 && desired > 0) return { state: 'starting' }
  return {
    state: 'running',
    ...(serving < desired ? { unproven: `${serving} of ${desired} instances are in service` } : {}),
  }
}

/** A person has suspended what would empty or fill it. */
const blockedBy = (state: Observed['state'], suspended: readonly string[]): Reason | undefined => {
  const process = state === 'starting' ? 'Launch' : state === 'stopping' ? 'Terminate' : undefined
  return process !== undefined && suspended.includes(process)
    ? reason('process-suspended', `Its process ${process} is suspended, and not by Nightshift. Resume it.`)
    : undefined
}

const observedOf = async (group: AutoScalingGroup, access: Access): Promise<Observed> => {
  const shown = stateOf(group)
  if (shown.state === 'gone') return shown
  const { AutoScalingGroupName: name = '', Instances = [], SuspendedProcesses = [], TargetGroupARNs = [] } = group
  const suspended = SuspendedProcesses.flatMap(({ ProcessName }) => ProcessName ?? [])
  const isComing = shown.state === 'starting' || shown.unproven !== undefined
  const obstacle =
    shown.reason ?? blockedBy(shown.state, suspended) ?? (isComing ? await readObstacle(name, access) : undefined)
  return {
    ...shown,
    ...(obstacle ? { reason: obstacle } : {}),
    size: { min: group.MinSize ?? 0, desired: group.DesiredCapacity ?? 0 },
    suspended: scaling.filter((each) => suspended.includes(each)),
    ...(TargetGroupARNs.length > 0 ? { subjects: targetGroupSubjects(TargetGroupARNs) } : {}),
    ...(Instances.length > 0
      ? {
          costs: {
            running: Instances.map(
              ({ InstanceType }): Item => ({ item: `ec2:${InstanceType ?? 'unknown'}`, count: 1 }),
            ),
            stopped: [],
          },
        }
      : {}),
  }
}

const observe = async (ids: readonly string[], access: Access): Promise<ReadonlyMap<string, Observed>> => {
  const groups = await byNames(ids, access)
  const observed = new Map<string, Observed>(ids.map((id) => [id, { state: 'gone' }]))
  await inParallel(groups, 4, async (each) => {
    observed.set(each.AutoScalingGroupName ?? '', await observedOf(each, access))
  })
  return observed
}

/** The size as the group takes it: what it gets back is cut to a maximum that was lowered meanwhile. */
const within = ({ min, desired }: Size, maximum: number): Size => ({
  ...(min === undefined ? {} : { min: Math.min(min, maximum) }),
  ...(desired === undefined ? {} : { desired: Math.min(desired, maximum) }),
})

/**
 * A stop suspends its scaling first and then takes its size; a start gives its size first and then lets go of what we suspended. The
 * maximum is never touched. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html
 */
const change = async ({ id, action, size, scaling: processes = [] }: Order, maximum: number, access: Access) => {
  const { sdk, requests } = await load(access)
  const named = { AutoScalingGroupName: id }
  const wanted = action === 'stop' ? { min: 0, desired: 0 } : action === 'start' && size ? within(size, maximum) : size
  const ScalingProcesses = [...processes]
  if (action === 'stop' && processes.length > 0)
    await requests.send(new sdk.SuspendProcessesCommand({ ...named, ScalingProcesses }))
  if (wanted)
    await requests.send(
      new sdk.UpdateAutoScalingGroupCommand({ ...named, MinSize: wanted.min, DesiredCapacity: wanted.desired }),
    )
  if (action !== 'stop' && processes.length > 0)
    await requests.send(new sdk.ResumeProcessesCommand({ ...named, ScalingProcesses }))
}

const request = async (orders: readonly Order[], access: Access) => {
  const starting = orders.flatMap(({ id, action, size }) => (action === 'start' && size ? [id] : []))
  const known = starting.length > 0 ? await byNames(starting, access) : []
  const maximum = new Map(known.map(({ AutoScalingGroupName, MaxSize }) => [AutoScalingGroupName, MaxSize]))
  const ask = async (order: Order): Promise<undefined> => {
    await change(order, maximum.get(order.id) ?? Number.POSITIVE_INFINITY, access)
  }
  return requestEach(orders, ask, refusalOf)
}

const later = { words: 'Another change of the group is under way. It is asked again.', transient: true }

const meanings: Meanings = {
  ScalingActivityInProgress: later,
  ResourceContention: later,
  ResourceInUse: later,
  ValidationError: (message) => ({
    words: /not found/.test(message)
      ? 'AWS does not know the group: it was deleted or renamed. Correct hours.targets.'
      : /max/i.test(message)
        ? `The size is more than the group's maximum (${message}). Raise its maximum, or lower min and desired of the rule.`
        : `Auto Scaling refuses: ${message}`,
    transient: false,
  }),
}

const permissions: Readonly<Record<Deed, string>> = {
  start: 'autoscaling:UpdateAutoScalingGroup',
  stop: 'autoscaling:UpdateAutoScalingGroup',
  size: 'autoscaling:UpdateAutoScalingGroup',
  observe: 'autoscaling:DescribeAutoScalingGroups',
  find: 'autoscaling:DescribeAutoScalingGroups',
}
const refusalOf = (error: unknown, _id: string, deed: Deed): Refusal =>
  refusalFrom(error, deed, { permissions, meanings })

const schema = (kit: SchemaKit) =>
  kit.z.strictObject(
    selectorShape(kit, /^[\x20-\x39\x3b-\x7e]{1,255}$/, 'the name of an Auto Scaling group, not its ARN'),
  )

/** Groups of instances, which are emptied and filled again. https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html */
export const autoScalingGroups: TargetKind<ReturnType<typeof schema>> = {
  kind: 'auto-scaling-groups',
  noun: 'auto-scaling-group',
  schema,
  isByTag,
  batch: { observe: most, request: 20 },
  interruptible: true,
  scaling,
  within: { start: 900, stop: 900 },
  find,
  observe,
  request,
  subjects: (id) => [dimensionSubject({ AutoScalingGroupName: id })],
  refusalOf,
  statements: (selector, arns) => [
    readStatement('autoscaling:DescribeAutoScalingGroups', 'autoscaling:DescribeScalingActivities'),
    {
      ...changeStatement(
        ['autoscaling:UpdateAutoScalingGroup', 'autoscaling:SuspendProcesses', 'autoscaling:ResumeProcesses'],
        selector,
        (name) => arns.of('autoscaling', `autoScalingGroup:*:autoScalingGroupName/${name}`),
      ),
      wildcard: 'The ARN of a group has an id in it that only AWS knows; name or tag say which groups are meant.',
    },
  ],
}
