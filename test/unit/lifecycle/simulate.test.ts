import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type SimulatedObject, simulate } from '../../../shared/lifecycle/simulate.ts'

const rule = (ID: string, body: Partial<LifecycleRule>): LifecycleRule => ({
  ID,
  Status: 'Enabled',
  Filter: { Prefix: '' },
  ...body,
})
const until = new Date('2030-01-01T00:00:00Z')
const life = (object: Partial<SimulatedObject>, ...rules: LifecycleRule[]): string[] =>
  simulate(
    { key: 'logs/a', size: 1_000_000, created: new Date('2026-01-15T10:30:00Z'), ...object },
    { rules, until },
  ).map(({ at, what, storageClass, rule: by }) =>
    [at.toISOString().slice(0, 10), what, storageClass ?? '', by ?? ''].filter(Boolean).join(' '),
  )
const dies = (ID: string, Days: number, Prefix = '') => rule(ID, { Filter: { Prefix }, Expiration: { Days } })
const moves = (ID: string, ...list: readonly (readonly [number, string])[]) =>
  rule(ID, { Transitions: list.map(([Days, StorageClass]) => ({ Days, StorageClass: StorageClass as 'GLACIER' })) })

describe('when', () => {
  test.each([
    ['2026-01-15T10:30:00Z', 3, '2026-01-19'],
    ['2026-08-14T19:57:00Z', 60, '2026-10-14'],
    ['2026-01-15T23:59:59.999Z', 1, '2026-01-17'],
  ])('%s and %s days is %s: the days are added, then on to the next midnight in UTC', (created, Days, at) => {
    expect(life({ created: new Date(created) }, dies('x', Days))).toEqual([`${at} deleted x`])
  })
  test('day 0 is the midnight after', () => {
    expect(life({}, moves('x', [0, 'GLACIER']))).toEqual(['2026-01-16 moved GLACIER x'])
  })
  test('a date acts at once on what is there, and the midnight after on what comes later', () => {
    const past = rule('x', { Expiration: { Date: new Date('2025-01-01T00:00:00Z') } })
    const later = rule('x', { Expiration: { Date: new Date('2026-03-01T00:00:00Z') } })
    expect(life({}, past)).toEqual(['2026-01-16 deleted x'])
    expect(life({}, later)).toEqual(['2026-03-01 deleted x'])
  })
  test('what begins at midnight is named as open', () => {
    const [step] = simulate(
      { key: 'a', size: 1, created: new Date('2026-01-15T00:00:00Z') },
      { rules: [dies('x', 1)], until },
    )
    expect(step?.at).toEqual(new Date('2026-01-17T00:00:00Z'))
    expect(step?.assumptions).toEqual([expect.stringContaining('midnight')])
  })
})

describe('conflicts', () => {
  test('the shorter deletion wins, whatever the length of the prefix', () => {
    expect(life({ key: 'logs/keep/a' }, dies('keep', 900, 'logs/keep/'), dies('logs', 9, 'logs/'))).toEqual([
      '2026-01-25 deleted logs',
    ])
  })
  test('a deletion comes before a move of the same day, and a move before a marker', () => {
    expect(life({}, dies('gone', 30), moves('cold', [30, 'GLACIER']))).toEqual(['2026-02-15 deleted gone'])
    expect(life({ versioning: 'enabled' }, dies('gone', 30), moves('cold', [30, 'GLACIER']))).toEqual([
      '2026-02-15 moved GLACIER cold',
      '2026-02-15 marker-added GLACIER gone',
    ])
  })
  test('of two moves on one day the colder is made, and nothing moves up', () => {
    expect(life({}, moves('a', [30, 'STANDARD_IA']), moves('b', [30, 'GLACIER'], [200, 'DEEP_ARCHIVE']))).toEqual([
      '2026-02-15 moved GLACIER b',
      '2026-08-04 moved DEEP_ARCHIVE b',
    ])
    expect(life({}, moves('a', [10, 'GLACIER']), moves('b', [60, 'STANDARD_IA']))).toEqual([
      '2026-01-26 moved GLACIER a',
    ])
  })
  test('what is under 128 KB moves only where the setting or the rule says so', () => {
    const small = { size: 1000 }
    expect(life(small, moves('a', [30, 'GLACIER']))).toEqual([])
    expect(life(small, { ...moves('a', [30, 'GLACIER']), Filter: { ObjectSizeGreaterThan: 10 } })).toHaveLength(1)
    const varies = simulate(
      { key: 'a', ...small, created: new Date('2026-01-15T10:30:00Z') },
      { rules: [moves('a', [30, 'STANDARD_IA'], [60, 'GLACIER'])], minimumSize: 'varies_by_storage_class', until },
    )
    expect(varies.map(({ storageClass }) => storageClass)).toEqual(['GLACIER'])
    expect(life(small, dies('x', 1))).toHaveLength(1)
  })
})

