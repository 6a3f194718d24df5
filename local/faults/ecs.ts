import { jsonAnswer } from './answer.ts'
import { type Ask, arnOf, type Call, type Place, textOf } from './call.ts'
import { always, isOne, type Rule } from './rule.ts'

const filters = ['containerInstance', 'desiredStatus', 'family', 'launchType', 'serviceName']

/**
 * `startedBy` must be the only filter of ListTasks: "cannot specify startedBy with other arguments".
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html, https://github.com/aws/aws-sdk-go-v2/issues/1893
 */
export const startedByAlone = (): Rule =>
  always(
    'ecs: startedBy alone',
    {
      service: 'ecs',
      action: 'ListTasks',
      where: (input) => input.startedBy !== undefined && filters.some((name) => input[name] !== undefined),
    },
    {
      refuse: {
        status: 400,
        code: 'InvalidParameterException',
        message: 'cannot specify startedBy with other arguments',
      },
    },
  )

interface Task {
  readonly taskArn?: string
  readonly lastStatus?: string
}
const tasksIn = (body: string): readonly Task[] =>
  (JSON.parse(body) as { readonly tasks?: readonly Task[] }).tasks ?? []

/**
 * RunTask with a token that this cluster knows: the first answer again where nothing else differs, else ConflictException with
 * the task that there is. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
 */
export const clientTokens = (): Rule => {
  const known = new Map<string, { readonly input: string; readonly body: string }>()
  const keyOf = ({ input }: Call): string | undefined =>
    textOf(input, 'clientToken') && `${textOf(input, 'cluster') ?? 'default'} ${textOf(input, 'clientToken')}`
  const isRun = (call: Call): boolean => isOne(call, { service: 'ecs', action: 'RunTask' })
  return {
    name: 'ecs: client tokens',
    before: (call) => {
      const first = isRun(call) ? known.get(keyOf(call) ?? '') : undefined
      if (!first) return undefined
      if (first.input === JSON.stringify(call.input)) return { answer: jsonAnswer(JSON.parse(first.body)) }
      const resourceIds = tasksIn(first.body).flatMap(({ taskArn }) => taskArn ?? [])
      const message = 'The client token is in use with a different RunTask request'
      return { refuse: { status: 400, code: 'ConflictException', message, members: { resourceIds } } }
    },
    after: (call, { status, body }) => {
      const key = isRun(call) ? keyOf(call) : undefined
      if (key !== undefined && status === 200 && tasksIn(body).length > 0)
        known.set(key, { input: JSON.stringify(call.input), body })
      return undefined
    },
  }
}

/**
 * HTTP 200 without a task: what RunTask says where there is no room, or something that it needs is not there.
 * @param reason such as `RESOURCE:FARGATE`, `Capacity is unavailable at this time`
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */
export const noRoom = (reason: string, detail?: string): Rule =>
  always(
    'ecs: no room',
    { service: 'ecs', action: 'RunTask' },
    { answer: jsonAnswer({ tasks: [], failures: [{ reason, ...(detail === undefined ? {} : { detail }) }] }) },
  )

/**
 * StopTask is accepted, and the task goes on: its agent does not hear of it, or it traps SIGTERM for as long as its `stopTimeout`.
 * ECS shows at once what it wants (`desiredStatus`), and lists the task as STOPPED from then on.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopTask.html
 * @param until called for each StopTask: whether this one may act. Default: none ever does
 */
export const stopIgnored = (until: (call: Call) => boolean = () => false): Rule => {
  const asked = new Map<string, string>()
  const wanted = (task: Task): Task => {
    const reason = asked.get(task.taskArn ?? '')
    if (reason === undefined || task.lastStatus === 'STOPPED') return task
    return { ...task, ...{ desiredStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: reason } }
  }
  return {
    name: 'ecs: stop ignored',
    before: (call) => {
      if (!isOne(call, { service: 'ecs', action: 'StopTask' })) return undefined
      const taskArn = textOf(call.input, 'task') ?? ''
      if (until(call)) {
        asked.delete(taskArn)
        return undefined
      }
      asked.set(taskArn, textOf(call.input, 'reason') ?? '')
      return { answer: jsonAnswer({ task: wanted({ taskArn, lastStatus: 'RUNNING' }) }) }
    },
    after: (call, { status, body }) => {
      if (status !== 200 || asked.size === 0) return undefined
      if (isOne(call, { service: 'ecs', action: 'DescribeTasks' }))
        return JSON.stringify({ ...JSON.parse(body), tasks: tasksIn(body).map(wanted) })
      if (!isOne(call, { service: 'ecs', action: 'ListTasks' }) || call.input.desiredStatus === 'STOPPED')
        return undefined
      const { taskArns = [], ...page } = JSON.parse(body) as { readonly taskArns?: readonly string[] }
      return JSON.stringify({ ...page, taskArns: taskArns.filter((arn) => !asked.has(arn)) })
    },
  }
}

/** What ECS always does and the emulator does not. */
export const ecsAsOnAws = (): readonly Rule[] => [startedByAlone(), clientTokens()]

const nameOf = (input: Call['input']): string => textOf(input, 'cluster')?.split('/').at(-1) ?? 'default'

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html */
export const ecsAsks = ({ action, input }: Call, place: Place): Ask[] => {
  const arn = (name: string): string => arnOf('ecs', place, name)
  const conditions = { 'ecs:cluster': [arn(`cluster/${nameOf(input)}`)] }
  const ask = (resource: string): Ask => ({ action: `ecs:${action}`, resource, conditions })
  if (action === 'RunTask') {
    const definition = textOf(input, 'taskDefinition') ?? ''
    // A family stands for its newest revision, whichever that is.
    return [
      ask(
        definition.startsWith('arn:') ? definition : arn(`task-definition/${definition.replace(/(?<!:\d+)$/, ':*')}`),
      ),
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
      ...((input.tags as readonly unknown[] | undefined)?.length || input.propagateTags
        ? [
            {
              action: 'ecs:TagResource',
              resource: arn(`task/${nameOf(input)}/0123456789abcdef0123456789abcdef`),
              conditions: { 'ecs:CreateAction': ['RunTask'] },
            },
          ]
        : []),
    ]
  }
  if (action === 'DescribeServices')
    return [input.services ?? []].flat().map((service) => ask(arn(`service/${nameOf(input)}/${String(service)}`)))
  const service = textOf(input, 'service')
  if (action === 'UpdateService' && service) return [ask(arn(`service/${nameOf(input)}/${service.split('/').at(-1)}`))]
  const tasks = [input.task ?? input.tasks ?? []].flat().map(String)
  const taskArn = (task: string): string => (task.startsWith('arn:') ? task : arn(`task/${nameOf(input)}/${task}`))
  return tasks.length > 0 ? tasks.map((task) => ask(taskArn(task))) : [ask('*')]
}
