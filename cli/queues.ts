import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { Command } from 'commander'
import type { Deployment } from '../api/deployment.ts'
import { clientOptions } from '../shared/aws.ts'
import { durationText } from '../shared/time.ts'
import { findDeployment } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printRows } from './print.ts'
import { queueUrls } from './queue-urls.ts'
import { replay } from './replay.ts'

/** Age in seconds of the oldest message of each queue, by the queue's AWS name; a queue that is empty has none. */
const readAges = async (names: readonly string[], now: Date): Promise<Record<string, number | undefined>> => {
  const { MetricDataResults = [] } = await new CloudWatchClient(clientOptions).send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - 15 * 60_000),
      EndTime: now,
      ScanBy: 'TimestampDescending',
      MetricDataQueries: names.map((QueueName, index) => ({
        Id: `q${index}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/SQS',
            MetricName: 'ApproximateAgeOfOldestMessage',
            Dimensions: [{ Name: 'QueueName', Value: QueueName }],
          },
          Period: 60,
          Stat: 'Maximum',
        },
      })),
    }),
  )
  return Object.fromEntries(MetricDataResults.map(({ Id = '', Values }) => [names[Number(Id.slice(1))], Values?.[0]]))
}

type Queue = Awaited<ReturnType<typeof readQueues>>[number]

/** Every queue: messages waiting, being worked on and delayed, and the age in seconds of the oldest where CloudWatch knows it. */
export const readQueues = async (deployment: Deployment, now = new Date(), client = new SQSClient(clientOptions)) => {
  const urls = Object.entries(queueUrls(deployment))
  const nameOf = (url: string): string => url.split('/').at(-1) ?? ''
  const ages = await readAges(
    urls.map(([, url]) => nameOf(url)),
    now,
  )
  return Promise.all(
    urls.map(async ([queue, QueueUrl]) => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      )
      const count = (name: string): number =>
        Number((Attributes as Record<string, string>)[`ApproximateNumberOfMessages${name}`] ?? 0)
      const [waiting, working, delayed] = [count(''), count('NotVisible'), count('Delayed')]
      // CloudWatch's last word may be older than the moment at which the queue became empty.
      const oldestSeconds = waiting + working > 0 ? ages[nameOf(QueueUrl)] : undefined
      return { queue, deadLetters: queue.endsWith('DeadLetters'), waiting, working, delayed, oldestSeconds }
    }),
  )
}

/** Whether a queue keeps what failed; what somebody is just looking at counts too. */
export const holdsDeadLetters = ({ deadLetters, waiting, working }: Queue): boolean =>
  deadLetters && waiting + working > 0

export const registerQueues = (program: Command): void => {
  const queues = program
    .command('queues')
    .description('depth and age of every queue and dead-letter queue')
    .option(...jsonOption)
    .action(async ({ json = false }: JsonOption) => {
      const rows = await readQueues(await findDeployment())
      printRows(
        rows,
        { json },
        {
          Queue: ({ queue }) => queue,
          Waiting: ({ waiting }) => waiting,
          Working: ({ working }) => working,
          Delayed: ({ delayed }) => delayed,
          Oldest: ({ oldestSeconds }) => (oldestSeconds === undefined ? '' : durationText(oldestSeconds)),
        },
        'No queue.',
      )
      if (rows.some(holdsDeadLetters)) process.exitCode = 1
    })
  queues
    .command('replay <queue>')
    .description('give what a dead-letter queue keeps back to whom it was for')
    .option(...jsonOption)
    .action(async (queue: string, { json = false }: JsonOption) => {
      const { replayed, kept } = await replay(await findDeployment(), queue)
      printRows(
        [{ queue, replayed, kept }],
        { json },
        { Queue: (row) => row.queue, Replayed: (row) => row.replayed, 'Kept: cannot be read': (row) => row.kept },
        '',
      )
      if (kept > 0) process.exitCode = 1
    })
}
