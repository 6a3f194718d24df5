import type { Answer } from './answer.ts'
import { type Ask, arnOf, type Call, type Place, textOf } from './call.ts'
import { filtersOf, listOf, pageOf, played, Refused, resultAnswer, type Value } from './query.ts'
import { always, type Rule, type Which } from './rule.ts'

type About = Omit<Which, 'service'>
const service = 'autoscaling'

// https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html#API_UpdateAutoScalingGroup_Errors
const refusing = (name: string, which: About, status: number, code: string, message: string): Rule =>
  always(`autoscaling: ${name}`, { service, ...which }, { refuse: { status, code, message } })

/** An activity of the group is under way that must end first. */
export const scalingActivityInProgress = (which: About = {}): Rule =>
  refusing(
    'activity in progress',
    { action: ['UpdateAutoScalingGroup', 'SuspendProcesses', 'ResumeProcesses'], ...which },
    400,
    'ScalingActivityInProgress',
    'Activity is in progress.',
  )

/** Another change of the same group is being made. Status 500, which SDKs try again. */
export const resourceContention = (which: About = {}): Rule =>
  refusing(
    'contention',
    { action: ['UpdateAutoScalingGroup', 'SuspendProcesses', 'ResumeProcesses'], ...which },
    500,
    'ResourceContention',
    'You already have a pending update to an Amazon EC2 Auto Scaling resource.',
  )

/** What the role does not allow. */
export const autoScalingDenied = (which: About = {}): Rule =>
  refusing(
    'denied',
    { action: ['UpdateAutoScalingGroup', 'SuspendProcesses', 'ResumeProcesses'], ...which },
    403,
    'AccessDenied',
    'User is not authorized to perform: autoscaling:UpdateAutoScalingGroup because no identity-based policy allows the action',
  )

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html */
const processes = new Set([
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
])

const named = (input: Call['input']): readonly string[] => {
  const wanted = listOf(input, 'ScalingProcesses')
  const wrong = wanted.find((each) => !processes.has(each))
  if (wrong !== undefined) throw new Refused(400, 'ValidationError', `The process type ${wrong} is invalid.`)
  return wanted.length > 0 ? wanted : [...processes]
}

const notFound = () => new Refused(400, 'ValidationError', 'AutoScalingGroup name not found - null')

/**
 * SuspendProcesses and ResumeProcesses, which the emulator does not have, before its own groups: what is suspended is kept here, and
 * put into its answers. https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_SuspendProcesses.html
 */
export const suspendedProcesses = (): Rule => {
  const suspended = new Map<string, Set<string>>()
  return {
    name: 'autoscaling: processes',
    before: (call) => {
      if (call.service !== service || !/^(Suspend|Resume)Processes$/.test(call.action)) return undefined
      const group = textOf(call.input, 'AutoScalingGroupName') ?? ''
      const of = suspended.get(group) ?? new Set()
      suspended.set(group, of)
      return played(() => {
        for (const each of named(call.input)) call.action === 'SuspendProcesses' ? of.add(each) : of.delete(each)
        return resultAnswer(call.action, {})
      })
    },
    after: ({ service: of, action }, { status, body }) => {
      if (of !== service || action !== 'DescribeAutoScalingGroups' || status !== 200) return undefined
      return body.replaceAll(
        /<AutoScalingGroupName>([^<]*)<\/AutoScalingGroupName>(?=<AutoScalingGroupARN>)/g,
        (text, name) => {
          const members = [...(suspended.get(name) ?? [])].map(
            (each) => `<member><ProcessName>${each}</ProcessName></member>`,
          )
          return `${text}<SuspendedProcesses>${members.join('')}</SuspendedProcesses>`
        },
      )
    },
  }
}

/** A group as the play begins with it. */
export interface PlayedGroup {
  readonly name: string
  readonly min: number
  readonly max: number
  readonly desired: number
  readonly tags?: Readonly<Record<string, string>>
  readonly suspended?: readonly string[]
  /** Launches fail with this, as an activity of the group says. */
  readonly launchesFailWith?: string
  /** Its instances are protected from scale in. */
  readonly scaleInProtected?: boolean
}

