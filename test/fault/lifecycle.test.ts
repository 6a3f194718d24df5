import { type Reconcile, reconcile } from '../../functions/lifecycle/engine/reconcile.ts'
import { report } from '../../functions/lifecycle/engine/report.ts'
import { wantedRules } from '../../functions/lifecycle/rules/wanted.ts'
import { ConflictError, TransientError } from '../../shared/errors.ts'
import { memoryLedger } from '../../shared/ledger/memory-ledger.ts'
import { type BucketRecord, keys } from '../../shared/ledger/records.ts'
import type { Signal } from '../../shared/signals.ts'
import { awsError, fakeBuckets } from '../unit/lifecycle/fake-buckets.ts'

const rules = wantedRules({ presets: ['photo-originals'], rules: {} }, 'shop')
const wanted = (...names: string[]) => names.map((bucket) => ({ bucket, deployment: 'shop', rules, versioned: false }))

const setUp = (buckets: Reconcile['buckets'], given: Partial<Reconcile> = {}) => {
  const signals: Signal[] = []
  const ledger = memoryLedger()
  const at = (minute: number, more: Partial<Reconcile> = {}): Reconcile => ({
    buckets,
    ledger,
    publish: async (signal) => {
      signals.push(signal)
    },
    now: new Date(Date.UTC(2026, 10, 21, 0, minute)),
    config: 'c1',
    event: { reason: 'schedule' },
    remainingMs: () => 60_000,
    ...given,
    ...more,
  })
  const record = (bucket: string) => ledger.get<BucketRecord>(keys.bucket(bucket))
  return { signals, ledger, at, record }
}

describe('one bucket that cannot be reconciled', () => {
  test('stops no other, is recorded and told once, and its mending too', async () => {
    let shut = true
    const buckets = fakeBuckets({ aaa: {}, bbb: {}, ccc: {} }, (call, bucket) =>
      shut && bucket === 'bbb' && call === 'putRules' ? awsError('AccessDenied', 403) : undefined,
    )
    const { at, signals, record, ledger } = setUp(buckets)
    const outcomes = await reconcile(wanted('aaa', 'bbb', 'ccc'), at(0))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['changed', 'failed', 'changed'])
    expect(outcomes[1]).toMatchObject({ transient: false, reason: expect.stringContaining('may not read or change') })
    expect(() => report(outcomes)).not.toThrow()
    await reconcile(wanted('aaa', 'bbb', 'ccc'), at(1))
    expect(signals).toMatchObject([{ name: 'lifecycle.failed', mood: 'bad', subject: 'bucket/bbb' }])
    expect(await record('bbb')).toMatchObject({
      state: 'failing',
      cause: 'AccessDenied',
      since: '2026-11-21T00:00:00Z',
    })
    expect((await ledger.open('lifecycle')).map(({ sk }) => sk)).toEqual(['bucket#bbb'])

    shut = false
    expect((await reconcile(wanted('aaa', 'bbb', 'ccc'), at(2)))[1]).toMatchObject({ outcome: 'changed' })
    expect(signals.slice(1)).toMatchObject([{ name: 'lifecycle.mended', mood: 'good', subject: 'bucket/bbb' }])
    expect(await ledger.open('lifecycle')).toEqual([])
    await reconcile(wanted('aaa', 'bbb', 'ccc'), at(3))
    expect(signals).toHaveLength(2)
  })

  test('has a reason when it is not there', async () => {
    const { at, signals } = setUp(fakeBuckets({ aaa: {} }))
    expect(await reconcile(wanted('aaa', 'typo'), at(0))).toMatchObject([
      { outcome: 'changed' },
      { outcome: 'failed', reason: expect.stringContaining('no such bucket'), transient: false },
    ])
    expect(signals).toHaveLength(1)
  })

  test('is tried again by the platform when S3 only asks for time; nobody is paged by a signal', async () => {
    const buckets = fakeBuckets({ aaa: {}, bbb: {} }, (call, bucket, attempt) =>
      call === 'read' && bucket === 'aaa' && attempt === 1 ? awsError('SlowDown', 503) : undefined,
    )
    const { at, signals, record } = setUp(buckets)
    const outcomes = await reconcile(wanted('aaa', 'bbb'), at(0))
    expect(outcomes).toMatchObject([{ outcome: 'failed', transient: true }, { outcome: 'changed' }])
    expect(() => report(outcomes)).toThrow(TransientError)
    expect(await record('aaa')).toMatchObject({ state: 'failing', cause: 'SlowDown', told: false })
    expect(await reconcile(wanted('aaa', 'bbb'), at(1))).toMatchObject([
      { outcome: 'changed' },
      { outcome: 'unchanged' },
    ])
    expect(signals).toEqual([])
  })
})

