import { parseNotification } from '../../../functions/thumbnails/notification.ts'

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

test('every record of a notification is an upload, with its key decoded', () => {
  expect(parseNotification({ Records: [record(), record({}, { key: 'two.jpg', versionId: undefined })] })).toEqual([
    { bucket: 'shop-uploads', key: 'a+b 1.jpg', etag: 'abc', size: 12, versionId: 'v1' },
    { bucket: 'shop-uploads', key: 'two.jpg', etag: 'abc', size: 12, versionId: undefined },
  ])
})

test.each(['1.0', '2.1', '2.6', '3.0', undefined])('version %s is read', (eventVersion) =>
  expect(parseNotification({ Records: [record({ eventVersion })] })).toHaveLength(1),
)

test.each(['Put', 'Post', 'Copy', 'CompleteMultipartUpload'])('ObjectCreated:%s counts', (how) =>
  expect(parseNotification({ Records: [record({ eventName: `ObjectCreated:${how}` })] })).toHaveLength(1),
)

test.each([
  'ObjectRemoved:Delete',
  'ObjectRemoved:DeleteMarkerCreated',
  'ObjectTagging:Put',
  'ObjectRestore:Completed',
])('%s does not', (eventName) =>
  expect(parseNotification({ Records: [record({ eventName }, { eTag: undefined, size: undefined })] })).toEqual([]),
)

test('the test message of S3 tells of nothing', () =>
  expect(
    parseNotification({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: '2026-11-21T00:00:00.000Z',
      Bucket: 'shop-uploads',
      RequestId: '1',
      HostId: '2',
    }),
  ).toEqual([]))

test.each([
  ['nothing', undefined],
  ['a text', 'hello'],
  ['an empty object', {}],
  ['an event of another service', { Records: [record({ eventSource: 'aws:sqs' })] }],
  ['an upload without an ETag', { Records: [record({}, { eTag: undefined })] }],
  ['a record without a key', { Records: [record({}, { key: undefined })] }],
  ['a key that is not form-encoded', { Records: [record({}, { key: '%zz' })] }],
])('%s is malformed', (_, raw) => expect(() => parseNotification(raw)).toThrow(malformed))
