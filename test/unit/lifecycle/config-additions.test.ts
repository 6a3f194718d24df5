import { reconcile } from '../../../functions/lifecycle/engine/reconcile.ts'
import { previewBuckets, previewRows } from '../../../functions/lifecycle/preview/preview.ts'
import { planBucket } from '../../../functions/lifecycle/rules/plan.ts'
import { wantedBuckets } from '../../../functions/lifecycle/rules/policies.ts'
import { wantedRules } from '../../../functions/lifecycle/rules/wanted.ts'
import { lifecycleProblems } from '../../../shared/config/lifecycle/rules.ts'
import { lifecycleSchema } from '../../../shared/config/lifecycle/schema.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { refusalsOf } from '../../../shared/lifecycle/refusals.ts'
import { fakeBuckets } from './fake-buckets.ts'

const policyOf = (body: object) => lifecycleSchema.parse({ buckets: [{ bucket: 'pics', ...body }] }).buckets
const written = (rule: object) =>
  policyOf({ rules: { one: rule } })
    .flatMap((each) => wantedRules(each, 'shop'))
    .map(({ ID: _, ...rest }) => rest)
const faults = (...rules: object[]): string[] =>
  lifecycleProblems({
    buckets: [{ bucket: 'pics', rules: Object.fromEntries(rules.map((rule, index) => [`rule-${index}`, rule])) }],
  })

test.each<[object, object]>([
  [
    { largerThan: 1000, expireAfterDays: 3 },
    { Status: 'Enabled', Filter: { ObjectSizeGreaterThan: 1000 }, Expiration: { Days: 3 } },
  ],
  [
    { prefix: 'a/', tags: { k: 'v' }, largerThan: 1000, smallerThan: 5000, expireAfterDays: 3 },
    {
      Status: 'Enabled',
      Filter: {
        And: { Prefix: 'a/', Tags: [{ Key: 'k', Value: 'v' }], ObjectSizeGreaterThan: 1000, ObjectSizeLessThan: 5000 },
      },
      Expiration: { Days: 3 },
    },
  ],
  [
    { transitions: [{ on: '2027-01-01', to: 'GLACIER' }], expireOn: '2028-01-01' },
    {
      Status: 'Enabled',
      Filter: { Prefix: '' },
      Transitions: [{ Date: new Date('2027-01-01T00:00:00Z'), StorageClass: 'GLACIER' }],
      Expiration: { Date: new Date('2028-01-01T00:00:00Z') },
    },
  ],
  [
    {
      oldVersionTransitions: [{ days: 9, to: 'GLACIER', keepNewest: 1 }],
      expireOldVersionsAfterDays: 30,
      keepNewestOldVersions: 3,
      disabled: true,
    },
    {
      Status: 'Disabled',
      Filter: { Prefix: '' },
      NoncurrentVersionTransitions: [{ NoncurrentDays: 9, NewerNoncurrentVersions: 1, StorageClass: 'GLACIER' }],
      NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 3 },
    },
  ],
])('%j is written as S3 spells it, and S3 takes it', (rule, expected) => {
  expect(faults(rule)).toEqual([])
  expect(written(rule)).toEqual([expected])
  expect(refusalsOf(policyOf({ rules: { one: rule } }).flatMap((each) => wantedRules(each, 'shop')))).toEqual([])
})

test.each<[string, object[], string]>([
  [
    'days and dates',
    [{ transitions: [{ days: 3, to: 'GLACIER' }], expireOn: '2027-01-01' }],
    'days or dates in one rule',
  ],
  ['two dates of deletion', [{ expireAfterDays: 3, expireOn: '2027-01-01' }], 'days or dates in one rule'],
  [
    'moves by both',
    [
      {
        transitions: [
          { days: 3, to: 'GLACIER' },
          { on: '2027-01-01', to: 'DEEP_ARCHIVE' },
        ],
      },
    ],
    'days or dates in one rule',
  ],
  [
    'a deletion on the date of a move',
    [{ transitions: [{ on: '2027-01-01', to: 'GLACIER' }], expireOn: '2027-01-01' }],
    'a date after 2027-01-01',
  ],
  [
    'two moves on one date',
    [
      {
        transitions: [
          { on: '2027-01-01', to: 'GLACIER' },
          { on: '2027-01-01', to: 'DEEP_ARCHIVE' },
        ],
      },
    ],
    'a date after 2027-01-01',
  ],
  ['no size between', [{ largerThan: 10, smallerThan: 11, expireAfterDays: 1 }], 'more than 11 bytes'],
  ['uploads by size', [{ largerThan: 10, abortUploadsAfterDays: 1 }], 'no sizes in the same rule'],
  ['markers beside a date', [{ removeDeleteMarkers: true, expireOn: '2027-01-01' }], 'no expireOn'],
  [
    'versions kept of nothing',
    [{ keepNewestOldVersions: 3, expireAfterDays: 1 }],
    'expireOldVersionsAfterDays beside it',
  ],
  [
    'a size that a wider rule takes first',
    [{ expireAfterDays: 5 }, { largerThan: 1000, expireAfterDays: 9 }],
    'an action that can happen',
  ],
])('refused: %s', (_, rules, words) => {
  expect(faults(...rules).join('\n')).toContain(words)
})

