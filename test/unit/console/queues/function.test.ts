import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { answerAboutQueues } from '../../../../functions/console/server/queue-request.ts'
import { fakeDeployment } from '../../api/deployment.ts'

const sqs = mockClient(SQSClient)
const lambda = mockClient(LambdaClient)
const deployment = fakeDeployment({
  outputs: {
    UploadsDeadLettersQueueUrl: 'https://sqs.test/dead',
    UploadsQueueUrl: 'https://sqs.test/uploads',
    LifecycleDeadLettersQueueUrl: 'https://sqs.test/lifecycle-dead',
    LifecycleFunction: 'lifecycle',
  },
})
const source = 'nightshift.command'
const ask = (request: object) => answerAboutQueues({ source, ...request }, deployment)

/** A queue whose messages are hidden once they were received, until they are given back. */
const holds = (...bodies: string[]): void => {
  const waiting = bodies.map((Body, index) => ({ Body, MessageId: `m${index}`, ReceiptHandle: `r${index}` }))
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: String(bodies.length) } })
  sqs
    .on(ReceiveMessageCommand)
    .callsFake(({ MaxNumberOfMessages }) => ({ Messages: waiting.splice(0, Math.min(3, MaxNumberOfMessages)) }))
}

const givenBack = () =>
  sqs
    .commandCalls(ChangeMessageVisibilityBatchCommand)
    .flatMap(({ args: [{ input }] }) => input.Entries?.map(({ ReceiptHandle }) => ReceiptHandle))
const deleted = () => sqs.commandCalls(DeleteMessageCommand).map(({ args: [{ input }] }) => input.ReceiptHandle)

beforeEach(() => {
  sqs.reset()
  lambda.reset()
})

describe('the function of queues', () => {
  test('a look shows each message once, and gives all of them back', async () => {
    holds('{"a":1}', 'text', '{"b":2}', '{"c":3}', '{"d":4}')
    expect(await ask({ action: 'letters', queue: 'UploadsDeadLetters' })).toMatchObject({
      count: 5,
      letters: { length: 5 },
    })
    expect(givenBack()).toEqual(['r0', 'r1', 'r2', 'r3', 'r4'])
    expect(deleted()).toEqual([])
  })

  test('one message is replayed and deleted; the others are given back', async () => {
    holds('{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}')
    expect(await ask({ action: 'replay', queue: 'UploadsDeadLetters', letter: 'm1' })).toEqual({ replayed: 1, kept: 0 })
    expect(
      sqs.commandCalls(SendMessageCommand).map(({ args: [{ input }] }) => [input.QueueUrl, input.MessageBody]),
    ).toEqual([['https://sqs.test/uploads', '{"b":2}']])
    expect(deleted()).toEqual(['r1'])
    expect(givenBack()).toEqual(['r0', 'r2'])
  })

  test('what could not be handed over is not deleted, and the others are given back', async () => {
    holds('{"a":1}', '{"b":2}')
    lambda.on(InvokeCommand).rejects(new Error('no'))
    await expect(ask({ action: 'replay', queue: 'LifecycleDeadLetters', letter: 'm1' })).rejects.toThrow('no')
    expect(deleted()).toEqual([])
    expect(givenBack()).toEqual(['r0'])
  })

  test('a message that is gone, or that nobody can read, is refused and stays', async () => {
    holds('{"a":1}')
    expect(await ask({ action: 'replay', queue: 'UploadsDeadLetters', letter: 'other' })).toEqual({
      refused: expect.stringContaining('no such message now'),
    })
    holds('text')
    expect(await ask({ action: 'replay', queue: 'LifecycleDeadLetters', letter: 'm0' })).toEqual({
      refused: expect.stringContaining('could read'),
    })
    expect(deleted()).toEqual([])
  })

  test('all are replayed, at most a hundred a press', async () => {
    holds(...Array.from({ length: 130 }, () => '{"a":1}'))
    expect(await ask({ action: 'replay', queue: 'UploadsDeadLetters' })).toEqual({ replayed: 100, kept: 0 })
  })

  test.each(['Uploads', 'constructor', '', '__proto__'])('%j is not a dead-letter queue', async (queue) => {
    expect(await ask({ action: 'letters', queue })).toEqual({
      refused: expect.stringContaining('is not a dead-letter queue'),
    })
  })

  test.each([{}, { action: 'purge' }, { action: 'letters', queue: 7 }, { source: 'aws.events', action: 'queues' }])(
    '%j is no request',
    async (request) => {
      await expect(ask(request)).rejects.toMatchObject({ reason: 'malformed-event' })
    },
  )
})
