import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { type Replayed, replay } from '../../../api/queues.ts'
import { UsageError } from '../../../api/usage-error.ts'
import { fakeDeployment } from './deployment.ts'

const sqs = mockClient(SQSClient)
const lambda = mockClient(LambdaClient)
const url = (name: string): string => `https://sqs.test/1/${name}`
const outputs: Record<string, string> = {
  ...Object.fromEntries(
    ['Alerts', 'Jobs', 'Uploads', 'TaskChanges', 'Lifecycle', 'Metrics', 'Firewall', 'FirewallLogs'].map((name) => [
      `${name}DeadLettersQueueUrl`,
      url(`${name}-dead`),
    ]),
  ),
  UploadsQueueUrl: url('uploads'),
  TaskChangesQueueUrl: url('task-changes'),
  FirewallLogsQueueUrl: url('firewall-logs'),
  FirewallFunction: 'firewall',
  AlertsFunction: 'alerts',
  StartJobFunction: 'start',
  SweepJobsFunction: 'sweep',
  LifecycleFunction: 'lifecycle',
  CollectorFunction: 'collector',
}
const deployment = fakeDeployment({ outputs })

const replayOne = (queue: string, body: unknown): Promise<Replayed> => {
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '1' } })
  sqs
    .on(ReceiveMessageCommand)
    .resolves({ Messages: [{ Body: typeof body === 'string' ? body : JSON.stringify(body), ReceiptHandle: 'r' }] })
  return replay(deployment, queue)
}

const invoked = () =>
  lambda
    .commandCalls(InvokeCommand)
    .map(({ args: [{ input }] }) => [input.FunctionName, JSON.parse(String(input.Payload))])
const sent = () =>
  sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => [input.QueueUrl, input.MessageBody])

beforeEach(() => {
  sqs.reset()
  lambda.reset()
})

test.each([
  [
    'a firing that Scheduler could not deliver',
    'JobsDeadLetters',
    { job: 'report', scheduledAt: '2026-11-21T00:00:00Z' },
    'start',
  ],
  [
    'a sweep that Scheduler could not deliver',
    'JobsDeadLetters',
    { id: 'x', 'detail-type': 'Scheduled Event' },
    'sweep',
  ],
  ['a reconcile', 'LifecycleDeadLetters', { reason: 'schedule' }, 'lifecycle'],
  ['a look of the collector', 'MetricsDeadLetters', {}, 'collector'],
  ['a wake of the firewall', 'FirewallDeadLetters', { reason: 'wake' }, 'firewall'],
  ['a signal', 'AlertsDeadLetters', { source: 'nightshift', detail: {} }, 'alerts'],
])('%s goes to the function that it was for', async (_what, queue, event, name) => {
  expect(await replayOne(queue, event)).toEqual({ replayed: 1, kept: 0 })
  expect(invoked()).toEqual([[name, event]])
})

test('an alarm that SNS could not deliver gets the envelope in which a function knows it', async () => {
  const notification = { Type: 'Notification', MessageId: 'm', Message: 'text', Timestamp: '2026-11-21T00:00:00Z' }
  await replayOne('AlertsDeadLetters', notification)
  expect(invoked()).toEqual([['alerts', { Records: [{ Sns: notification }] }]])
})

test("a function's failed event goes back to that function, whatever queue it lies in", async () => {
  const functionArn = 'arn:aws:lambda:ap-northeast-2:1:function:shop-jobs-on-minute'
  await replayOne('JobsDeadLetters', {
    requestContext: { functionArn: `${functionArn}:$LATEST` },
    requestPayload: { a: 1 },
  })
  expect(invoked()).toEqual([[functionArn, { a: 1 }]])
})

test.each([
  ['UploadsDeadLetters', '{"Records":[]}', url('uploads')],
  ['TaskChangesDeadLetters', 'garbage', url('task-changes')],
  ['FirewallLogsDeadLetters', '{"source":"aws.s3","detail":{}}', url('firewall-logs')],
  ['JobsDeadLetters', '{"source":"aws.ecs"}', url('task-changes')],
])('what lies in %s goes back to its queue as it is', async (queue, body, to) => {
  await replayOne(queue, body)
  expect(sent()).toEqual([[to, body]])
})

test.each([
  ['AlertsDeadLetters', 'not json'],
  ['JobsDeadLetters', 'null'],
  ['LifecycleDeadLetters', '[]'],
  ['MetricsDeadLetters', '"text"'],
])('what nobody could read stays in %s, and what lies behind it goes on', async (queue, garbage) => {
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '2' } })
  sqs.on(ReceiveMessageCommand).resolves({
    Messages: [
      { Body: garbage, ReceiptHandle: 'garbage' },
      { Body: '{"a":1}', ReceiptHandle: 'good' },
    ],
  })
  expect(await replay(deployment, queue)).toEqual({ replayed: 1, kept: 1 })
  expect(sqs.commandCalls(DeleteMessageCommand).map(({ args: [{ input }] }) => input.ReceiptHandle)).toEqual(['good'])
})

test('a message is deleted only after it was handed over', async () => {
  lambda.on(InvokeCommand).rejects(new Error('throttled'))
  await expect(replayOne('LifecycleDeadLetters', { reason: 'schedule' })).rejects.toThrow('throttled')
  expect(sqs.commandCalls(DeleteMessageCommand)).toHaveLength(0)
})

test('a queue that is no dead-letter queue is refused with the names that there are', async () => {
  await expect(replay(deployment, 'Uploads')).rejects.toThrow(UsageError)
  await expect(replay(deployment, 'Uploads')).rejects.toThrow('There are: AlertsDeadLetters, JobsDeadLetters')
})
