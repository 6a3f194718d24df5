import { type Answer, jsonAnswer } from './answer.ts'
import type { Scaled } from './application-auto-scaling.ts'
import { type Call, textOf } from './call.ts'
import { pageOf, played, Refused } from './query.ts'
import { always, type Rule, type Which } from './rule.ts'

type About = Omit<Which, 'service'>

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html#API_UpdateService_Errors
const refusing = (name: string, which: About, code: string, message: string): Rule =>
  always(`ecs: ${name}`, { service: 'ecs', ...which }, { refuse: { status: 400, code, message } })

/** The service is being deleted. */
export const serviceNotActive = (which: About = {}): Rule =>
  refusing(
    'service not active',
    { action: 'UpdateService', ...which },
    'ServiceNotActiveException',
    'Service was not ACTIVE.',
  )

/** ECS itself failed. */
export const ecsServerException = (which: About = {}): Rule =>
  always(
    'ecs: server exception',
    { service: 'ecs', action: 'UpdateService', ...which },
    { refuse: { status: 500, code: 'ServerException', message: 'Service Unavailable. Please try again later.' } },
  )

/** A service as the play begins with it. */
export interface PlayedService {
  readonly cluster: string
  readonly name: string
  readonly desired: number
  /** Default: as many as desired. */
  readonly running?: number
  readonly strategy?: 'REPLICA' | 'DAEMON'
  readonly status?: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  readonly tags?: Readonly<Record<string, string>>
  /** Its task: units of CPU (1,024 are a vCPU), MiB, and what it runs on. Default 512 and 1,024 on Linux and x86. */
  readonly task?: {
    readonly cpu?: string
    readonly memory?: string
    readonly architecture?: 'ARM64' | 'X86_64'
    readonly system?: string
    readonly storage?: number
  }
  readonly launchType?: 'FARGATE' | 'EC2'
  /** Instead of a launch type. */
  readonly providers?: readonly string[]
  /** Tasks do not come up, and this event says why. */
  readonly tasksFailWith?: string
}

export interface ServicePace {
  /** Seconds until a task runs. Default 45. */
  readonly startSeconds?: number
  /** Seconds until one has ended. Default 30. */
  readonly stopSeconds?: number
}

interface Live extends PlayedService {
  desired: number
  running: number
  /** When the running tasks become as many as are desired. */
  at?: number
}

export interface ServicesPlay extends Rule, Scaled {
  readonly service: (id: string) => Readonly<Pick<Live, 'desired' | 'running'>> | undefined
  readonly change: (id: string, values: Partial<PlayedService>) => void
}

const place = 'ap-northeast-2:123456789012'
const lastOf = (name: string): string => name.split('/').at(-1) ?? name

/**
 * ECS services whose tasks come and go in time, with DAEMON services, and events that say why tasks do not come.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
 */
