import type { Answer } from './answer.ts'
import type { Call } from './call.ts'
import { ec2Answer, filtersOf, listOf, pageOf, played, Refused, type Value } from './query.ts'
import type { Rule } from './rule.ts'

/** Why an instance is in its state. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
export interface StateReason {
  readonly code: string
  readonly message: string
}

/** An instance as the play begins with it; what is left out is the common case. */
export interface PlayedInstance {
  readonly id: string
  readonly state?: 'running' | 'stopped' | 'pending' | 'stopping' | 'terminated'
  readonly tags?: Readonly<Record<string, string>>
  readonly type?: string
  readonly reason?: StateReason
  readonly instanceStore?: boolean
  /** Of a Spot Instance: the kind of its request. */
  readonly spot?: 'one-time' | 'persistent'
  /** `disableApiStop`. */
  readonly stopProtection?: boolean
  readonly hibernation?: boolean
  /** An AWS service that manages it, such as EKS Auto Mode. */
  readonly operator?: string
  /** The next starts are accepted, and it falls back to `stopped` with this reason. */
  readonly startsEndWith?: StateReason
  /** Its checks after a start. Default `ok`. */
  readonly checks?: 'ok' | 'impaired'
}

export interface Ec2Pace {
  /** Seconds from `pending` to `running`, or back to `stopped`. Default 20. */
  readonly startSeconds?: number
  /** Seconds until the status checks say anything else than `initializing`. Default 120. */
  readonly checkSeconds?: number
  /** Seconds from `stopping` to `stopped`. Default 40. */
  readonly stopSeconds?: number
  /** Instances on a page, as AWS may give fewer than were asked for. Default 1,000. */
  readonly pageSize?: number
}

interface Live extends PlayedInstance {
  state: NonNullable<PlayedInstance['state']>
  reason?: StateReason
  /** What it becomes, and when. */
  next?: { readonly state: 'running' | 'stopped'; readonly at: number; readonly reason?: StateReason }
  /** When it began to start. */
  startedAt: number
  hibernated?: boolean
}

const codes = { pending: 0, running: 16, terminated: 48, stopping: 64, stopped: 80 } as const
const byUser = (call: 'Shutdown' | 'Hibernate', now: Date): StateReason => ({
  code: `Client.UserInitiated${call}`,
  message: `Client.UserInitiated${call}: User initiated ${call === 'Shutdown' ? 'shutdown' : 'hibernate'} at ${now.toISOString()}`,
})

export interface Ec2Play extends Rule {
  /** What an instance is by now. */
  readonly instance: (id: string) => Readonly<Pick<Live, 'state' | 'reason' | 'hibernated'>> | undefined
  /** Changes one from outside: a person, AWS, a new protection. */
  readonly change: (id: string, values: Partial<PlayedInstance>) => void
}

/**
 * EC2's instances with what the emulator does not have: `pending` and `stopping`, the status checks, reasons, one bad id that fails
 * a whole batch, and what can never be stopped.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-lifecycle.html, https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html
 */
