import { parseTransitions } from '../../../functions/alerts/intake/index.ts'
import { fromMessage } from '../../../functions/alerts/intake/message.ts'
import { isPing } from '../../../functions/alerts/intake/notice.ts'
import { makeWorld } from './scene.ts'

const Timestamp = '2026-11-21T02:30:01.000Z'
const TopicArn = 'arn:aws:sns:ap-northeast-2:123456789012:alarms'
const alarm = {
  AlarmName: 'checkout-errors',
  NewStateValue: 'ALARM',
  NewStateReason: 'it is bad',
  StateChangeTime: '2026-11-21T02:30:00.123+0000',
  AlarmArn: 'arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:checkout-errors',
  OldStateValue: 'OK',
}
const alarmEvent = {
  version: '0',
  id: '00000000-0000-4000-8000-000000000001',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '123456789012',
  time: '2026-11-21T02:30:00Z',
  region: 'ap-northeast-2',
  resources: [alarm.AlarmArn],
  detail: {
    alarmName: alarm.AlarmName,
    state: { value: 'ALARM', reason: 'it is bad', timestamp: alarm.StateChangeTime },
    previousState: { value: 'OK' },
  },
}
const json = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const envelope = (message: unknown, more: object = {}) => ({
  Type: 'Notification',
  MessageId: 'm-1',
  TopicArn,
  Message: json(message),
  Timestamp,
  ...more,
})
const queued = (...bodies: unknown[]) => ({
  Records: bodies.map((body, index) => ({
    messageId: `q-${index}`,
    receiptHandle: 'x',
    body: json(body),
    attributes: { SentTimestamp: String(Date.parse(Timestamp)), ApproximateReceiveCount: '1' },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:ap-northeast-2:123456789012:alarms',
    awsRegion: 'ap-northeast-2',
  })),
})
const published = (message: unknown, more: object = {}) => ({
  Records: [{ EventSource: 'aws:sns', Sns: envelope(message, more) }],
})

describe('an alarm in a queue is an alarm', () => {
  test.each([
    ['as CloudWatch says it', queued(alarm)],
    ['in a topic’s envelope', queued(envelope(alarm))],
    ['as an event of EventBridge', queued(alarmEvent)],
    ['as an event in a topic’s envelope', queued(envelope(alarmEvent))],
    ['through two topics', published(envelope(alarm))],
    ['as the records of a call, sent on', queued(published(alarm))],
    ['by itself', alarm],
    ['in an envelope by itself', envelope(alarm)],
  ])('%s', (_title, raw) => {
    expect(parseTransitions(raw)).toMatchObject([
      {
        alarm: alarm.AlarmArn,
        name: 'checkout-errors',
        state: 'ALARM',
        at: '2026-11-21T02:30:00.123Z',
        previous: 'OK',
      },
    ])
  })

  test('of several messages each is one', () => {
    expect(parseTransitions(queued(alarm, envelope({ ...alarm, AlarmName: 'b' }), 'the disk is full'))).toMatchObject([
      { name: 'checkout-errors' },
      { name: 'b' },
      { name: 'Message on the alarm topic', reason: 'the disk is full', at: Timestamp, alarm: 'message:q-2' },
    ])
  })

  test('however deep it is wrapped, this comes to an end', () => {
    let message: unknown = 'deep'
    for (let depth = 0; depth < 9; depth += 1) message = envelope(message)
    expect(parseTransitions(queued(message))).toHaveLength(1)
  })
})

const s3 = {
  Service: 'Amazon S3',
  Event: 's3:TestEvent',
  Time: '2026-11-21T02:29:00.000Z',
  Bucket: 'shop-uploads',
  RequestId: 'x',
  HostId: 'y',
}
const scaling = {
  AccountId: '123456789012',
  RequestId: 'x',
  AutoScalingGroupARN: 'arn:aws:autoscaling:ap-northeast-2:123456789012:autoScalingGroup:x:autoScalingGroupName/web',
  AutoScalingGroupName: 'web',
  Service: 'AWS Auto Scaling',
  Event: 'autoscaling:TEST_NOTIFICATION',
  Time: '2026-11-21T02:29:00.000Z',
}
const subscription = envelope('You have chosen to subscribe to the topic.', {
  Type: 'SubscriptionConfirmation',
  Token: 'secret-token',
  SubscribeURL: 'https://sns.ap-northeast-2.amazonaws.com/?Action=ConfirmSubscription&Token=secret-token',
})
const scheduled = { ...alarmEvent, 'detail-type': 'Scheduled Event', source: 'aws.events', resources: [], detail: {} }
const codeCommit = { Records: [{ eventName: 'TriggerEventTest', eventSource: 'aws:codecommit', eventVersion: '1.0' }] }