export interface GroupPace {
  /** Seconds until a launched instance is `InService`. Default 90. */
  readonly launchSeconds?: number
  /** Seconds until a terminating one is gone. Default 60. */
  readonly terminateSeconds?: number
  readonly pageSize?: number
}

interface Instance {
  readonly id: string
  state: 'Pending' | 'InService' | 'Terminating'
  until: number
}
interface Live extends Omit<PlayedGroup, 'suspended'> {
  min: number
  max: number
  desired: number
  suspended: Set<string>
  instances: Instance[]
  launched: number
}

export interface GroupsPlay extends Rule {
  readonly group: (name: string) =>
    | (Readonly<Pick<Live, 'min' | 'max' | 'desired'>> & {
        readonly instances: number
        readonly suspended: readonly string[]
      })
    | undefined
  readonly change: (name: string, values: Partial<PlayedGroup>) => void
}

/**
 * Groups whose instances come and go, with processes that can be suspended: launches and terminations take their time and may fail.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-lifecycle.html
 */
export const autoScalingGroups = (now: () => Date, given: readonly PlayedGroup[], pace: GroupPace = {}): GroupsPlay => {
  const { launchSeconds = 90, terminateSeconds = 60, pageSize = 100 } = pace
  const live = ({ suspended = [], ...each }: PlayedGroup): Live => ({
    ...each,
    suspended: new Set(suspended),
    instances: Array.from({ length: each.launchesFailWith ? 0 : each.desired }, (_, index) => ({
      id: `i-${each.name}-${index}`,
      state: 'InService' as const,
      until: 0,
    })),
    launched: each.desired,
  })
  const all = new Map(given.map((each) => [each.name, live(each)]))

  const settle = (): void => {
    const at = now().getTime()
    for (const each of all.values()) {
      each.instances = each.instances.filter(({ state, until }) => state !== 'Terminating' || until > at)
      for (const instance of each.instances)
        if (instance.state === 'Pending' && instance.until <= at) instance.state = 'InService'
      const staying = each.instances.filter(({ state }) => state !== 'Terminating')
      if (!each.suspended.has('Launch') && !each.launchesFailWith)
        for (let missing = each.desired - staying.length; missing > 0; missing -= 1) {
          each.instances.push({
            id: `i-${each.name}-${each.launched}`,
            state: 'Pending',
            until: at + launchSeconds * 1_000,
          })
          each.launched += 1
        }
      if (!each.suspended.has('Terminate') && !each.scaleInProtected)
        for (const instance of staying.slice(each.desired)) {
          instance.state = 'Terminating'
          instance.until = at + terminateSeconds * 1_000
        }
    }
  }

  const groupOf = (input: Call['input']): Live => {
    const found = all.get(textOf(input, 'AutoScalingGroupName') ?? '')
    if (!found) throw notFound()
    return found
  }

  const describe = (input: Call['input']): Answer => {
    const names = listOf(input, 'AutoScalingGroupNames')
    const most = Number(input.MaxRecords ?? 50)
    if (names.length > most) throw new Refused(400, 'ValidationError', `You may specify up to ${most} group names`)
    const filters = filtersOf(input)
    const found = [...all.values()].filter(
      ({ name, tags = {} }) =>
        (names.length === 0 || names.includes(name)) &&
        [...filters].every(([filter, values]) =>
          filter === 'tag-key'
            ? values.some((key) => key in tags)
            : values.includes(tags[filter.slice('tag:'.length)] ?? '\0'),
        ),
    )
    const { page, next } = pageOf(found, input.NextToken, Math.min(pageSize, most))
    return resultAnswer('DescribeAutoScalingGroups', { AutoScalingGroups: page.map(described), NextToken: next })
  }

  const update = (input: Call['input']): Answer => {
    const each = groupOf(input)
    const given = (name: string): number | undefined => (input[name] === undefined ? undefined : Number(input[name]))
    const [min = each.min, max = each.max] = [given('MinSize'), given('MaxSize')]
    const desired = given('DesiredCapacity') ?? Math.min(max, Math.max(min, each.desired))
    if (min > max)
      throw new Refused(400, 'ValidationError', `Max bound, ${max}, must be greater than or equal to min bound, ${min}`)
    if (desired < min)
      throw new Refused(
        400,
        'ValidationError',
        `Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`,
      )
    if (desired > max)
      throw new Refused(
        400,
        'ValidationError',
        `Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`,
      )
    Object.assign(each, { min, max, desired })
    return resultAnswer('UpdateAutoScalingGroup', {})
  }

  const actions: Readonly<Record<string, (input: Call['input']) => Answer>> = {
    DescribeAutoScalingGroups: describe,
    UpdateAutoScalingGroup: update,
    SuspendProcesses: (input) => {
      const each = groupOf(input)
      for (const process of named(input)) each.suspended.add(process)
      return resultAnswer('SuspendProcesses', {})
    },
    ResumeProcesses: (input) => {
      const each = groupOf(input)
      for (const process of named(input)) each.suspended.delete(process)
      return resultAnswer('ResumeProcesses', {})
    },
    DescribeScalingActivities: (input) => {
      const { launchesFailWith, desired, name } = groupOf(input)
      const failed = launchesFailWith !== undefined && desired > 0
      return resultAnswer('DescribeScalingActivities', {
        Activities: failed
          ? [
              {
                ActivityId: `a-${name}`,
                AutoScalingGroupName: name,
                Cause: 'a launch',
                StartTime: now(),
                StatusCode: 'Failed',
                StatusMessage: launchesFailWith,
              },
            ]
          : [],
      })
    },
  }

  return {
    name: 'autoscaling: groups',
    before: (call) => {
      const act = call.service === service ? actions[call.action] : undefined
      if (!act) return undefined
      settle()
      const outcome = played(() => act(call.input))
      settle()
      return outcome
    },
    group: (name) => {
      settle()
      const each = all.get(name)
      return (
        each && {
          min: each.min,
          max: each.max,
          desired: each.desired,
          instances: each.instances.length,
          suspended: [...each.suspended].toSorted(),
        }
      )
    },
    change: (name, { suspended, ...values }) => {
      settle()
      const each = all.get(name)
      if (each) Object.assign(each, values, suspended ? { suspended: new Set(suspended) } : {})
    },
  }
}

