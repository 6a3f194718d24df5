import { parseMessage } from '../../../functions/thumbnails/rules/notification.ts'

const change = { bucket: 'shop-photos', key: 'a+b%20c 사진.jpg' }
const record = (object: object = {}, changes: object = {}) => ({
  eventVersion: '2.5',
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: 'shop-photos' }, object: { key: 'a%2Bb%2520c+%EC%82%AC%EC%A7%84.jpg', size: 3, ...object } },
  ...changes,
})
const onBus = (changes: object = {}, object: object = {}) => ({
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  'detail-type': 'Object Created',
  source: 'aws.s3',
  account: '111122223333',
  time: '2026-11-12T00:00:00Z',
  region: 'ap-northeast-2',
  resources: ['arn:aws:s3:::shop-photos'],
  detail: {
    version: '0',
    bucket: { name: 'shop-photos' },
    object: {
      ...change,
      bucket: undefined,
      size: 5,
      etag: 'b1946a',
      'version-id': 'IYV3p4',
      sequencer: '61',
      ...object,
    },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    reason: 'PutObject',
  },
  ...changes,
})
const byTopic = (event: unknown, changes: object = {}) => ({
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:ap-northeast-2:123456789012:uploads',
  Subject: 'Amazon S3 Notification',
  Message: JSON.stringify(event),
  ...changes,
})
const calledByTopic = (event: unknown) => ({
  Records: [{ EventSource: 'aws:sns', EventVersion: '1.0', Sns: byTopic(event) }],
})
const calledByQueue = (event: unknown) => ({
  Records: [{ messageId: '1', eventSource: 'aws:sqs', body: JSON.stringify(event) }],
})
const plain = { Records: [record()] }
const s3Test = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: '2026-11-21T00:00:00.000Z', Bucket: 'shop-photos' }

test.each([
  ['as S3 writes it', plain],
  ['by EventBridge, whose keys are not encoded', onBus()],
  ['by a topic', byTopic(plain)],
  ['by EventBridge and a topic', byTopic(onBus())],
  ['by a topic that calls a function', calledByTopic(plain)],
  ['by a queue that calls a function', calledByQueue(plain)],
  ['by EventBridge and a queue', calledByQueue(onBus())],
  ['by a topic and a queue', calledByQueue(byTopic(plain))],
  ['by EventBridge, a topic and two queues', calledByQueue(calledByQueue(byTopic(onBus())))],
  ['by S3, a topic and two queues', calledByQueue(calledByQueue(byTopic(plain)))],
  ['by S3, two topics and two queues', calledByQueue(calledByQueue(byTopic(byTopic(plain))))],
  ['by EventBridge, a topic that calls a function and a queue', calledByQueue(calledByTopic(onBus()))],
  ['by a list of events of EventBridge', { Records: [onBus()] }],
])('an event is read %s', (_, raw) => expect(parseMessage(raw)).toEqual({ changes: [change] }))

test.each(['Object Created', 'Object Deleted', 'Object Restore Completed'])('%s on EventBridge counts', (type) =>
  expect(parseMessage(onBus({ 'detail-type': type }))).toEqual({ changes: [change] }),
)

test.each([
  'Object Restore Initiated',
  'Object Restore Expired',
  'Object Storage Class Changed',
  'Object Access Tier Changed',
  'Object ACL Updated',
  'Object Tags Added',
  'Object Tags Deleted',
])('%s on EventBridge does not', (type) =>
  expect(parseMessage(onBus({ 'detail-type': type }))).toEqual({ changes: [] }),
)