export const ec2Instances = (now: () => Date, given: readonly PlayedInstance[], pace: Ec2Pace = {}): Ec2Play => {
  const { startSeconds = 20, checkSeconds = 120, stopSeconds = 40, pageSize = 1_000 } = pace
  const all = new Map<string, Live>(
    given.map((each) => [each.id, { ...each, state: each.state ?? 'running', startedAt: 0 } as Live]),
  )

  const settle = (): void => {
    for (const each of all.values()) {
      if (!each.next || each.next.at > now().getTime()) continue
      each.state = each.next.state
      if (each.next.reason) each.reason = each.next.reason
      else if (each.state === 'running') delete each.reason
      delete each.next
    }
  }

  const named = (input: Call['input']): Live[] => {
    const ids = listOf(input, 'InstanceId')
    const missing = ids.filter((id) => !all.has(id))
    if (missing.length > 0)
      throw new Refused(
        400,
        'InvalidInstanceID.NotFound',
        missing.length === 1
          ? `The instance ID '${missing[0]}' does not exist`
          : `The instance IDs '${missing.join(', ')}' do not exist`,
      )
    return ids.flatMap((id) => all.get(id) ?? [])
  }

  const changes = (action: string, before: readonly (readonly [Live, Live['state']])[]): Answer =>
    ec2Answer(action, {
      instancesSet: before.map(([{ id, state }, previous]) => ({
        instanceId: id,
        previousState: { code: codes[previous], name: previous },
        currentState: { code: codes[state], name: state },
      })),
    })

  const start = (input: Call['input']): Answer => {
    const instances = named(input)
    for (const { id, state, instanceStore } of instances) {
      if (instanceStore)
        throw new Refused(
          400,
          'UnsupportedOperation',
          `The instance '${id}' does not have an 'ebs' root device type and cannot be started`,
        )
      if (state === 'stopping' || state === 'terminated')
        throw new Refused(
          400,
          'IncorrectInstanceState',
          `The instance '${id}' is not in a state from which it can be started.`,
        )
    }
    const before = instances.map((each) => [each, each.state] as const)
    for (const each of instances) {
      if (each.state !== 'stopped') continue
      const at = now().getTime() + startSeconds * 1_000
      each.state = 'pending'
      delete each.reason
      each.startedAt = now().getTime()
      each.next = each.startsEndWith ? { state: 'stopped', at, reason: each.startsEndWith } : { state: 'running', at }
    }
    return changes('StartInstances', before)
  }

  const stop = (input: Call['input']): Answer => {
    const instances = named(input)
    const hibernate = input.Hibernate === 'true'
    for (const { id, state, instanceStore, spot, stopProtection, operator, hibernation } of instances) {
      if (stopProtection)
        throw new Refused(
          400,
          'OperationNotPermitted',
          `The instance '${id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
        )
      if (operator)
        throw new Refused(
          400,
          'OperationNotPermitted',
          `The instance '${id}' is managed by ${operator} and cannot be stopped.`,
        )
      if (instanceStore)
        throw new Refused(
          400,
          'UnsupportedOperation',
          `The instance '${id}' does not have an 'ebs' root device type and cannot be stopped`,
        )
      if (spot === 'one-time')
        throw new Refused(
          400,
          'UnsupportedOperation',
          `You can't stop the Spot Instance '${id}' because it is associated with a one-time Spot Instance request. You can only stop Spot Instances associated with persistent Spot Instance requests.`,
        )
      if (state === 'pending' || state === 'terminated')
        throw new Refused(
          400,
          'IncorrectInstanceState',
          `The instance '${id}' is not in a state from which it can be stopped.`,
        )
      if (hibernate && !hibernation)
        throw new Refused(
          400,
          'UnsupportedHibernationConfiguration',
          `The instance '${id}' is not enabled for hibernation.`,
        )
    }
    const before = instances.map((each) => [each, each.state] as const)
    for (const each of instances) {
      if (each.state !== 'running') continue
      each.state = 'stopping'
      each.hibernated = hibernate
      each.reason = byUser(hibernate ? 'Hibernate' : 'Shutdown', now())
      each.next = { state: 'stopped', at: now().getTime() + stopSeconds * 1_000 }
    }
    return changes('StopInstances', before)
  }

  const matches = (each: Live, filters: ReadonlyMap<string, readonly string[]>): boolean =>
    [...filters].every(([name, values]) => {
      if (name === 'instance-id') return values.includes(each.id)
      if (name === 'instance-state-name') return values.includes(each.state)
      if (name === 'tag-key') return values.some((key) => key in (each.tags ?? {}))
      if (name.startsWith('tag:')) return values.includes(each.tags?.[name.slice(4)] ?? '\0')
      throw new Refused(400, 'InvalidParameterValue', `The filter '${name}' is invalid`)
    })

  const describe = (input: Call['input']): Answer => {
    const filters = filtersOf(input)
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html#Filtering_Resources_CLI
    if ([...filters.values()].some(({ length }) => length > 200))
      throw new Refused(
        400,
        'FilterLimitExceeded',
        'The maximum number of filter values specified on a single call is 200',
      )
    const named_ = listOf(input, 'InstanceId').length > 0 ? named(input) : [...all.values()]
    const found = named_.filter((each) => matches(each, filters))
    const { page, next } = pageOf(found, input.NextToken, Math.min(pageSize, Number(input.MaxResults ?? pageSize)))
    return ec2Answer('DescribeInstances', {
      reservationSet: page.map((each) => ({ reservationId: `r-${each.id}`, instancesSet: [describedInstance(each)] })),
      nextToken: next,
    })
  }

  const status = (input: Call['input']): Answer => {
    const ids = listOf(input, 'InstanceId')
    if (ids.length > 100) throw new Refused(400, 'InvalidParameterValue', 'Maximum of 100 instance IDs')
    const asked = ids.length > 0 ? named(input) : [...all.values()]
    const running = asked.filter(({ state }) => state === 'running')
    const { page, next } = pageOf(running, input.NextToken, Math.min(pageSize, Number(input.MaxResults ?? pageSize)))
    return ec2Answer('DescribeInstanceStatus', {
      instanceStatusSet: page.map(({ id, startedAt, checks = 'ok' }) => {
        const seen = now().getTime() - startedAt < checkSeconds * 1_000 ? 'initializing' : checks
        return {
          instanceId: id,
          instanceState: { code: 16, name: 'running' },
          systemStatus: { status: seen === 'impaired' ? 'ok' : seen },
          instanceStatus: { status: seen },
        }
      }),
      nextToken: next,
    })
  }

  const spotRequests = (input: Call['input']): Answer => {
    const wanted = filtersOf(input).get('spot-instance-request-id') ?? listOf(input, 'SpotInstanceRequestId')
    return ec2Answer('DescribeSpotInstanceRequests', {
      spotInstanceRequestSet: [...all.values()].flatMap(({ id, spot }) =>
        spot && wanted.includes(`sir-${id}`) ? { spotInstanceRequestId: `sir-${id}`, instanceId: id, type: spot } : [],
      ),
    })
  }

  const volumes = (input: Call['input']): Answer => {
    const wanted = filtersOf(input).get('attachment.instance-id') ?? []
    const found = [...all.values()].filter(({ id, instanceStore }) => !instanceStore && wanted.includes(id))
    const { page, next } = pageOf(found, input.NextToken, Number(input.MaxResults ?? 500))
    return ec2Answer('DescribeVolumes', {
      volumeSet: page.map(({ id }) => ({
        volumeId: `vol-${id}`,
        volumeType: 'gp3',
        size: 30,
        attachmentSet: [{ instanceId: id, volumeId: `vol-${id}` }],
      })),
      nextToken: next,
    })
  }

  const actions: Readonly<Record<string, (input: Call['input']) => Answer>> = {
    DescribeInstances: describe,
    DescribeInstanceStatus: status,
    DescribeVolumes: volumes,
    DescribeSpotInstanceRequests: spotRequests,
    DescribeInstanceAttribute: (input) => {
      const id = String(input.InstanceId)
      return ec2Answer('DescribeInstanceAttribute', {
        instanceId: id,
        disableApiStop: { value: all.get(id)?.stopProtection ?? false },
      })
    },
    StartInstances: start,
    StopInstances: stop,
  }

  return {
    name: 'ec2: instances',
    before: ({ service, action, input }) => {
      const act = service === 'ec2' ? actions[action] : undefined
      if (!act) return undefined
      settle()
      return played(() => act(input))
    },
    instance: (id) => {
      settle()
      return all.get(id)
    },
    change: (id, values) => {
      settle()
      all.set(id, { ...(all.get(id) ?? { startedAt: 0, state: 'running' }), ...values, id } as Live)
    },
  }
}

const describedInstance = (each: Live): Value => ({
  instanceId: each.id,
  instanceType: each.type ?? 'm7g.large',
  instanceState: { code: codes[each.state], name: each.state },
  rootDeviceType: each.instanceStore ? 'instance-store' : 'ebs',
  instanceLifecycle: each.spot ? 'spot' : undefined,
  spotInstanceRequestId: each.spot ? `sir-${each.id}` : undefined,
  hibernationOptions: { configured: each.hibernation ?? false },
  operator: each.operator ? { managed: true, principal: each.operator } : undefined,
  stateReason: each.reason && { code: each.reason.code, message: each.reason.message },
  launchTime: new Date(each.startedAt),
  tagSet: Object.entries(each.tags ?? {}).map(([key, value]) => ({ key, value })),
})
