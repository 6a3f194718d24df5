import { jsonAnswer } from './answer.ts'
import { type Ask, arnOf, type Call, type Place, textOf } from './call.ts'
import { pageOf, played, Refused } from './query.ts'
import { always, type Rule, type Which } from './rule.ts'

type About = Omit<Which, 'service'>
const service = 'application-autoscaling'

// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html#API_RegisterScalableTarget_Errors
const refusing = (name: string, which: About, status: number, code: string, message: string): Rule =>
  always(`application-autoscaling: ${name}`, { service, ...which }, { refuse: { status, code, message } })

/** Another change of the same target is under way. Status 500, which SDKs try again. */
export const concurrentUpdate = (which: About = {}): Rule =>
  refusing(
    'concurrent update',
    { action: 'RegisterScalableTarget', ...which },
    500,
    'ConcurrentUpdateException',
    'You already have a pending update to an Application Auto Scaling resource.',
  )

/** Its role may no longer read the service. */
export const failedResourceAccess = (which: About = {}): Rule =>
  refusing(
    'failed resource access',
    which,
    400,
    'FailedResourceAccessException',
    'Unable to retrieve capacity for resource: no permission to call ecs:DescribeServices',
  )

/** What the role does not allow. */
export const scalingDenied = (which: About = {}): Rule =>
  refusing(
    'denied',
    { action: 'RegisterScalableTarget', ...which },
    403,
    'AccessDeniedException',
    'User is not authorized to perform: application-autoscaling:RegisterScalableTarget because no identity-based policy allows the action',
  )

export interface Suspension {
  readonly DynamicScalingInSuspended: boolean
  readonly DynamicScalingOutSuspended: boolean
  readonly ScheduledScalingSuspended: boolean
}

/** A scalable target as the play begins with it. */
export interface PlayedScalableTarget {
  /** `service/shop/web`. */
  readonly resource: string
  readonly min: number
  readonly max: number
  /** Default: nothing is. */
  readonly suspended?: Partial<Suspension>
}

/** What it scales, as the play reads and changes it: another play, or the emulator. */
export interface Scaled {
  readonly count: (resource: string) => number | undefined
  readonly setCount: (resource: string, count: number) => void
}

export interface ScalingPlay extends Rule {
  readonly target: (
    resource: string,
  ) => (Required<Omit<PlayedScalableTarget, 'suspended'>> & { readonly suspended: Suspension }) | undefined
  readonly change: (resource: string, values: Partial<PlayedScalableTarget>) => void
}

const nothing: Suspension = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
}

/**
 * Application Auto Scaling's targets of ECS services, which the emulator does not have: what a call leaves out stays, and a capacity
 * outside of new bounds is moved at once unless scaling that way is suspended.
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html, https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html
 */
export const scalableTargets = (
  given: readonly PlayedScalableTarget[],
  scaled?: Scaled,
  pageSize = 50,
): ScalingPlay => {
  const live = ({ suspended, ...each }: PlayedScalableTarget) => ({ ...each, suspended: { ...nothing, ...suspended } })
  const all = new Map(given.map((each) => [each.resource, live(each)]))

  const register = (input: Call['input']) => {
    const resource = textOf(input, 'ResourceId') ?? ''
    const before = all.get(resource)
    const min = (input.MinCapacity as number | undefined) ?? before?.min
    const max = (input.MaxCapacity as number | undefined) ?? before?.max
    if (min === undefined || max === undefined)
      throw new Refused(
        400,
        'ValidationException',
        'MinCapacity and MaxCapacity are required when registering a new scalable target',
      )
    if (min > max)
      throw new Refused(400, 'ValidationException', 'Maximum capacity cannot be less than minimum capacity')
    const suspended = {
      ...(before?.suspended ?? nothing),
      ...((input.SuspendedState as Partial<Suspension> | undefined) ?? {}),
    }
    all.set(resource, { resource, min, max, suspended })
    const count = scaled?.count(resource)
    const [wantsBounds, wantsMax] = [input.MinCapacity !== undefined, input.MaxCapacity !== undefined]
    if (count !== undefined && wantsBounds && count < min && !suspended.DynamicScalingOutSuspended)
      scaled?.setCount(resource, min)
    if (count !== undefined && wantsMax && count > max && !suspended.DynamicScalingInSuspended)
      scaled?.setCount(resource, max)
    return jsonAnswer({
      ScalableTargetARN: `arn:aws:application-autoscaling:ap-northeast-2:123456789012:scalable-target/${resource}`,
    })
  }

  const describe = (input: Call['input']) => {
    const ids = (input.ResourceIds as readonly string[] | undefined) ?? []
    const found = [...all.values()].filter(({ resource }) => ids.length === 0 || ids.includes(resource))
    const { page, next } = pageOf(found, input.NextToken, Math.min(pageSize, Number(input.MaxResults ?? 50)))
    return jsonAnswer({
      ScalableTargets: page.map(({ resource, min, max, suspended }) => ({
        ServiceNamespace: 'ecs',
        ResourceId: resource,
        ScalableDimension: 'ecs:service:DesiredCount',
        MinCapacity: min,
        MaxCapacity: max,
        RoleARN:
          'arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService',
        CreationTime: 1_700_000_000,
        SuspendedState: suspended,
      })),
      ...(next === undefined ? {} : { NextToken: next }),
    })
  }

  return {
    name: 'application-autoscaling: scalable targets',
    before: (call) => {
      if (call.service !== service) return undefined
      if (call.action === 'DescribeScalableTargets') return played(() => describe(call.input))
      return call.action === 'RegisterScalableTarget' ? played(() => register(call.input)) : undefined
    },
    target: (resource) => all.get(resource),
    change: (resource, values) => {
      const before = all.get(resource)
      if (before) all.set(resource, { ...before, ...values, suspended: { ...before.suspended, ...values.suspended } })
    },
  }
}

/**
 * By the scalable target's ARN, whose id only AWS knows; what describes knows no resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsapplicationautoscaling.html
 */
export const applicationAutoScalingAsks = ({ action }: Call, place: Place): Ask[] => {
  const isRead = action.startsWith('Describe')
  return [
    {
      action: `${service}:${action}`,
      resource: isRead ? '*' : arnOf(service, place, 'scalable-target/0000000000000000000000000000000000000000'),
      conditions: isRead
        ? {}
        : {
            'application-autoscaling:service-namespace': ['ecs'],
            'application-autoscaling:scalable-dimension': ['ecs:service:DesiredCount'],
          },
    },
  ]
}