const described = (each: Live): Value => ({
  AutoScalingGroupName: each.name,
  MinSize: each.min,
  MaxSize: each.max,
  DesiredCapacity: each.desired,
  Instances: each.instances.map(({ id, state }) => ({
    InstanceId: id,
    InstanceType: 'm7g.large',
    LifecycleState: state,
    HealthStatus: 'Healthy',
    ProtectedFromScaleIn: each.scaleInProtected ?? false,
  })),
  SuspendedProcesses: [...each.suspended].map((ProcessName) => ({ ProcessName, SuspensionReason: 'User suspended' })),
  Tags: Object.entries(each.tags ?? {}).map(([Key, Value]) => ({
    Key,
    Value,
    ResourceId: each.name,
    ResourceType: 'auto-scaling-group',
    PropagateAtLaunch: false,
  })),
})

/**
 * By the group's ARN, whose middle only AWS knows.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
 */
export const autoScalingAsks = ({ action, input }: Call, place: Place): Ask[] => {
  const name = textOf(input, 'AutoScalingGroupName')
  const isRead = action.startsWith('Describe')
  const resource =
    name && !isRead
      ? arnOf(service, place, `autoScalingGroup:00000000-0000-4000-8000-000000000000:autoScalingGroupName/${name}`)
      : '*'
  return [{ action: `${service}:${action}`, resource }]
}
