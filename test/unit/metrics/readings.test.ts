import { backlogPerTask } from '../../../functions/metrics/collectors/backlog-per-task.ts'
import { certificates } from '../../../functions/metrics/collectors/certificates.ts'
import type { Collector, Sources } from '../../../functions/metrics/collectors/collector.ts'
import { databases, measureStorage } from '../../../functions/metrics/collectors/databases.ts'
import { readMetrics, type Wanted } from '../../../functions/metrics/collectors/metric-data.ts'
import { natGateways } from '../../../functions/metrics/collectors/nat-gateways.ts'
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

/** An AWS that answers by the name of what it is asked, and keeps the questions. */
const speaking = (answers: Readonly<Record<string, unknown>>) => {
  const asked: { readonly region: string | undefined; readonly name: string; readonly input: unknown }[] = []
  const client = (_made: unknown, region?: string) => ({
    send: async ({
      constructor: { name },
      input,
    }: {
      readonly constructor: { name: string }
      readonly input: unknown
    }) => {
      asked.push({ region, name, input })
      return answers[name]
    },
  })
  return { asked, sources: { client } as unknown as Sources }
}

const readFirst = async <Value>(collector: Collector<Value>, value: Value, sources: Sources, now: Date) =>
  await collector.targets(value, { deployed: {}, jobs: [] })[0]?.read(sources, now)

describe('the storage of a database', () => {
  const now = new Date('2026-11-28T00:15:30Z')
  const read = (DBInstances: readonly object[], Values: readonly number[] = []) => {
    const { sources, asked } = speaking({
      DescribeDBInstancesCommand: { DBInstances },
      GetMetricDataCommand: { MetricDataResults: [{ Id: 'm0', Values }] },
    })
    return { asked, readings: readFirst(databases, ['shop'], sources, now) }
  }

  test('is the newest value of fifteen minutes, of the gibibytes that are allocated', async () => {
    const { asked, readings } = read([{ AllocatedStorage: 20 }], [5 * 2 ** 30, 9 * 2 ** 30])
    expect(await readings).toEqual([{ name: 'DatabaseStorageLeft', value: 25, unit: 'Percent' }])
    expect(asked[1]?.input).toMatchObject({
      StartTime: new Date('2026-11-28T00:00:30Z'),
      EndTime: now,
      MetricDataQueries: [{ MetricStat: { Period: 60, Stat: 'Minimum' } }],
    })
  })

  test('is nothing where none is allocated or RDS reports nothing, and an error where there is no such database', async () => {
    expect(await read([{}], [1]).readings).toEqual([])
    expect(await read([{ AllocatedStorage: 20 }]).readings).toEqual([])
    await expect(read([]).readings).rejects.toThrow('No database instance shop')
  })
})

test('the bytes of a NAT gateway are those of the last five minutes by the clock that are surely over', async () => {
  const { sources, asked } = speaking({
    GetMetricDataCommand: {
      MetricDataResults: [
        { Id: 'm0', Values: [10] },
        { Id: 'm1', Values: [5] },
      ],
    },
  })
  const value = ['nat-0a1b2c3d4e5f60718']
  expect(await readFirst(natGateways, value, sources, new Date('2026-11-28T00:14:59Z'))).toEqual([
    { name: 'NatGatewayBytes', value: 15, unit: 'Bytes' },
  ])
  expect(asked[0]?.input).toMatchObject({
    StartTime: new Date('2026-11-28T00:00:00Z'),
    EndTime: new Date('2026-11-28T00:05:00Z'),
    MetricDataQueries: [{ MetricStat: { Period: 300 } }, { MetricStat: { Period: 300 } }],
  })
})

test('a certificate is asked for where its ARN says, and named in the log without the account', async () => {
  const arn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d'
  const { sources, asked } = speaking({
    DescribeCertificateCommand: {
      Certificate: { DomainName: 'shop.example', NotAfter: new Date('2026-12-08T00:00:00Z') },
    },
  })
  expect(await readFirst(certificates, [arn], sources, new Date('2026-11-28T00:00:00Z'))).toMatchObject([
    { value: 10, dimensions: { Certificate: 'shop.example' } },
  ])
  expect(asked.map(({ region }) => region)).toEqual(['us-east-1'])
  expect(certificates.targets([arn], { deployed: {}, jobs: [] }).map(({ text }) => text)).toEqual([
    'certificate/0a1b2c3d',
  ])
})

test.each([
  [{ ApproximateNumberOfMessages: '12' }, 6],
  [{}, 0],
  [undefined, 0],
])('the backlog of a queue whose attributes are %j is %d a task', async (Attributes, value) => {
  const { sources } = speaking({
    GetQueueUrlCommand: { QueueUrl: 'https://sqs.example/orders' },
    GetQueueAttributesCommand: { Attributes },
    DescribeServicesCommand: { services: [{ status: 'ACTIVE', runningCount: 2 }] },
  })
  const entries = [{ queue: 'orders', cluster: 'shop', service: 'worker' }]
  expect(await readFirst(backlogPerTask, entries, sources, new Date())).toMatchObject([{ value }])
})

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
