import { type Ask, arnOf, type Call, type Place } from './call.ts'
import { listOf } from './query.ts'
import { always, isOne, type Rule, type Which } from './rule.ts'

// Errors: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
type About = Omit<Which, 'service'>
const start = { service: 'ec2', action: 'StartInstances' } as const

const refusing = (name: string, which: Which, status: number, code: string, message: string): Rule =>
  always(`ec2: ${name}`, which, { refuse: { status, code, message } })

/** A call that names one of these instances; none named: any. */
const ofInstances = (ids: readonly string[]) => (input: Call['input']) =>
  ids.length === 0 || listOf(input, 'InstanceId').some((id) => ids.includes(id))

/**
 * AWS has no host left for the instance's type. Status 500, which SDKs try again by themselves.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html, https://github.com/hashicorp/terraform-provider-aws/issues/37730
 */
export const insufficientInstanceCapacity = (...ids: string[]): Rule =>
  refusing(
    'no capacity',
    { ...start, where: ofInstances(ids) },
    500,
    'InsufficientInstanceCapacity',
    'Insufficient capacity.',
  )

/** More vCPUs than the account may run. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html */
export const vcpuLimitExceeded = (...ids: string[]): Rule =>
  refusing(
    'vCPU limit',
    { ...start, where: ofInstances(ids) },
    400,
    'VcpuLimitExceeded',
    'You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to.',
  )

/** Too many calls for EC2's buckets. https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html */
export const requestLimitExceeded = (which: About = {}): Rule =>
  refusing('request limit', { service: 'ec2', ...which }, 503, 'RequestLimitExceeded', 'Request limit exceeded.')

/** What the role does not allow. */
export const unauthorized = (which: About = {}): Rule =>
  refusing(
    'unauthorized',
    { service: 'ec2', ...which },
    403,
    'UnauthorizedOperation',
    'You are not authorized to perform this operation. Encoded authorization failure message: none',
  )

/**
 * A batch in which one id may not be touched by the role's conditions: the whole call is refused, as AWS checks all of it first.
 */
export const unauthorizedFor = (ids: readonly string[]): Rule => {
  const rule = unauthorized({ action: ['StartInstances', 'StopInstances'] })
  return { ...rule, before: (call) => (ofInstances(ids)(call.input) ? rule.before?.(call) : undefined) }
}

const instanceActions = new Set(['StartInstances', 'StopInstances'])

/**
 * Starting and stopping ask for each instance; what describes knows no resource.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export const ec2Asks = (call: Call, place: Place): Ask[] => {
  const { action, input } = call
  if (!isOne(call, { action: [...instanceActions] })) return [{ action: `ec2:${action}`, resource: '*' }]
  return listOf(input, 'InstanceId').map((id) => ({
    action: `ec2:${action}`,
    resource: arnOf('ec2', place, `instance/${id}`),
  }))
}
