import { randomUUID } from 'node:crypto'
import type { Task } from '@aws-sdk/client-ecs'

/** Where a task is in its life, and how it ended. */
export type TaskStatus =
  | { readonly lastStatus: 'PENDING' | 'RUNNING' }
  | {
      readonly lastStatus: 'STOPPED'
      readonly stopCode: 'EssentialContainerExited' | 'UserInitiated' | 'TaskFailedToStart'
      readonly stoppedReason: string
      /** Name of the container that ran. */
      readonly container: string
      /** Absent when the container never ran. */
      readonly exitCode?: number
      /** Why the container ended, where ECS says so. */
      readonly reason?: string
    }

export type Times = { readonly startedAt?: Date; readonly stoppingAt?: Date; readonly stoppedAt?: Date }

/** A Fargate task's versions, counted on AWS: 1 PROVISIONING, 2 PENDING, 3 RUNNING, 4 stopping, 5 DEPROVISIONING, 6 STOPPED. */
const versions = { PENDING: 2, RUNNING: 3, STOPPED: 6 } as const

const containersOf = (task: Task, status: TaskStatus): unknown[] =>
  (task.containers ?? []).map(({ containerArn, name, image, cpu, memory, runtimeId }) => ({
    containerArn,
    lastStatus: status.lastStatus,
    name,
    image,
    taskArn: task.taskArn,
    cpu,
    memory,
    ...(status.lastStatus === 'PENDING' ? {} : { runtimeId }),
    ...(status.lastStatus === 'STOPPED' && status.container === name && status.exitCode !== undefined
      ? { exitCode: status.exitCode }
      : {}),
    ...(status.lastStatus === 'STOPPED' && status.container === name && status.reason !== undefined
      ? { reason: status.reason }
      : {}),
  }))

const familyOf = (definitionArn = ''): string =>
  definitionArn.slice(definitionArn.lastIndexOf('/') + 1).split(':')[0] ?? ''

const iso = (times: Times): Record<string, string> =>
  Object.fromEntries(Object.entries(times).map(([name, time]) => [name, time.toISOString()]))

/**
 * The event that ECS puts on the default bus when a task changes its state. Tags are absent, as on AWS.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_task_events.html
 */
export const taskStateChange = (task: Task, status: TaskStatus, times: Times, now: Date) => {
  const [, , , region = '', account = ''] = (task.taskArn ?? '').split(':')
  const stopped = status.lastStatus === 'STOPPED'
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'ECS Task State Change',
    source: 'aws.ecs',
    account,
    time: now.toISOString(),
    region,
    resources: [task.taskArn],
    detail: {
      taskArn: task.taskArn,
      clusterArn: task.clusterArn,
      taskDefinitionArn: task.taskDefinitionArn,
      // The emulator leaves out what AWS fills in.
      group: task.group || `family:${familyOf(task.taskDefinitionArn)}`,
      ...(task.startedBy ? { startedBy: task.startedBy } : {}),
      launchType: task.launchType ?? 'FARGATE',
      platformVersion: task.platformVersion,
      availabilityZone: task.availabilityZone,
      attachments: [],
      attributes: [],
      connectivity: 'CONNECTED',
      cpu: task.cpu,
      memory: task.memory,
      desiredStatus: stopped ? 'STOPPED' : 'RUNNING',
      lastStatus: status.lastStatus,
      overrides: task.overrides ?? { containerOverrides: [] },
      containers: containersOf(task, status),
      ...(stopped ? { stopCode: status.stopCode, stoppedReason: status.stoppedReason } : {}),
      createdAt: (task.createdAt ?? now).toISOString(),
      updatedAt: now.toISOString(),
      ...iso(times),
      version: versions[status.lastStatus],
    },
  }
}
