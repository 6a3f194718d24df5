import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type Reconcile, reconcile } from '../../../functions/lifecycle/engine/reconcile.ts'
import { wantedRules } from '../../../functions/lifecycle/rules/wanted.ts'
import { memoryLedger } from '../../../shared/ledger/memory-ledger.ts'
import type { ChangeRecord } from '../../../shared/ledger/records.ts'
import { type BucketRecord, keys } from '../../../shared/ledger/records.ts'
import type { Signal } from '../../../shared/signals.ts'
import { awsError, fakeBuckets } from './fake-buckets.ts'

const rules = wantedRules({ presets: ['photo-originals'], rules: {} }, 'shop')
const photos = { bucket: 'photos', deployment: 'shop', rules, versioned: false }
const byHand: LifecycleRule = { ID: 'by-hand', Status: 'Enabled', Filter: {}, Expiration: { Days: 7 } }

const setUp = (buckets: Reconcile['buckets']) => {
  const signals: Signal[] = []
  const ledger = memoryLedger()
  const at = (minute: number): Reconcile => ({
    buckets,
    ledger,
    publish: async (signal) => {
      signals.push(signal)
    },
    now: new Date(Date.UTC(2026, 10, 21, 0, minute)),
    config: 'c1',
    event: { reason: 'schedule' },
    remainingMs: () => 60_000,
  })
  return { signals, ledger, at, changes: () => ledger.list<ChangeRecord>('change') }
}

