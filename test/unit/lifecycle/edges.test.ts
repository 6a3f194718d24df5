import type { LifecycleRule } from '@aws-sdk/client-s3'
import { describeRule } from '../../../functions/lifecycle/rules/describe.ts'
import { explainFailure } from '../../../functions/lifecycle/rules/failure.ts'
import { planBucket } from '../../../functions/lifecycle/rules/plan.ts'
import { sendable } from '../../../functions/lifecycle/rules/sendable.ts'
import { type Look, verdictOfFailure, verdictOfSuccess } from '../../../functions/lifecycle/rules/verdict.ts'
import { planWarnings } from '../../../functions/lifecycle/rules/warnings.ts'
import { PermanentError } from '../../../shared/errors.ts'
import type { Stored } from '../../../shared/ledger/ledger.ts'
import { type BucketRecord, keys } from '../../../shared/ledger/records.ts'

const now = new Date('2026-11-28T00:00:00Z')
const deleting = (Days: number, Filter: LifecycleRule['Filter'] = { Prefix: '' }, more: Partial<LifecycleRule> = {}) =>
  ({ ID: 'rule', Status: 'Enabled', Filter, Expiration: { Days }, ...more }) satisfies LifecycleRule

describe('a warning that a rule of others acts first', () => {
  const warned = (theirs: LifecycleRule, ours: LifecycleRule): boolean =>
    planWarnings(
      {
        rules: [
          { id: 'theirs', change: 'unmanaged', before: theirs, after: theirs },
          { id: 'ours', change: 'same', before: ours, after: ours },
        ],
      },
      'gone',
    ).some((line) => line.startsWith('ours comes too late'))
  const and = (And: NonNullable<LifecycleRule['Filter']>['And']): LifecycleRule['Filter'] => ({ And })
  const tag = (Key: string, Value: string) => ({ Key, Value })

  test.each<[string, boolean, LifecycleRule['Filter'], LifecycleRule['Filter']]>([
    ['of every key', true, { Prefix: '' }, { Prefix: 'logs/' }],
    ['of a wider prefix', true, { Prefix: 'logs/' }, { Prefix: 'logs/web/' }],
    ['of a narrower prefix', false, { Prefix: 'logs/web/' }, { Prefix: 'logs/' }],
    ['of the same tag', true, { Tag: tag('a', '1') }, { Tag: tag('a', '1') }],
    ['of one of the tags', true, { Tag: tag('a', '1') }, and({ Tags: [tag('a', '1'), tag('b', '2')] })],
    ['of one tag more', false, and({ Tags: [tag('a', '1'), tag('b', '2')] }), { Tag: tag('a', '1') }],
    ['of another value', false, { Tag: tag('a', '1') }, { Tag: tag('a', '2') }],
    ['of another key with the value', false, { Tag: tag('a', '1') }, { Tag: tag('b', '1') }],
    ['over the same size', true, { ObjectSizeGreaterThan: 10 }, { ObjectSizeGreaterThan: 10 }],
    ['over a smaller size', true, { ObjectSizeGreaterThan: 10 }, { ObjectSizeGreaterThan: 11 }],
    ['over a larger size', false, { ObjectSizeGreaterThan: 10 }, { ObjectSizeGreaterThan: 9 }],
    ['over a size, where ours is of every size', false, { ObjectSizeGreaterThan: 5 }, { Prefix: '' }],
    ['under the same size', true, { ObjectSizeLessThan: 10 }, { ObjectSizeLessThan: 10 }],
    ['under a larger size', true, { ObjectSizeLessThan: 10 }, { ObjectSizeLessThan: 9 }],
    ['under a smaller size', false, { ObjectSizeLessThan: 10 }, { ObjectSizeLessThan: 11 }],
    ['under a size, where ours is of every size', false, { ObjectSizeLessThan: 10 }, { Prefix: '' }],
  ])('%s: %s', (_, expected, theirs, ours) => {
    expect(warned(deleting(7, theirs), deleting(30, ours))).toBe(expected)
  })

  test('comes where it deletes before ours deletes or moves, and only then', () => {
    expect(warned(deleting(29), deleting(30))).toBe(true)
    expect(warned(deleting(30), deleting(30))).toBe(false)
    const moving = deleting(30, undefined, {
      Expiration: undefined,
      Transitions: [{ Days: 8, StorageClass: 'GLACIER' }],
    })
    expect(warned(deleting(7), moving)).toBe(true)
    expect(warned(deleting(8), moving)).toBe(false)
    const giving = deleting(30, undefined, {
      Expiration: undefined,
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 9 },
    })
    expect(warned(deleting(1), giving)).toBe(false)
    expect(warned({ ...deleting(7), Status: 'Disabled' }, deleting(30))).toBe(false)
  })
})

test('a deletion of every object is named with its time', () => {
  const warning = (rule: LifecycleRule, deleted: 'gone' | 'kept' = 'gone') =>
    planWarnings({ rules: [{ id: 'ours', change: 'add', after: rule }] }, deleted)[0]
  expect(warning(deleting(1))).toBe(
    'ours deletes EVERY object of the bucket 1 day after it was written, those that are there now too',
  )
  expect(warning(deleting(30), 'kept')).toContain('puts a delete marker on EVERY object of the bucket 30 days after')
  const dated = deleting(1, undefined, { Expiration: { Date: new Date('2027-01-02T00:00:00Z') } })
  expect(warning(dated)).toContain('on 2027-01-02,')
  for (const filter of [
    { Prefix: 'logs/' },
    { Tag: { Key: 'a', Value: '1' } },
    { ObjectSizeGreaterThan: 9 },
    { ObjectSizeLessThan: 9 },
  ])
    expect(warning(deleting(1, filter))).toBeUndefined()
})

