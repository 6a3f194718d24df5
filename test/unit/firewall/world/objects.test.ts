import { Readable } from 'node:stream'
import { GetObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { awsObjects } from '../../../../functions/firewall/world/objects.ts'

const s3 = mockClient(S3Client)
const objects = awsObjects()
beforeEach(() => s3.reset())

const object = { bucket: 'logs', key: 'a', etag: 'abc', versionId: 'v1', at: new Date('2026-11-30T10:00:00Z') }
const failure = (name: string, httpStatusCode: number) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode }, message: name })
const body = (...chunks: string[]) => Readable.from(chunks.map((chunk) => Buffer.from(chunk))) as never
const read = async () => {
  const opened = await objects.open(object)
  if ('unread' in opened) return opened.unread
  let text = ''
  for await (const chunk of opened.chunks) text += Buffer.from(chunk).toString()
  return text
}

test('an object is read by its version, if it is still that one, as it comes', async () => {
  s3.on(GetObjectCommand).resolves({ Body: body('ab', 'c'), ContentLength: 3, ETag: '"abc"' })
  expect(await read()).toBe('abc')
  expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: 'logs',
    Key: 'a',
    VersionId: 'v1',
    IfMatch: '"abc"',
  })
})

test.each([
  ['NoSuchKey', 404, 'gone'],
  ['NoSuchVersion', 404, 'gone'],
  ['NoSuchBucket', 404, 'gone'],
  ['PreconditionFailed', 412, 'replaced'],
  ['AccessDenied', 403, 'denied'],
  ['InvalidObjectState', 403, 'archived'],
])('%s is decided: the object is %s, %s', async (name, status, unread) => {
  s3.on(GetObjectCommand).rejects(failure(name, status))
  expect(await read()).toBe(unread)
})

test.each([
  ['SlowDown', 503],
  ['InternalError', 500],
  ['RequestTimeout', 400],
])('%s is thrown: a later try may do', async (name, status) => {
  s3.on(GetObjectCommand).rejects(failure(name, status))
  await expect(read()).rejects.toMatchObject({ name })
})

test('an end before the last byte, and a connection that breaks, are no end of the log', async () => {
  s3.on(GetObjectCommand).resolves({ Body: body('ab'), ContentLength: 3, ETag: '"abc"' })
  await expect(read()).rejects.toMatchObject({ name: 'TransientError', message: 'S3 gave 2 of 3 bytes' })
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from('ab')
      throw new Error('ECONNRESET')
    })(),
  ) as never
  s3.on(GetObjectCommand).resolves({ Body: broken, ContentLength: 3, ETag: '"abc"' })
  await expect(read()).rejects.toMatchObject({
    name: 'TransientError',
    message: 'S3 broke off after 2 bytes: ECONNRESET',
  })
})
