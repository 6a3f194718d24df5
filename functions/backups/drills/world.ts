import type { DBCluster, DBInstance } from '@aws-sdk/client-rds'
import { drilledOf } from '../../../shared/backups/targets.ts'
import type { DrillConfig } from '../../../shared/config/backups/drills.ts'
import { errorName, PermanentError } from '../../../shared/errors.ts'
import type { BackupDrillRecord } from '../../../shared/ledger/records.ts'
import { loadEcs, startTask, stopTask, streamOf } from '../databases/ecs.ts'
import { readCluster, readInstance } from '../databases/read.ts'
import type { Parts } from '../kinds/kind.ts'
import { type Sample, samplesOf } from './outage.ts'
import { probeOf } from './places.ts'
import { helloOf } from './probe-script.ts'
import { probeSeconds, type SeenDatabase, type SeenTask } from './rules.ts'

const instanceSeen = (instance: DBInstance): SeenDatabase => ({
  status: instance.DBInstanceStatus ?? 'unknown',
  hasOther: instance.MultiAZ === true,
  cluster: instance.DBClusterIdentifier,
  engine: instance.Engine ?? '',
  zone: instance.AvailabilityZone,
  standby: instance.SecondaryAvailabilityZone,
  host: instance.Endpoint?.Address,
  port: instance.Endpoint?.Port,
})

const clusterSeen = ({ DBClusterMembers: members = [], ...cluster }: DBCluster): SeenDatabase => ({
  status: cluster.Status ?? 'unknown',
  hasOther: members.some(({ IsClusterWriter }) => IsClusterWriter === false),
  engine: cluster.Engine ?? '',
  writer: members.find(({ IsClusterWriter }) => IsClusterWriter)?.DBInstanceIdentifier,
  host: cluster.Endpoint,
  port: cluster.Port,
})

/** What a drill is about, as it is now. */
export const seeDatabase = async (of: string, { client }: Parts): Promise<SeenDatabase | undefined> => {
  const { form, name } = drilledOf(of) ?? {}
  if (name === undefined) return undefined
  if (form === 'cluster') {
    const cluster = await readCluster(client, name)
    return cluster && clusterSeen(cluster)
  }
  const instance = await readInstance(client, name)
  return instance && instanceSeen(instance)
}

/**
 * Asks for the failover. It is accepted, and not yet done.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_RebootDBInstance.html
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_FailoverDBCluster.html
 * @throws the SDK's errors
 */
export const failOver = async (of: string, { client }: Parts): Promise<void> => {
  const { form, name } = drilledOf(of) ?? {}
  const sdk = await import('../../../shared/sdk/rds.ts')
  const rds = client(sdk.RDSClient)
  await (form === 'cluster'
    ? rds.send(new sdk.FailoverDBClusterCommand({ DBClusterIdentifier: name }))
    : rds.send(new sdk.RebootDBInstanceCommand({ DBInstanceIdentifier: name, ForceFailover: true })))
}

/** What RDS has told of it since it was asked. */
export const eventsSince = async (
  of: string,
  asked: string,
  { client, now }: Parts,
): Promise<NonNullable<BackupDrillRecord['events']>> => {
  const { form, name } = drilledOf(of) ?? {}
  const sdk = await import('../../../shared/sdk/rds.ts')
  const { Events = [] } = await client(sdk.RDSClient).send(
    new sdk.DescribeEventsCommand({
      SourceIdentifier: name,
      SourceType: form === 'cluster' ? 'db-cluster' : 'db-instance',
      StartTime: new Date(asked),
      EndTime: now,
      EventCategories: ['failover'],
    }),
  )
  return Events.slice(0, 20).map(({ Date: at, Message = '' }) => ({
    at: (at ?? now).toISOString(),
    text: Message.slice(0, 200),
  }))
}

const startedBy = (id: string): string => `drill/${id}`