test('a rule in words has each thing that it does, in the singular and the plural', () => {
  expect(describeRule(deleting(1))).toBe('every key: deleted after 1 day')
  expect(describeRule(deleting(2, { Prefix: 'a/' }))).toBe('keys under a/: deleted after 2 days')
  const moving = (Days: number) =>
    deleting(1, undefined, { Expiration: undefined, Transitions: [{ Days, StorageClass: 'GLACIER' }] })
  expect(describeRule(moving(0))).toBe('every key: to GLACIER at once')
  expect(describeRule(moving(1))).toBe('every key: to GLACIER after 1 day')
})

test('a failure passes by itself, unless it was known to last or AWS says so', () => {
  const refused = (name: string) =>
    Object.assign(new Error(name), { name, $metadata: { httpStatusCode: name === 'SlowDown' ? 503 : 403 } })
  expect(explainFailure(new PermanentError('too-many-rules', 'no')).transient).toBe(false)
  expect(explainFailure(refused('AccessDenied')).transient).toBe(false)
  expect(explainFailure(refused('SlowDown')).transient).toBe(true)
  expect(explainFailure(new Error('socket hang up')).transient).toBe(true)
})

test('a filter is sent with the tags that it has, and without a list of none', () => {
  expect(sendable(deleting(1, { And: { Prefix: 'a/', ObjectSizeGreaterThan: 1 } })).Filter).toEqual({
    And: { Prefix: 'a/', ObjectSizeGreaterThan: 1 },
  })
  const tags = [
    { Key: 'a', Value: '1' },
    { Key: 'b', Value: '2' },
  ]
  expect(sendable(deleting(1, { And: { Tags: tags } })).Filter).toEqual({ And: { Tags: tags } })
})

describe('what a look at a bucket leads to', () => {
  const wanted = { bucket: 'shop-logs', rules: [deleting(30)], versioned: false, deployment: 'shop' }
  const recordOf = (more: Partial<BucketRecord> = {}): Stored<BucketRecord> => ({
    ...keys.bucket('shop-logs'),
    kind: 'lifecycle',
    at: '2026-11-27T00:00:00Z',
    bucket: 'shop-logs',
    state: 'kept',
    since: '2026-11-01T00:00:00Z',
    rules: [deleting(30)],
    versioned: false,
    basis: { event: {}, config: 'v1' },
    version: 3,
    ...more,
  })
  const look = (record: Look['record']): Look => ({ wanted, record, now, config: 'v2', event: {} })
  const failed = (record: Look['record'], transient = false) => {
    const { writes, signals } = verdictOfFailure(look(record), { cause: 'denied', reason: 'no', transient })
    const { told, since } = (writes[0]?.item ?? {}) as BucketRecord
    return { told, since, signals: signals.map(({ name }) => name) }
  }

  test('a failure that lasts is reported once, and one that may pass by itself is not', () => {
    const first = '2026-11-28T00:00:00Z'
    expect(failed(undefined)).toEqual({ told: true, since: first, signals: ['lifecycle.failed'] })
    expect(failed(undefined, true)).toEqual({ told: false, since: first, signals: [] })
    const failing = recordOf({ state: 'failing', since: '2026-11-02T00:00:00Z', told: true })
    expect(failed(failing)).toEqual({ told: true, since: '2026-11-02T00:00:00Z', signals: [] })
    expect(failed(failing, true)).toEqual({ told: true, since: '2026-11-02T00:00:00Z', signals: [] })
    expect(failed({ ...failing, told: false })).toMatchObject({ told: true, signals: ['lifecycle.failed'] })
    expect(failed({ ...failing, told: false }, true)).toMatchObject({ told: false, signals: [] })
  })

  const succeeded = (record: Look['record'], rules: LifecycleRule[]) => {
    const state = { rules, versioned: undefined }
    const { writes, signals, drifted } = verdictOfSuccess(look(record), state, planBucket(wanted, state, record?.rules))
    return { kinds: writes.map(({ item }) => item.kind), signals: signals.map(({ name }) => name), drifted }
  }

  test('where all is as recorded nothing is written', () => {
    expect(succeeded(recordOf(), [deleting(30)])).toEqual({ kinds: [], signals: [], drifted: false })
  })

  test('a bucket that could not be kept and is right is recorded as kept again', () => {
    expect(succeeded(recordOf({ state: 'failing' }), [deleting(30)])).toEqual({
      kinds: ['lifecycle'],
      signals: [],
      drifted: false,
    })
    expect(succeeded(recordOf({ state: 'failing', told: true }), [deleting(30)]).signals).toEqual(['lifecycle.mended'])
  })

  test('rules that nobody recorded are, and a change is kept with it', () => {
    expect(succeeded(undefined, [deleting(30)]).kinds).toEqual(['change', 'lifecycle'])
    expect(succeeded(recordOf({ rules: [deleting(7)] }), [deleting(30)])).toMatchObject({
      kinds: ['change', 'lifecycle'],
      drifted: false,
    })
    expect(succeeded(recordOf(), [deleting(7)])).toMatchObject({ signals: ['lifecycle.drifted'], drifted: true })
  })
})
