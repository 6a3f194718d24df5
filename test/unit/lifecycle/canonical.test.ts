import type { LifecycleRule } from '@aws-sdk/client-s3'
import { canonical, sameRule, sameRules } from '../../../shared/lifecycle/canonical.ts'

const base: LifecycleRule = { ID: 'a', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 30 } }

describe('rules that mean the same', () => {
  const tagged = (Filter: LifecycleRule['Filter']): LifecycleRule => ({ ...base, Filter })
  const tag = { Key: 'Department', Value: 'Finance' }
  const other = { Key: 'Team', Value: 'Books' }
  test.each<[string, LifecycleRule, LifecycleRule]>([
    ['an empty filter and an empty prefix', { ...base, Filter: {} }, base],
    [
      'the older prefix beside the rule',
      { Status: 'Enabled', Prefix: 'logs/', Expiration: { Days: 30 } },
      tagged({ Prefix: 'logs/' }),
    ],
    ['an And of one prefix', tagged({ And: { Prefix: 'logs/' } }), tagged({ Prefix: 'logs/' })],
    [
      'one tag, and an And of it with an empty prefix',
      tagged({ Tag: tag }),
      tagged({ And: { Prefix: '', Tags: [tag] } }),
    ],
    ['tags in another order', tagged({ And: { Tags: [tag, other] } }), tagged({ And: { Tags: [other, tag] } })],
    [
      'a delete marker that is not to be removed',
      { ...base, Expiration: { Days: 30, ExpiredObjectDeleteMarker: false } },
      base,
    ],
    ['empty lists and elements', { ...base, Transitions: [], NoncurrentVersionTransitions: [] }, base],
    [
      'transitions in another order',
      {
        ...base,
        Transitions: [
          { Days: 90, StorageClass: 'GLACIER' },
          { Days: 30, StorageClass: 'STANDARD_IA' },
        ],
      },
      {
        ...base,
        Transitions: [
          { Days: 30, StorageClass: 'STANDARD_IA' },
          { Days: 90, StorageClass: 'GLACIER' },
        ],
      },
    ],
    [
      'a date, however it is written',
      { ...base, Expiration: { Date: new Date('2027-01-01T00:00:00Z') } },
      { ...base, Expiration: { Date: new Date('2027-01-01T09:00:00+09:00') } },
    ],
  ])('%s', (_, one, same) => {
    expect(sameRule(one, same)).toBe(true)
    expect(sameRule(same, one)).toBe(true)
  })
})

describe('rules that differ', () => {
  test.each<[string, LifecycleRule]>([
    ['a disabled one', { ...base, Status: 'Disabled' }],
    ['another number of days', { ...base, Expiration: { Days: 31 } }],
    ['another prefix', { ...base, Filter: { Prefix: 'a' } }],
    ['a tag more', { ...base, Filter: { Tag: { Key: 'a', Value: '' } } }],
    ['a size over nothing', { ...base, Filter: { ObjectSizeGreaterThan: 0 } }],
    ['a size', { ...base, Filter: { ObjectSizeGreaterThan: 1 } }],
    ['an upper size', { ...base, Filter: { ObjectSizeLessThan: 1 } }],
    ['a transition at once', { ...base, Transitions: [{ Days: 0, StorageClass: 'GLACIER' }] }],
    ['delete markers', { ...base, Expiration: { ExpiredObjectDeleteMarker: true } }],
    ['old versions', { ...base, NoncurrentVersionExpiration: { NoncurrentDays: 30 } }],
    [
      'spared old versions',
      { ...base, NoncurrentVersionExpiration: { NewerNoncurrentVersions: 3, NoncurrentDays: 30 } },
    ],
    ['moved old versions', { ...base, NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'GLACIER' }] }],
    ['unfinished uploads', { ...base, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
  ])('%s', (_, other) => {
    expect(sameRule(base, other)).toBe(false)
  })
})

test('lists are the same in any order, and only under the same IDs', () => {
  const b = { ...base, ID: 'b', Status: 'Disabled' as const }
  expect(sameRules([base, b], [b, base])).toBe(true)
  expect(sameRules([base], [{ ...base, ID: 'b' }])).toBe(false)
  expect(sameRules([base, b], [base])).toBe(false)
})

test('moves count in the order of their days, whatever the classes are called, and by a date last', () => {
  const moves = [
    { Days: 9, StorageClass: 'STANDARD_IA' as const },
    { Days: 30, StorageClass: 'ONEZONE_IA' as const },
    { Days: 100, StorageClass: 'GLACIER_IR' as const },
    { Days: 100, StorageClass: 'INTELLIGENT_TIERING' as const },
    { Date: new Date('2026-01-01'), StorageClass: 'GLACIER' as const },
    { Date: new Date('2027-01-01'), StorageClass: 'DEEP_ARCHIVE' as const },
  ]
  const { moves: sorted } = canonical({ ...base, Transitions: moves.toReversed() })
  expect(sorted.map(({ days, date }) => days ?? date?.slice(0, 4))).toEqual([9, 30, 100, 100, '2026', '2027'])
  for (let turn = 0; turn < moves.length; turn += 1) {
    const turned = [...moves.slice(turn), ...moves.slice(0, turn)]
    expect(canonical({ ...base, Transitions: turned })).toEqual(canonical({ ...base, Transitions: moves }))
  }
})

test('a size over 0 that is answered in an And of several is no change; alone, or with one other, it is a filter', () => {
  const rule = (Filter: LifecycleRule['Filter']): LifecycleRule => ({ ID: 'x', Status: 'Enabled', Filter })
  const Tags = [{ Key: 'a', Value: 'b' }]
  expect(
    sameRule(rule({ And: { Prefix: 'p/', Tags } }), rule({ And: { Prefix: 'p/', Tags, ObjectSizeGreaterThan: 0 } })),
  ).toBe(true)
  expect(sameRule(rule({ Prefix: 'p/' }), rule({ And: { Prefix: 'p/', ObjectSizeGreaterThan: 0 } }))).toBe(false)
  expect(sameRule(rule({ Prefix: '' }), rule({ ObjectSizeGreaterThan: 0 }))).toBe(false)
})
