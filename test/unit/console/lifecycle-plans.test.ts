import type { LifecycleRule } from '@aws-sdk/client-s3'
import { planText } from '../../../functions/console/view/words/engine/lifecycle-plans.ts'
import { type Deleted, describeRule } from '../../../functions/lifecycle/rules/describe.ts'
import { type Shortening, shorteningText } from '../../../functions/lifecycle/rules/shortening.ts'
import { planWarnings } from '../../../functions/lifecycle/rules/warnings.ts'

/** Words of English; names of rules, keys, tags and storage classes have none of them here. */
const english =
  /\b(the|it|is|was|has|not|and|may|that|without|after|on|of|to|under|over|days?|deletes?d?|keeps?|newest|versions?|every|key|bytes)\b/i

const rule = (more: Partial<LifecycleRule>): LifecycleRule => ({
  ID: 'x',
  Status: 'Enabled',
  Filter: { Prefix: '' },
  ...more,
})

const rules: readonly LifecycleRule[] = [
  rule({ Expiration: { Days: 1 } }),
  rule({ Expiration: { Date: new Date('2027-01-01') }, Status: 'Disabled' }),
  rule({
    Filter: { Prefix: 'logs/' },
    Transitions: [
      { Days: 0, StorageClass: 'STANDARD_IA' },
      { Days: 90, StorageClass: 'GLACIER' },
    ],
  }),
  rule({
    Filter: {
      And: {
        Prefix: 'tmp/',
        Tags: [
          { Key: 'a', Value: 'b' },
          { Key: 'c', Value: '' },
        ],
        ObjectSizeGreaterThan: 5,
        ObjectSizeLessThan: 500,
      },
    },
    Expiration: { Days: 30 },
    NoncurrentVersionTransitions: [{ NoncurrentDays: 3, StorageClass: 'GLACIER_IR', NewerNoncurrentVersions: 2 }],
    NoncurrentVersionExpiration: { NoncurrentDays: 7, NewerNoncurrentVersions: 5 },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
  }),
  rule({ Expiration: { ExpiredObjectDeleteMarker: true } }),
]

const described = rules.flatMap((each) =>
  (['kept', 'suspended', 'gone'] satisfies Deleted[]).map((deleted) => describeRule(each, deleted)),
)

const shortening: Shortening = {
  rules: ['x'],
  objects: 2,
  bytes: 5_000_000,
  newest: '2026-11-29T00:00:00Z',
  newestKey: 'pic, 1.jpg',
  looked: 9,
  complete: true,
  source: 'a listing',
}
const losses = [
  shortening,
  { ...shortening, objects: 1, complete: false },
  { ...shortening, objects: 0, complete: false },
  { ...shortening, looked: 0, complete: false },
  { ...shortening, complete: false, source: 'S3 Inventory' as const, asOf: '2026-11-28T00:00:00Z' },
].map((each) => `${shorteningText(each, true)}. It is made only once somebody agrees to it`)

const warnings = (['kept', 'gone'] satisfies Deleted[]).flatMap((deleted) =>
  planWarnings(
    {
      rules: [
        { id: 'ours', change: 'add', after: rule({ Expiration: { Days: 400 } }) },
        {
          id: 'theirs',
          change: 'unmanaged',
          before: rule({ Expiration: { Days: 9 } }),
          after: rule({ Expiration: { Days: 9 } }),
        },
      ],
    },
    deleted,
  ),
)

test.each([
  ...described,
  ...described.map((text) => `${text} (now ${described[0]})`),
  ...losses,
  ...warnings,
  'keeps events for ever',
  'keeps events 30 days, now for ever',
  'keeps messages 4 days, now 86400 seconds',
  'keeps records 36 hours, now 24 hours',
  'keeps events for ever (5000000 bytes now), and lifecycle.retention.logGroups says nothing about it',
  'deletes events of /aws/lambda/x older than 30 days: the group is 400 days old and has 5.0 MB. It is made only once somebody agrees to it',
  'deletes messages older than 4 days of the 17 that wait. Agreed to: made from 2026-12-07T00:00:00Z on',
  'makes records of clicks older than 24 hours unreadable at once: the stream is 9 days old and keeps 168 hours of them. It is made only once somebody agrees to it',
  'keeps images without a tag 7 days, the newest 5 of v*, the newest 9 of any tag: deletes 1 of 2 images, 5.0 MB, the newest pushed 2026-10-31; none is in use',
  'keeps the newest 5 of v*',
  'keeps all images',
  'no stack made it: delete it by hand if nobody needs it, or let a stack make it',
  'switched on',
])('%s', (text) => {
  expect(planText('en', text)).toBe(text)
  const korean = planText('ko', text)
  expect(korean).toMatch(/[가-힣]/)
  expect(
    korean.replace(
      /pic, 1\.jpg|lifecycle\.retention\.logGroups|expireOldVersionsAfterDays|old-versions|\/aws\/lambda\/x/g,
      '',
    ),
  ).not.toMatch(english)
})
