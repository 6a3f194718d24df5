import type { Sources } from '../../../functions/metrics/collectors/collector.ts'
import { measureStorage } from '../../../functions/metrics/collectors/databases.ts'
import { readMetrics, type Wanted } from '../../../functions/metrics/collectors/metric-data.ts'
import { readTaskCounts } from '../../../functions/metrics/collectors/services.ts'
import { measureSmsSpending } from '../../../functions/metrics/collectors/sms-spending.ts'

/** An AWS that gives one answer, and keeps what it was asked. */
const answering = (answer: unknown) => {
  const asked: unknown[] = []
  const send = async ({ input }: { readonly input: unknown }) => {
    asked.push(input)
    return answer
  }
  return { asked, sources: { client: () => ({ send }) } as unknown as Sources }
}

describe('the tasks of a service', () => {
  const counts = (services: readonly object[]) => readTaskCounts('shop', 'web', answering({ services }).sources)

  test('are those of the service that is there, none where AWS says nothing of them', async () => {
    const inactive = { status: 'INACTIVE', desiredCount: 9, runningCount: 9 }
    expect(await counts([inactive, { status: 'ACTIVE', desiredCount: 3, runningCount: 1 }])).toEqual({
      desired: 3,
      running: 1,
    })
    expect(await counts([{ status: 'DRAINING' }])).toEqual({ desired: 0, running: 0 })
    await expect(counts([inactive])).rejects.toThrow('No service web in cluster shop')
    await expect(counts([])).rejects.toThrow('No service web in cluster shop')
  })
})

test('each wanted metric gets its own values, newest first, whatever the order of the answer', async () => {
  const wanted = (metric: string): Wanted => ({
    namespace: 'AWS/RDS',
    metric,
    dimensions: { DBInstanceIdentifier: 'shop' },
    statistic: 'Minimum',
    period: 60,
    from: new Date('2026-11-28T00:00:00Z'),
    until: new Date('2026-11-28T00:15:00Z'),
  })
  const { sources, asked } = answering({
    MetricDataResults: [
      { Id: 'm1', Values: [3] },
      { Id: 'm0', Values: [1, 2] },
    ],
  })
  expect(await readMetrics([wanted('A'), wanted('B'), wanted('C')], sources)).toEqual([[1, 2], [3], []])
  expect(asked).toMatchObject([
    {
      StartTime: new Date('2026-11-28T00:00:00Z'),
      EndTime: new Date('2026-11-28T00:15:00Z'),
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [{ MetricStat: { Period: 60, Stat: 'Minimum' } }, {}, {}],
    },
  ])
  expect(await readMetrics([], sources)).toEqual([])
  expect(asked).toHaveLength(1)
})

test('storage is from nothing to all of what is allocated, and nothing is said where none is', () => {
  const share = (allocatedBytes: number, freeBytes: number | undefined) =>
    measureStorage({ allocatedBytes, freeBytes })[0]?.value
  expect(share(100, 0)).toBe(0)
  expect(share(100, 0.5)).toBe(0.5)
  expect(share(100, 101)).toBe(100)
  expect(share(1, 1)).toBe(100)
  expect(share(0, 5)).toBeUndefined()
  expect(share(100, undefined)).toBeUndefined()
})

test('text messages that cost nothing are a cost, and none that were sent are not', () => {
  expect(measureSmsSpending(0)).toEqual([{ name: 'SMSMonthToDateSpentUSD', value: 0, unit: 'None' }])
  expect(measureSmsSpending(undefined)).toEqual([])
})
