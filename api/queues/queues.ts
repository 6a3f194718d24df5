import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { errorName } from '../../shared/errors.ts'
import { log } from '../../shared/log.ts'
import { metricStat } from '../../shared/metrics/metric-stat.ts'
import type { Deployment } from '../deployment.ts'
import { queueUrls } from './queue-urls.ts'

/** Age in seconds of the oldest message of each queue, by the queue's AWS name; a queue that is empty has none. */
const readAges = async (
  names: readonly string[],
  { connect, now: clock }: Pick<Deployment, 'connect' | 'now'>,
): Promise<Record<string, number | undefined>> => {
  const now = clock()
  const { MetricDataResults = [] } = await connect(CloudWatchClient).send(
    new GetMetricDataCommand({
      StartTime: new Date(now.getTime() - 15 * 60_000),
      EndTime: now,
      ScanBy: 'TimestampDescending',
      MetricDataQueries: names.map((QueueName, index) => ({
        Id: `q${index}`,
        MetricStat: metricStat({
          namespace: 'AWS/SQS',
          name: 'ApproximateAgeOfOldestMessage',
          dimensions: { QueueName },
          statistic: 'Maximum',
          period: 60,
        }),
      })),
    }),
  )
  return Object.fromEntries(MetricDataResults.map(({ Id = '', Values }) => [names[Number(Id.slice(1))], Values?.[0]]))
}

/** A queue, as `nightshift queues --json` prints it. */
export interface QueueRow {
  /** As in the name of its output: `Uploads`, `UploadsDeadLetters`, … */
  readonly queue: string
  readonly deadLetters: boolean
  readonly waiting: number
  /** Messages that somebody is just looking at. */
  readonly working: number
  readonly delayed: number
  /** Age of the oldest message, where CloudWatch knows it. */
  readonly oldestSeconds: number | undefined
}

/** Every queue: messages waiting, being worked on and delayed, and the age in seconds of the oldest where CloudWatch knows it. */
export const readQueues = async (deployment: Pick<Deployment, 'outputs' | 'connect' | 'now'>): Promise<QueueRow[]> => {
  const client = deployment.connect(SQSClient)
  const urls = Object.entries(queueUrls(deployment))
  const nameOf = (url: string): string => url.split('/').at(-1) ?? ''
  // How old the oldest is can wait; how many there are cannot.
  const agesRead = readAges(
    urls.map(([, url]) => nameOf(url)),
    deployment,
  ).catch((error: unknown): Awaited<ReturnType<typeof readAges>> => {
    log.warn('ages of queues not read', { error: errorName(error) })
    return {}
  })
  return Promise.all(
    urls.map(async ([queue, QueueUrl]): Promise<QueueRow> => {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      )
      const count = (name: string): number =>
        Number((Attributes as Record<string, string>)[`ApproximateNumberOfMessages${name}`] ?? 0)
      const [waiting, working, delayed] = [count(''), count('NotVisible'), count('Delayed')]
      // CloudWatch's last word may be older than the moment at which the queue became empty.
      const ages = await agesRead
      const oldestSeconds = waiting + working > 0 ? ages[nameOf(QueueUrl)] : undefined
      return { queue, deadLetters: queue.endsWith('DeadLetters'), waiting, working, delayed, oldestSeconds }
    }),
  )
}

/** Whether a queue keeps what failed; what somebody is just looking at counts too. */
export const holdsDeadLetters = ({ deadLetters, waiting, working }: QueueRow): boolean =>
  deadLetters && waiting + working > 0
