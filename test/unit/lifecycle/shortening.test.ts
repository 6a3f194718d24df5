import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type Reconcile, reconcile } from '../../../functions/lifecycle/engine/reconcile.ts'
import { previewBuckets, previewRows } from '../../../functions/lifecycle/preview/preview.ts'
import type { Consent } from '../../../functions/lifecycle/rules/hold.ts'
import { bytesText, type Listed, shortenedRules, shorteningOf } from '../../../functions/lifecycle/rules/shortening.ts'
import { prefixesOf, versionsOf } from '../../../functions/lifecycle/world/sample.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import { type BucketRecord, type ChangeRecord, keys } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { fakeBuckets } from './fake-buckets.ts'

const dayMs = 86_400_000
const now = new Date('2026-11-30T10:00:00Z')
const ago = (days: number): Date => new Date(now.getTime() - days * dayMs)
const rule = (name: string, body: Partial<LifecycleRule>): LifecycleRule => ({
  ID: `nightshift:shop:${name}`,
  Status: 'Enabled',
  Filter: { Prefix: '' },
  ...body,
})
const dies = (Days: number, more: Partial<LifecycleRule> = {}) => rule('logs', { Expiration: { Days }, ...more })
const object = (key: string, days: number, more: Partial<Listed> = {}): Listed => ({
  key,
  size: 1000,
  modified: ago(days),
  ...more,
})