describe('versions', () => {
  const recoverable = rule('old', {
    NoncurrentVersionTransitions: [{ NoncurrentDays: 15, StorageClass: 'DEEP_ARCHIVE' }],
    NoncurrentVersionExpiration: { NoncurrentDays: 365 },
    Expiration: { ExpiredObjectDeleteMarker: true },
  })
  test('a deletion only puts a marker there; the rest follows from rules about old versions', () => {
    expect(life({ versioning: 'enabled' }, dies('gone', 1))).toEqual(['2026-01-17 marker-added STANDARD gone'])
    expect(life({ versioning: 'enabled' }, dies('gone', 1), recoverable)).toEqual([
      '2026-01-17 marker-added STANDARD gone',
      '2026-02-02 moved DEEP_ARCHIVE old',
      '2027-01-18 deleted old',
      '2027-01-19 marker-removed gone',
    ])
  })
  test('an old version’s days count from its successor', () => {
    expect(life({ versioning: 'enabled', replaced: new Date('2026-06-01T12:00:00Z') }, recoverable)).toEqual([
      '2026-06-01 replaced STANDARD',
      '2026-06-17 moved DEEP_ARCHIVE old',
      '2027-06-02 deleted old',
    ])
  })
  test('with a count, only below enough newer ones', () => {
    const keep = rule('k', { NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 2 } })
    const replaced = new Date('2026-06-01T12:00:00Z')
    expect(life({ versioning: 'enabled', replaced, newerOldVersions: 1 }, keep)).toHaveLength(1)
    expect(life({ versioning: 'enabled', replaced, newerOldVersions: 2 }, keep)).toHaveLength(2)
  })
  test('suspended: a version without an ID is gone with the marker, one with an ID is kept', () => {
    expect(life({ versioning: 'suspended' }, dies('gone', 1))).toEqual([
      '2026-01-17 marker-added gone',
      '2026-01-19 marker-removed gone',
    ])
    expect(life({ versioning: 'suspended', hasVersionId: true }, dies('gone', 1))).toEqual([
      '2026-01-17 marker-added STANDARD gone',
    ])
  })
  test('a rule about old versions alone leaves the marker', () => {
    const old = rule('old', { NoncurrentVersionExpiration: { NoncurrentDays: 1 } })
    const tagged = { ...dies('gone', 1), Filter: { Tag: { Key: 'k', Value: 'v' } } }
    expect(life({ versioning: 'enabled', tags: { k: 'v' } }, tagged, old)).toEqual([
      '2026-01-17 marker-added STANDARD gone',
      '2026-01-19 deleted old',
    ])
  })
})

test('rules that are disabled or for others do nothing', () => {
  expect(
    life(
      { tags: { a: '1' } },
      { ...dies('off', 1), Status: 'Disabled' },
      dies('case', 1, 'Logs/'),
      dies('slash', 1, '/logs/'),
      dies('star', 1, 'logs/*'),
      {
        ...dies('tag', 1),
        Filter: {
          And: {
            Tags: [
              { Key: 'a', Value: '1' },
              { Key: 'b', Value: '' },
            ],
          },
        },
      },
      { ...dies('size', 1), Filter: { ObjectSizeGreaterThan: 1_000_000 } },
    ),
  ).toEqual([])
})
