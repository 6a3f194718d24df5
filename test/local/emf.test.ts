import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricStatisticsCommand,
  PutMetricAlarmCommand,
} from '@aws-sdk/client-cloudwatch'
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs'
import { extractor } from '../../local/emf.ts'
import { useEmulator } from './emulator.ts'

const emulator = useEmulator()

test('what a function writes to its log becomes a metric, once, and an alarm on it goes off', async () => {
  const logs = new CloudWatchLogsClient(emulator.client)
  const cloudwatch = new CloudWatchClient(emulator.client)
  const group = '/nightshift/shop-jobs-on-task-change'
  await logs.send(new CreateLogGroupCommand({ logGroupName: group }))
  const write = async (stream: string, values: readonly number[], at: number) => {
    await logs.send(new CreateLogStreamCommand({ logGroupName: group, logStreamName: stream }))
    const line = JSON.stringify({
      _aws: {
        Timestamp: at,
        CloudWatchMetrics: [
          { Namespace: 'Shop', Dimensions: [['Job']], Metrics: [{ Name: 'RunsFailed', Unit: 'Count' }] },
        ],
      },
      Job: 'sync',
      RunsFailed: values,
    })
    await logs.send(
      new PutLogEventsCommand({
        logGroupName: group,
        logStreamName: stream,
        logEvents: ['START', line, 'END'].map((message) => ({ timestamp: at, message })),
      }),
    )
  }
  await cloudwatch.send(
    new PutMetricAlarmCommand({
      AlarmName: 'runs-fail',
      Namespace: 'Shop',
      MetricName: 'RunsFailed',
      Dimensions: [{ Name: 'Job', Value: 'sync' }],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 3,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
    }),
  )
  const { look } = extractor({
    endpoint: emulator.endpoint,
    region: emulator.client.region,
    report: (text) => {
      throw new Error(text)
    },
  })
  const now = Date.now()
  await write('one', [1], now)
  expect(await look()).toBe(1)
  expect(await look()).toBe(0)
  await write('two', [1, 1], now)
  expect(await look()).toBe(1)
  const { Datapoints = [] } = await cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'Shop',
      MetricName: 'RunsFailed',
      Dimensions: [{ Name: 'Job', Value: 'sync' }],
      StartTime: new Date(now - 120_000),
      EndTime: new Date(now + 120_000),
      Period: 300,
      Statistics: ['Sum'],
    }),
  )
  expect(Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0)).toBe(3)
  const { MetricAlarms = [] } = await cloudwatch.send(new DescribeAlarmsCommand({ AlarmNames: ['runs-fail'] }))
  expect(MetricAlarms[0]?.StateValue).toBe('ALARM')
}, 60_000)
