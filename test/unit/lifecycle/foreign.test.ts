import type { LifecycleRule } from '@aws-sdk/client-s3'
import { reconcile } from '../../../functions/lifecycle/engine/reconcile.ts'
import { wantedRules } from '../../../functions/lifecycle/rules/wanted.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { canonical } from '../../../shared/lifecycle/canonical.ts'
import { refusalsOf } from '../../../shared/lifecycle/refusals.ts'
import { awsError, fakeBuckets } from './fake-buckets.ts'

const ours = wantedRules({ presets: ['photo-originals', 'incomplete-uploads'], rules: {} }, 'shop')
const on = 'Enabled' as const
const Expiration = { Days: 7 }
const Tag = { Key: 'k', Value: 'v' }
const midnight = new Date('2027-01-01T00:00:00Z')

// What other tools, older consoles and stores that speak S3 leave in buckets.
const odd: readonly (readonly [string, LifecycleRule[]])[] = [
  ['an older prefix', [{ ID: 'a', Status: on, Prefix: 'logs/', Expiration }]],
  ['an older prefix of nothing', [{ ID: 'a', Status: on, Prefix: '', Expiration }]],
  [
    'two older prefixes',
    [
      { ID: 'a', Status: on, Prefix: 'a', Expiration },
      { ID: 'b', Status: on, Prefix: 'b', Expiration },
    ],
  ],
  [
    'an older prefix beside a filter in another rule',
    [
      { ID: 'a', Status: on, Prefix: 'a', Expiration },
      { ID: 'b', Status: on, Filter: { Tag }, Expiration },
    ],
  ],
  [
    'an older prefix and a filter in one rule',
    [{ ID: 'a', Status: on, Prefix: 'a', Filter: { Prefix: 'a' }, Expiration }],
  ],
  ['neither filter nor prefix', [{ ID: 'a', Status: on, Expiration }]],
  ['an empty filter', [{ ID: 'a', Status: on, Filter: {}, Expiration }]],
  ['an empty prefix in a filter', [{ ID: 'a', Status: on, Filter: { Prefix: '' }, Expiration }]],
  ['And of one prefix', [{ ID: 'a', Status: on, Filter: { And: { Prefix: 'a' } }, Expiration }]],
  ['And of one tag', [{ ID: 'a', Status: on, Filter: { And: { Tags: [Tag] } }, Expiration }]],
  ['And of one size', [{ ID: 'a', Status: on, Filter: { And: { ObjectSizeGreaterThan: 5 } }, Expiration }]],
  ['And of nothing', [{ ID: 'a', Status: on, Filter: { And: {} }, Expiration }]],
  [
    'And of everything',
    [
      {
        ID: 'a',
        Status: on,
        Filter: {
          And: { Prefix: 'a', Tags: [Tag, { Key: 'l', Value: '' }], ObjectSizeGreaterThan: 1, ObjectSizeLessThan: 9 },
        },
        Expiration,
      },
    ],
  ],
  ['a tag without a value', [{ ID: 'a', Status: on, Filter: { Tag: { Key: 'k', Value: '' } }, Expiration }]],
  ['sizes', [{ ID: 'a', Status: on, Filter: { ObjectSizeLessThan: 1000 }, Expiration }]],
  ['a disabled rule', [{ ID: 'a', Status: 'Disabled', Filter: { Prefix: 'x' }, Expiration }]],
  ['a disabled rule of the older spelling', [{ ID: 'a', Status: 'Disabled', Prefix: 'x', Expiration }]],
  ['no ID', [{ Status: on, Filter: { Prefix: 'x' }, Expiration }]],
  [
    'two without an ID',
    [
      { Status: on, Filter: { Prefix: 'x' }, Expiration },
      { Status: on, Filter: { Prefix: 'y' }, Expiration },
    ],
  ],
  ['an ID of 255 characters', [{ ID: 'x'.repeat(255), Status: on, Filter: { Prefix: 'x' }, Expiration }]],
  ['an ID that looks like a preset', [{ ID: 'photo-originals', Status: on, Filter: { Prefix: 'x' }, Expiration }]],
  [
    'an ID of another deployment',
    [{ ID: 'nightshift:other:photo-originals', Status: on, Filter: { Prefix: 'x' }, Expiration }],
  ],
  [
    'a name that begins as ours',
    [{ ID: 'nightshift:shop-two:photo-originals', Status: on, Filter: { Prefix: 'x' }, Expiration }],
  ],
  ['our ID in capitals', [{ ID: 'Nightshift:Shop:photo-originals', Status: on, Filter: { Prefix: 'x' }, Expiration }]],
  ['a date', [{ ID: 'a', Status: on, Filter: { Prefix: 'x' }, Expiration: { Date: midnight } }]],
  [
    'moves by date',
    [{ ID: 'a', Status: on, Filter: { Prefix: 'x' }, Transitions: [{ Date: midnight, StorageClass: 'GLACIER' }] }],
  ],
  [
    'a move at once',
    [{ ID: 'a', Status: on, Filter: { Prefix: 'x' }, Transitions: [{ Days: 0, StorageClass: 'INTELLIGENT_TIERING' }] }],
  ],
  [
    'days beside markers that are said no to',
    [{ ID: 'a', Status: on, Filter: { Prefix: 'x' }, Expiration: { Days: 7, ExpiredObjectDeleteMarker: false } }],
  ],
  ['markers', [{ ID: 'a', Status: on, Filter: { Prefix: 'x' }, Expiration: { ExpiredObjectDeleteMarker: true } }]],
  [
    'versions that are spared',
    [
      {
        ID: 'a',
        Status: on,
        Filter: {},
        NoncurrentVersionExpiration: { NoncurrentDays: 60, NewerNoncurrentVersions: 100 },
        NoncurrentVersionTransitions: [{ NoncurrentDays: 30, StorageClass: 'GLACIER', NewerNoncurrentVersions: 2 }],
      },
    ],
  ],
  ['uploads', [{ ID: 'a', Status: on, Prefix: 'x', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }]],
  [
    'letters that XML must escape',
    [{ ID: 'a <&> é 日本', Status: on, Filter: { Prefix: 'a b/é&<"日本' }, Expiration }],
  ],
  [
    '900 of them',
    Array.from(
      { length: 900 },
      (_, index): LifecycleRule => ({ ID: `r${index}`, Status: on, Filter: { Prefix: `p${index}/` }, Expiration }),
    ),
  ],
  [
    '900 of the older spelling',
    Array.from(
      { length: 900 },
      (_, index): LifecycleRule => ({ ID: `r${index}`, Status: on, Prefix: `p${index}/`, Expiration }),
    ),
  ],
]

