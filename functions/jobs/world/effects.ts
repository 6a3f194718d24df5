import {
  ConflictException,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  type ListTasksCommandInput,
  RunTaskCommand,
  StopTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs'
import { clientOptions } from '../../../shared/aws.ts'
import { logStreamOf } from '../../../shared/jobs/task-place.ts'
import type { RunRecord } from '../../../shared/ledger/records.ts'
import { once } from '../../../shared/once.ts'
import { piecesOf } from '../../../shared/pieces.ts'
import type { JobSlice, Network } from '../rules/job.ts'
import { clientToken, startedBy } from '../rules/run.ts'
import { shortText, sizeOf, type TaskChange } from '../rules/task-change.ts'

/** What RunTask answered: a task, or why there is none. HTTP 200 says both. */
export type Started =
  | { readonly taskArn: string }
  | {
      readonly failure: {
        readonly reason: string
        readonly detail?: string | undefined
        /** Of what failed, where ECS says it. */
        readonly arn?: string | undefined
      }
    }

/** What jobs need of ECS, and of the logs of its tasks. */
export interface Tasks {
  /** Starts the task of a run. Safe to call again for the same attempt. */
  readonly start: (run: RunRecord, job: JobSlice) => Promise<Started>
  /**
   * Finds the task of a run that was started though its answer was lost: one that lives, or that stopped within the last hour.
   * @param family of its task definition, which spares looking at the stopped tasks of others
   */
  readonly find: (run: RunRecord, family?: string) => Promise<string | undefined>
  /** How tasks stand, at most 100; tasks that ECS has forgotten (about an hour after they stopped) are left out. */
  readonly describe: (taskArns: readonly string[]) => Promise<TaskChange[]>
  /** Asks for the end of a task: SIGTERM, and SIGKILL when its container's stopTimeout is over. At most 255 characters of reason. */
  readonly stop: (taskArn: string, reason: string) => Promise<void>
  /** The last lines that a task wrote, oldest first. */
  readonly logTail: (job: JobSlice, taskArn: string, lines: number) => Promise<string[]>
}

export interface Placement {
  readonly cluster: string
  /** Where tasks go whose job says nothing else. */
  readonly network: Network
}

const changeOf = (task: Task): TaskChange => ({
  taskArn: task.taskArn ?? '',
  version: -1,
  lastStatus: task.lastStatus ?? '',
  startedBy: task.startedBy,
  startedAt: task.startedAt?.toISOString(),
  stoppedAt: task.stoppedAt?.toISOString(),
  stopCode: task.stopCode,
  stoppedReason: shortText(task.stoppedReason),
  cpu: sizeOf(task.cpu),
  memory: sizeOf(task.memory),
  containers: (task.containers ?? []).map(({ name = '', exitCode, reason }) => ({
    name,
    exitCode,
    reason: shortText(reason),
  })),
})

/**
 * The token is known with other parameters, as after a deployment between two tries: the answer names the task that there is.
 * @throws every other error
 */
const existingTask = (error: unknown): { readonly taskArn: string } => {
  const taskArn = error instanceof ConflictException ? error.resourceIds?.[0] : undefined
  if (taskArn === undefined) throw error
  return { taskArn }
}

const networkOf = ({ subnets, securityGroups, assignPublicIp }: Network) => ({
  awsvpcConfiguration: {
    subnets: [...subnets],
    securityGroups: [...securityGroups],
    assignPublicIp: assignPublicIp ? ('ENABLED' as const) : ('DISABLED' as const),
  },
})

/** What the task of a run has other than its definition: who it is, and what a person wanted for this run alone. */
const overridesOf = (run: RunRecord, { container, overrides }: JobSlice) => {
  const command = run.command ?? overrides?.command
  const own: Record<string, string> = {
    NIGHTSHIFT_JOB: run.job,
    NIGHTSHIFT_SCHEDULED_AT: run.scheduledAt,
    NIGHTSHIFT_ATTEMPT: String(run.attempt),
    ...(run.epoch === undefined ? {} : { NIGHTSHIFT_EPOCH: String(run.epoch) }),
  }
  return {
    ...(run.cpu === undefined ? {} : { cpu: String(run.cpu) }),
    ...(run.memory === undefined ? {} : { memory: String(run.memory) }),
    containerOverrides: [
      {
        name: container,
        ...(command ? { command: [...command] } : {}),
        environment: Object.entries({ ...overrides?.environment, ...run.environment, ...own }).map(([name, value]) => ({
          name,
          value,
        })),
      },
    ],
  }
}

const loadLogs = once(async () => {
  const { CloudWatchLogsClient, GetLogEventsCommand } = await import('../../../shared/sdk/cloudwatch-logs.ts')
  return { GetLogEventsCommand, logs: new CloudWatchLogsClient(clientOptions) }
})

/** Milliseconds for which the end of a log is worth waiting: the verdict waits with it. */
const logPatience = 3_000

type Client = Pick<ECSClient, 'send'>

/** Most tasks that DescribeTasks takes. */
export const describeLimit = 100

const describe = async (client: Client, cluster: string, taskArns: readonly string[]): Promise<TaskChange[]> => {
  if (taskArns.length === 0) return []
  const { tasks = [] } = await client.send(new DescribeTasksCommand({ cluster, tasks: [...taskArns] }))
  return tasks.map(changeOf)
}

/** Every page. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTasks.html */
const listTasks = async (client: Client, input: ListTasksCommandInput): Promise<string[]> => {
  const { taskArns = [], nextToken } = await client.send(new ListTasksCommand(input))
  return nextToken ? [...taskArns, ...(await listTasks(client, { ...input, nextToken }))] : taskArns
}

/**
 * ECS itself. Most looks have nothing to ask of it: its client is made with the first question.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export const awsTasks = ({ cluster, network }: Placement, given?: Client): Tasks => {
  const client = once((): Client => given ?? new ECSClient(clientOptions))
  return {
    start: async (run, job) => {
      const answer = await client()
        .send(
          new RunTaskCommand({
            cluster,
            taskDefinition: job.family,
            clientToken: clientToken(run),
            startedBy: startedBy(run),
            // Either of the two: ECS refuses both at once.
            ...(job.spot && !run.onDemand
              ? { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] }
              : { launchType: 'FARGATE' as const }),
            propagateTags: 'TASK_DEFINITION',
            networkConfiguration: networkOf(job.network ?? network),
            overrides: overridesOf(run, job),
          }),
        )
        .catch(existingTask)
      if ('taskArn' in answer) return answer
      const { tasks = [], failures = [] } = answer
      const taskArn = tasks[0]?.taskArn
      if (taskArn) return { taskArn }
      const { reason = 'no task and no reason', detail, arn } = failures[0] ?? {}
      return { failure: { reason, detail: shortText(detail), arn } }
    },
    find: async (run, family) => {
      // With startedBy, which must be the only filter, ECS lists tasks that it has not told to stop.
      const [living] = await listTasks(client(), { cluster, startedBy: startedBy(run) })
      if (living !== undefined) return living
      const stopped = await listTasks(client(), { cluster, family, desiredStatus: 'STOPPED' })
      for (const group of piecesOf(stopped, describeLimit)) {
        const found = await describe(client(), cluster, group)
        const own = found.find((task) => task.startedBy === startedBy(run))
        if (own) return own.taskArn
      }
      return undefined
    },
    describe: (taskArns) => describe(client(), cluster, taskArns),
    stop: async (task, reason) => {
      await client().send(new StopTaskCommand({ cluster, task, reason }))
    },
    logTail: async ({ log, container }, taskArn, lines) => {
      if (!log) return []
      const { GetLogEventsCommand, logs } = await loadLogs()
      const { events = [] } = await logs.send(
        new GetLogEventsCommand({
          logGroupName: log.group,
          logStreamName: logStreamOf({ log, container }, taskArn),
          limit: lines,
          startFromHead: false,
        }),
        { abortSignal: AbortSignal.timeout(logPatience) },
      )
      return events.flatMap(({ message }) => message ?? [])
    },
  }
}
