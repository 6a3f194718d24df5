import { collect } from '../../../functions/metrics/collect.ts'
import { measureHeadroom } from '../../../functions/metrics/collectors/groups.ts'
import { addUpSizes, measurePrefixSize } from '../../../functions/metrics/collectors/prefix-sizes.ts'
import { measureReplica } from '../../../functions/metrics/collectors/replicas.ts'
import { measureSmsBudget } from '../../../functions/metrics/collectors/sms-budget.ts'
import { refuseTooManySeries } from '../../../infra/functions/metrics/metrics.ts'
import { toEmf } from '../../../shared/metrics/emf.ts'
import { toMetricData } from '../../../shared/metrics/metric-data.ts'
import { toSeries } from '../../../shared/metrics/series.ts'

const valuesOf = (readings: readonly { readonly name: string; readonly value: number }[]) =>
  Object.fromEntries(readings.map(({ name, value }) => [name, value]))

describe('the size of a prefix', () => {
  const modifiedAt = new Date('2026-11-30T00:00:00Z')
  const pages =
    (...sizes: number[][]) =>
    async (from: string | undefined) => {
      const index = Number(from ?? 0)
      return {
        objects: (sizes[index] ?? []).map((size, place) => ({ key: `${index}-${place}`, size, modifiedAt })),
        next: index + 1 < sizes.length ? String(index + 1) : undefined,
      }
    }

  test('is the sum over its pages; an empty one is nothing', async () => {
    expect(valuesOf(measurePrefixSize(await addUpSizes(pages([5, 7], [0], [30]))))).toEqual({
      PrefixBytes: 42,
      PrefixObjects: 4,
      PrefixComplete: 1,
    })
    expect(valuesOf(measurePrefixSize(await addUpSizes(pages([]))))).toEqual({
      PrefixBytes: 0,
      PrefixObjects: 0,
      PrefixComplete: 1,
    })
  })

  test('is not said where there is more than is looked at', async () => {
    expect(valuesOf(measurePrefixSize(await addUpSizes(pages([1], [1], [1]), 2)))).toEqual({ PrefixComplete: 0 })
    expect(valuesOf(measurePrefixSize(await addUpSizes(pages([1], [1]), 2)))).toEqual({
      PrefixBytes: 2,
      PrefixObjects: 2,
      PrefixComplete: 1,
    })
  })
})

test.each([
  [0, { ReplicaLag: 0, ReplicaReplicates: 1 }],
  [90.5, { ReplicaLag: 90.5, ReplicaReplicates: 1 }],
  // It does not replicate: that is no lag of less than none.
  [-1, { ReplicaReplicates: 0 }],
  [undefined, {}],
])('a replica of which RDS says %j', (lag, expected) => {
  expect(valuesOf(measureReplica(lag))).toEqual(expected)
})

test.each([
  [
    { desired: 3, max: 10 },
    { GroupHeadroom: 7, GroupHeadroomShare: 70 },
  ],
  [
    { desired: 10, max: 10 },
    { GroupHeadroom: 0, GroupHeadroomShare: 0 },
  ],
  // Somebody has set it beyond its maximum, as an update of both in the wrong order does for a moment.
  [
    { desired: 12, max: 10 },
    { GroupHeadroom: 0, GroupHeadroomShare: 0 },
  ],
  [{ desired: 0, max: 0 }, { GroupHeadroom: 0 }],
])('a group of %j', (group, expected) => {
  expect(valuesOf(measureHeadroom(group))).toEqual(expected)
})

test.each([
  [undefined, 50],
  [0, 50],
  [12.5, 37.5],
  [50, 0],
  [51, 0],
])('of 50 dollars, %j spent', (spent, left) => {
  expect(valuesOf(measureSmsBudget(50, spent))).toEqual({ SMSBudgetLeftUSD: left })
})

test('which target failed is a dimension, with the name that the config has for it', async () => {
  const broken = (text: string) => ({
    kind: 'replica',
    text,
    dimensions: {},
    read: async () => {
      throw new Error('no answer')
    },
  })
  const fine = {
    kind: 'group',
    text: 'group shop',
    dimensions: { Group: 'shop' },
    read: async () => measureHeadroom({ desired: 1, max: 2 }),
  }
  const samples = await collect(
    [broken('replica one'), fine, broken('replica two')],
    { sources: {} as never, push: async () => undefined },
    { namespace: 'Nightshift', now: new Date('2026-11-30T00:00:00Z'), patience: () => 1_000 },
  )
  expect(
    samples.filter(({ name }) => name === 'CollectorFailures').map(({ dimensions, value }) => [dimensions, value]),
  ).toEqual([
    [{ Collector: 'replica', Target: 'replica one' }, 1],
    [{ Collector: 'replica', Target: 'replica two' }, 1],
    [{ Collector: 'replica' }, 2],
    [{}, 2],
  ])
})

describe('a budget of series', () => {
  const target = (kind: string, ...metrics: string[]) => ({
    kind,
    metrics,
    text: kind,
    dimensions: {},
    read: async () => [],
    statements: () => [],
  })
  const targets = [target('service', 'a', 'b', 'c'), target('service', 'a', 'b', 'c'), target('database', 'd')]

  test('that is enough, and none, let everything be', () => {
    for (const budget of [8, 100, undefined]) expect(() => refuseTooManySeries(targets, budget)).not.toThrow()
  })

  test('that is not enough refuses, with who writes how many', () => {
    expect(() => refuseTooManySeries(targets, 7)).toThrow(
      'metrics.seriesBudget: 7 is less than the 8 series that the collector would write, at about $0.30 a month each (service 6, database 1, and 1 of its own)',
    )
  })
})

describe('a metric that is kept by the second', () => {
  const bySecond = new Set(['Slow'])
  const series = toSeries([
    { name: 'Slow', value: 7, unit: 'Milliseconds', dimensions: {} },
    { name: 'Other', value: 7, unit: 'Count', dimensions: {} },
  ])

  test('says so where a function writes it down, and no other does', () => {
    const [line] = toEmf(series, { namespace: 'Nightshift', timestamp: 0, bySecond })
    const { _aws } = JSON.parse(line?.text ?? '{}')
    expect(_aws.CloudWatchMetrics[0].Metrics).toEqual([
      { Name: 'Slow', Unit: 'Milliseconds', StorageResolution: 1 },
      { Name: 'Other', Unit: 'Count' },
    ])
    expect(toEmf(series, { namespace: 'Nightshift', timestamp: 0 })[0]?.text).not.toContain('StorageResolution')
  })

  test('and where the collector pushes it', () => {
    const [request] = toMetricData(series, { namespace: 'Nightshift', timestamp: new Date(0), bySecond })
    expect(request?.MetricData.map(({ MetricName, StorageResolution }) => [MetricName, StorageResolution])).toEqual([
      ['Slow', 1],
      ['Other', undefined],
    ])
  })
})
