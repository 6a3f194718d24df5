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

const instanceActions = new Set(['StartInstances', 'StopInstances', 'TerminateInstances'])

/** Tags of EC2's protocol: `TagSpecification.1.Tag.2.Key`, or of CreateTags `Tag.1.Key`. */
const requestTags = (input: Call['input']): Record<string, readonly string[]> =>
  Object.fromEntries(
    Object.entries(input).flatMap(([name, key]) =>
      /^(TagSpecification\.\d+\.)?Tag\.\d+\.Key$/.test(name)
        ? [[`aws:RequestTag/${String(key)}`, [String(input[name.replace(/Key$/, 'Value')] ?? '')]]]
        : [],
    ),
  )

/** What a call names that is there already, and what it makes. Snapshots and AMIs have no account in their ARN. */
const touched: Readonly<
  Record<
    string,
    (input: Call['input']) => { readonly uses?: string[]; readonly makes?: string[]; readonly tags?: string[] }
  >
> = {
  CreateSnapshot: (input) => ({ uses: [`volume/${input.VolumeId}`], makes: ['snapshot/*'] }),
  DeleteSnapshot: (input) => ({ uses: [`snapshot/${input.SnapshotId}`] }),
  CopySnapshot: () => ({ makes: ['snapshot/*'] }),
  CreateImage: (input) => ({ uses: [`instance/${input.InstanceId}`], makes: ['image/*', 'snapshot/*'] }),
  // It allows the copies of the AMI's snapshots too, but for their tags. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/copy-ami-permissions.html
  CopyImage: () => ({ makes: ['image/*'], tags: ['snapshot/*'] }),
  DeregisterImage: (input) => ({ uses: [`image/${input.ImageId}`] }),
  CreateVolume: (input) => ({ uses: [`snapshot/${input.SnapshotId}`], makes: ['volume/*'] }),
  DeleteVolume: (input) => ({ uses: [`volume/${input.VolumeId}`] }),
  RunInstances: (input) => ({
    uses: [
      `image/${input.ImageId}`,
      ...[input.SubnetId, input['NetworkInterface.1.SubnetId']].flatMap((id) =>
        id === undefined ? [] : [`subnet/${id}`],
      ),
      ...[...listOf(input, 'SecurityGroupId'), ...listOf(input, 'NetworkInterface.1.SecurityGroupId')].map(
        (id) => `security-group/${id}`,
      ),
    ],
    makes: ['instance/*', 'volume/*', 'network-interface/*'],
  }),
}

/**
 * By what is named and made; what describes knows no resource. The things that the function of backups deletes bear the tag of its deployment,
 * which is not in the call.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export const ec2Asks = (call: Call, place: Place): Ask[] => {
  const { action, input, caller = '' } = call
  const arn = (resource: string): string =>
    arnOf('ec2', /^(snapshot|image)\//.test(resource) ? { ...place, account: '' } : place, resource)
  const [, deployment] = /^(.+)-backups-on-look$/.exec(caller) ?? []
  const borne = { 'aws:ResourceTag/nightshift:deployment': [deployment ?? ''] }
  const ours = deployment !== undefined && /^(Delete|Deregister|Terminate)/.test(action) ? { conditions: borne } : {}
  if (isOne(call, { action: [...instanceActions] }))
    return listOf(input, 'InstanceId').map((id) => ({
      action: `ec2:${action}`,
      resource: arn(`instance/${id}`),
      ...ours,
    }))
  const { uses, makes = [], tags: also = [] } = touched[action]?.(input) ?? {}
  if (!uses && makes.length === 0) return [{ action: `ec2:${action}`, resource: '*' }]
  const tags = requestTags(input)
  const tagged = Object.keys(tags).length > 0
  return [
    ...(uses ?? []).map((each) => ({ action: `ec2:${action}`, resource: arn(each), ...ours })),
    ...makes.map((each) => ({
      action: `ec2:${action}`,
      resource: arn(each),
      ...(tagged ? { conditions: tags } : {}),
    })),
    // Tags of what is made are a permission of their own, as far as the call has them for that type.
    ...[...makes, ...also]
      .filter((each) => tagged && specified(input).has(each.split('/')[0] ?? ''))
      .map((each) => ({
        action: 'ec2:CreateTags',
        resource: arn(each),
        conditions: { ...tags, 'ec2:CreateAction': [action] },
      })),
  ]
}

/** The types of resources for which a call has tags. */
const specified = (input: Call['input']): ReadonlySet<string> =>
  new Set(
    Object.entries(input).flatMap(([name, type]) =>
      /^TagSpecification\.\d+\.ResourceType$/.test(name) ? [String(type)] : [],
    ),
  )
