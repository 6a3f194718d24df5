import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type SimulatedKey, simulateKey } from '../../../shared/lifecycle/simulate.ts'

// The examples of the user guide, with what it says of them.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-configuration-examples.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-conflicts.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html

const rule = (ID: string, Prefix: string, body: Partial<LifecycleRule>): LifecycleRule => ({
  ID,
  Status: 'Enabled',
  Filter: { Prefix },
  ...body,
})
const created = '2026-01-15T10:30:00Z'
const life = (simulated: Partial<SimulatedKey> & { key: string }, ...rules: LifecycleRule[]): string[] =>
  simulateKey(
    { history: [{ what: 'put', at: created, size: 1_000_000 }], ...simulated },
    { rules, until: '2042-01-01T00:00:00Z' },
  ).map(({ version, at, what, storageClass, rule: by }) =>
    [version, at.toISOString().slice(0, 10), what, storageClass, by].filter((each) => each !== undefined).join(' '),
  )

test('created 15 January at 10:30, three days: 19 January at midnight', () => {
  expect(life({ key: 'a' }, rule('r', '', { Transitions: [{ Days: 3, StorageClass: 'GLACIER' }] }))).toEqual([
    '0 2026-01-19 moved GLACIER r',
  ])
})

test('replaced on 15 January at 10:30, three days of being noncurrent: 19 January at midnight', () => {
  const history = [
    { what: 'put', at: '2026-01-01T10:30:00Z', size: 1 },
    { what: 'put', at: created, size: 1 },
  ] as const
  expect(
    life(
      { key: 'a', versioning: 'enabled', history },
      rule('r', '', { NoncurrentVersionExpiration: { NoncurrentDays: 3 } }),
    ),
  ).toEqual(['0 2026-01-15 replaced STANDARD', '0 2026-01-19 deleted r'])
})

test('tax/: archived after a year, deleted after ten', () => {
  expect(
    life(
      { key: 'tax/doc1.txt' },
      rule('tax', 'tax/', { Transitions: [{ Days: 365, StorageClass: 'GLACIER' }], Expiration: { Days: 3_650 } }),
    ),
  ).toEqual(['0 2027-01-16 moved GLACIER tax', '0 2036-01-14 deleted tax'])
})

test('overlapping prefixes, conflicting deletions: the shorter one wins', () => {
  expect(
    life(
      { key: 'logs/a' },
      rule('all', '', { Expiration: { Days: 365 } }),
      rule('logs', 'logs/', { Expiration: { Days: 30 } }),
    ),
  ).toEqual(['0 2026-02-15 deleted logs'])
})

test('overlapping prefixes: one rule moves after 10 days, the other deletes after 365', () => {
  expect(
    life(
      { key: 'logs/a' },
      rule('all', '', { Expiration: { Days: 365 } }),
      rule('logs', 'logs/', { Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }] }),
    ),
  ).toEqual(['0 2026-02-15 moved STANDARD_IA logs', '0 2027-01-16 deleted all'])
})

test('two classes on one day: the cheaper one, GLACIER', () => {
  expect(
    life(
      { key: 'logs/a' },
      rule('one', '', { Transitions: [{ Days: 365, StorageClass: 'STANDARD_IA' }] }),
      rule('two', 'logs/', { Transitions: [{ Days: 365, StorageClass: 'GLACIER' }] }),
    ),
  ).toEqual(['0 2027-01-16 moved GLACIER two'])
})

test('a tag rule that keeps longer does not protect: deleted after 14 days', () => {
  const tagged = {
    ...rule('tag', '', { Expiration: { Days: 365 } }),
    Filter: { Tag: { Key: 'tag1', Value: 'value1' } },
  }
  const history = [{ what: 'put', at: created, size: 1, tags: { tag1: 'value1' } }] as const
  expect(life({ key: 'a', history }, tagged, rule('all', '', { Expiration: { Days: 14 } }))).toEqual([
    '0 2026-01-30 deleted all',
  ])
})

test('versioning: moved, given a marker, moved again, deleted, and the marker removed', () => {
  const both = rule('both', '', {
    Transitions: [{ Days: 10, StorageClass: 'STANDARD_IA' }],
    Expiration: { Days: 365 },
    NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: 'GLACIER' }],
    NoncurrentVersionExpiration: { NoncurrentDays: 60 },
  })
  expect(life({ key: 'a', versioning: 'enabled' }, both)).toEqual([
    '0 2026-01-26 moved STANDARD_IA both',
    '0 2027-01-16 marker-added STANDARD_IA both',
    '0 2027-02-16 moved GLACIER both',
    '0 2027-03-18 deleted both',
    '0 2028-01-17 marker-removed both',
  ])
})

test('the five newest noncurrent versions are kept, and all for a day', () => {
  const keep = rule('keep', '', { NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 5 } })
  const history = Array.from({ length: 8 }, (_, index) => ({
    what: 'put' as const,
    at: new Date(Date.UTC(2026, 0, 1 + index, 12)),
    size: 1,
  }))
  expect(life({ key: 'a', versioning: 'enabled', history }, keep).filter((each) => each.includes('deleted'))).toEqual([
    '0 2026-01-08 deleted keep',
    '1 2026-01-09 deleted keep',
  ])
})

test('a marker that is alone goes by ExpiredObjectDeleteMarker at once, or with days when it is that old', () => {
  const history = [{ what: 'delete', at: created }] as const
  const key = { key: 'a', versioning: 'enabled', history } as const
  expect(life(key, rule('m', '', { Expiration: { ExpiredObjectDeleteMarker: true } }))).toEqual([
    '0 2026-01-16 marker-removed m',
  ])
  expect(life(key, rule('d', '', { Expiration: { Days: 30 } }))).toEqual(['0 2026-02-15 marker-removed d'])
  expect(life(key, rule('o', '', { NoncurrentVersionExpiration: { NoncurrentDays: 1 } }))).toEqual([])
})

test('unfinished uploads go by their own rule alone, from their beginning; a finished one dates from there too', () => {
  const abort = rule('u', 'up/', { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } })
  const expiry = rule('e', '', { Expiration: { Days: 3 } })
  const upload = { what: 'upload', at: created, size: 1 } as const
  expect(life({ key: 'up/a', history: [upload] }, abort, expiry)).toEqual(['0 2026-01-23 upload-aborted u'])
  expect(life({ key: 'b', history: [upload] }, abort, expiry)).toEqual([])
  const completed = { ...upload, completed: '2026-01-20T00:00:01Z' }
  expect(life({ key: 'up/a', history: [completed] }, abort, expiry)).toEqual(['0 2026-01-21 deleted e'])
})

test('a date in the past acts on what is there at once, and on what comes later at the midnight after', () => {
  const past = rule('p', '', { Expiration: { Date: '2020-01-01T00:00:00Z' as unknown as Date } })
  expect(life({ key: 'a' }, past)).toEqual(['0 2026-01-16 deleted p'])
})
