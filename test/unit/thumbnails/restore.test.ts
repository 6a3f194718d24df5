import { HeadObjectCommand, ListObjectsV2Command, RestoreObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { jest } from '@jest/globals'
import { mockClient } from 'aws-sdk-client-mock'
import { type AskedRestore, checkSpeed, restoreForBackfill, restoreForReplay } from '../../../api/thumbnails.ts'
import { runRestore } from '../../../cli/thumbnails/restore.ts'
import { restoreOffers } from '../../../functions/thumbnails/rules/restore.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { keys } from '../../../shared/ledger/records.ts'
import { fakeDeployment } from '../api/deployment.ts'
import { awsError } from '../lifecycle/fake-buckets.ts'

const gigabyte = 1024 ** 3
const s3 = mockClient(S3Client)
const outputs = { UploadsBucket: 'uploads', ThumbnailsBucket: 'thumbnails' }
const asked = (more: Partial<AskedRestore> = {}): AskedRestore => ({
  days: 3,
  confirm: false,
  say: () => undefined,
  ...more,
})

/** Originals as S3 lists them. */
const contents = [
  { Key: 'glacier.jpg', StorageClass: 'GLACIER', Size: gigabyte },
  { Key: 'deep.jpg', StorageClass: 'DEEP_ARCHIVE', Size: 2 * gigabyte },
  { Key: 'asked.jpg', StorageClass: 'GLACIER', Size: 5, RestoreStatus: { IsRestoreInProgress: true } },
  {
    Key: 'there.jpg',
    StorageClass: 'GLACIER',
    Size: 5,
    RestoreStatus: { IsRestoreInProgress: false, RestoreExpiryDate: new Date('2026-12-02T00:00:00Z') },
  },
  { Key: 'new.jpg', StorageClass: 'STANDARD', Size: 5 },
  { Key: 'refused.jpg', StorageClass: 'GLACIER', Size: 5 },
].map((each) => ({ ETag: '"e"', ...each }))

const ledger = memoryLedger()
const deployment = fakeDeployment({ outputs, ledger })
const restored = () => s3.commandCalls(RestoreObjectCommand).map(({ args: [{ input }] }) => input)

beforeEach(async () => {
  s3.reset()
  s3.on(ListObjectsV2Command, { Bucket: 'uploads' }).resolves({ Contents: contents as never })
  s3.on(ListObjectsV2Command, { Bucket: 'thumbnails' }).resolves({})
  s3.on(HeadObjectCommand).rejects(awsError('NotFound', 404))
  s3.on(RestoreObjectCommand).resolves({})
})

beforeAll(async () => {
  const item = {
    ...keys.reject('uploads', 'refused.jpg', 'e'),
    kind: 'reject',
    at: '2026-11-20T00:00:00Z',
    bucket: 'uploads',
    key: 'refused.jpg',
    etag: 'e',
    cause: 'not-an-image',
    reason: 'A text.',
    open: 'reject',
    basis: { event: {} },
  }
  await ledger.commit([{ item, expect: 'absent' }] as never, new Date('2026-11-20T00:00:00Z'))
})

test('what each speed costs: requests, gigabytes, and the copy for the days; none from Deep Archive in minutes', () => {
  const sums = [
    { archive: 'GLACIER', originals: 2_000, bytes: 100 * gigabyte },
    { archive: 'DEEP_ARCHIVE', originals: 1_000, bytes: 10 * gigabyte },
  ] as const
  // A gigabyte's copy for 365/12 days is $0.023: for 365/60 days a fifth.
  const offers = restoreOffers(sums, 365 / 60)
  expect(offers.map(({ archive, speed, time, dollars }) => [archive, speed, time, dollars?.toFixed(3)])).toEqual([
    ['GLACIER', 'bulk', '5 to 12 hours', '0.460'],
    ['GLACIER', 'standard', '3 to 5 hours', '1.560'],
    ['GLACIER', 'expedited', '1 to 5 minutes', '23.460'],
    ['DEEP_ARCHIVE', 'bulk', 'up to 48 hours', '0.096'],
    ['DEEP_ARCHIVE', 'standard', 'up to 12 hours', '0.346'],
    ['DEEP_ARCHIVE', 'expedited', undefined, undefined],
  ])
})

const backfill = (more: Partial<AskedRestore> = {}) =>
  restoreForBackfill(deployment, { prefix: '', watermarks: {}, ...asked(more) })

test('without agreement nothing is asked for; what is under way, there, or was refused is left out', async () => {
  const { offers, underWay, answers } = await backfill({ speed: 'bulk' })
  expect(
    offers.filter(({ speed }) => speed === 'bulk').map(({ archive, originals, bytes }) => [archive, originals, bytes]),
  ).toEqual([
    ['GLACIER', 1, gigabyte],
    ['DEEP_ARCHIVE', 1, 2 * gigabyte],
  ])
  expect([underWay, answers, restored()]).toEqual([1, {}, []])
})

test('agreed to, S3 is asked for each at the speed and for the days', async () => {
  expect((await backfill({ speed: 'bulk', confirm: true })).answers).toEqual({ asked: 2 })
  expect(restored()).toEqual(
    ['glacier.jpg', 'deep.jpg'].map((Key) => ({
      Bucket: 'uploads',
      Key,
      RestoreRequest: { Days: 3, GlacierJobParameters: { Tier: 'Bulk' } },
    })),
  )
})

test('from Deep Archive nothing is asked for in minutes, and no more than are allowed', async () => {
  await backfill({ speed: 'expedited', confirm: true })
  expect(restored().map(({ Key }) => Key)).toEqual(['glacier.jpg'])
  s3.resetHistory()
  await backfill({ speed: 'bulk', confirm: true, limit: 1 })
  expect(restored()).toHaveLength(1)
  const offers = restoreOffers([{ archive: 'DEEP_ARCHIVE', originals: 1, bytes: 1 }], 1)
  expect(() => checkSpeed({ offers }, 'expedited')).toThrow('restores nothing from DEEP_ARCHIVE')
  expect(() => checkSpeed({ offers }, 'bulk')).not.toThrow()
})

test.each([
  ['RestoreAlreadyInProgress', 409, 'under-way'],
  ['ObjectAlreadyInActiveTierError', 403, 'readable'],
  ['GlacierExpeditedRetrievalNotAvailable', 503, 'no-capacity'],
  ['NoSuchKey', 404, 'gone'],
])('%s is an answer, and no failure', async (name, status, answer) => {
  s3.on(RestoreObjectCommand).rejects(awsError(name, status))
  expect((await backfill({ speed: 'standard', confirm: true })).answers).toEqual({ [answer]: 2 })
})

test('what S3 may not do is a failure', async () => {
  s3.on(RestoreObjectCommand).rejects(awsError('AccessDenied', 403))
  await expect(backfill({ speed: 'standard', confirm: true })).rejects.toThrow('AccessDenied')
})

test('of what was refused, replay restores what has been archived since', async () => {
  const filter = { limit: 10 }
  s3.on(HeadObjectCommand).resolves({ StorageClass: 'GLACIER', ContentLength: 7 })
  expect((await restoreForReplay(deployment, { filter, ...asked({ speed: 'bulk', confirm: true }) })).answers).toEqual({
    asked: 1,
  })
  for (const Restore of [
    'ongoing-request="true"',
    'ongoing-request="false", expiry-date="Fri, 21 Dec 2026 00:00:00 GMT"',
  ]) {
    s3.on(HeadObjectCommand).resolves({ StorageClass: 'GLACIER', ContentLength: 7, Restore })
    const { answers, underWay } = await restoreForReplay(deployment, {
      filter,
      ...asked({ speed: 'bulk', confirm: true }),
    })
    expect([answers, underWay]).toEqual([{}, Restore.includes('true') ? 1 : 0])
  }
})

describe('in the terminal', () => {
  const run = async (options: Parameters<typeof runRestore>[0]) => {
    const [log, error] = [jest.spyOn(console, 'log'), jest.spyOn(console, 'error')]
    const printed: string[] = []
    for (const each of [log, error]) each.mockImplementation((text) => void printed.push(String(text)))
    const before = process.exitCode
    try {
      process.exitCode = 0
      await runRestore(options, false, (more) => backfill(more))
      return [printed.join('\n'), process.exitCode] as const
    } finally {
      process.exitCode = before
      log.mockRestore()
      error.mockRestore()
    }
  }
  test('it lists what every speed costs, and how to agree', async () => {
    const [text, code] = await run({ restore: true })
    expect(code).toBe(1)
    expect(text).toContain('up to 48 hours')
    expect(text).toContain('Asked for before and under way: 1.')
    expect(text).toContain('Agree to one: --restore bulk --days 3 --confirm')
    expect(restored()).toEqual([])
  })
  test('agreed to, it says that accepted is not done', async () => {
    const [text, code] = await run({ restore: 'bulk', days: 5, confirm: true })
    expect(code).toBe(0)
    expect(text).toContain('S3 has accepted 2. Nothing is restored yet')
    expect(restored()[0]?.RestoreRequest?.Days).toBe(5)
  })
  test('agreement needs a speed', async () => {
    await expect(run({ restore: true, confirm: true })).rejects.toThrow('--confirm needs a speed')
  })
})