const meaning = (rules: readonly LifecycleRule[]) => rules.map((rule) => [rule.ID, canonical(rule)])

test.each(odd)('%s: S3 takes what is sent, and it means the same', async (_, rules) => {
  const buckets = fakeBuckets({ pics: { rules, minimumSize: 'varies_by_storage_class' } })
  // As strict as S3.
  const strict = {
    ...buckets,
    putRules: async (...[bucket, sent, minimumSize]: Parameters<typeof buckets.putRules>) => {
      const [refused] = refusalsOf(sent)
      if (refused) throw awsError(`${refused.code}: ${refused.reason}`, 400)
      await buckets.putRules(bucket, sent, minimumSize)
    },
  }
  const run = () =>
    reconcile([{ bucket: 'pics', deployment: 'shop', rules: ours, versioned: false }], {
      buckets: strict,
      ledger,
      publish: async () => undefined,
      now: new Date('2026-11-30T00:00:00Z'),
      config: 'c1',
      event: { reason: 'schedule' },
      remainingMs: () => 60_000,
    })
  const ledger = memoryLedger()
  expect(await run()).toMatchObject([{ outcome: 'changed' }])
  const after = buckets.state.get('pics')?.rules ?? []
  expect(meaning(after.filter(({ ID }) => !ours.some((rule) => rule.ID === ID)))).toEqual(meaning(rules))
  expect(after.filter(({ ID }) => ours.some((rule) => rule.ID === ID))).toEqual(ours)
  expect(buckets.state.get('pics')?.minimumSize).toBe('varies_by_storage_class')
  expect(await run()).toMatchObject([{ outcome: 'unchanged' }])
  expect(buckets.calls).toEqual(['putRules pics'])
})
