import { arrivalsIn, sourceOf } from '../../../../functions/firewall/rules/notification.ts'
import { isOtherLog, isTestObject } from '../../../../functions/firewall/rules/other-objects.ts'

const s3 = (object: object = {}, eventName = 'ObjectCreated:Put') => ({
  Records: [{ eventSource: 'aws:s3', eventName, s3: { bucket: { name: 'logs' }, object: { key: 'a', ...object } } }],
})
const bridge = (object: object = {}) => ({
  source: 'aws.s3',
  'detail-type': 'Object Created',
  detail: { bucket: { name: 'logs' }, object: { key: 'a', ...object } },
})
const bare = { bucket: 'logs', key: 'a', etag: undefined, versionId: undefined, at: undefined }

test.each<[string, object, object]>([
  ['S3 that says no more than a key', s3(), bare],
  ['S3 with a quoted tag and an empty version', s3({ eTag: '"ab"', versionId: '' }), { ...bare, etag: 'ab' }],
  ['S3 with an empty tag', s3({ eTag: '', versionId: 'null' }), { ...bare, versionId: 'null' }],
  ['S3 with a prefix before the event', s3({}, 's3:ObjectCreated:CompleteMultipartUpload'), bare],
  ['EventBridge that says no more than a key', bridge(), bare],
  ['EventBridge with both', bridge({ etag: '"ab"', 'version-id': 'v' }), { ...bare, etag: 'ab', versionId: 'v' }],
])('%s', (_, raw, expected) => {
  expect(arrivalsIn(raw)).toEqual([expected])
})

test('a message of SNS may hold either once, and not another message of SNS', () => {
  const within = (raw: object) => ({ Message: JSON.stringify(raw) })
  expect(arrivalsIn(within(s3()))).toEqual([bare])
  expect(() => arrivalsIn(within(within(s3())))).toThrow(expect.objectContaining({ reason: 'malformed-event' }))
  expect(arrivalsIn({ ...s3(), Message: 'x' })).toEqual([bare])
})

test('names may not be empty', () => {
  expect(() => arrivalsIn(s3({ key: '' }))).toThrow(expect.objectContaining({ reason: 'malformed-event' }))
  expect(() => arrivalsIn(bridge({ key: '' }))).toThrow(expect.objectContaining({ reason: 'malformed-event' }))
})

test('an object is of the source whose bucket and prefix it has, the longest first, whatever their order', () => {
  const source = (name: string, keyPrefix?: string) =>
    ({ name, bucket: { name: 'logs' }, keyPrefix, scope: 'REGIONAL' }) as const
  const of = (key: string, ...sources: ReturnType<typeof source>[]) =>
    sourceOf({ bucket: 'logs', key }, { sources })?.name
  const [all, short, long] = [source('all'), source('short', 'a'), source('long', 'a/b')]
  expect([of('a/b/c', all, short, long), of('a/b/c', long, short, all)]).toEqual(['long', 'long'])
  expect([of('a/c', all, short, long), of('a/c', long, short, all)]).toEqual(['short', 'short'])
  expect([of('c', all, short, long), of('c', long, short)]).toEqual(['all', undefined])
})

test.each([
  ['a/ELBAccessLogTestFile', true, false],
  ['aws-logs-write-test', true, false],
  ['a/b/conn_log.123456789012_elasticloadbalancing_eu-west-1_x.gz', false, true],
  ['123456789012_elasticloadbalancing_eu-west-1_x.gz', false, false],
  ['ELBAccessLogTestFile/a', false, false],
])('%s: a test of AWS %s, another log %s', (key, test, other) => {
  expect([isTestObject(key), isOtherLog(key)]).toEqual([test, other])
})
