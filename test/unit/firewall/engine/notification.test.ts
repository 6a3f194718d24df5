import { arrivalsIn, sourceOf } from '../../../../functions/firewall/rules/notification.ts'

const s3 = (more: object = {}, key = 'a/year%3D2026/x+y.gz') => ({
  Records: [
    {
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      eventTime: '2026-11-30T10:00:00.123Z',
      s3: { bucket: { name: 'logs' }, object: { key, eTag: 'abc', versionId: 'v1' } },
      ...more,
    },
  ],
})
const bridge = {
  version: '0',
  source: 'aws.s3',
  'detail-type': 'Object Created',
  time: '2026-11-30T10:00:00Z',
  detail: { bucket: { name: 'logs' }, object: { key: 'a/year=2026/x+y.gz', etag: 'abc', 'version-id': 'v1' } },
}
const found = { bucket: 'logs', key: 'a/year=2026/x y.gz', etag: 'abc', versionId: 'v1' }

test.each([
  ['a notification of S3', s3(), [found]],
  ['one within a message of SNS', { Type: 'Notification', Message: JSON.stringify(s3()) }, [found]],
  ['an event of EventBridge, whose key is not encoded', bridge, [{ ...found, key: 'a/year=2026/x+y.gz' }]],
  ['one within a message of SNS', { Message: JSON.stringify(bridge) }, [{ ...found, key: 'a/year=2026/x+y.gz' }]],
  ['a key that is not encoded as it should be', s3({}, '100%.gz'), [{ ...found, key: '100%.gz' }]],
  ['a removal', s3({ eventName: 'ObjectRemoved:Delete' }), []],
  ['a removal by EventBridge', { ...bridge, 'detail-type': 'Object Deleted' }, []],
  ['S3’s test of the queue', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'logs' }, []],
])('%s', (_, raw, expected) => {
  expect(arrivalsIn(raw)).toMatchObject(expected)
  expect(arrivalsIn(raw)).toHaveLength(expected.length)
})

test.each([
  [{}],
  [{ Records: [{ eventSource: 'aws:sqs' }] }],
  [{ Message: '{' }],
  [{ Message: '{"Message":"{}"}' }],
  [null],
  ['x'],
  [{ source: 'aws.s3' }],
])('what tells of no object is kept: %j', (raw) => {
  expect(() => arrivalsIn(raw)).toThrow(expect.objectContaining({ reason: 'malformed-event' }))
})

test('of several sources of a bucket the one whose prefix says most', () => {
  const source = (name: string, keyPrefix?: string) => ({
    name,
    bucket: { name: 'logs' },
    keyPrefix,
    scope: 'REGIONAL' as const,
  })
  const sources = [
    source('all'),
    source('cdn', 'cdn/'),
    source('edge', 'cdn/edge/'),
    { name: 'web', bucket: { prefix: 'shop-accesslogs' }, scope: 'REGIONAL' as const },
  ]
  const nameOf = (bucket: string, key: string) => sourceOf({ bucket, key }, { sources })?.name
  expect(nameOf('logs', 'x')).toBe('all')
  expect(nameOf('logs', 'cdn/x')).toBe('cdn')
  expect(nameOf('logs', 'cdn/edge/x')).toBe('edge')
  expect(nameOf('shop-accesslogs1a2b', 'x')).toBe('web')
  expect(nameOf('others', 'x')).toBeUndefined()
})
