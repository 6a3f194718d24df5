import {
  ConflictException,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  type Task,
} from '@aws-sdk/client-ecs'
import { clientOptions } from '../../shared/aws.ts'
import type { RunRecord } from '../../shared/ledger/records.ts'
import { clientToken, startedBy } from './run.ts'
import { essentialContainer, type TaskChange } from './task-change.ts'

/** What RunTask answered: a task, or why there is none. HTTP 200 says both. */
export type Started =
  | { readonly taskArn: string }
  | { readonly failure: { readonly reason: string; readonly detail?: string | undefined } }

/** What jobs need of ECS. */
export interface Tasks {
  /** Starts the task of a run. Safe to call again for the same attempt. */
  readonly start: (run: RunRecord) => Promise<Started>
  /** Finds the task of a run that was started though its answer was lost. */
  readonly find: (run: RunRecord) => Promise<string | undefined>
  /** How tasks stand, at most 100; tasks that ECS has forgotten (about an hour after they stopped) are left out. */
  readonly describe: (taskArns: readonly string[]) => Promise<TaskChange[]>
}

export interface Placement {
  readonly cluster: string
  /** A job's task definition family is this and the job's name. */
  readonly familyPrefix: string
  readonly subnets: readonly string[]
  readonly securityGroups: readonly string[]
  readonly assignPublicIp: boolean
}

const changeOf = (task: Task): TaskChange => ({
  taskArn: task.taskArn ?? '',
  version: -1,
  lastStatus: task.lastStatus ?? '',
  startedBy: task.startedBy,
  startedAt: task.startedAt?.toISOString(),
  stoppedAt: task.stoppedAt?.toISOString(),
  stopCode: task.stopCode,
  stoppedReason: task.stoppedReason,
  containers: (task.containers ?? []).map(({ name = '', exitCode, reason }) => ({ name, exitCode, reason })),
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

/** ECS itself. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html */
export const awsTasks = (placement: Placement, client = new ECSClient(clientOptions)): Tasks => ({
  start: async (run) => {
    const answer = await client
      .send(
        new RunTaskCommand({
          cluster: placement.cluster,
          taskDefinition: `${placement.familyPrefix}${run.job}`,
          clientToken: clientToken(run),
          startedBy: startedBy(run),
          launchType: 'FARGATE',
          propagateTags: 'TASK_DEFINITION',
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: [...placement.subnets],
              securityGroups: [...placement.securityGroups],
              assignPublicIp: placement.assignPublicIp ? 'ENABLED' : 'DISABLED',
            },
          },
          overrides: {
            containerOverrides: [
              {
                name: essentialContainer,
                ...(run.command ? { command: [...run.command] } : {}),
                environment: [
                  { name: 'NIGHTSHIFT_JOB', value: run.job },
                  { name: 'NIGHTSHIFT_SCHEDULED_AT', value: run.scheduledAt },
                ],
              },
            ],
          },
        }),
      )
      .catch(existingTask)
    if ('taskArn' in answer) return answer
    const { tasks = [], failures = [] } = answer
    const taskArn = tasks[0]?.taskArn
    if (taskArn) return { taskArn }
    return { failure: { reason: failures[0]?.reason ?? 'no task and no reason', detail: failures[0]?.detail } }
  },
  find: async (run) => {
    const lists = await Promise.all(
      (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
        client.send(new ListTasksCommand({ cluster: placement.cluster, startedBy: startedBy(run), desiredStatus })),
      ),
    )
    return lists.flatMap(({ taskArns = [] }) => taskArns)[0]
  },
  describe: async (taskArns) => {
    if (taskArns.length === 0) return []
    const { tasks = [] } = await client.send(
      new DescribeTasksCommand({ cluster: placement.cluster, tasks: [...taskArns] }),
    )
    return tasks.map(changeOf)
  },
})
