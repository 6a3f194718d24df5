import type { Task } from '@aws-sdk/client-ecs'
import type { StartSessionCommandOutput } from '@aws-sdk/client-ssm'
import type { Deployment } from './deployment.ts'
import { UsageError } from './usage-error.ts'

type Asked = Pick<Deployment, 'config' | 'connect' | 'output' | 'local'>

/** What may be connected to. */
export const connectTargets = ['database'] as const
export type ConnectTarget = (typeof connectTargets)[number]

/** What Session Manager is asked for. https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_StartSession.html */
export interface SessionRequest {
  readonly Target: string
  readonly DocumentName: string
  readonly Reason: string
  readonly Parameters: Readonly<Record<string, string[]>>
}

/** An open way: what the session plugin needs, and how it is closed. */
export interface OpenConnection {
  readonly taskArn: string
  readonly session: Pick<StartSessionCommandOutput, 'SessionId' | 'StreamUrl' | 'TokenValue'>
  readonly request: SessionRequest
  /** Ends the task. It ends by itself after `estate.access.minutes`. */
  readonly close: () => Promise<void>
}

/**
 * A session's request: a port of this machine, through a task, to a port of a host.
 * @returns nothing as long as the task is not ready for a session
 */
export const sessionRequest = (
  { taskArn = '', containers = [] }: Pick<Task, 'taskArn' | 'containers'>,
  { cluster, host, port, localPort }: { cluster: string; host: string; port: number; localPort: number },
): SessionRequest | undefined => {
  const [container] = containers
  const agent = container?.managedAgents?.find(({ name }) => name === 'ExecuteCommandAgent')
  if (!container?.runtimeId || agent?.lastStatus !== 'RUNNING') return undefined
  return {
    Target: `ecs:${cluster}_${taskArn.split('/').at(-1)}_${container.runtimeId}`,
    DocumentName: 'AWS-StartPortForwardingSessionToRemoteHost',
    Reason: 'nightshift connect',
    Parameters: { host: [host], portNumber: [String(port)], localPortNumber: [String(localPort)] },
  }
}

/** Why a task will never be ready. */
export const taskFault = ({ lastStatus, stoppedReason, containers = [] }: Task): string | undefined =>
  lastStatus === 'STOPPED' || lastStatus === 'DEPROVISIONING' || lastStatus === 'STOPPING'
    ? `The task has ended: ${stoppedReason ?? containers.find(({ reason }) => reason)?.reason ?? 'no reason is given'}`
    : undefined

/** How often, and for how long, a task is asked whether it is ready: two minutes. */
const looks = { times: 40, pauseMs: 3_000 } as const

const refuseUnable = ({ config, local }: Asked): void => {
  if (local)
    throw new UsageError('The laptop has no Session Manager: connect to the database of the emulator by its own port.')
  if (!config.estate?.access.connect)
    throw new UsageError(
      'This deployment has no way in for people: set estate.access.connect: true in nightshift.config.ts, and deploy.',
    )
}

/**
 * Starts a short-lived task and opens a session that forwards a port of this machine through it.
 * @param pause waits between looks
 * @throws UsageError where the config has no way in, on the laptop, or where the task does not become ready
 */
export const openConnection = async (
  deployment: Asked,
  { localPort, pause }: { readonly localPort: number; readonly pause: (ms: number) => Promise<void> },
): Promise<OpenConnection> => {
  refuseUnable(deployment)
  const { connect, output } = deployment
  const [ecs, ssm] = [await import('../shared/sdk/ecs.ts'), await import('../shared/sdk/ssm.ts')]
  const [client, cluster] = [connect(ecs.ECSClient), output('ConnectCluster')]
  const { services: [service] = [] } = await client.send(
    new ecs.DescribeServicesCommand({ cluster, services: [output('ConnectService')] }),
  )
  const { tasks: [started] = [], failures: [failure] = [] } = await client.send(
    new ecs.RunTaskCommand({
      cluster,
      taskDefinition: service?.taskDefinition,
      networkConfiguration: service?.networkConfiguration,
      launchType: 'FARGATE',
      enableExecuteCommand: true,
      startedBy: 'nightshift connect',
    }),
  )
  const taskArn = started?.taskArn
  if (taskArn === undefined) throw new UsageError(`No task was started: ${failure?.reason ?? 'no reason is given'}.`)
  const close = async () => {
    await client.send(new ecs.StopTaskCommand({ cluster, task: taskArn, reason: 'nightshift connect has ended' }))
  }
  const look = async (left: number): Promise<SessionRequest> => {
    const { tasks: [task] = [] } = await client.send(new ecs.DescribeTasksCommand({ cluster, tasks: [taskArn] }))
    const where = { cluster, host: output('ConnectHost'), port: 5432, localPort }
    const request = task && sessionRequest(task, where)
    const fault = task && taskFault(task)
    if (request) return request
    if (fault !== undefined || left === 0) throw new UsageError(fault ?? 'The task was not ready within two minutes.')
    await pause(looks.pauseMs)
    return look(left - 1)
  }
  try {
    const request = await look(looks.times)
    const { SessionId, StreamUrl, TokenValue } = await connect(ssm.SSMClient).send(
      new ssm.StartSessionCommand({ ...request }),
    )
    return { taskArn, session: { SessionId, StreamUrl, TokenValue }, request, close }
  } catch (error) {
    await close()
    throw error
  }
}
