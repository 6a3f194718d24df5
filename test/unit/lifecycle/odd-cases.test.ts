import type { LifecycleRule } from '@aws-sdk/client-s3'
import {
  type HistoryEntry,
  type SimulatedObject,
  type Surroundings,
  simulate,
  simulateKey,
} from '../../../shared/lifecycle/simulate.ts'

// Each expected day is counted by hand from the user guide: creation, plus the days, on to the next midnight in UTC.

const rule = (ID: string, more: Partial<LifecycleRule>): LifecycleRule =>
  ({ ID, Status: 'Enabled', Filter: {}, ...more }) as LifecycleRule
const dies = (ID: string, Days: number, more: Partial<LifecycleRule> = {}) =>
  rule(ID, { Expiration: { Days }, ...more })
const moves = (ID: string, Days: number, StorageClass: string, more: Partial<LifecycleRule> = {}) =>
  rule(ID, { Transitions: [{ Days, StorageClass } as never], ...more })
const oldDies = (ID: string, NoncurrentDays: number, keep?: number) =>
  rule(ID, { NoncurrentVersionExpiration: { NoncurrentDays, ...(keep ? { NewerNoncurrentVersions: keep } : {}) } })
const lone = rule('lone', { Expiration: { ExpiredObjectDeleteMarker: true } })
const day = (text: string): Date => new Date(`${text}T00:00:00Z`)

const until = '2030-01-01T00:00:00Z'
const textOf = ({ at, what, storageClass, rule: by }: ReturnType<typeof simulate>[number]): string =>
  [at.toISOString().slice(0, 10), what, storageClass, by && `by ${by}`].filter(Boolean).join(' ')
const object: SimulatedObject = { key: 'logs/a', size: 1_000_000, created: '2026-01-15T10:30:00Z' }

