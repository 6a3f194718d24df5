import { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { mockClient } from 'aws-sdk-client-mock'
import { awsEffects } from '../../../functions/thumbnails/world/effects.ts'

const client = new S3Client({ region: 'ap-northeast-2' })
const s3 = mockClient(client)
const effects = awsEffects('shop-thumbnails', client)
beforeEach(() => s3.reset())

const fault = (status: number, name = 'Fault') =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode: status }, message: name })
const original = { bucket: 'shop-uploads', key: 'a b.jpg' }
const version = { etag: 'e1', versionId: 'v1', bytes: 10 }
const mark = { etag: 't1' }
const thumbnail = {
  key: 'a b.jpg/small.webp',
  bytes: Buffer.from('x'),
  contentType: 'image/webp',
  sourceEtag: 'e1',
  recipe: 'r1',
  storageClass: 'ONEZONE_IA',
} as const
const body = (text: string) =>
  Object.assign(Readable.from([text]), { transformToByteArray: async () => Buffer.from(text) }) as never

test('the current version is read and read only while it is still that one', async () => {
  s3.on(HeadObjectCommand).resolves({ ETag: '"e1"', VersionId: 'v1', ContentLength: 10 })
  expect(await effects.currentVersion(original)).toEqual({ ...version, archived: false })
  s3.on(GetObjectCommand).resolves({ Body: body('2345') })
  expect(await effects.read(original, version, 2, 4)).toEqual(Buffer.from('2345'))
  expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: 'shop-uploads',
    Key: 'a b.jpg',
    IfMatch: '"e1"',
    Range: 'bytes=2-5',
  })
})

test.each([
  [{ StorageClass: 'GLACIER' }, true],
  [{ StorageClass: 'DEEP_ARCHIVE', Restore: 'ongoing-request="true"' }, true],
  [{ StorageClass: 'GLACIER', Restore: 'ongoing-request="false", expiry-date="Fri, 21 Dec 2026"' }, false],
  [{ StorageClass: 'INTELLIGENT_TIERING', ArchiveStatus: 'DEEP_ARCHIVE_ACCESS' }, true],
  [{ StorageClass: 'GLACIER_IR' }, false],
  [{}, false],
] as const)('%j lies in an archive: %s', async (answer, archived) => {
  s3.on(HeadObjectCommand).resolves({ ETag: '"e1"', ...answer })
  expect(await effects.currentVersion(original)).toMatchObject({ archived })
})

test('a transfer that ends early is tried again later', async () => {
  s3.on(GetObjectCommand).resolves({ Body: body('23') })
  await expect(effects.read(original, version, 2, 4)).rejects.toThrow(
    expect.objectContaining({ name: 'TransientError' }),
  )
})

test('only 404 is nothing: a lost permission must not pass for a removed original', async () => {
  s3.on(HeadObjectCommand).rejects(fault(404))
  expect(await effects.currentVersion(original)).toBeUndefined()
  expect(await effects.readMark('a')).toBeUndefined()
  for (const status of [403, 400, 500, 503]) {
    s3.on(HeadObjectCommand).rejects(fault(status))
    await expect(effects.currentVersion(original)).rejects.toThrow('Fault')
    await expect(effects.readMark('a')).rejects.toThrow('Fault')
  }
})

describe('what is not as it was read is a conflict, and any other fault is itself', () => {
  const acts = {
    read: () => effects.read(original, version, 0, 1),
    write: () => effects.write(thumbnail, mark),
    remove: () => effects.remove('a', mark),
  }
  test.each(Object.entries(acts))('%s', async (_, act) => {
    for (const status of [404, 409, 412]) {
      s3.onAnyCommand().rejects(fault(status))
      await expect(act()).rejects.toThrow(expect.objectContaining({ name: 'ConflictError' }))
    }
    for (const status of [403, 500, 503]) {
      s3.onAnyCommand().rejects(fault(status))
      await expect(act()).rejects.toThrow(expect.objectContaining({ name: 'Fault' }))
    }
  })
})

test('a thumbnail is written with all that it says of itself, on the condition that nobody was faster', async () => {
  s3.onAnyCommand().resolves({})
  await effects.write(thumbnail, undefined)
  await effects.write(thumbnail, mark)
  await effects.remove('a', mark)
  const [first, second] = s3.commandCalls(PutObjectCommand).map(({ args }) => args[0].input)
  expect(first).toEqual({
    Bucket: 'shop-thumbnails',
    Key: 'a b.jpg/small.webp',
    Body: Buffer.from('x'),
    ContentType: 'image/webp',
    CacheControl: 'max-age=86400',
    StorageClass: 'ONEZONE_IA',
    Metadata: { 'source-etag': 'e1', recipe: 'r1', 'key-hash': expect.stringMatching(/^[0-9a-f]{16}$/) },
    IfNoneMatch: '*',
  })
  expect(second).toMatchObject({ IfMatch: '"t1"' })
  expect(second).not.toHaveProperty('IfNoneMatch')
  expect(s3.commandCalls(DeleteObjectCommand)[0]?.args[0].input).toMatchObject({ IfMatch: '"t1"' })
})

describe('a tag', () => {
  test('is set on that version, beside the others', async () => {
    s3.on(GetObjectTaggingCommand).resolves({ TagSet: [{ Key: 'owner', Value: 'Mina' }] })
    s3.on(PutObjectTaggingCommand).resolves({})
    await effects.tag(original, version, 'corrupt')
    expect(s3.commandCalls(PutObjectTaggingCommand)[0]?.args[0].input).toMatchObject({
      VersionId: 'v1',
      Tagging: {
        TagSet: [
          { Key: 'owner', Value: 'Mina' },
          { Key: 'nightshift-thumbnail', Value: 'rejected:corrupt' },
        ],
      },
    })
  })

  test('of a version that is gone is no fault', async () => {
    s3.onAnyCommand().rejects(fault(404))
    await effects.tag(original, version, 'corrupt')
    s3.on(GetObjectTaggingCommand).resolves({ TagSet: [] })
    await effects.tag(original, version, 'corrupt')
  })
})
