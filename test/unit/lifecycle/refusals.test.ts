import type { LifecycleRule } from '@aws-sdk/client-s3'
import { wantedRules } from '../../../functions/lifecycle/rules/wanted.ts'
import { presetNames } from '../../../shared/config/lifecycle/schema.ts'
import { type Refusal, refusalsOf } from '../../../shared/lifecycle/refusals.ts'

const base: LifecycleRule = { ID: 'one', Status: 'Enabled', Filter: { Prefix: 'logs/' } }
const dies = { ...base, Expiration: { Days: 30 } }
const Tag = { Key: 'a', Value: '1' }
const moves = (...list: readonly (readonly [number, string])[]): LifecycleRule => ({
  ...base,
  Transitions: list.map(([Days, StorageClass]) => ({ Days, StorageClass: StorageClass as 'GLACIER' })),
})
const old = (body: Partial<LifecycleRule>): LifecycleRule => ({ ...base, ...body })
const filtered = (Filter: LifecycleRule['Filter']): LifecycleRule => ({ ...dies, Filter })
const midnight = new Date('2027-01-01T00:00:00Z')

// What was read of S3's answers, in words: every configuration of which AWS's pages or an issue says that it is refused.
test.each<[string, LifecycleRule[], Refusal['code'], string]>([
  ['no rule', [], 'MalformedXML', 'at least one rule'],
  ['1,001 rules', Array.from({ length: 1001 }, (_, index) => ({ ...dies, ID: `r${index}` })), 'MalformedXML', '1001'],
  ['one ID twice', [dies, dies], 'InvalidArgument', 'twice'],
  ['an ID of 256 characters', [{ ...dies, ID: 'x'.repeat(256) }], 'InvalidArgument', '255'],
  ['no status', [{ ...dies, Status: undefined }], 'MalformedXML', 'Status'],
  ['another status', [{ ...dies, Status: 'On' as 'Enabled' }], 'MalformedXML', 'Status'],
  ['no filter and no prefix', [{ ...dies, Filter: undefined }], 'MalformedXML', 'needs a Filter'],
  ['filter and prefix', [{ ...dies, Prefix: 'logs/' }], 'MalformedXML', 'not both'],
  [
    'older and newer rules',
    [dies, { ID: 'two', Status: 'Enabled', Prefix: 'a', Expiration: { Days: 1 } }],
    'InvalidRequest',
    'do not go together',
  ],
  ['two predicates', [filtered({ Prefix: 'a', Tag })], 'MalformedXML', 'go into And'],
  [
    'a predicate beside And',
    [filtered({ Prefix: 'a', And: { Prefix: 'a', Tags: [Tag] } })],
    'MalformedXML',
    'go into And',
  ],
  ['And of one', [filtered({ And: { Prefix: 'a' } })], 'MalformedXML', 'at least two'],
  ['And of one tag', [filtered({ And: { Tags: [Tag] } })], 'MalformedXML', 'at least two'],
  ['And of nothing', [filtered({ And: {} })], 'MalformedXML', 'at least two'],
  ['a tag key twice', [filtered({ And: { Tags: [Tag, { Key: 'a', Value: '2' }] } })], 'InvalidRequest', 'twice'],
  ['a tag without a key', [filtered({ Tag: { Key: '', Value: 'x' } })], 'InvalidArgument', 'Key'],
  ['a long tag value', [filtered({ Tag: { Key: 'a', Value: 'x'.repeat(257) } })], 'InvalidArgument', 'Value'],
  ['a long prefix', [filtered({ Prefix: 'é'.repeat(513) })], 'InvalidArgument', '1,024'],
  [
    'a size of less than nothing',
    [filtered({ ObjectSizeGreaterThan: -1 })],
    'InvalidArgument',
    'ObjectSizeGreaterThan',
  ],
  ['under nothing', [filtered({ ObjectSizeLessThan: 0 })], 'InvalidArgument', 'ObjectSizeLessThan'],
  [
    'sizes the wrong way round',
    [filtered({ And: { ObjectSizeGreaterThan: 500, ObjectSizeLessThan: 500 } })],
    'InvalidRequest',
    'greater than ObjectSizeGreaterThan',
  ],
  ['no action', [base], 'InvalidRequest', 'at least one action'],
  ['no moves', [{ ...base, Transitions: [] }], 'InvalidRequest', 'at least one action'],
  ['an empty deletion', [old({ Expiration: {} })], 'MalformedXML', 'Expiration needs'],
  ['deletion at once', [old({ Expiration: { Days: 0 } })], 'InvalidArgument', 'from 1 on'],
  ['deletion after part of a day', [old({ Expiration: { Days: 1.5 } })], 'InvalidArgument', 'whole number'],
  ['more days than S3 counts', [old({ Expiration: { Days: 2_147_483_648 } })], 'InvalidArgument', 'whole number'],
  ['days and a date', [old({ Expiration: { Days: 1, Date: midnight } })], 'MalformedXML', 'not both'],
  ['a date at noon', [old({ Expiration: { Date: new Date('2027-01-01T12:00:00Z') } })], 'InvalidArgument', 'midnight'],
  [
    'days and markers',
    [old({ Expiration: { Days: 1, ExpiredObjectDeleteMarker: true } })],
    'MalformedXML',
    'stands alone',
  ],
  [
    'days and no markers',
    [old({ Expiration: { Days: 1, ExpiredObjectDeleteMarker: false } })],
    'MalformedXML',
    'stands alone',
  ],
  [
    'a date and markers',
    [old({ Expiration: { Date: midnight, ExpiredObjectDeleteMarker: true } })],
    'MalformedXML',
    'stands alone',
  ],
  [
    'markers by tag',
    [{ ...filtered({ Tag }), Expiration: { ExpiredObjectDeleteMarker: true } }],
    'InvalidRequest',
    'does not go with tags',
  ],
  ['a move at no time', [old({ Transitions: [{ StorageClass: 'GLACIER' }] })], 'MalformedXML', 'needs Days or a Date'],
  ['a move to nowhere', [old({ Transitions: [{ Days: 1 }] })], 'MalformedXML', 'needs a StorageClass'],
  ['a move to STANDARD', [moves([30, 'STANDARD'])], 'MalformedXML', 'needs a StorageClass'],
  [
    'a move by days and date',
    [old({ Transitions: [{ Days: 1, Date: midnight, StorageClass: 'GLACIER' }] })],
    'MalformedXML',
    'not both',
  ],
  ['a move before it is there', [moves([-1, 'GLACIER'])], 'InvalidArgument', 'from 0 on'],
  [
    'a move at noon',
    [old({ Transitions: [{ Date: new Date(1), StorageClass: 'GLACIER' }] })],
    'InvalidArgument',
    'midnight',
  ],
  [
    'moves by days, deletion by date',
    [{ ...moves([1, 'GLACIER']), Expiration: { Date: midnight } }],
    'InvalidRequest',
    'all by Days or all by Date',
  ],
  [
    'deletion with the last move',
    [{ ...moves([30, 'GLACIER']), Expiration: { Days: 30 } }],
    'InvalidArgument',
    'greater than those of every',
  ],
  [
    'deletion on the date of a move',
    [{ ...base, Transitions: [{ Date: midnight, StorageClass: 'GLACIER' }], Expiration: { Date: midnight } }],
    'InvalidArgument',
    'later than',
  ],
  ['infrequent access too soon', [moves([29, 'STANDARD_IA'])], 'InvalidArgument', 'at least 30'],
  ['one zone too soon', [moves([0, 'ONEZONE_IA'])], 'InvalidArgument', 'at least 30'],
  ['a class twice', [moves([30, 'GLACIER'], [60, 'GLACIER'])], 'InvalidRequest', 'once'],
  [
    'a way up',
    [moves([30, 'GLACIER'], [60, 'STANDARD_IA'])],
    'InvalidArgument',
    'Nothing moves from GLACIER to STANDARD_IA',
  ],
  [
    'one zone to instant retrieval',
    [moves([30, 'ONEZONE_IA'], [90, 'GLACIER_IR'])],
    'InvalidArgument',
    'Nothing moves',
  ],
  [
    '29 days of infrequent access',
    [moves([30, 'STANDARD_IA'], [59, 'GLACIER'])],
    'InvalidArgument',
    'at least 30 days later',
  ],
  ['two moves on one day', [moves([5, 'GLACIER'], [5, 'DEEP_ARCHIVE'])], 'InvalidArgument', 'at least 1 days later'],
  [
    'old versions at no time',
    [old({ NoncurrentVersionExpiration: { NewerNoncurrentVersions: 3 } })],
    'MalformedXML',
    'needs NoncurrentDays',
  ],
  [
    'old versions at once',
    [old({ NoncurrentVersionExpiration: { NoncurrentDays: 0 } })],
    'InvalidArgument',
    'from 1 on',
  ],
  [
    'no version kept',
    [old({ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 0 } })],
    'InvalidArgument',
    'from 1 to 100',
  ],
  [
    '101 versions kept',
    [old({ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 101 } })],
    'InvalidArgument',
    'from 1 to 100',
  ],
  [
    'versions kept by the older prefix',
    [
      {
        ID: 'x',
        Status: 'Enabled',
        Prefix: '',
        NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 1 },
      },
    ],
    'InvalidRequest',
    'needs a Filter',
  ],
  [
    'old versions moved at no time',
    [old({ NoncurrentVersionTransitions: [{ StorageClass: 'GLACIER' }] })],
    'MalformedXML',
    'needs NoncurrentDays',
  ],
  [
    'old versions moved to nowhere',
    [old({ NoncurrentVersionTransitions: [{ NoncurrentDays: 1 }] })],
    'MalformedXML',
    'needs a StorageClass',
  ],
  [
    'old versions moved too soon',
    [old({ NoncurrentVersionTransitions: [{ NoncurrentDays: 15, StorageClass: 'STANDARD_IA' }] })],
    'InvalidArgument',
    'at least 30',
  ],
  [
    'old versions deleted before they move',
    [
      old({
        NoncurrentVersionTransitions: [{ NoncurrentDays: 60, StorageClass: 'GLACIER' }],
        NoncurrentVersionExpiration: { NoncurrentDays: 60 },
      }),
    ],
    'InvalidArgument',
    'greater than those of every',
  ],
  ['uploads at no time', [old({ AbortIncompleteMultipartUpload: {} })], 'InvalidArgument', 'DaysAfterInitiation'],
  [
    'uploads at once',
    [old({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } })],
    'InvalidArgument',
    'DaysAfterInitiation',
  ],
  [
    'uploads by tag',
    [{ ...base, Filter: { Tag }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
    'InvalidRequest',
    'does not go with tags',
  ],
  [
    'uploads by size',
    [{ ...base, Filter: { ObjectSizeLessThan: 5 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
    'InvalidRequest',
    'does not go with sizes',
  ],
])('S3 refuses %s', (_, rules, code, reason) => {
  expect(refusalsOf(rules)).toContainEqual(expect.objectContaining({ code, reason: expect.stringContaining(reason) }))
})

test.each<[string, LifecycleRule]>([
  ['a deletion', dies],
  ['an empty filter', filtered({})],
  ['the older prefix', { ID: 'x', Status: 'Disabled', Prefix: '', Expiration: { Days: 1 } }],
  ['no ID', { ...dies, ID: undefined }],
  ['a tag', filtered({ Tag: { Key: 'a', Value: '' } })],
  ['And of two tags', filtered({ And: { Tags: [Tag, { Key: 'b', Value: '1' }] } })],
  ['And of sizes', filtered({ And: { ObjectSizeGreaterThan: 0, ObjectSizeLessThan: 1 } })],
  [
    'dates',
    {
      ...base,
      Transitions: [{ Date: midnight, StorageClass: 'GLACIER' }],
      Expiration: { Date: new Date('2028-01-01T00:00:00Z') },
    },
  ],
  [
    'all classes down',
    moves([30, 'STANDARD_IA'], [60, 'INTELLIGENT_TIERING'], [90, 'GLACIER_IR'], [91, 'GLACIER'], [92, 'DEEP_ARCHIVE']),
  ],
  ['archived at once', moves([0, 'GLACIER'])],
  ['versions kept', old({ NoncurrentVersionExpiration: { NoncurrentDays: 1, NewerNoncurrentVersions: 100 } })],
])('S3 takes %s', (_, rule) => {
  expect(refusalsOf([rule])).toEqual([])
})

test.each(presetNames)('the preset %s is taken', (preset) => {
  expect(refusalsOf(wantedRules({ presets: [preset], rules: {} }, 'shop'))).toEqual([])
})

test('each mistake is named with its rule, and hides no other', () => {
  const refusals = refusalsOf([
    { Status: 'Enabled', Filter: {}, Expiration: { Days: 0 }, AbortIncompleteMultipartUpload: {} },
    { ...dies, Status: undefined },
  ])
  expect(refusals.map(({ rule, code }) => `${rule} ${code}`)).toEqual([
    'rule 1 InvalidArgument',
    'rule 1 InvalidArgument',
    'one MalformedXML',
  ])
})
