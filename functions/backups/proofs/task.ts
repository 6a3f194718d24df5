import { errorName } from '../../../shared/errors.ts'
import type { BackupProofRecord } from '../../../shared/ledger/records.ts'
import { loadEcs, startTask, stopTask, streamOf } from '../databases/ecs.ts'
import type { Parts, ProofPlace } from '../kinds/kind.ts'
import { copyTags } from './names.ts'
import type { SeenTask } from './rules.ts'

/** Where the check of a proof runs. It is a task of ECS like those of jobs, with a definition that the deployment makes. */
export interface CheckTask {
  readonly family: string
  readonly container: string
  readonly logGroup: string
  readonly logPrefix: string
}

/** What the check of a proof is called in ECS and CloudWatch. @param deployment the config's name */
export const checkTaskOf = (deployment: string, proof: string): CheckTask => ({
  family: `${deployment}-proof-${proof}`,
  container: 'check',
  logGroup: `/nightshift/backups/${deployment}-proof-${proof}`,
  logPrefix: 'proof',
})

/** Lines of a check's log that are read. */
const mostLines = 50

/** What the task wrote, oldest first. None where it has written nothing, or its log is not there yet. */
const readLines = async (task: CheckTask, arn: string, { client }: Parts): Promise<string[]> => {
  const sdk = await import('../../../shared/sdk/cloudwatch-logs.ts')
  try {
    const { events = [] } = await client(sdk.CloudWatchLogsClient).send(
      new sdk.GetLogEventsCommand({
        logGroupName: task.logGroup,
        logStreamName: streamOf(task, arn),
        startFromHead: true,
        limit: mostLines,
      }),
    )
    return events.map(({ message = '' }) => message.trimEnd())
  } catch (error) {
    if (errorName(error) === 'ResourceNotFoundException') return []
    throw error
  }
}

/**
 * Starts the check, once for each attempt.
 * @returns the task's ARN
 * @throws TransientError where Fargate has no place for it just now
 */
export const startCheck = async (
  process: BackupProofRecord,
  endpoint: { readonly host: string; readonly port: number },
  place: ProofPlace,
  parts: Parts,
): Promise<string> => {
  const { family, container } = checkTaskOf(parts.slice.deployment, process.proof)
  return startTask(
    {
      cluster: place.cluster,
      taskDefinition: family,
      clientToken: `${process.id}-${process.task?.attempt ?? 1}`,
      startedBy: `backups/${process.id}`,
      tags: Object.entries(copyTags(parts.slice.deployment, process)).map(([key, value]) => ({ key, value })),
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...place.subnets],
          securityGroups: [place.taskGroup],
          assignPublicIp: place.assignPublicIp ? 'ENABLED' : 'DISABLED',
        },
      },
      container,
      environment: {
        PGHOST: endpoint.host,
        PGPORT: endpoint.port,
        MYSQL_HOST: endpoint.host,
        MYSQL_TCP_PORT: endpoint.port,
      },
    },
    parts,
  )
}

/** How the check's task stands. */
export const seeCheck = async (
  process: BackupProofRecord,
  place: ProofPlace,
  parts: Parts,
): Promise<SeenTask | undefined> => {
  const arn = process.task?.arn
  if (arn === undefined) return undefined
  const { sdk, ecs } = await loadEcs(parts)
  const { tasks } = await ecs.send(new sdk.DescribeTasksCommand({ cluster: place.cluster, tasks: [arn] }))
  const [task] = tasks ?? []
  if (!task) return { state: 'unknown' }
  if (task.lastStatus !== 'STOPPED') return { state: 'running' }
  const check = checkTaskOf(parts.slice.deployment, process.proof)
  const ran = task.containers?.find(({ name }) => name === check.container)
  const reason = ran?.reason ?? task.stoppedReason
  return {
    state: 'stopped',
    ...(ran?.exitCode === undefined ? {} : { exitCode: ran.exitCode }),
    ...(reason === undefined ? {} : { reason }),
    lines: await readLines(check, arn, parts),
  }
}

/** Stops the check's task. One that is gone already is no error. */
export const stopCheck = async (process: BackupProofRecord, place: ProofPlace, parts: Parts): Promise<void> => {
  const task = process.task?.arn
  if (task !== undefined) await stopTask(place.cluster, task, 'The check took too long', parts)
}
