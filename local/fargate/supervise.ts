import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import {
  DescribeTaskDefinitionCommand,
  type ECSClient,
  SubmitTaskStateChangeCommand,
  type Task,
} from '@aws-sdk/client-ecs'
import { errorText } from '../../shared/errors.ts'
import type { OwnProcess } from '../processes.ts'
import { type TaskStatus, type Times, taskStateChange } from './event.ts'
import { takeFault } from './fault.ts'
import { openLog } from './logs.ts'
import { provide, type Stores } from './provide.ts'
import { type Outcome, type Running, runCommand } from './run.ts'
import { type Command, commandOf, taskId } from './task.ts'

export type Services = {
  readonly stores: Stores
  /** Whether a task would get an answer from S3. */
  readonly reachesS3: () => Promise<boolean>
  readonly ecs: ECSClient
  readonly logs: CloudWatchLogsClient
  /** Takes an event to where EventBridge would. */
  readonly deliver: (event: object) => Promise<void>
  readonly report: (text: string) => void
  /** Hears of each process that a task has begun, and gives what is to be called at its end. */
  readonly note?: ((own: OwnProcess) => () => void) | undefined
}

export type Supervised = {
  readonly isRunning: () => boolean
  /** Somebody called StopTask: end the process, and say so. `task` is what ECS then says of it. */
  readonly stopAsAsked: (task: Task) => void
  /** Ends the process without telling anybody: the laptop's Nightshift stops. */
  readonly abandon: () => Promise<void>
}

type Stopped = Extract<TaskStatus, { lastStatus: 'STOPPED' }>

/** How ECS tells the end of a task. `asked` is the reason that StopTask was given. */
export const stoppedStatus = (container: string, outcome: Outcome, asked: string | undefined): Stopped => {
  if (outcome.kind === 'not-started')
    return {
      lastStatus: 'STOPPED',
      stopCode: 'TaskFailedToStart',
      stoppedReason: `CannotStartContainerError: ${outcome.message}`,
      container,
      reason: `CannotStartContainerError: ${outcome.message}`,
    }
  if (outcome.kind === 'refused')
    return { lastStatus: 'STOPPED', stopCode: 'TaskFailedToStart', stoppedReason: outcome.reason, container }
  if (outcome.kind === 'skipped')
    return { lastStatus: 'STOPPED', stopCode: 'UserInitiated', stoppedReason: asked ?? '', container }
  return {
    lastStatus: 'STOPPED',
    stopCode: asked === undefined ? 'EssentialContainerExited' : 'UserInitiated',
    stoppedReason: asked ?? 'Essential container in task exited',
    container,
    exitCode: outcome.exitCode,
  }
}

const noCommand: Outcome = {
  kind: 'not-started',
  message:
    'the task definition has no command, and the laptop has no image to take one from: name the command in the config',
}

/** What ECS says after some two minutes in which S3 did not answer. Here it is known at once. */
const s3OutOfReach: Outcome = {
  kind: 'refused',
  reason:
    'ResourceInitializationError: failed to download env files: file download command: non empty error stream: RequestCanceled: request context canceled caused by: context deadline exceeded',
}

/** Runs one task from its start to its end, and tells of both. */
export const superviseTask = (services: Services, task: Task): Supervised => {
  const { ecs, reachesS3, logs, stores, deliver, report, note } = services
  const id = taskId(task.taskArn ?? '')
  let running: Running | undefined
  let asked: string | undefined = task.lastStatus === 'STOPPED' ? (task.stoppedReason ?? '') : undefined
  let abandoned = false
  let isRunning = true

  const tell = (status: TaskStatus, times: Times): Promise<void> =>
    deliver(taskStateChange(task, status, times, new Date()))

  const run = async (command: Command, startedAt: Date): Promise<Outcome> => {
    if (command.environmentFiles.length > 0 && !(await reachesS3())) return s3OutOfReach
    const provided = await provide(stores, command)
    if ('refused' in provided) return { kind: 'refused', reason: provided.refused }
    if (asked !== undefined || abandoned) return { kind: 'skipped' }
    const log = openLog(logs, command.log)
    running = runCommand({ ...command, ...provided }, log.write, note)
    // The arguments may hold what is nobody's business, and so may the words of an inline script.
    report(`task ${id} runs: ${command.command[0]}`)
    if (await running.started) await tell({ lastStatus: 'RUNNING' }, { startedAt })
    const outcome = await running.ended
    await log.close().catch((error: unknown) => report(`task ${id}: its output is lost: ${errorText(error)}`))
    return outcome
  }

  const live = async (): Promise<void> => {
    const { taskDefinition } = await ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: task.taskDefinitionArn }),
    )
    const command = taskDefinition && commandOf(task, taskDefinition)
    const startedAt = new Date()
    await tell({ lastStatus: 'PENDING' }, {})
    const fault = takeFault(task)
    const begin = async (): Promise<Outcome> => {
      if (asked !== undefined || abandoned) return { kind: 'skipped' }
      if (fault !== undefined) return { kind: 'refused', reason: fault }
      return command ? run(command, startedAt) : noCommand
    }
    const outcome = await begin()
    isRunning = false
    if (abandoned) return
    const status = stoppedStatus(command?.container ?? task.containers?.[0]?.name ?? '', outcome, asked)
    // The emulator's own record, which DescribeTasks shows, so that the end is known though its event gets lost.
    const { exitCode, reason } = status
    await ecs.send(
      new SubmitTaskStateChangeCommand({
        cluster: task.clusterArn,
        task: task.taskArn,
        status: 'STOPPED',
        reason: status.stoppedReason,
        containers: [{ containerName: status.container, status: 'STOPPED', exitCode, reason }],
      }),
    )
    const now = new Date()
    const started = outcome.kind === 'exited' ? { startedAt } : {}
    await tell(status, { ...started, stoppingAt: now, stoppedAt: now })
    report(`task ${id} ended: ${outcome.kind === 'exited' ? `exit code ${outcome.exitCode}` : status.stoppedReason}`)
  }

  const ended = live()
    .catch((error: unknown) => report(`task ${id}: ${errorText(error)}`))
    .finally(() => {
      isRunning = false
    })

  return {
    isRunning: () => isRunning,
    stopAsAsked: (now) => {
      if (asked !== undefined || !isRunning) return
      asked = now.stoppedReason ?? ''
      void running?.stop()
    },
    abandon: async () => {
      abandoned = true
      await running?.stop(2_000)
      await ended
    },
  }
}
