import { type CollectWorld, collect } from '../../functions/metrics/collect.ts'
import type { Reading, Sources, Target } from '../../functions/metrics/collectors/collector.ts'
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

const sources: Sources = {
  ledger: { get: async () => undefined },
  client: () => {
    throw new Error('These targets need no client')
  },
}

const worldOf = (overrides: Partial<CollectWorld> = {}) => {
  const pushed: MetricDataRequest[] = []
  const world: CollectWorld = {
    sources,
    push: async (request) => {
      pushed.push(request)
    },
    ...overrides,
  }
  return { world, pushed }
}

const target = (kind: string, ...readings: readonly Reading[]): Target => ({
  kind,
  text: `the ${kind}`,
  dimensions: { Of: kind },
  read: async () => readings,
})

const count = (name: string, value: number): Reading => ({ name, value, unit: 'Count' })

const targets: Target[] = [
  target('backlog', count('QueueBacklogPerTask', 4)),
  target('service', count('TasksDesired', 4), count('TasksRunning', 3), count('TasksMissing', 1)),
  target('database', { name: 'DatabaseStorageLeft', value: 40, unit: 'Percent' }),
  target('certificate', {
    name: 'CertificateDaysLeft',
    value: 10,
    unit: 'None',
    dimensions: { Certificate: 'shop.example' },
  }),
  target('job', { name: 'SecondsSinceSuccess', value: 86_400, unit: 'Seconds' }),
]

/** The targets, of which some are read otherwise. */
const broken = (read: Target['read'], ...kinds: readonly string[]): Target[] =>
  targets.map((each) => (kinds.includes(each.kind) ? { ...each, read } : each))

const run = (world: CollectWorld, looked = targets, patience = 1_000) =>
  collect(looked, world, { namespace: 'Shop', now, patience: () => patience })

const valuesOf = (samples: readonly { name: string; value: number }[]) =>
  Object.fromEntries(samples.map(({ name, value }) => [name, value]))

const all = {
  QueueBacklogPerTask: 4,
  TasksDesired: 4,
  TasksRunning: 3,
  TasksMissing: 1,
  DatabaseStorageLeft: 40,
  CertificateDaysLeft: 10,
  SecondsSinceSuccess: 86_400,
}

describe('the collector', () => {
  test('pushes everything in one request, with the time of the call', async () => {
    const { world, pushed } = worldOf()
    const samples = await run(world)
    expect(valuesOf(samples)).toEqual({ ...all, CollectorFailures: 0 })
    expect(pushed).toHaveLength(1)
    expect(pushed[0]).toMatchObject({ Namespace: 'Shop' })
    expect(pushed[0]?.MetricData.every(({ Timestamp }) => Timestamp === now)).toBe(true)
    expect(pushed[0]?.MetricData.find(({ MetricName }) => MetricName === 'CertificateDaysLeft')?.Dimensions).toEqual([
      { Name: 'Certificate', Value: 'shop.example' },
    ])
    expect(pushed[0]?.MetricData.find(({ MetricName }) => MetricName === 'TasksMissing')?.Dimensions).toEqual([
      { Name: 'Of', Value: 'service' },
    ])
  })

  const fail = (error: unknown) => async () => {
    throw error
  }
  const breakages: [string, unknown, string, string[]][] = [
    ['the queue is throttled', throttled, 'backlog', ['QueueBacklogPerTask']],
    [
      'the service does not exist',
      new PermanentError('missing-service', 'No service'),
      'service',
      ['TasksDesired', 'TasksRunning', 'TasksMissing'],
    ],
    ['the database may not be read', denied, 'database', ['DatabaseStorageLeft']],
    ['the connection breaks', new Error('socket hang up'), 'certificate', ['CertificateDaysLeft']],
    ['the ledger throws what is not an error', 'no', 'job', ['SecondsSinceSuccess']],
  ]
  test.each(breakages)('when %s, the others are pushed and the failure counted', async (_, error, kind, lost) => {
    const { world, pushed } = worldOf()
    const samples = await run(world, broken(fail(error), kind))
    const expected = Object.fromEntries(Object.entries(all).filter(([name]) => !lost.includes(name)))
    expect(valuesOf(samples)).toEqual({ ...expected, CollectorFailures: 1 })
    expect(samples).toContainEqual({ ...count('CollectorFailures', 1), dimensions: { Collector: kind } })
    expect(pushed).toHaveLength(1)
  })

  test('one that never answers is given up, and stops no other', async () => {
    const { world } = worldOf()
    const samples = await run(
      world,
      broken(() => never, 'database'),
      20,
    )
    expect(valuesOf(samples)).toMatchObject({ SecondsSinceSuccess: 86_400, CollectorFailures: 1 })
  })

  test('all failed for now: it is counted, and thrown so that the platform tries again', async () => {
    const { world, pushed } = worldOf()
    const looked = broken(fail(throttled), 'backlog', 'service').slice(0, 2)
    await expect(run(world, looked)).rejects.toThrow('all 2 targets failed')
    expect(pushed[0]?.MetricData).toMatchObject([
      {
        Dimensions: [
          { Name: 'Collector', Value: 'backlog' },
          { Name: 'Target', Value: 'the backlog' },
        ],
        Values: [1],
      },
      {
        Dimensions: [
          { Name: 'Collector', Value: 'service' },
          { Name: 'Target', Value: 'the service' },
        ],
        Values: [1],
      },
      { Dimensions: [{ Name: 'Collector', Value: 'backlog' }], Values: [1] },
      { Dimensions: [{ Name: 'Collector', Value: 'service' }], Values: [1] },
      { MetricName: 'CollectorFailures', Dimensions: [], Values: [2], Counts: [1] },
    ])
  })

  test('all failed for good: it is counted, and not tried again', async () => {
    const { world } = worldOf()
    const looked = broken(fail(denied), 'backlog', 'service').slice(0, 2)
    expect(valuesOf(await run(world, looked))).toEqual({ CollectorFailures: 2 })
  })

  test('a push that is refused is thrown', async () => {
    const { world } = worldOf({ push: fail(throttled) })
    await expect(run(world)).rejects.toBe(throttled)
  })

  test('nothing to look at is no failure', async () => {
    const { world } = worldOf()
    expect(valuesOf(await run(world, []))).toEqual({ CollectorFailures: 0 })
  })

  test('never more than eight at a time', async () => {
    let now = 0
    let most = 0
    const { world } = worldOf()
    const slow = async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise(setImmediate)
      now -= 1
      return [count('Seen', 1)]
    }
    const many = Array.from({ length: 30 }, (_, index): Target => ({ ...target(`${index}`), read: slow }))
    expect(await run(world, many)).toHaveLength(31)
    expect(most).toBe(8)
  })
})
