import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { mockClient } from 'aws-sdk-client-mock'
import { parseTransitions } from '../../../functions/alerts/intake/index.ts'
import { type Signal, signalPublisher } from '../../../shared/signals.ts'

const signal: Signal = {
  name: 'run.failed',
  subject: 'job/nightly-report',
  mood: 'bad',
  id: 'nightly-report/2026-11-21T02:30:00Z/1/failed',
  at: '2026-11-21T02:31:00.000Z',
  title: 'Job nightly-report',
  body: 'It ended with exit code 3.',
}
const client = new EventBridgeClient({ region: 'ap-northeast-2' })
const sent = mockClient(client)
beforeEach(() => sent.reset())

test('what is published is what alerts reads', async () => {
  sent.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] })
  await signalPublisher('shop-signals', client)(signal)
  const entry = sent.commandCalls(PutEventsCommand)[0]?.args[0].input.Entries?.[0]
  expect(entry?.EventBusName).toBe('shop-signals')
  expect(parseTransitions({ source: entry?.Source, detail: JSON.parse(entry?.Detail ?? '') })).toEqual([
    {
      alarm: 'signal:job/nightly-report',
      name: 'job/nightly-report',
      title: 'Job nightly-report',
      state: 'ALARM',
      at: signal.at,
      reason: signal.body,
    },
  ])
})

test('a bus that takes the call but not the event is a TransientError', async () => {
  sent.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] })
  await expect(signalPublisher('shop-signals', client)(signal)).rejects.toMatchObject({
    name: 'TransientError',
    message: 'The bus refused run.failed: ThrottlingException',
  })
})
