import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling'
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { DescribeDBInstancesCommand, RDSClient } from '@aws-sdk/client-rds'
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3'
import { jest } from '@jest/globals'
import { mockClient } from 'aws-sdk-client-mock'
import { collect } from '../../../functions/metrics/collect.ts'
import type { Target } from '../../../functions/metrics/collectors/collector.ts'
import { groups, measureHeadroom } from '../../../functions/metrics/collectors/groups.ts'
import { addUpSizes, measurePrefixSize, prefixSizes } from '../../../functions/metrics/collectors/prefix-sizes.ts'
import { measureReplica, replicas } from '../../../functions/metrics/collectors/replicas.ts'
import { measureSmsBudget, smsBudget } from '../../../functions/metrics/collectors/sms-budget.ts'
import { refuseTooManySeries } from '../../../infra/functions/metrics/metrics.ts'
import { clientPool } from '../../../shared/client-pool.ts'
import { metricsChecks } from '../../../shared/config/metrics/checks.ts'
import { PermanentError } from '../../../shared/errors.ts'
import { log } from '../../../shared/log.ts'
import { toEmf } from '../../../shared/metrics/emf.ts'
import { toMetricData } from '../../../shared/metrics/metric-data.ts'
import { toSeries } from '../../../shared/metrics/series.ts'
import { seriesWritten } from '../../../shared/metrics/written.ts'

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