describe('which rules may delete sooner', () => {
  const shortened = (before: LifecycleRule | undefined, after: LifecycleRule, known: LifecycleRule[] = []): boolean =>
    shortenedRules(
      [{ id: after.ID ?? '', change: before ? 'change' : 'add', after, ...(before ? { before } : {}) }],
      known,
    ).length > 0
  const old = (NoncurrentDays: number, NewerNoncurrentVersions?: number) =>
    rule('logs', {
      NoncurrentVersionExpiration: { NoncurrentDays, ...(NewerNoncurrentVersions ? { NewerNoncurrentVersions } : {}) },
    })
  test.each<[string, LifecycleRule | undefined, LifecycleRule, boolean]>([
    ['a new deletion', undefined, dies(30), true],
    ['a shorter one', dies(365), dies(30), true],
    ['a longer one', dies(30), dies(365), false],
    ['the same for more keys', dies(30, { Filter: { Prefix: 'a' } }), dies(30), true],
    ['one that was disabled', dies(30, { Status: 'Disabled' }), dies(30), true],
    ['one that is disabled', dies(30), dies(3, { Status: 'Disabled' }), false],
    ['a new move', undefined, rule('x', { Transitions: [{ Days: 1, StorageClass: 'GLACIER' }] }), false],
    [
      'a new rule for uploads',
      undefined,
      rule('x', { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
      false,
    ],
    ['old versions sooner', old(60), old(30), true],
    ['fewer old versions kept', old(30, 5), old(30, 2), true],
    ['more old versions kept', old(30, 2), old(30, 5), false],
    ['a date before days', dies(30), rule('logs', { Expiration: { Date: now } }), true],
  ])('%s', (_, before, after, expected) => {
    expect(shortened(before, after)).toBe(expected)
  })
  test('what is put back after somebody else changed it was agreed to before', () => {
    expect(shortened(dies(30, { Status: 'Disabled' }), dies(30), [dies(30)])).toBe(false)
  })
})

describe('what would be deleted', () => {
  const ask = (objects: Listed[], before: LifecycleRule[], after: LifecycleRule[], state = {}) =>
    shorteningOf(
      { objects, complete: true, source: 'a listing' },
      {
        shortened: after.map((each) => ({ id: each.ID ?? '', after: each })),
        before,
        after,
        state,
        now,
        within: 7 * dayMs,
      },
    )
  test('is what is old enough within the grace, and would have stayed', () => {
    const found = ask([object('a', 5), object('b', 25), object('c', 40), object('d', 400)], [dies(365)], [dies(30)])
    expect(found).toMatchObject({
      objects: 2,
      bytes: 2000,
      newest: ago(25).toISOString(),
      newestKey: 'b',
      rules: ['nightshift:shop:logs'],
    })
  })
  test('of a rule with tags all objects count, because no listing has tags', () => {
    const tagged = dies(30, { Filter: { Tag: { Key: 'k', Value: 'v' } } })
    expect(ask([object('a', 40)], [], [tagged]).objects).toBe(1)
  })
  test('of old versions what is old enough and has enough above it', () => {
    const keep = rule('logs', { NoncurrentVersionExpiration: { NoncurrentDays: 30, NewerNoncurrentVersions: 1 } })
    const versions = [
      object('a', 10),
      object('a', 100, { replaced: ago(50), newer: 0 }),
      object('a', 200, { replaced: ago(100), newer: 1 }),
    ]
    expect(ask(versions, [], [keep], { versioned: true })).toMatchObject({ objects: 1, newest: ago(200).toISOString() })
  })
  test('not what an earlier rule of somebody else deletes anyway', () => {
    const other = { ...dies(20), ID: 'by-hand' }
    expect(ask([object('a', 40)], [other], [dies(30)]).objects).toBe(0)
  })
})

test('versions of a listing: what replaced each, and how many are above', () => {
  const entry = (Key: string, days: number, isMarker = false, IsLatest = false) => ({
    Key,
    LastModified: ago(days),
    isMarker,
    IsLatest,
    Size: 5,
  })
  expect(versionsOf([entry('a', 10, true, true), entry('a', 20), entry('a', 30), entry('b', 5, false, true)])).toEqual([
    { key: 'a', size: 5, modified: ago(20), replaced: ago(10), newer: 0 },
    { key: 'a', size: 5, modified: ago(30), replaced: ago(20), newer: 1 },
    { key: 'b', size: 5, modified: ago(5) },
  ])
  expect(
    prefixesOf([
      dies(1, { Filter: { Prefix: 'a/' } }),
      dies(1, { Filter: { Prefix: 'a/b' } }),
      dies(1, { Filter: { Prefix: 'c' } }),
    ]),
  ).toEqual(['a/', 'c'])
  expect([0, 999, 1000, 12_300_000_000].map(bytesText)).toEqual(['0 bytes', '999 bytes', '1.0 kB', '12.3 GB'])
})

describe('a change that deletes what is there', () => {
  const wanted = (...rules: LifecycleRule[]) => [{ bucket: 'logs', deployment: 'shop', rules, versioned: false }]
  const moves = rule('moves', { Transitions: [{ Days: 30, StorageClass: 'GLACIER' }] })
  const setUp = (complete = true) => {
    const buckets = fakeBuckets({ logs: { rules: [dies(365)] } })
    buckets.objects.set('logs', { objects: [object('a', 100), object('b', 5)], complete, source: 'a listing' })
    const ledger = memoryLedger()
    const signals: Signal[] = []
    const run = async (rules: LifecycleRule[], day: number, consent: Consent = {}, more: Partial<Reconcile> = {}) => {
      const [outcome] = await reconcile(wanted(...rules), {
        buckets,
        ledger,
        publish: async (signal) => {
          signals.push(signal)
        },
        now: new Date(now.getTime() + day * dayMs),
        config: 'c1',
        event: { reason: 'schedule' },
        remainingMs: () => 60_000,
        consent,
        graceMs: 7 * dayMs,
        ...more,
      })
      return outcome
    }
    const days = () =>
      buckets.state
        .get('logs')
        ?.rules?.map(({ Expiration, Transitions }) => Expiration?.Days ?? Transitions?.[0]?.StorageClass)
    return { buckets, ledger, signals, run, days }
  }

  test('is held back by the schedule and by apply, reported once, and the rest is made', async () => {
    const { run, days, signals, ledger, buckets } = setUp()
    expect(await run([dies(30), moves], 0)).toMatchObject({
      outcome: 'changed',
      changes: ['nightshift:shop:moves added'],
      held: { rules: ['nightshift:shop:logs'], objects: 1, bytes: 1000, looked: 2, complete: true },
    })
    expect(days()).toEqual([365, 'GLACIER'])
    expect(await run([dies(30), moves], 1)).toMatchObject({ outcome: 'unchanged', held: { objects: 1 } })
    expect(signals.map(({ name, mood }) => [name, mood])).toEqual([['lifecycle.held', 'note']])
    expect(buckets.calls).toEqual(['putRules logs'])
    const [change, ...others] = await ledger.list<ChangeRecord>('change')
    expect(change?.summary).toContain('nightshift:shop:logs held back: deletes 1 object that is there now, 1.0 kB')
    expect(others).toEqual([])
    // No key is written down.
    expect(JSON.stringify(await ledger.get<BucketRecord>(keys.bucket('logs')))).not.toContain('"a"')
  })

  test('is made once somebody agreed and the grace is over', async () => {
    const { run, days } = setUp()
    expect(await run([dies(30)], 0, { confirm: true, by: 'mina' })).toMatchObject({
      held: { confirmedBy: 'mina', until: '2026-12-07T10:00:00Z' },
    })
    expect(await run([dies(30)], 6.9)).toMatchObject({ held: { until: '2026-12-07T10:00:00Z' } })
    expect(days()).toEqual([365])
    const done = await run([dies(30)], 7)
    expect([done?.outcome, done?.held]).toEqual(['changed', undefined])
    expect(days()).toEqual([30])
    expect(await run([dies(30)], 8)).toMatchObject({ outcome: 'unchanged' })
  })

  test('is held back, agreed to and taken back within one second, each on record', async () => {
    const { run, ledger } = setUp()
    const second = 1 / 86_400
    await run([dies(30)], 0)
    expect((await run([dies(30)], 0.25 * second, { confirm: true }))?.outcome).toBe('unchanged')
    expect((await run([dies(30)], 0.5 * second, { takeBack: true }))?.outcome).toBe('unchanged')
    expect(await ledger.list('change')).toHaveLength(3)
  })

  test('agreement can be taken back, by a word or by the config, and is about the very rules', async () => {
    const { run, days } = setUp()
    await run([dies(30)], 0, { confirm: true })
    expect((await run([dies(30)], 1, { takeBack: true }))?.held?.until).toBeUndefined()
    await run([dies(30)], 20)
    expect(days()).toEqual([365])
    await run([dies(30)], 21, { confirm: true })
    expect((await run([dies(20)], 22))?.held?.until).toBeUndefined()
    await run([dies(20)], 40)
    expect(days()).toEqual([365])
    expect(await run([dies(365)], 41)).toMatchObject({ outcome: 'unchanged' })
    expect((await run([dies(365)], 42))?.held).toBeUndefined()
  })

  test('agreement for one bucket is none for another', async () => {
    const { run } = setUp()
    expect((await run([dies(30)], 0, { confirm: true, buckets: ['other'] }))?.held?.until).toBeUndefined()
  })

  test('is made at once where all was looked at and nothing goes, and held back where more may be there', async () => {
    const all = setUp()
    all.buckets.objects.set('logs', { objects: [object('b', 5)], complete: true, source: 'a listing' })
    expect(await all.run([dies(30)], 0)).toMatchObject({ outcome: 'changed' })
    const more = setUp(false)
    more.buckets.objects.set('logs', { objects: [object('b', 5)], complete: false, source: 'a listing' })
    expect(await more.run([dies(30)], 0)).toMatchObject({ outcome: 'unchanged', held: { objects: 0, complete: false } })
    expect(more.days()).toEqual([365])
  })

  test('rules about old versions need no look where no version was ever kept', async () => {
    const { run, buckets } = setUp(false)
    const old = rule('old', { NoncurrentVersionExpiration: { NoncurrentDays: 1 } })
    expect(await run([dies(365), old], 0)).toMatchObject({ outcome: 'changed', changes: ['nightshift:shop:old added'] })
    buckets.state.set('logs', { rules: [dies(365)], versioned: false, suspended: true })
    expect(
      (await run([dies(365), { ...old, NoncurrentVersionExpiration: { NoncurrentDays: 2 } }], 1))?.held,
    ).toBeDefined()
  })

  test('is in the plan, with the newest by name', async () => {
    const { buckets } = setUp()
    const plans = await previewBuckets(wanted(dies(30)), buckets, [], { now, graceMs: 7 * dayMs })
    expect(previewRows(plans).find(({ change }) => change === 'held back')?.words).toBe(
      'deletes 1 object that is there now, 1.0 kB, the newest (a, written 2026-08-22); all 2 looked at, by a listing. It is made only once somebody agrees to it',
    )
  })
})