const placeOf = async ({ network }: DrillConfig, parts: Parts) => {
  if (network)
    return {
      subnets: [...network.subnets],
      securityGroups: [...network.securityGroups],
      assignPublicIp: network.assignPublicIp ? ('ENABLED' as const) : ('DISABLED' as const),
    }
  const { sdk, ecs } = await loadEcs(parts)
  const { cluster, service } = probeOf(parts.slice.deployment, '')
  const { services } = await ecs.send(new sdk.DescribeServicesCommand({ cluster, services: [service] }))
  const place = services?.[0]?.networkConfiguration?.awsvpcConfiguration
  if (!place)
    throw new PermanentError(
      'no-place',
      `The service ${service} says nowhere to run. Deploy the current stacks, or write the drill's network.`,
    )
  return place
}

/**
 * Starts the probe, once for a process: ECS knows the request again by its token.
 * @returns the task's ARN
 * @throws TransientError where Fargate has no place for it just now
 */
export const startProbe = async (
  process: Pick<BackupDrillRecord, 'id' | 'drill'>,
  config: DrillConfig,
  { host = '', port = 0, engine }: SeenDatabase,
  parts: Parts,
): Promise<string> => {
  const { cluster, family, container } = probeOf(parts.slice.deployment, process.drill)
  return startTask(
    {
      cluster,
      taskDefinition: family,
      clientToken: process.id,
      startedBy: startedBy(process.id),
      networkConfiguration: { awsvpcConfiguration: await placeOf(config, parts) },
      container,
      environment: { HOST: host, PORT: port, HELLO: helloOf(engine), LIFE: probeSeconds(config) },
    },
    parts,
  )
}

/** The probe of a process whose answer was lost: it is known by who started it. */
export const findProbe = async ({ id }: Pick<BackupDrillRecord, 'id'>, parts: Parts): Promise<string | undefined> => {
  const { sdk, ecs } = await loadEcs(parts)
  const { cluster } = probeOf(parts.slice.deployment, '')
  const { taskArns } = await ecs.send(new sdk.ListTasksCommand({ cluster, startedBy: startedBy(id) }))
  return taskArns?.[0]
}

/** How the probe stands. */
export const seeProbe = async (arn: string, parts: Parts): Promise<SeenTask> => {
  const { sdk, ecs } = await loadEcs(parts)
  const { cluster } = probeOf(parts.slice.deployment, '')
  const { tasks } = await ecs.send(new sdk.DescribeTasksCommand({ cluster, tasks: [arn] }))
  const [task] = tasks ?? []
  if (!task) return { state: 'gone' }
  if (task.lastStatus === 'STOPPED')
    return { state: 'stopped', reason: task.containers?.[0]?.reason ?? task.stoppedReason }
  return { state: task.lastStatus === 'RUNNING' ? 'running' : 'starting' }
}

/** Stops the probe. One that is gone already is no error. */
export const stopProbe = (arn: string, parts: Parts): Promise<void> =>
  stopTask(probeOf(parts.slice.deployment, '').cluster, arn, 'The drill is over', parts)

/** Pages of a log that are read: a probe of two hours has one. */
const mostPages = 5

/** What the probe has measured so far. */
export const readSamples = async (arn: string, { client, slice }: Parts): Promise<Sample[]> => {
  const sdk = await import('../../../shared/sdk/cloudwatch-logs.ts')
  const { logGroup, logPrefix, container } = probeOf(slice.deployment, '')
  const lines: string[] = []
  let nextToken: string | undefined
  try {
    for (let page = 0; page < mostPages; page += 1) {
      const { events = [], nextForwardToken } = await client(sdk.CloudWatchLogsClient).send(
        new sdk.GetLogEventsCommand({
          logGroupName: logGroup,
          logStreamName: streamOf({ logPrefix, container }, arn),
          startFromHead: true,
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
      )
      lines.push(...events.map(({ message = '' }) => message.trimEnd()))
      if (events.length === 0 || nextForwardToken === nextToken) break
      nextToken = nextForwardToken
    }
  } catch (error) {
    // It has written nothing yet.
    if (errorName(error) !== 'ResourceNotFoundException') throw error
  }
  return samplesOf(lines)
}