test('records of S3, of EventBridge and of other buckets side by side are each read in their own encoding', () => {
  const key = 'a%2Bb+%25.jpg'
  const raw = {
    Records: [
      record({ key }),
      onBus({}, { key }),
      calledByTopic({ Records: [record({ key }, { eventName: 'ObjectRemoved:DeleteMarkerCreated' }), s3Test] }),
      calledByQueue(byTopic(onBus({ detail: { bucket: { name: 'foreign' }, object: { key } } }))),
      record({ key }, { eventName: 'ObjectTagging:Put' }),
      onBus({ 'detail-type': 'AWS API Call via CloudTrail', detail: { eventName: 'PutObject' } }),
    ],
  }
  expect(parseMessage(raw)).toEqual({
    changes: [
      { bucket: 'shop-photos', key: 'a+b %.jpg' },
      { bucket: 'shop-photos', key },
      { bucket: 'shop-photos', key: 'a+b %.jpg' },
      { bucket: 'foreign', key },
    ],
  })
})

test.each(['café/각.jpg', 'a//b.jpg', '/leading', '../a', '~', 'trailing/', 'line\nbreak', '📷', '%', '+', '%2F', ' '])(
  'the key %j comes out as it is, form-encoded by S3 and plain by EventBridge',
  (name) => {
    for (const key of [name.normalize('NFC'), name.normalize('NFD')]) {
      const encoded = new URLSearchParams({ key }).toString().slice('key='.length)
      const changes = [{ bucket: 'shop-photos', key }]
      expect(parseMessage(byTopic({ Records: [record({ key: encoded })] }))).toEqual({ changes })
      expect(parseMessage(byTopic(onBus({}, { key })))).toEqual({ changes })
    }
  },
)

test('a delete marker and a removal by a lifecycle rule have no size or ETag', () => {
  const detail = { bucket: { name: 'shop-photos' }, object: { key: 'x.jpg' }, reason: 'Lifecycle Expiration' }
  expect(parseMessage(onBus({ 'detail-type': 'Object Deleted', detail }))).toEqual({
    changes: [{ bucket: 'shop-photos', key: 'x.jpg' }],
  })
})

test.each([
  ['a test of S3', s3Test],
  ['a test of S3 by a topic', byTopic(s3Test)],
  ['a test of S3 by a topic and a queue', calledByQueue(byTopic(s3Test))],
  ['a topic that asks to be confirmed', byTopic('', { Type: 'SubscriptionConfirmation', Message: 'You have chosen' })],
  ['a topic that is left', byTopic('', { Type: 'UnsubscribeConfirmation', Message: 'You have chosen' })],
  ['no record', { Records: [] }],
])('%s asks for nothing', (_, raw) => expect(parseMessage(raw)).toEqual({ changes: [] }))

const malformed = expect.objectContaining({ reason: 'malformed-event' })

test.each([
  ['a key that is not encoded', record({ key: '%zz' })],
  ['no key', record({ key: undefined })],
  ['another service', { eventSource: 'aws:ses' }],
  ['nothing', null],
  ['a message that is not JSON', { eventSource: 'aws:sqs', body: 'hello' }],
  ['an event of EventBridge without a key', onBus({}, { key: undefined })],
])('a record with %s loses none of its neighbours', (_, bad) => {
  const other = onBus({}, { key: 'last.jpg' })
  expect(parseMessage({ Records: [record(), bad, other] })).toEqual({
    changes: [change, { bucket: 'shop-photos', key: 'last.jpg' }],
    faults: [malformed],
  })
  expect(() => parseMessage({ Records: [bad] })).toThrow(malformed)
})

test.each([
  ['a message of a topic that is not JSON', byTopic('', { Message: 'hello' })],
  ['an event of EventBridge of another service', onBus({ source: 'aws.ec2' })],
  ['an event of EventBridge without details', onBus({ detail: undefined })],
  ['an event that is wrapped without end', Array.from({ length: 9 }).reduce((inner) => calledByQueue(inner), plain)],
])('%s is malformed', (_, raw) => expect(() => parseMessage(raw)).toThrow(malformed))

test('orders of ours are read in no wrapping: whoever may publish to a topic can order nothing', () => {
  for (const order of [{ check: 'flood' }, { replay: {}, by: 'somebody' }, { backfill: 'start', by: 'somebody' }])
    for (const raw of [byTopic(order), calledByQueue(order), { Records: [order] }])
      expect(() => parseMessage(raw)).toThrow(malformed)
})
