import { describeRule } from '../../../functions/lifecycle/rules/describe.ts'
import { ownBuckets, wantedBuckets } from '../../../functions/lifecycle/rules/policies.ts'
import { needsVersioning, wantedRules } from '../../../functions/lifecycle/rules/wanted.ts'
import { presetNames } from '../../../shared/config/lifecycle/schema.ts'

const inWords = (policy: Parameters<typeof wantedRules>[0]): string[] =>
  wantedRules(policy, 'shop').map((rule) => describeRule(rule))

test('the presets write what they promise', () => {
  const words = Object.fromEntries(
    presetNames.map((name) => [name, inWords({ presets: [name], rules: {} }).join(' | ')]),
  )
  expect(words).toEqual({
    'photo-originals': 'every key: to GLACIER after 45 days',
    'finance-by-tag':
      'every key tagged Department=Finance: to STANDARD_IA after 30 days; to GLACIER after 90 days; deleted after 3650 days',
    'infrequent-then-archive': 'every key: to STANDARD_IA after 60 days; to GLACIER after 180 days',
    intelligent: 'every key: to INTELLIGENT_TIERING at once',
    'photo-thumbnails': 'every key: deleted after 45 days',
    'recoverable-deletes':
      'every key: old versions to DEEP_ARCHIVE after 15 days; old versions deleted after 365 days; left-over delete markers removed',
    'access-logs': 'every key: deleted after 365 days',
    'old-versions': 'every key: old versions deleted after 60 days; left-over delete markers removed',
    'incomplete-uploads': 'every key: unfinished uploads given up after 30 days',
  })
  expect(presetNames.filter((name) => needsVersioning({ presets: [name] }))).toEqual(['recoverable-deletes'])
})

test('a rule of one’s own is written as S3 wants it', () => {
  const [rule] = wantedRules(
    {
      presets: [],
      rules: {
        finance: {
          prefix: 'books/',
          tags: { Department: 'Finance' },
          transitions: [{ days: 30, to: 'STANDARD_IA' }],
          expireAfterDays: 3_650,
          oldVersionTransitions: [{ days: 1, to: 'GLACIER_IR' }],
          expireOldVersionsAfterDays: 90,
        },
      },
    },
    'shop',
  )
  expect(rule).toEqual({
    ID: 'nightshift:shop:finance',
    Status: 'Enabled',
    Filter: { And: { Prefix: 'books/', Tags: [{ Key: 'Department', Value: 'Finance' }] } },
    Transitions: [{ Days: 30, StorageClass: 'STANDARD_IA' }],
    Expiration: { Days: 3_650 },
    NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: 'GLACIER_IR' }],
    NoncurrentVersionExpiration: { NoncurrentDays: 90 },
  })
})

test.each([
  [{}, { Prefix: '' }],
  [{ prefix: 'a/' }, { Prefix: 'a/' }],
  [{ tags: {} }, { Prefix: '' }],
  [{ tags: { a: '1' } }, { Tag: { Key: 'a', Value: '1' } }],
  [{ prefix: '', tags: { a: '1' } }, { Tag: { Key: 'a', Value: '1' } }],
  [
    { tags: { a: '1', b: '' } },
    {
      And: {
        Tags: [
          { Key: 'a', Value: '1' },
          { Key: 'b', Value: '' },
        ],
      },
    },
  ],
])('the filter of %j has one predicate, or an And of two', (given, Filter) => {
  expect(wantedRules({ presets: [], rules: { one: { ...given, expireAfterDays: 1 } } }, 'shop')).toMatchObject([
    { Filter },
  ])
})

test('references to our own buckets become names', () => {
  const policies = [
    { bucket: { own: 'uploads' as const }, presets: ['recoverable-deletes' as const], rules: {} },
    { bucket: 'shop-logs', presets: ['access-logs' as const], rules: {} },
  ]
  expect(ownBuckets([...policies, ...policies])).toEqual(['uploads'])
  expect(wantedBuckets(policies, 'shop', (own) => `the-${own}`)).toMatchObject([
    { bucket: 'the-uploads', versioned: true },
    { bucket: 'shop-logs', versioned: false },
  ])
})

test('rules made by hand have words too', () => {
  expect(
    describeRule({
      Status: 'Disabled',
      Filter: {
        And: { Prefix: 'a/', Tags: [{ Key: 'k', Value: 'v' }], ObjectSizeGreaterThan: 1, ObjectSizeLessThan: 9 },
      },
      Transitions: [
        { Days: 100, StorageClass: 'GLACIER' },
        { Days: 0, StorageClass: 'GLACIER_IR' },
      ],
      Expiration: { Date: new Date('2027-01-01T00:00:00Z') },
      NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 3 },
    }),
  ).toBe(
    '(disabled) keys under a/ tagged k=v over 1 bytes under 9 bytes: to GLACIER_IR at once; to GLACIER after 100 days; deleted on 2027-01-01; old versions deleted after 1 day, the newest 3 spared',
  )
})