export const ecsServices = (now: () => Date, given: readonly PlayedService[], pace: ServicePace = {}): ServicesPlay => {
  const { startSeconds = 45, stopSeconds = 30 } = pace
  const all = new Map<string, Live>(
    given.map((each) => [`${each.cluster}/${each.name}`, { ...each, running: each.running ?? each.desired }]),
  )

  const settle = (): void => {
    for (const each of all.values()) {
      if (each.at === undefined || each.at > now().getTime()) continue
      delete each.at
      if (each.desired < each.running || each.tasksFailWith === undefined) each.running = each.desired
    }
  }
  const setDesired = (each: Live, desired: number): void => {
    each.desired = desired
    if (desired === each.running) delete each.at
    else each.at = now().getTime() + (desired > each.running ? startSeconds : stopSeconds) * 1_000
  }

  const describe = (input: Call['input']): Answer => {
    const cluster = lastOf(textOf(input, 'cluster') ?? 'default')
    const wanted = ((input.services as readonly string[] | undefined) ?? []).map(lastOf)
    if (wanted.length > 10)
      throw new Refused(400, 'InvalidParameterException', 'Services cannot have more than 10 elements.')
    const isCluster = [...all.values()].some((each) => each.cluster === cluster)
    if (!isCluster) throw new Refused(400, 'ClusterNotFoundException', 'Cluster not found.')
    const found = wanted.flatMap((name) => all.get(`${cluster}/${name}`) ?? [])
    return jsonAnswer({
      services: found.map((each) => described(each, now())),
      failures: wanted
        .filter((name) => !all.has(`${cluster}/${name}`))
        .map((name) => ({ arn: `arn:aws:ecs:${place}:service/${cluster}/${name}`, reason: 'MISSING' })),
    })
  }

  const update = (input: Call['input']): Answer => {
    const each = all.get(`${lastOf(textOf(input, 'cluster') ?? 'default')}/${lastOf(textOf(input, 'service') ?? '')}`)
    if (!each) throw new Refused(400, 'ServiceNotFoundException', 'Service not found.')
    if (each.status && each.status !== 'ACTIVE')
      throw new Refused(400, 'ServiceNotActiveException', 'Service was not ACTIVE.')
    if (input.desiredCount !== undefined) {
      if (each.strategy === 'DAEMON')
        throw new Refused(
          400,
          'InvalidParameterException',
          'The daemon scheduling strategy does not support a desired count for services. Remove the desired count value and try again',
        )
      setDesired(each, Number(input.desiredCount))
    }
    return jsonAnswer({ service: described(each, now()) })
  }

  const describeTask = (input: Call['input']): Answer => {
    const arn = textOf(input, 'taskDefinition') ?? ''
    const each = [...all.values()].find((service) => arnOfTask(service) === arn)
    if (!each) throw new Refused(400, 'ClientException', 'Unable to describe task definition.')
    const { cpu = '512', memory = '1024', architecture = 'X86_64', system = 'LINUX', storage } = each.task ?? {}
    return jsonAnswer({
      taskDefinition: {
        taskDefinitionArn: arn,
        cpu,
        memory,
        runtimePlatform: { cpuArchitecture: architecture, operatingSystemFamily: system },
        ...(storage === undefined ? {} : { ephemeralStorage: { sizeInGiB: storage } }),
      },
    })
  }

  const clusters = () => [...new Set([...all.values()].map(({ cluster }) => cluster))]
  const actions: Readonly<Record<string, (input: Call['input']) => Answer>> = {
    DescribeServices: describe,
    UpdateService: update,
    DescribeTaskDefinition: describeTask,
    ListClusters: (input) => {
      const { page, next } = pageOf(clusters(), input.nextToken, 100)
      return jsonAnswer({ clusterArns: page.map((name) => `arn:aws:ecs:${place}:cluster/${name}`), nextToken: next })
    },
    ListServices: (input) => {
      const of = [...all.values()].filter(({ cluster }) => cluster === lastOf(textOf(input, 'cluster') ?? 'default'))
      const { page, next } = pageOf(of, input.nextToken, Number(input.maxResults ?? 10))
      return jsonAnswer({ serviceArns: page.map(arnOfService), nextToken: next })
    },
  }

  return {
    name: 'ecs: services',
    before: ({ service, action, input }) => {
      const act = service === 'ecs' ? actions[action] : undefined
      if (!act) return undefined
      settle()
      return played(() => act(input))
    },
    service: (id) => {
      settle()
      return all.get(id)
    },
    change: (id, values) => {
      settle()
      const each = all.get(id)
      if (!each) return
      Object.assign(each, values)
      if (values.desired !== undefined && values.running === undefined) setDesired(each, values.desired)
    },
    count: (resource) => all.get(resource.replace(/^service\//, ''))?.desired,
    setCount: (resource, count) => {
      const each = all.get(resource.replace(/^service\//, ''))
      if (each) setDesired(each, count)
    },
  }
}

const arnOfService = ({ cluster, name }: PlayedService): string => `arn:aws:ecs:${place}:service/${cluster}/${name}`

const arnOfTask = ({ name }: PlayedService): string => `arn:aws:ecs:${place}:task-definition/${name}:1`

const described = (each: Live, now: Date) => ({
  serviceArn: arnOfService(each),
  serviceName: each.name,
  clusterArn: `arn:aws:ecs:${place}:cluster/${each.cluster}`,
  status: each.status ?? 'ACTIVE',
  desiredCount: each.desired,
  runningCount: each.running,
  pendingCount: each.at !== undefined && each.desired > each.running ? each.desired - each.running : 0,
  schedulingStrategy: each.strategy ?? 'REPLICA',
  ...(each.providers
    ? { capacityProviderStrategy: each.providers.map((capacityProvider) => ({ capacityProvider, weight: 1 })) }
    : { launchType: each.launchType ?? 'FARGATE' }),
  taskDefinition: arnOfTask(each),
  tags: Object.entries(each.tags ?? {}).map(([key, value]) => ({ key, value })),
  events: each.tasksFailWith
    ? [{ id: 'e1', createdAt: now.getTime() / 1_000, message: `(service ${each.name}) ${each.tasksFailWith}` }]
    : [],
})