describe('reconcile', () => {
  test('writes once, records it, and has nothing to do the second time', async () => {
    const buckets = fakeBuckets({ photos: { rules: [byHand], minimumSize: 'varies_by_storage_class' } })
    const { at, changes, signals } = setUp(buckets)
    expect(await reconcile([photos], at(0))).toEqual([
      { bucket: 'photos', outcome: 'changed', changes: ['nightshift:shop:photo-originals added'] },
    ])
    expect(buckets.state.get('photos')).toMatchObject({
      rules: [byHand, ...rules],
      minimumSize: 'varies_by_storage_class',
    })
    expect(await reconcile([photos], at(1))).toEqual([{ bucket: 'photos', outcome: 'unchanged', changes: [] }])
    expect(buckets.calls).toEqual(['putRules photos'])
    expect(await changes()).toMatchObject([
      {
        target: 'photos',
        summary: 'nightshift:shop:photo-originals added',
        before: [],
        after: rules,
        basis: { event: { reason: 'schedule' }, state: { ours: 0, all: 1 }, config: 'c1' },
      },
    ])
    expect(signals).toEqual([])
  })

  test('puts back what somebody else changed, and says so once', async () => {
    const buckets = fakeBuckets({ photos: {} })
    const { at, signals } = setUp(buckets)
    await reconcile([photos], at(0))
    buckets.state.set('photos', { rules: rules.map((rule) => ({ ...rule, Status: 'Disabled' as const })) })
    expect(await reconcile([photos], at(1))).toMatchObject([{ outcome: 'changed', drifted: true }])
    expect(signals).toMatchObject([{ name: 'lifecycle.drifted', mood: 'note', subject: 'bucket/photos' }])
    await reconcile([photos], at(2))
    expect(signals).toHaveLength(1)
  })

  test('takes a changed config for no drift', async () => {
    const buckets = fakeBuckets({ photos: {} })
    const { at, signals } = setUp(buckets)
    await reconcile([photos], at(0))
    const outcomes = await reconcile(
      [{ ...photos, rules: wantedRules({ presets: ['access-logs'], rules: {} }, 'shop') }],
      at(1),
    )
    expect(outcomes).toMatchObject([
      { changes: ['nightshift:shop:access-logs added', 'nightshift:shop:photo-originals removed'] },
    ])
    expect(outcomes[0]?.drifted).toBeUndefined()
    expect(signals).toEqual([])
  })

  test('takes somebody else’s own rules for no drift', async () => {
    const buckets = fakeBuckets({ photos: {} })
    const { at, signals } = setUp(buckets)
    await reconcile([photos], at(0))
    buckets.state.set('photos', { rules: [...rules, byHand] })
    expect(await reconcile([photos], at(1))).toMatchObject([{ outcome: 'unchanged' }])
    expect(signals).toEqual([])
  })

  test('deletes the configuration with our last rule', async () => {
    const buckets = fakeBuckets({ photos: { rules } })
    const { at } = setUp(buckets)
    await reconcile([{ ...photos, rules: [] }], at(0))
    expect(buckets.calls).toEqual(['deleteRules photos'])
    expect(await reconcile([{ ...photos, rules: [] }], at(1))).toMatchObject([{ outcome: 'unchanged' }])
  })

  test('switches versioning on before the rules that need it, and notes when it was switched off again', async () => {
    const buckets = fakeBuckets({ photos: {} })
    const { at, signals } = setUp(buckets)
    const wanted = [{ ...photos, versioned: true }]
    await reconcile(wanted, at(0))
    expect(buckets.calls).toEqual(['enableVersioning photos', 'putRules photos'])
    buckets.state.set('photos', { rules, versioned: false })
    expect(await reconcile(wanted, at(1))).toMatchObject([{ changes: ['versioning switched on'], drifted: true }])
    expect(buckets.state.get('photos')?.versioned).toBe(true)
    expect(signals).toHaveLength(1)
  })

  test('takes a changed config of a bucket with versioning for no drift', async () => {
    const buckets = fakeBuckets({ photos: {} })
    const { at, signals } = setUp(buckets)
    await reconcile([{ ...photos, versioned: true }], at(0))
    const other = wantedRules({ presets: ['access-logs'], rules: {} }, 'shop')
    const [outcome] = await reconcile([{ ...photos, rules: other, versioned: true }], at(1))
    expect(outcome).toMatchObject({ outcome: 'changed' })
    expect(outcome?.drifted).toBeUndefined()
    expect(signals).toEqual([])
  })

  test('remembers while it fails what it had switched on', async () => {
    let shut = false
    const buckets = fakeBuckets({ photos: {}, logs: {} }, () => (shut ? awsError('AccessDenied', 403) : undefined))
    const { at, ledger } = setUp(buckets)
    const wanted = [
      { ...photos, versioned: true },
      { ...photos, bucket: 'logs' },
    ]
    await reconcile(wanted, at(0))
    shut = true
    await reconcile(wanted, at(1))
    expect(await ledger.get(keys.bucket('photos'))).toMatchObject({ state: 'failing', versioned: true })
    expect(await ledger.get(keys.bucket('logs'))).toMatchObject({ state: 'failing', versioned: false })
    await reconcile([{ ...photos, bucket: 'never-reached', versioned: true }], at(2))
    expect(await ledger.get(keys.bucket('never-reached'))).toMatchObject({ state: 'failing', versioned: false })
  })

  test('records rules that were there already, without writing them', async () => {
    const buckets = fakeBuckets({ photos: { rules } })
    const { at, changes, ledger } = setUp(buckets)
    expect(await reconcile([photos], at(0))).toMatchObject([{ outcome: 'unchanged' }])
    expect(buckets.calls).toEqual([])
    expect(await changes()).toMatchObject([{ summary: 'rules that were there already are now on record' }])
    expect(await ledger.get<BucketRecord>(keys.bucket('photos'))).toMatchObject({ state: 'kept', rules })
  })

  test('works on no more than eight buckets at a time, and on all of them', async () => {
    const names = Array.from({ length: 100 }, (_, index) => `bucket-${index}`)
    const buckets = fakeBuckets(Object.fromEntries(names.map((name) => [name, {}])))
    const { at } = setUp(buckets)
    const outcomes = await reconcile(
      names.map((bucket) => ({ ...photos, bucket })),
      at(0),
    )
    expect(outcomes.map(({ bucket }) => bucket)).toEqual(names)
    expect(buckets.calls).toHaveLength(100)
    expect(buckets.mostAtOnce()).toBe(8)
  })
})