describe('what nobody need be called for is kept, and calls nobody', () => {
  test.each([
    ['S3 through a topic', published(s3, { Subject: 'Amazon S3 Notification' })],
    ['S3 in a queue', queued(s3)],
    ['S3 through a topic in a queue', queued(envelope(s3))],
    ['S3 by itself', s3],
    ['Auto Scaling through a topic', published(scaling)],
    ['Auto Scaling in a queue', queued(scaling)],
    ['CodeCommit', published(codeCommit)],
    ['a subscription to be confirmed, in a queue', queued(subscription)],
    ['a subscription to be confirmed', { Records: [{ Sns: subscription }] }],
    ['a subscription to be confirmed, by itself', subscription],
    ['a subscription that ends', queued({ ...subscription, Type: 'UnsubscribeConfirmation' })],
    ['CloudTrail', published('CloudTrail validation message.')],
    ['SES, of events', published('Successfully validated SNS topic for Amazon SES event publishing.')],
    [
      'SES, of bounces',
      published({ notificationType: 'AmazonSnsSubscriptionSucceeded', message: 'You have successfully subscribed' }),
    ],
    ['a schedule', scheduled],
    ['a schedule through a topic', published(scheduled)],
    ['EventBridge Scheduler', { ...scheduled, source: 'aws.scheduler', detail: '{}' }],
    ['a ping on the topic', published('ping')],
    ['a ping on the topic, in JSON', published({ source: 'serverless-plugin-warmup' })],
  ])('%s', async (_title, raw) => {
    const transitions = parseTransitions(raw)
    expect(transitions).toMatchObject([{ state: 'NOTE', reason: expect.stringMatching(/\w{5}/) }])
    expect(JSON.stringify(transitions)).not.toContain('secret-token')
    const world = makeWorld()
    for (const each of transitions) expect(await world.call(each)).toMatchObject({ outcome: 'noted' })
    expect(world.sent).toEqual([])
  })

  test.each([
    [{ source: 'serverless-plugin-warmup' }],
    [{ warmer: true, concurrency: 3 }],
    [{ warmup: true }],
    [{ 'keep-warm': true }],
    [{ keepWarm: 'true' }],
    [{ source: 'warmup' }],
    [{ source: 'lambda-warmer' }],
    [{ ping: true }],
    [{ action: 'ping' }],
  ])('a ping says nothing: %j', (raw) => {
    expect(parseTransitions(raw)).toEqual([])
  })

  test.each([
    [{ ping: 'db-1 does not answer', host: 'db-1' }],
    [{ type: 'ping', status: 'timeout' }],
    [{ Event: 'autoscaling:EC2_INSTANCE_LAUNCH_ERROR', AutoScalingGroupName: 'web' }],
    [{ Event: 'payment-test-failed' }],
    ['the test event failed'],
  ])('what only looks like one is an alert: %j', (message) => {
    expect(parseTransitions(published(message))).toMatchObject([{ state: 'ALARM' }])
  })
})

test('a message is taken out of four wrappers, and what is in a fifth is read as the text that it is', () => {
  const wrappedIn = (count: number): string => {
    let text = json(alarm)
    for (let time = 0; time < count; time += 1) text = json(envelope(text))
    return text
  }
  const read = (count: number) =>
    fromMessage({ id: 'x', text: wrappedIn(count), published: Timestamp, topicArn: TopicArn })
  for (const count of [0, 1, 4]) expect(read(count)).toMatchObject([{ alarm: alarm.AlarmArn }])
  expect(read(5)[0]?.alarm).not.toBe(alarm.AlarmArn)
})

test('only an object is a ping: not a list, a text or nothing', () => {
  expect(isPing({ only: 'warmup' })).toBe(true)
  for (const other of [['warmup'], 'warmup', null, undefined, 7]) expect(isPing(other)).toBe(false)
})
