import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import type { Command } from 'commander'
import { clientOptions } from '../shared/aws.ts'
import { durationText } from '../shared/time.ts'
import { type Deployment, findDeployment, UsageError } from './deployment.ts'
import { type JsonOption, jsonOption } from './options.ts'
import { printRows } from './print.ts'

const suffix = 'QueueUrl'

/** The queues of a deployment by name: `Uploads`, `UploadsDeadLetters`, … */
export const queueUrls = ({ outputs }: Deployment): Record<string, string> =>
  Object.fromEntries(
    Object.entries(outputs).flatMap(([key, url]) =>
      key.endsWith(suffix) ? [[key.slice(0, -suffix.length), url]] : [],
    ),
  )

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

/** What a dead-letter queue holds: a message of another queue, or a function's failed event with who failed. */
interface FailedEvent {
  readonly requestContext: { readonly functionArn: string }
  readonly requestPayload: unknown
}

const failedEvent = (body: string): FailedEvent | undefined => {
  try {
    const parsed = JSON.parse(body)
    return parsed?.requestContext?.functionArn ? parsed : undefined
  } catch {
    return undefined
  }
}

/**
 * Gives the messages of a dead-letter queue back to whom they were for: the queue beside it, or the function that failed.
 * A message is deleted only after it was handed over.
 */
export const replay = async (
  deployment: Deployment,
  name: string,
  sqs = new SQSClient(clientOptions),
  lambda = new LambdaClient(clientOptions),
): Promise<number> => {
  const urls = queueUrls(deployment)
  const QueueUrl = urls[name]
  if (QueueUrl === undefined || !name.endsWith('DeadLetters')) {
    const names = Object.keys(urls).filter((each) => each.endsWith('DeadLetters'))
    throw new UsageError(`"${name}" is no dead-letter queue. There are: ${names.join(', ')}.`)
  }
  const home = urls[name.slice(0, -'DeadLetters'.length)]
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
  )
  // What comes back while we replay is not replayed again.
  let left = Number(Attributes.ApproximateNumberOfMessages ?? 0)
  let count = 0
  while (left > 0) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: Math.min(10, left), WaitTimeSeconds: 1 }),
    )
    if (Messages.length === 0) break
    for (const { Body = '', ReceiptHandle } of Messages) {
      await handOver(Body, home, deployment, sqs, lambda)
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
      count += 1
    }
    left -= Messages.length
  }
  return count
}

const handOver = async (
  body: string,
  home: string | undefined,
  { output }: Deployment,
  sqs: SQSClient,
  lambda: LambdaClient,
): Promise<void> => {
  const failed = failedEvent(body)
  if (failed) {
    const Payload = JSON.stringify(failed.requestPayload)
    await lambda.send(
      new InvokeCommand({
        FunctionName: failed.requestContext.functionArn.replace(/:\$LATEST$/, ''),
        InvocationType: 'Event',
        Payload,
      }),
    )
  } else if (home) await sqs.send(new SendMessageCommand({ QueueUrl: home, MessageBody: body }))
  else
    await lambda.send(
      new InvokeCommand({
        FunctionName: output('AlertsFunction'),
        InvocationType: 'Event',
        Payload: undelivered(body),
      }),
    )
}

/** What never reached the alerting function: SNS leaves its own envelope in the queue, EventBridge the event itself. */
const undelivered = (body: string): string => {
  const parsed = JSON.parse(body)
  return parsed.Type === 'Notification' ? JSON.stringify({ Records: [{ Sns: parsed }] }) : body
}

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
      if (rows.some(({ deadLetters, waiting }) => deadLetters && waiting > 0)) process.exitCode = 1
    })
  queues
    .command('replay <queue>')
    .description('give what a dead-letter queue keeps back to whom it was for')
    .option(...jsonOption)
    .action(async (queue: string, { json = false }: JsonOption) => {
      const replayed = await replay(await findDeployment(), queue)
      printRows([{ queue, replayed }], { json }, { Queue: (row) => row.queue, Replayed: (row) => row.replayed }, '')
    })
}
