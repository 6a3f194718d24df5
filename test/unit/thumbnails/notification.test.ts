import { notificationOf, parseMessage } from '../../../functions/thumbnails/rules/notification.ts'

const record = (changes: object = {}, object: object = {}) => ({
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'ap-northeast-2',
  eventTime: '2026-11-21T00:00:00.000Z',
  eventName: 'ObjectCreated:Put',
  s3: {
    s3SchemaVersion: '1.0',
    bucket: { name: 'shop-uploads', arn: 'arn:aws:s3:::shop-uploads' },
    object: { key: 'a%2Bb+1.jpg', size: 12, eTag: 'abc', versionId: 'v1', sequencer: '0055', ...object },
  },
  ...changes,
})
const malformed = expect.objectContaining({ reason: 'malformed-event' })

test('every record of a notification says where to look, with its key decoded', () => {
  expect(parseMessage({ Records: [record(), record({}, { key: 'two.jpg', eTag: undefined })] })).toEqual({
    changes: [
      { bucket: 'shop-uploads', key: 'a+b 1.jpg' },
      { bucket: 'shop-uploads', key: 'two.jpg' },
    ],
  })
})

const one = { changes: [expect.anything()] }

test.each(['1.0', '2.1', '2.6', '3.0', undefined])('version %s is read', (eventVersion) =>
  expect(parseMessage({ Records: [record({ eventVersion })] })).toEqual(one),
)

test.each([
  'ObjectCreated:Put',
  'ObjectCreated:Post',
  'ObjectCreated:Copy',
  's3:ObjectCreated:CompleteMultipartUpload',
  'ObjectRemoved:Delete',
  'ObjectRemoved:DeleteMarkerCreated',
  'LifecycleExpiration:Delete',
  'LifecycleExpiration:DeleteMarkerCreated',
  'ObjectRestore:Completed',
])('%s counts', (eventName) => expect(parseMessage({ Records: [record({ eventName })] })).toEqual(one))

test.each(['ObjectTagging:Put', 'ObjectRestore:Post', 'ObjectRestore:Delete', 'LifecycleTransition'])(
  '%s does not',
  (eventName) => expect(parseMessage({ Records: [record({ eventName })] })).toEqual({ changes: [] }),
)

test('the test message of S3 tells of nothing', () =>
  expect(
    parseMessage({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: '2026-11-21T00:00:00.000Z',
      Bucket: 'shop-uploads',
      RequestId: '1',
      HostId: '2',
    }),
  ).toEqual({ changes: [] }))

test('our own messages are read: a notification, and the question about a flood', () => {
  const change = { bucket: 'shop-uploads', key: "q?x=1&y#z 사진 it's (1)+%.jpg" }
  expect(parseMessage(JSON.parse(JSON.stringify(notificationOf(change))))).toEqual({ changes: [change] })
  expect(parseMessage({ check: 'flood' })).toEqual({ check: 'flood' })
  expect(parseMessage({ check: 'flood-sweep' })).toEqual({ check: 'flood-sweep' })
})

test.each([
  ['nothing', undefined],
  ['a text', 'hello'],
  ['an empty object', {}],
  ['an event of another service', { Records: [record({ eventSource: 'aws:sqs' })] }],
  ['a record without a key', { Records: [record({}, { key: undefined })] }],
  ['a key that is not form-encoded', { Records: [record({}, { key: '%zz' })] }],
])('%s is malformed', (_, raw) => expect(() => parseMessage(raw)).toThrow(malformed))
