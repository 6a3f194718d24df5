import { setTimeout as sleep } from 'node:timers/promises'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { EC2Client } from '@aws-sdk/client-ec2'
import { DescribeTasksCommand, ECSClient, paginateListTasks, type Task } from '@aws-sdk/client-ecs'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { S3Client } from '@aws-sdk/client-s3'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { SQSClient } from '@aws-sdk/client-sqs'
import { SSMClient } from '@aws-sdk/client-ssm'
import { errorText } from '../shared/errors.ts'
import { reachesS3 as findWayToS3 } from './fargate/network.ts'
import { deliverTo } from './fargate/rule.ts'
import { type Supervised, superviseTask } from './fargate/supervise.ts'
import type { OwnProcess } from './processes.ts'

export type FargateOptions = {
  readonly endpoint: string
  readonly region: string
  /** Names or ARNs of the clusters whose tasks are run. */
  readonly clusters: readonly string[]
  /** The network that tasks are in. Default: one that reaches everything. */
  readonly vpcId?: string | undefined
  /** The queue that "ECS Task State Change" events go to. */
  readonly queueUrl: string
  /** Hears of each process of a task, and gives what is to be called at its end. Default: nobody. */
  readonly note?: (own: OwnProcess) => () => void
  /** Hears what starts and ends, and what went wrong. Default: nobody. */
  readonly report?: (text: string) => void
}

export type Fargate = {
  /** Ends every task that still runs (after 2 s by force) and stops looking for new ones. */
  readonly stop: () => Promise<void>
}

/** Milliseconds between two looks at the clusters. */
const pollMs = 250

const listTasks = async (
  ecs: ECSClient,
  cluster: string,
  ...statuses: readonly ('RUNNING' | 'STOPPED')[]
): Promise<string[]> => {
  const arns: string[] = []
  for (const desiredStatus of statuses)
    for await (const page of paginateListTasks({ client: ecs }, { cluster, desiredStatus }))
      arns.push(...(page.taskArns ?? []))
  return arns
}

const describeTasks = async (ecs: ECSClient, cluster: string, arns: readonly string[]): Promise<Task[]> => {
  // DescribeTasks takes 100 at a time.
  const pages = Array.from({ length: Math.ceil(arns.length / 100) }, (_, page) =>
    arns.slice(page * 100, page * 100 + 100),
  )
  const answers = await Promise.all(
    pages.map((tasks) => ecs.send(new DescribeTasksCommand({ cluster, tasks: [...tasks] }))),
  )
  return answers.flatMap(({ tasks = [] }) => tasks)
}

/** A service's tasks serve, they do not end: the emulator keeps them, and there is nothing to run on this machine. */
const isJob = ({ group }: Task): boolean => !group?.startsWith('service:')

/**
 * Fargate's stand-in. The emulator has tasks but runs none of them; this runs the command of each new one as a process of
 * this machine, sends its output to the log that its definition names, and tells how it ended as ECS would.
 * Tasks that had ended before the start are left alone.
 */
export const startFargate = async (options: FargateOptions): Promise<Fargate> => {
  const { endpoint, region, note, report = () => {} } = options
  const client = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
  const ecs = new ECSClient(client)
  const ec2 = new EC2Client(client)
  const logs = new CloudWatchLogsClient(client)
  const events = new EventBridgeClient(client)
  const sqs = new SQSClient(client)
  const stores = {
    s3: new S3Client({ ...client, forcePathStyle: true }),
    ssm: new SSMClient(client),
    secrets: new SecretsManagerClient(client),
  }
  const reachesS3 = async () => options.vpcId === undefined || findWayToS3(ec2, options.vpcId)
  const deliver = deliverTo(events, sqs, options.queueUrl)
  const known = new Map<string, Supervised | undefined>()
  let stopping = false

  const look = async (cluster: string): Promise<void> => {
    const all = await listTasks(ecs, cluster, 'RUNNING', 'STOPPED')
    const arns = all.filter((arn) => known.get(arn)?.isRunning() ?? !known.has(arn))
    for (const task of await describeTasks(ecs, cluster, arns)) {
      const arn = task.taskArn ?? ''
      if (!known.has(arn))
        known.set(
          arn,
          isJob(task) ? superviseTask({ ecs, reachesS3, logs, stores, deliver, report, note }, task) : undefined,
        )
      else if (task.lastStatus === 'STOPPED') known.get(arn)?.stopAsAsked(task)
    }
  }
  const watch = async (): Promise<void> => {
    while (!stopping) {
      await Promise.all(options.clusters.map(look)).catch((error: unknown) =>
        report(`tasks cannot be seen: ${errorText(error)}`),
      )
      await sleep(pollMs)
    }
  }

  for (const cluster of options.clusters)
    for (const arn of await listTasks(ecs, cluster, 'STOPPED')) known.set(arn, undefined)
  const watching = watch()
  return {
    stop: async () => {
      stopping = true
      await watching
      await Promise.all([...known.values()].map((task) => task?.abandon()))
      for (const each of [ecs, ec2, logs, events, sqs, ...Object.values(stores)]) each.destroy()
    },
  }
}
