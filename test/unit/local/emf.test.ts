import { extractMetrics } from '../../../local/emf/read.ts'
import { makeRecorder } from '../../../shared/metrics/recorder.ts'

const at = 1_795_219_200_000

test('what our recorder writes is extracted whole', () => {
  const lines: string[] = []
  const metrics = makeRecorder({
    namespace: 'Shop',
    capability: 'jobs',
    write: (line) => lines.push(line),
    now: () => at,
  })
  metrics.add('RunsFailed', 1, { dimensions: { Job: 'sync' } })
  metrics.add('RunsFailed', 2, { dimensions: { Job: 'sync' } })
  for (let index = 0; index < 1_000; index += 1) metrics.add('Took', index % 200, { unit: 'Milliseconds' })
  metrics.flush()
  const data = lines.flatMap(extractMetrics).flatMap((each) => each.data)
  expect(lines.flatMap(extractMetrics).every(({ namespace }) => namespace === 'Shop')).toBe(true)
  expect(data).toContainEqual({
    MetricName: 'RunsFailed',
    Unit: 'Count',
    Timestamp: new Date(at),
    Dimensions: [
      { Name: 'Capability', Value: 'jobs' },
      { Name: 'Job', Value: 'sync' },
    ],
    Values: [1, 2],
    Counts: [1, 1],
  })
  const took = data.filter(({ MetricName }) => MetricName === 'Took')
  expect(took.flatMap(({ Counts = [] }) => Counts).reduce((sum, count) => sum + count, 0)).toBe(1_000)
  expect(took.flatMap(({ Values = [] }) => Values)).toHaveLength(200)
  for (const { Values = [] } of took) expect(Values.length).toBeLessThanOrEqual(150)
})

test('each set of dimensions is a metric of its own, and equal values of a list are counted', () => {
  const line = JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [{ Namespace: 'A', Dimensions: [[], ['Job']], Metrics: [{ Name: 'Runs' }] }],
    },
    Job: 'sync',
    Runs: [3, 3, 1],
  })
  expect(extractMetrics(line)[0]?.data).toMatchObject([
    { Dimensions: [], Values: [3, 1], Counts: [2, 1], Unit: 'None' },
    { Dimensions: [{ Name: 'Job', Value: 'sync' }], Values: [3, 1] },
  ])
})

test.each([
  'REPORT RequestId: x',
  '{"message":"\\"CloudWatchMetrics\\""}',
  '{"_aws":{"CloudWatchMetrics":',
  '{"_aws":{"Timestamp":1,"CloudWatchMetrics":3}}',
  '{"_aws":{"CloudWatchMetrics":[{"Namespace":"A","Metrics":[{"Name":"B"}]}]},"B":1}',
  '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"A","Metrics":[{"Name":"B"}]}]},"B":"1"}',
  '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"A","Metrics":[{"Name":"B"}]}]}}',
])('there is no metric in %s', (line) => {
  expect(extractMetrics(line)).toEqual([])
})
