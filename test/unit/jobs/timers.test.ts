import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { mockClient } from 'aws-sdk-client-mock'
import { wakeBy } from '../../../functions/jobs/world/timers.ts'
import { firingAt, later } from './world.ts'

test('a wake is a message that is held back until its time', async () => {
  const sqs = mockClient(SQSClient)
  sqs.on(SendMessageCommand).resolves({})
  const wake = { job: 'nightly', scheduledAt: firingAt.toISOString(), at: later(firingAt, 30).toISOString() }
  const send = wakeBy('https://sqs.example/timers')
  await send(wake, firingAt)
  await send({ ...wake, at: later(firingAt, 3_600).toISOString() }, firingAt)
  expect(sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input)).toEqual([
    { QueueUrl: 'https://sqs.example/timers', MessageBody: JSON.stringify(wake), DelaySeconds: 30 },
  ])
})

test('one client sends all wakes', async () => {
  const sqs = mockClient(SQSClient)
  sqs.on(SendMessageCommand).resolves({})
  const wake = { job: 'nightly', scheduledAt: firingAt.toISOString(), at: later(firingAt, 30).toISOString() }
  const send = wakeBy('https://sqs.example/timers')
  await send(wake, firingAt)
  await send(wake, firingAt)
  const [first, second] = sqs.commandCalls(SendMessageCommand).map(({ thisValue }) => thisValue)
  expect(first).toBeInstanceOf(SQSClient)
  expect(second).toBe(first)
})