test.each<[string, Partial<SimulatedObject>, LifecycleRule[], string[], Partial<Surroundings>?]>([
  ['three days', {}, [dies('a', 3)], ['2026-01-19 deleted by a']],
  ['a moment after midnight', { created: '2026-01-15T00:00:00.001Z' }, [dies('a', 1)], ['2026-01-17 deleted by a']],
  ['a moment before midnight', { created: '2026-01-15T23:59:59.999Z' }, [dies('a', 1)], ['2026-01-17 deleted by a']],
  ['a zone that is not UTC', { created: '2026-01-16T08:00:00+09:00' }, [dies('a', 1)], ['2026-01-17 deleted by a']],
  ['over a leap day', { created: '2028-02-28T12:00:00Z' }, [dies('a', 1)], ['2028-03-01 deleted by a']],
  ['a move after no day', {}, [moves('a', 0, 'GLACIER')], ['2026-01-16 moved GLACIER by a']],
  ['a deletion before a move of its day', {}, [moves('m', 30, 'GLACIER'), dies('d', 30)], ['2026-02-15 deleted by d']],
  [
    'a move before a marker of its day',
    { versioning: 'enabled' },
    [dies('d', 30), moves('m', 30, 'GLACIER')],
    ['2026-02-15 moved GLACIER by m', '2026-02-15 marker-added GLACIER by d'],
  ],
  [
    'the shorter deletion, whatever the prefix',
    { key: 'logs/keep/a' },
    [dies('long', 900, { Filter: { Prefix: 'logs/keep/' } }), dies('short', 9, { Filter: { Prefix: 'logs/' } })],
    ['2026-01-25 deleted by short'],
  ],
  [
    'a tag that does not protect',
    { tags: { keep: 'yes' } },
    [dies('tag', 900, { Filter: { Tag: { Key: 'keep', Value: 'yes' } } }), dies('all', 9)],
    ['2026-01-25 deleted by all'],
  ],
  [
    'days do not begin anew with a move',
    {},
    [moves('m', 30, 'STANDARD_IA'), dies('d', 60)],
    ['2026-02-15 moved STANDARD_IA by m', '2026-03-17 deleted by d'],
  ],
  [
    'of one day the archive',
    {},
    [moves('i', 30, 'STANDARD_IA'), moves('g', 30, 'GLACIER')],
    ['2026-02-15 moved GLACIER by g'],
  ],
  [
    'of one day Deep Archive before Glacier',
    {},
    [moves('g', 30, 'GLACIER'), moves('d', 30, 'DEEP_ARCHIVE')],
    ['2026-02-15 moved DEEP_ARCHIVE by d'],
  ],
  [
    'of one day Intelligent-Tiering before Instant Retrieval',
    {},
    [moves('r', 30, 'GLACIER_IR'), moves('t', 30, 'INTELLIGENT_TIERING')],
    ['2026-02-15 moved INTELLIGENT_TIERING by t'],
  ],
  [
    'of one day Instant Retrieval before One Zone',
    {},
    [moves('o', 30, 'ONEZONE_IA'), moves('r', 30, 'GLACIER_IR')],
    ['2026-02-15 moved GLACIER_IR by r'],
  ],
  [
    'of one day One Zone before Standard-IA',
    {},
    [moves('i', 30, 'STANDARD_IA'), moves('o', 30, 'ONEZONE_IA')],
    ['2026-02-15 moved ONEZONE_IA by o'],
  ],
  [
    'of different days each',
    {},
    [moves('i', 30, 'STANDARD_IA'), moves('g', 60, 'GLACIER')],
    ['2026-02-15 moved STANDARD_IA by i', '2026-03-17 moved GLACIER by g'],
  ],
  ['never up', {}, [moves('g', 10, 'GLACIER'), moves('i', 30, 'STANDARD_IA')], ['2026-01-26 moved GLACIER by g']],
  [
    'not from Intelligent-Tiering to Standard-IA',
    { storageClass: 'INTELLIGENT_TIERING' },
    [moves('a', 1, 'STANDARD_IA')],
    [],
  ],
  ['not from One Zone to Instant Retrieval', { storageClass: 'ONEZONE_IA' }, [moves('a', 1, 'GLACIER_IR')], []],
  [
    'not from Instant Retrieval to Intelligent-Tiering',
    { storageClass: 'GLACIER_IR' },
    [moves('a', 1, 'INTELLIGENT_TIERING')],
    [],
  ],
  [
    'from Intelligent-Tiering to One Zone',
    { storageClass: 'INTELLIGENT_TIERING' },
    [moves('a', 1, 'ONEZONE_IA')],
    ['2026-01-17 moved ONEZONE_IA by a'],
  ],
  [
    'nothing out of Deep Archive but away',
    { storageClass: 'DEEP_ARCHIVE' },
    [moves('a', 1, 'GLACIER'), dies('d', 2)],
    ['2026-01-18 deleted by d'],
  ],
  ['a byte under 128 KB', { size: 131_071 }, [moves('a', 1, 'GLACIER')], []],
  ['128 KB', { size: 131_072 }, [moves('a', 1, 'GLACIER')], ['2026-01-17 moved GLACIER by a']],
  [
    'small to an archive, by the older setting',
    { size: 1_000 },
    [moves('a', 1, 'GLACIER')],
    ['2026-01-17 moved GLACIER by a'],
    { minimumSize: 'varies_by_storage_class' },
  ],
  [
    'small to Instant Retrieval, by the older setting',
    { size: 1_000 },
    [moves('a', 1, 'GLACIER_IR')],
    [],
    { minimumSize: 'varies_by_storage_class' },
  ],
  [
    'small to Intelligent-Tiering, by the older setting',
    { size: 1_000 },
    [moves('a', 1, 'INTELLIGENT_TIERING')],
    [],
    { minimumSize: 'varies_by_storage_class' },
  ],
  [
    'small, where the rule has a size',
    { size: 1_000 },
    [moves('a', 1, 'STANDARD_IA', { Filter: { ObjectSizeGreaterThan: 500 } })],
    ['2026-01-17 moved STANDARD_IA by a'],
  ],
  [
    'small, where the rule has an upper size',
    { size: 1_000 },
    [moves('a', 1, 'STANDARD_IA', { Filter: { ObjectSizeLessThan: 5_000 } })],
    ['2026-01-17 moved STANDARD_IA by a'],
  ],
  [
    'small, where the rule is over no byte',
    { size: 1 },
    [moves('a', 1, 'STANDARD_IA', { Filter: { ObjectSizeGreaterThan: 0 } })],
    ['2026-01-17 moved STANDARD_IA by a'],
  ],
  [
    'empty, where the rule is over no byte',
    { size: 0 },
    [dies('a', 1, { Filter: { And: { Prefix: 'logs/', ObjectSizeGreaterThan: 0 } } })],
    [],
  ],
  ['empty, of any size', { size: 0 }, [dies('a', 1)], ['2026-01-17 deleted by a']],
  ['exactly the lower bound', { size: 1_000 }, [dies('a', 1, { Filter: { ObjectSizeGreaterThan: 1_000 } })], []],
  ['exactly the upper bound', { size: 1_000 }, [dies('a', 1, { Filter: { ObjectSizeLessThan: 1_000 } })], []],
  [
    'between both, a tag and a prefix',
    { size: 1_001, tags: { a: '1', b: '' } },
    [
      dies('a', 1, {
        Filter: {
          And: {
            Prefix: 'logs/',
            Tags: [{ Key: 'b', Value: '' }],
            ObjectSizeGreaterThan: 1_000,
            ObjectSizeLessThan: 1_002,
          },
        },
      }),
    ],
    ['2026-01-17 deleted by a'],
  ],
  [
    'a tag of another case',
    { tags: { Team: 'a' } },
    [dies('a', 1, { Filter: { Tag: { Key: 'team', Value: 'a' } } })],
    [],
  ],
  [
    'one tag of two',
    { tags: { a: '1' } },
    [
      dies('a', 1, {
        Filter: {
          And: {
            Tags: [
              { Key: 'a', Value: '1' },
              { Key: 'b', Value: '1' },
            ],
          },
        },
      }),
    ],
    [],
  ],
  ['a slash in front', {}, [dies('a', 1, { Filter: { Prefix: '/logs/' } })], []],
  ['a star is a star', {}, [dies('a', 1, { Filter: { Prefix: 'l*' } })], []],
  [
    'the older prefix',
    {},
    [{ ID: 'a', Status: 'Enabled', Prefix: 'log', Expiration: { Days: 1 } }],
    ['2026-01-17 deleted by a'],
  ],
  [
    'a rule that is disabled',
    {},
    [dies('off', 1, { Status: 'Disabled' }), dies('on', 2)],
    ['2026-01-18 deleted by on'],
  ],
  ['a date ahead', {}, [rule('a', { Expiration: { Date: day('2026-02-01') } })], ['2026-02-01 deleted by a']],
  [
    'a date that was before it',
    {},
    [rule('a', { Expiration: { Date: day('2026-01-01') } })],
    ['2026-01-16 deleted by a'],
  ],
  [
    'a date that was before the rule',
    {},
    [rule('a', { Expiration: { Date: day('2026-01-20') } })],
    ['2026-02-02 deleted by a'],
    { rulesSince: '2026-02-01T12:00:00Z' },
  ],
  [
    'days that were over before the rule',
    {},
    [dies('a', 3)],
    ['2026-02-02 deleted by a'],
    { rulesSince: '2026-02-01T12:00:00Z' },
  ],
  [
    'moves that were all due before the rules',
    {},
    [moves('i', 3, 'STANDARD_IA'), moves('g', 5, 'GLACIER')],
    ['2026-02-02 moved GLACIER by g'],
    { rulesSince: '2026-02-01T12:00:00Z' },
  ],
  [
    'a date for a move of what comes later',
    {},
    [rule('a', { Transitions: [{ Date: day('2026-01-10'), StorageClass: 'GLACIER' }] })],
    ['2026-01-16 moved GLACIER by a'],
  ],
  [
    'old versions from their successors',
    { versioning: 'enabled', replaced: '2026-01-20T12:00:00Z' },
    [oldDies('a', 5)],
    ['2026-01-20 replaced STANDARD', '2026-01-26 deleted by a'],
  ],
  [
    'old versions with too few above',
    { versioning: 'enabled', replaced: '2026-01-20T12:00:00Z', newerOldVersions: 1 },
    [oldDies('a', 5, 2)],
    ['2026-01-20 replaced STANDARD'],
  ],
  [
    'old versions with just enough above',
    { versioning: 'enabled', replaced: '2026-01-20T12:00:00Z', newerOldVersions: 2 },
    [oldDies('a', 5, 2)],
    ['2026-01-20 replaced STANDARD', '2026-01-26 deleted by a'],
  ],
  [
    'a longer rule without a count gets what a shorter one spares',
    { versioning: 'enabled', replaced: '2026-01-20T12:00:00Z' },
    [oldDies('few', 5, 1), oldDies('all', 9)],
    ['2026-01-20 replaced STANDARD', '2026-01-30 deleted by all'],
  ],
  [
    'old versions: deletion before a move of its day',
    { versioning: 'enabled', replaced: '2026-01-20T12:00:00Z' },
    [oldDies('d', 5), rule('m', { NoncurrentVersionTransitions: [{ NoncurrentDays: 5, StorageClass: 'GLACIER' }] })],
    ['2026-01-20 replaced STANDARD', '2026-01-26 deleted by d'],
  ],
  [
    'rules for current versions leave old ones',
    { versioning: 'enabled', replaced: '2026-01-20T12:00:00Z' },
    [dies('a', 30)],
    ['2026-01-20 replaced STANDARD'],
  ],
  ['rules for old versions have nothing without versioning', {}, [oldDies('a', 1), lone], []],
  [
    'suspended: the version without an ID is gone with the marker',
    { versioning: 'suspended' },
    [dies('a', 1)],
    ['2026-01-17 marker-added by a', '2026-01-19 marker-removed by a'],
  ],
  [
    'suspended: one with an ID stays below it',
    { versioning: 'suspended', hasVersionId: true },
    [dies('a', 1)],
    ['2026-01-17 marker-added STANDARD by a'],
  ],
])('%s', (_, more, rules, expected, surroundings = {}) => {
  expect(simulate({ ...object, ...more }, { rules, until, ...surroundings }).map(textOf)).toEqual(expected)
})