test.each<[string, object[]]>([
  [
    'sizes that do not meet',
    [
      { smallerThan: 1001, expireAfterDays: 5 },
      { largerThan: 1000, expireAfterDays: 9 },
    ],
  ],
  [
    'a rule that is disabled hides nothing',
    [
      { expireAfterDays: 5, disabled: true },
      { prefix: 'a/', expireAfterDays: 9 },
    ],
  ],
  ['the same twice, one of them disabled', [{ expireAfterDays: 5, disabled: true }, { expireAfterDays: 9 }]],
  [
    'a rule that spares versions hides none that does not',
    [
      { expireOldVersionsAfterDays: 5, keepNewestOldVersions: 3 },
      { prefix: 'a/', expireOldVersionsAfterDays: 9 },
    ],
  ],
])('allowed: %s', (_, rules) => {
  expect(faults(...rules)).toEqual([])
})

test('the size from which objects move is set where it differs, once, and else sent back as it was', () => {
  const [wanted] = wantedBuckets(
    policyOf({ presets: ['photo-originals'], minimumTransitionSize: 'varies_by_storage_class' }),
    'shop',
    () => '',
  )
  if (!wanted) throw new Error('no bucket')
  const first = planBucket(wanted, { rules: undefined })
  expect([first.action, first.minimumSize]).toEqual(['put', 'varies_by_storage_class'])
  const changed = planBucket(wanted, { rules: wanted.rules, minimumSize: 'all_storage_classes_128K' })
  expect([changed.action, changed.minimumSize]).toEqual(['put', 'varies_by_storage_class'])
  const again = planBucket(wanted, { rules: wanted.rules, minimumSize: 'varies_by_storage_class' })
  expect([again.action, again.minimumSize]).toEqual(['none', undefined])
})

describe('archive configurations of Intelligent-Tiering', () => {
  const other = {
    Id: 'by-hand',
    Status: 'Enabled' as const,
    Tierings: [{ Days: 100, AccessTier: 'ARCHIVE_ACCESS' as const }],
  }
  const policies = (tiering: object) =>
    wantedBuckets(policyOf({ presets: ['intelligent'], intelligentTiering: tiering }), 'shop', () => '')
  const run = (buckets: ReturnType<typeof fakeBuckets>, tiering: object) =>
    reconcile(policies(tiering), {
      buckets,
      ledger: memoryLedger(),
      publish: async () => undefined,
      now: new Date('2026-11-30T00:00:00Z'),
      config: 'c1',
      event: { reason: 'schedule' },
      remainingMs: () => 60_000,
    })

  test('are put beside those of others, changed, and removed again', async () => {
    const buckets = fakeBuckets({ pics: { tierings: [other] } })
    const old = { old: { prefix: 'old/', archiveAfterDays: 90, deepArchiveAfterDays: 365 } }
    const [plan] = await previewBuckets(policies(old), buckets)
    expect(previewRows(plan ? [plan] : []).map(({ words }) => words)).toContain(
      'Intelligent-Tiering, keys under old/: to ARCHIVE_ACCESS after 90 days without a read; to DEEP_ARCHIVE_ACCESS after 365 days without a read',
    )
    expect((await run(buckets, old)).map(({ changes }) => changes)).toEqual([
      ['Intelligent-Tiering nightshift:shop:old added', 'nightshift:shop:intelligent added'],
    ])
    expect(buckets.state.get('pics')?.tierings?.map(({ Id }) => Id)).toEqual(['by-hand', 'nightshift:shop:old'])
    expect((await run(buckets, old)).map(({ outcome }) => outcome)).toEqual(['unchanged'])
    expect((await run(buckets, { old: { archiveAfterDays: 90 } }))[0]?.changes).toEqual([
      'Intelligent-Tiering nightshift:shop:old changed',
    ])
    expect((await run(buckets, {}))[0]?.changes).toEqual(['Intelligent-Tiering nightshift:shop:old removed'])
    expect(buckets.state.get('pics')?.tierings).toEqual([other])
  })
})