test('what is kept by the second is something that is written: another name fails the build, with the nearest that is', () => {
  const problemsOf = (...bySecond: unknown[]) =>
    metricsChecks.problems?.({ metrics: { bySecond } } as never, new Date(0))
  for (const name of [
    'ThumbnailMilliseconds',
    'ReplicaLag',
    'CollectorFailures',
    'SecondsSinceSuccess',
    'MessagesFailed',
  ])
    expect(problemsOf(name)).toEqual([])
  expect(problemsOf('ReplicaLag', 'thumbnailMiliseconds')).toEqual([
    expect.stringMatching(
      /^metrics\.bySecond\[1\]: "thumbnailMiliseconds" is not allowed; .*did you mean.*ThumbnailMilliseconds/,
    ),
  ])
  // Its schema says what is wrong with these.
  expect(problemsOf(7, null)).toEqual([])
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

describe('a budget of series for all that is written', () => {
  test('counts what the functions of the capabilities may write, split by the names of the config', () => {
    const proofs = { one: {}, two: {}, three: {} }
    expect(seriesWritten({ jobs: {}, backups: { proofs } as never })).toEqual({ alerts: 13, jobs: 9, backups: 8 })
    expect(seriesWritten({})).toEqual({ alerts: 13 })
  })

  test('refuses with the number of each, and what would be enough', () => {
    const own = seriesWritten({ jobs: {} })
    const one = [
      { kind: 'database', metrics: ['d'], text: 'd', dimensions: {}, read: async () => [], statements: () => [] },
    ]
    expect(refuseTooManySeries(one, 24, own)).toBe(2)
    expect(refuseTooManySeries(one, undefined, own)).toBeUndefined()
    expect(() => refuseTooManySeries(one, 23, own)).toThrow(
      'metrics.seriesBudget: 23 is less than the 24 series that the collector and the functions would write, at about $0.30 a month each (database 1, and 1 of its own; the functions of alerts 13, jobs 9); name fewer things to measure, or raise it to 24',
    )
  })

  /** Targets of which it is known only after reading how many series they have. */
  const certificates = (count: number) => ({
    kind: 'load-balancer-certificate',
    text: 'load balancer shop',
    dimensions: {},
    read: async () =>
      Array.from({ length: count }, (_, index) => ({
        name: 'CertificateDaysLeft',
        value: index,
        unit: 'None' as const,
        dimensions: { Certificate: `c${index}.example` },
      })),
  })
  const broken = {
    kind: 'group',
    text: 'group gone',
    dimensions: {},
    read: async () => {
      throw new PermanentError('missing-group', 'No group')
    },
  }
  const collected = async (seriesBudget: number | undefined, ...targets: readonly Target[]) => {
    const pushed: string[] = []
    const samples = await collect(
      targets,
      {
        sources: {} as never,
        push: async ({ MetricData }) => void pushed.push(...MetricData.map(({ MetricName }) => MetricName)),
      },
      { namespace: 'Nightshift', now: new Date('2026-11-30T00:00:00Z'), patience: () => 1_000, seriesBudget },
    )
    const failures = samples.find(
      ({ name, dimensions }) => name === 'CollectorFailures' && Object.keys(dimensions).length === 0,
    )
    return { series: pushed.length, failures: failures?.value }
  }

  test('holds while it measures too: what is beyond it is left out, logged, and counts as a failure', async () => {
    expect(await collected(6, certificates(5))).toEqual({ series: 6, failures: 0 })
    const lines = jest.spyOn(process.stdout, 'write').mockReturnValue(true)
    log.setLogLevel('ERROR')
    const over = await collected(5, certificates(9))
    log.setLogLevel('SILENT')
    const text = JSON.stringify(lines.mock.calls)
    lines.mockRestore()
    expect(over).toEqual({ series: 5, failures: 1 })
    expect(text).toContain('raise metrics.seriesBudget by 5')
    expect(text).toContain('c8.example')
    expect(await collected(undefined, certificates(9))).toEqual({ series: 10, failures: 0 })
  })

  test('leaves out which targets failed before it leaves out what was measured', async () => {
    expect(await collected(10, certificates(2), broken)).toEqual({ series: 5, failures: 1 })
    expect(await collected(4, certificates(2), broken)).toEqual({ series: 4, failures: 1 })
    expect(await collected(3, certificates(2), broken)).toEqual({ series: 3, failures: 1 })
    expect(await collected(1, certificates(2), broken)).toEqual({ series: 1, failures: 2 })
  })
})

describe('what AWS answers', () => {
  const cloudWatch = mockClient(CloudWatchClient)
  const rds = mockClient(RDSClient)
  const scaling = mockClient(AutoScalingClient)
  const s3 = mockClient(S3Client)
  beforeEach(() => {
    for (const each of [cloudWatch, rds, scaling, s3]) each.reset()
  })
  const now = new Date('2026-11-30T00:00:00Z')
  const sources = { ledger: { get: async () => undefined }, client: clientPool() }
  const given = { deployed: {}, jobs: [], smsMoney: { budget: 50, region: 'ap-northeast-1' } }
  const readingsOf = async (
    collector: { readonly targets: (value: never, given: never) => readonly Target[] },
    value: unknown,
  ) => {
    const [target] = collector.targets(value as never, given as never)
    return valuesOf((await target?.read(sources, now)) ?? [])
  }
  const replica = (more: object = { ReadReplicaSourceDBInstanceIdentifier: 'shop' }) =>
    rds
      .on(DescribeDBInstancesCommand)
      .resolves({ DBInstances: [{ DBInstanceIdentifier: 'replica', Engine: 'postgres', ...more }] })

  test('the sizes of a prefix are added up over its pages, of 10 at most', async () => {
    const page = (Size: number, NextContinuationToken?: string) => ({
      IsTruncated: NextContinuationToken !== undefined,
      NextContinuationToken,
      Contents: [{ Key: 'a', Size, LastModified: now }],
    })
    s3.on(ListObjectsV2Command)
      .resolvesOnce(page(5, 'n1'))
      .resolvesOnce(page(7, 'n2'))
      .resolvesOnce({ KeyCount: 0, IsTruncated: false })
    const asked = [{ bucket: 'shop', prefix: 'logs/' }]
    expect(await readingsOf(prefixSizes, asked)).toEqual({ PrefixBytes: 12, PrefixObjects: 2, PrefixComplete: 1 })
    expect(s3.commandCalls(ListObjectsV2Command).map(({ args }) => args[0].input)).toEqual([
      { Bucket: 'shop', Prefix: 'logs/' },
      { Bucket: 'shop', Prefix: 'logs/', ContinuationToken: 'n1' },
      { Bucket: 'shop', Prefix: 'logs/', ContinuationToken: 'n2' },
    ])
    s3.on(ListObjectsV2Command).resolves(page(1, 'more'))
    expect(await readingsOf(prefixSizes, asked)).toEqual({ PrefixComplete: 0 })
    expect(s3.commandCalls(ListObjectsV2Command)).toHaveLength(3 + 10)
  })

  test('of a replica’s lag the newest value counts, on whichever page it comes', async () => {
    replica()
    cloudWatch
      .on(GetMetricDataCommand)
      .resolvesOnce({ MetricDataResults: [{ Id: 'm0', Values: [], StatusCode: 'PartialData' }], NextToken: 'n' })
      .resolvesOnce({ MetricDataResults: [{ Id: 'm0', Values: [42, 7], StatusCode: 'Complete' }] })
    expect(await readingsOf(replicas, ['Replica'])).toEqual({ ReplicaLag: 42, ReplicaReplicates: 1 })
    const [first, second] = cloudWatch.commandCalls(GetMetricDataCommand).map(({ args }) => args[0].input)
    expect(first).toMatchObject({
      ScanBy: 'TimestampDescending',
      MetricDataQueries: [
        {
          MetricStat: {
            Metric: {
              Namespace: 'AWS/RDS',
              MetricName: 'ReplicaLag',
              Dimensions: [{ Name: 'DBInstanceIdentifier', Value: 'replica' }],
            },
            Period: 60,
            Stat: 'Maximum',
          },
        },
      ],
    })
    expect(second?.NextToken).toBe('n')
  })

  test.each([
    ['no values', [], {}],
    ['that it does not replicate', [-1], { ReplicaReplicates: 0 }],
  ])('of a replica with %s', async (_, values, readings) => {
    replica()
    cloudWatch
      .on(GetMetricDataCommand)
      .resolves({ MetricDataResults: [{ Id: 'm0', Values: values, StatusCode: 'Complete' }] })
    expect(await readingsOf(replicas, ['replica'])).toEqual(readings)
  })

  test('a replica of Aurora’s is measured in milliseconds, a reader of a Multi-AZ cluster in seconds', async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolves({ MetricDataResults: [{ Id: 'm0', Values: [1_500], StatusCode: 'Complete' }] })
    replica({ Engine: 'aurora-postgresql', DBClusterIdentifier: 'shop' })
    expect(await readingsOf(replicas, ['replica'])).toEqual({ ReplicaLag: 1.5, ReplicaReplicates: 1 })
    replica({ DBClusterIdentifier: 'shop' })
    expect(await readingsOf(replicas, ['replica'])).toEqual({ ReplicaLag: 1_500, ReplicaReplicates: 1 })
    const names = cloudWatch
      .commandCalls(GetMetricDataCommand)
      .map(({ args }) => args[0].input.MetricDataQueries?.[0]?.MetricStat?.Metric?.MetricName)
    expect(names).toEqual(['AuroraReplicaLag', 'ReplicaLag'])
  })

  test('one that is gone, or was promoted, is a failure and not silence', async () => {
    replica({})
    await expect(readingsOf(replicas, ['replica'])).rejects.toThrow('replica is not a read replica: was it promoted?')
    rds.on(DescribeDBInstancesCommand).resolves({ DBInstances: [] })
    await expect(readingsOf(replicas, ['replica'])).rejects.toThrow('No database instance replica')
    const gone = Object.assign(new Error('DBInstance replica not found.'), {
      name: 'DBInstanceNotFoundFault',
      $metadata: { httpStatusCode: 404 },
    })
    rds.on(DescribeDBInstancesCommand).rejects(gone)
    await expect(readingsOf(replicas, ['replica'])).rejects.toThrow('not found')
  })

  test.each([
    ['InternalError', 'CloudWatch did not give all values'],
    ['Forbidden', 'does not let this metric be read'],
  ] as const)('what CloudWatch calls %s is a failure and not silence', async (StatusCode, message) => {
    replica()
    cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [{ Id: 'm0', Values: [], StatusCode }] })
    await expect(readingsOf(replicas, ['replica'])).rejects.toThrow(message)
    await expect(readingsOf(smsBudget, true)).rejects.toThrow(message)
  })

  test('the newest value is the one with the latest time, in whatever order they come', async () => {
    replica()
    const at = (minutes: number) => new Date(now.getTime() - minutes * 60_000)
    cloudWatch.on(GetMetricDataCommand).resolves({
      MetricDataResults: [
        { Id: 'm0', Values: [600, 90, 30], Timestamps: [at(5), at(2), at(9)], StatusCode: 'Complete' },
      ],
    })
    expect(await readingsOf(replicas, ['replica'])).toEqual({ ReplicaLag: 90, ReplicaReplicates: 1 })
  })

  test('pages without end are given up', async () => {
    replica()
    cloudWatch.on(GetMetricDataCommand).resolves({ MetricDataResults: [], NextToken: 'again' })
    await expect(readingsOf(replicas, ['replica'])).rejects.toThrow('CloudWatch did not give all values')
  })

  test('what is left for text messages is all of it while SNS says nothing this month', async () => {
    cloudWatch
      .on(GetMetricDataCommand)
      .resolves({ MetricDataResults: [{ Id: 'spent', Values: [], StatusCode: 'Complete' }] })
    expect(await readingsOf(smsBudget, true)).toEqual({ SMSBudgetLeftUSD: 50 })
    expect(cloudWatch.commandCalls(GetMetricDataCommand)[0]?.args[0].input.StartTime).toEqual(
      new Date('2026-11-01T00:00:00Z'),
    )
  })

  test('of a group the sizes that Auto Scaling says; one that is not there is a failure', async () => {
    scaling.on(DescribeAutoScalingGroupsCommand).resolvesOnce({
      AutoScalingGroups: [
        {
          AutoScalingGroupName: 'shop',
          MinSize: 1,
          MaxSize: 8,
          DesiredCapacity: 6,
          DefaultCooldown: 300,
          AvailabilityZones: [],
          HealthCheckType: 'EC2',
          CreatedTime: now,
        },
      ],
    })
    expect(await readingsOf(groups, ['shop'])).toEqual({ GroupHeadroom: 2, GroupHeadroomShare: 25 })
    expect(scaling.commandCalls(DescribeAutoScalingGroupsCommand)[0]?.args[0].input).toEqual({
      AutoScalingGroupNames: ['shop'],
    })
    scaling.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] })
    await expect(readingsOf(groups, ['shop'])).rejects.toThrow('No Auto Scaling group shop')
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
