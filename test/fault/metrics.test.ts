import { collect } from '../../functions/metrics/collector.ts'
import type { MetricsEffects } from '../../functions/metrics/effects.ts'
import type { Target } from '../../functions/metrics/targets.ts'
import { PermanentError } from '../../shared/errors.ts'
import type { MetricDataRequest } from '../../shared/metrics/metric-data.ts'

const now = new Date('2026-11-21T00:00:00Z')
const never = new Promise<never>(() => {})

const throttled = Object.assign(new Error('Rate exceeded'), {
  name: 'ThrottlingException',
  $metadata: { httpStatusCode: 400 },
})
const denied = Object.assign(new Error('not authorized'), {
  name: 'AccessDeniedException',
  $metadata: { httpStatusCode: 400 },
})

const worldOf = (overrides: Partial<MetricsEffects> = {}) => {
  const pushed: MetricDataRequest[] = []
  const effects: MetricsEffects = {
    waitingMessages: async () => 12,
    taskCounts: async () => ({ desired: 4, running: 3 }),
    storage: async () => ({ allocatedBytes: 100, freeBytes: 40 }),
    listObjects: async () => ({ objects: [{ key: 'a', size: 1, modifiedAt: now }], next: undefined }),
    certificate: async () => ({ domain: 'shop.example', notAfter: new Date('2026-12-01T00:00:00Z') }),
    job: async () => ({ since: '2026-11-20T00:00:00Z' }),
    smsSpending: async () => 1.5,
    push: async (request) => {
      pushed.push(request)
    },
    ...overrides,
  }
  return { effects, pushed }
}

const targets: Target[] = [
  { kind: 'backlog', queue: 'orders', cluster: 'shop', service: 'worker', dimensions: { Queue: 'orders' } },
  { kind: 'service', cluster: 'shop', service: 'worker', dimensions: { Service: 'worker' } },
  { kind: 'database', database: 'shop-db', dimensions: { Database: 'shop-db' } },
  {
    kind: 'newest-object',
    bucket: 'shop-exports',
    prefix: 'daily/',
    dimensions: { Bucket: 'shop-exports', Prefix: 'daily/' },
  },
  { kind: 'certificate', arn: 'arn:aws:acm:us-east-1:123456789012:certificate/c', dimensions: {} },
  { kind: 'job', job: 'sync', dimensions: { Job: 'sync' } },
  { kind: 'sms-spending', region: 'ap-northeast-1', dimensions: { Region: 'ap-northeast-1' } },
]

const run = (effects: MetricsEffects, looked = targets, patience = 1_000) =>
  collect(looked, effects, { namespace: 'Shop', now, patience: () => patience })

const valuesOf = (samples: readonly { name: string; value: number }[]) =>
  Object.fromEntries(samples.map(({ name, value }) => [name, value]))

const all = {
  QueueBacklogPerTask: 4,
  TasksDesired: 4,
  TasksRunning: 3,
  TasksMissing: 1,
  SMSMonthToDateSpentUSD: 1.5,
  DatabaseStorageLeft: 40,
  NewestObjectAge: 0,
  NewestObjectComplete: 1,
  CertificateDaysLeft: 10,
  SecondsSinceSuccess: 86_400,
}

describe('the collector', () => {
  test('pushes everything in one request, with the time of the call', async () => {
    const { effects, pushed } = worldOf()
    const samples = await run(effects)
    expect(valuesOf(samples)).toEqual({ ...all, CollectorFailures: 0 })
    expect(pushed).toHaveLength(1)
    expect(pushed[0]).toMatchObject({ Namespace: 'Shop' })
    expect(pushed[0]?.MetricData.every(({ Timestamp }) => Timestamp === now)).toBe(true)
    expect(pushed[0]?.MetricData.find(({ MetricName }) => MetricName === 'CertificateDaysLeft')?.Dimensions).toEqual([
      { Name: 'Certificate', Value: 'shop.example' },
    ])
  })

  const fail = (error: unknown) => async () => {
    throw error
  }
  const breakages: [string, Partial<MetricsEffects>, string[]][] = [
    ['the queue is throttled', { waitingMessages: fail(throttled) }, ['QueueBacklogPerTask']],
    [
      'the service is not there',
      { taskCounts: fail(new PermanentError('missing-service', 'No service')) },
      ['QueueBacklogPerTask', 'TasksDesired', 'TasksRunning', 'TasksMissing'],
    ],
    ['the database may not be read', { storage: fail(denied) }, ['DatabaseStorageLeft']],
    [
      'the listing breaks',
      { listObjects: fail(new Error('socket hang up')) },
      ['NewestObjectAge', 'NewestObjectComplete'],
    ],
    ['the certificate is gone', { certificate: fail(denied) }, ['CertificateDaysLeft']],
    ['the ledger throws what is no error', { job: fail('no') }, ['SecondsSinceSuccess']],
  ]
  test.each(breakages)('when %s, the others are pushed and the failure counted', async (_, broken, lost) => {
    const { effects, pushed } = worldOf(broken)
    const samples = await run(effects)
    const expected = Object.fromEntries(Object.entries(all).filter(([name]) => !lost.includes(name)))
    expect(valuesOf(samples)).toEqual({ ...expected, CollectorFailures: lost.includes('TasksMissing') ? 2 : 1 })
    expect(pushed).toHaveLength(1)
  })

  test('one that never answers is given up, and stops no other', async () => {
    const { effects } = worldOf({ storage: () => never })
    const samples = await run(effects, targets, 20)
    expect(valuesOf(samples)).toMatchObject({ SecondsSinceSuccess: 86_400, CollectorFailures: 1 })
  })

  test('all failed for now: it is counted, and thrown so that the platform tries again', async () => {
    const broken = { taskCounts: fail(throttled), waitingMessages: fail(throttled) }
    const { effects, pushed } = worldOf(broken)
    await expect(run(effects, targets.slice(0, 2))).rejects.toThrow('all 2 targets failed')
    expect(pushed[0]?.MetricData).toMatchObject([
      { Dimensions: [{ Name: 'Collector', Value: 'backlog' }], Values: [1] },
      { Dimensions: [{ Name: 'Collector', Value: 'service' }], Values: [1] },
      { MetricName: 'CollectorFailures', Dimensions: [], Values: [2], Counts: [1] },
    ])
  })

  test('all failed for good: it is counted, and not tried again', async () => {
    const { effects } = worldOf({ taskCounts: fail(denied) })
    expect(valuesOf(await run(effects, targets.slice(0, 2)))).toEqual({ CollectorFailures: 2 })
  })

  test('a push that is refused is thrown', async () => {
    const { effects } = worldOf({ push: fail(throttled) })
    await expect(run(effects)).rejects.toBe(throttled)
  })

  test('nothing to look at is no failure', async () => {
    const { effects } = worldOf()
    expect(valuesOf(await run(effects, []))).toEqual({ CollectorFailures: 0 })
  })

  test('never more than eight at a time', async () => {
    let now = 0
    let most = 0
    const { effects } = worldOf({
      job: async () => {
        now += 1
        most = Math.max(most, now)
        await new Promise(setImmediate)
        now -= 1
        return { since: '2026-11-20T00:00:00Z' }
      },
    })
    const many = Array.from(
      { length: 30 },
      (_, index): Target => ({ kind: 'job', job: `${index}`, dimensions: { Job: `${index}` } }),
    )
    expect(await run(effects, many)).toHaveLength(31)
    expect(most).toBe(8)
  })
})