describe('409 OperationAborted', () => {
  const aborted = (until: number) =>
    fakeBuckets({ aaa: {} }, (call, _, attempt) =>
      call === 'putRules' && attempt <= until ? awsError('OperationAborted', 409) : undefined,
    )

  test('is waited for, longer each time', async () => {
    const buckets = aborted(4)
    expect(await reconcile(wanted('aaa'), setUp(buckets).at(0))).toMatchObject([{ outcome: 'changed' }])
    expect(buckets.waits).toEqual([250, 500, 1000, 2000])
  })

  test('is transient when it does not end', async () => {
    const buckets = aborted(5)
    expect(await reconcile(wanted('aaa'), setUp(buckets).at(0))).toMatchObject([{ outcome: 'failed', transient: true }])
    expect(buckets.waits).toHaveLength(4)
  })
})

describe('the ledger', () => {
  test('that cannot be read stops the reconcile before anything is changed', async () => {
    const buckets = fakeBuckets({ aaa: {} })
    const { at, ledger } = setUp(buckets)
    const broken = { ...ledger, children: async () => Promise.reject(new TransientError('not now')) }
    await expect(reconcile(wanted('aaa'), at(0, { ledger: broken }))).rejects.toThrow('not now')
    expect(buckets.calls).toEqual([])
  })

  test('that fails after the write is caught up with by the next run, which records the change', async () => {
    const buckets = fakeBuckets({ aaa: {} })
    const { at, ledger, signals } = setUp(buckets)
    const broken = { ...ledger, commit: async () => Promise.reject(new TransientError('not now')) }
    const outcomes = await reconcile(wanted('aaa'), at(0, { ledger: broken }))
    expect(outcomes).toMatchObject([{ outcome: 'failed', transient: true }])
    expect(() => report(outcomes)).toThrow(TransientError)
    expect(await reconcile(wanted('aaa'), at(1))).toMatchObject([{ outcome: 'unchanged' }])
    expect(buckets.calls).toEqual(['putRules aaa'])
    expect(await ledger.list('change')).toMatchObject([{ target: 'aaa', before: [], after: rules }])
    expect(signals).toEqual([])
  })

  test('that another run has written to makes this one try again', async () => {
    const { at, ledger } = setUp(fakeBuckets({ aaa: {} }))
    const busy = { ...ledger, commit: async () => Promise.reject(new ConflictError('another writer')) }
    const outcomes = await reconcile(wanted('aaa'), at(0, { ledger: busy }))
    expect(() => report(outcomes)).toThrow(/1 of 1 buckets must be tried again: aaa/)
  })

  test('is not told of a failure that was not said: the signal comes first', async () => {
    const { at, record } = setUp(fakeBuckets({}))
    const publish = async () => Promise.reject(new TransientError('bus is away'))
    expect(await reconcile(wanted('gone'), at(0, { publish }))).toMatchObject([{ outcome: 'failed', transient: true }])
    expect(await record('gone')).toBeUndefined()
  })
})

test('buckets for which no time is left are not begun, and are tried again', async () => {
  const buckets = fakeBuckets({ aaa: {}, bbb: {} })
  const left = [60_000, 9_999]
  const { at } = setUp(buckets, { remainingMs: () => left.shift() ?? 0 })
  const outcomes = await reconcile(wanted('aaa', 'bbb'), at(0))
  expect(outcomes).toMatchObject([{ outcome: 'changed' }, { outcome: 'failed', transient: true }])
  expect(buckets.calls).toEqual(['putRules aaa'])
  expect(() => report(outcomes)).toThrow(TransientError)
})