const put = (at: string, more: object = {}): HistoryEntry => ({ what: 'put', at, size: 1_000_000, ...more })

test.each<[string, 'off' | 'enabled' | 'suspended', HistoryEntry[], LifecycleRule[], string[]]>([
  [
    'an overwrite begins anew',
    'off',
    [put('2026-01-15T10:30:00Z'), put('2026-01-20T10:30:00Z')],
    [dies('a', 10)],
    ['0 2026-01-20 deleted', '1 2026-01-31 deleted by a'],
  ],
  [
    'a deletion by lifecycle frees nothing by itself',
    'enabled',
    [put('2026-01-15T10:30:00Z')],
    [dies('a', 1)],
    ['0 2026-01-17 marker-added STANDARD by a'],
  ],
  [
    'a marker of a person over a version that goes, and then alone',
    'enabled',
    [put('2026-01-15T10:30:00Z'), { what: 'delete', at: '2026-01-20T12:00:00Z' }],
    [oldDies('old', 3), lone],
    ['0 2026-01-20 marker-added STANDARD', '0 2026-01-24 deleted by old', '1 2026-01-25 marker-removed by lone'],
  ],
  [
    'a marker with a version below stays',
    'enabled',
    [put('2026-01-15T10:30:00Z'), { what: 'delete', at: '2026-01-20T12:00:00Z' }],
    [lone, dies('a', 1)],
    ['0 2026-01-17 marker-added STANDARD by a'],
  ],
  [
    'a lone marker goes by days once it is that old itself',
    'enabled',
    [{ what: 'delete', at: '2026-01-20T12:00:00Z' }],
    [dies('a', 5)],
    ['0 2026-01-26 marker-removed by a'],
  ],
  [
    'a lone marker stays with a rule for old versions alone',
    'enabled',
    [{ what: 'delete', at: '2026-01-20T12:00:00Z' }],
    [oldDies('old', 1)],
    [],
  ],
  [
    'a lone marker stays with a rule for tags',
    'enabled',
    [{ what: 'delete', at: '2026-01-20T12:00:00Z' }],
    [dies('a', 5, { Filter: { Tag: { Key: 'a', Value: 'b' } } })],
    [],
  ],
  [
    'an upload is given up',
    'off',
    [{ what: 'upload', at: '2026-01-15T10:30:00Z', size: 1 }],
    [rule('u', { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } })],
    ['0 2026-01-23 upload-aborted by u'],
  ],
  [
    'the shorter of two gives it up, by its prefix',
    'off',
    [{ what: 'upload', at: '2026-01-15T10:30:00Z', size: 1 }],
    [
      rule('x', { Filter: { Prefix: 'x/' }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
      rule('7', { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }),
      rule('3', { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 } }),
    ],
    ['0 2026-01-19 upload-aborted by 3'],
  ],
  [
    'an expiration gives no upload up',
    'off',
    [{ what: 'upload', at: '2026-01-15T10:30:00Z', size: 1 }],
    [dies('a', 1)],
    [],
  ],
  [
    'what comes of an upload counts from its beginning',
    'off',
    [{ what: 'upload', at: '2026-01-15T10:30:00Z', completed: '2026-01-16T10:30:00Z', size: 1 }],
    [dies('a', 3)],
    ['0 2026-01-19 deleted by a'],
  ],
  [
    'and goes at the next midnight where that was over',
    'off',
    [{ what: 'upload', at: '2026-01-15T10:30:00Z', completed: '2026-01-20T10:30:00Z', size: 1 }],
    [dies('a', 3)],
    ['0 2026-01-21 deleted by a'],
  ],
  [
    'of three old versions the newest is spared',
    'enabled',
    [
      put('2026-01-01T12:00:00Z'),
      put('2026-01-02T12:00:00Z'),
      put('2026-01-03T12:00:00Z'),
      put('2026-01-04T12:00:00Z'),
    ],
    [oldDies('a', 5, 1)],
    [
      '0 2026-01-02 replaced STANDARD',
      '1 2026-01-03 replaced STANDARD',
      '2 2026-01-04 replaced STANDARD',
      '0 2026-01-08 deleted by a',
      '1 2026-01-09 deleted by a',
    ],
  ],
  [
    'a marker above is no newer version',
    'enabled',
    [put('2026-01-01T12:00:00Z'), { what: 'delete', at: '2026-01-02T12:00:00Z' }],
    [oldDies('a', 5, 1)],
    ['0 2026-01-02 marker-added STANDARD'],
  ],
])('%s', (_, versioning, history, rules, expected) => {
  const steps = simulateKey({ key: 'logs/a', versioning, history }, { rules, until })
  expect(steps.map((step) => `${step.version} ${textOf(step)}`)).toEqual(expected)
})
