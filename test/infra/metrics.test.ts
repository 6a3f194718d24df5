import { type App, Stack } from 'aws-cdk-lib'
import { Match } from 'aws-cdk-lib/assertions'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addMetrics } from '../../infra/functions/metrics/metrics.ts'
import { config as example } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { synthesize, testEnv } from './synth.ts'

const certificateArn = 'arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000'

const config = parseConfig(
  {
    ...example,
    metrics: {
      namespace: 'Shop/Night',
      backlogPerTask: [{ queue: 'orders', cluster: 'shop', service: 'worker' }],
      services: [{ cluster: 'shop', service: 'worker' }],
      databases: ['reports'],
      newestObject: [{ bucket: { own: 'uploads' } }, { bucket: 'shop-exports', prefix: 'daily/' }],
      certificates: [certificateArn],
    },
  },
  new Date('2026-11-21T00:00:00Z'),
)

const template = synthesize((app: App) => {
  const stack = new Stack(app, 'shop-operations', { env: testEnv })
  const foundation = new Foundation(stack, 'Foundation', { config })
  const own = {
    uploads: Bucket.fromBucketName(stack, 'Uploads', 'shop-uploads'),
    thumbnails: Bucket.fromBucketName(stack, 'Thumbnails', 'shop-thumbnails'),
  }
  addMetrics(stack, foundation, {
    config: config.metrics,
    jobs: ['nightly-report'],
    ownBuckets: own,
    estate: { cluster: 'estate', service: 'web', databaseId: 'shop-data-postgres', certificateArn: undefined },
  })
  return stack
})

interface Statement {
  readonly Action: string | string[]
  readonly Resource: unknown
  readonly Condition?: unknown
}

const statements: Statement[] = Object.entries(template.findResources('AWS::IAM::Policy'))
  .filter(([id]) => id.startsWith('MetricsCollect'))
  .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)

const allowed = (action: string): Statement[] => statements.filter(({ Action }) => [Action].flat().includes(action))

describe('metrics in the template', () => {
  test('the collector runs on its schedule, and what fails is kept', () => {
    template.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
      Target: {
        RetryPolicy: { MaximumEventAgeInSeconds: 300 },
        DeadLetterConfig: Match.anyValue(),
      },
    })
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: Match.anyValue() },
    })
  })

  test('it is told the names that only the deployment knows, and no others', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          METRICS_NAMESPACE: 'Shop/Night',
          UPLOADS_BUCKET: 'shop-uploads',
          ESTATE_CLUSTER: 'estate',
          ESTATE_SERVICE: 'web',
          ESTATE_DATABASE: 'shop-data-postgres',
          ESTATE_CERTIFICATE: Match.absent(),
        },
      },
    })
  })

  test('only CloudWatch is allowed on everything, and may write to one namespace', () => {
    const wild = statements.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action)
    expect(wild.toSorted()).toEqual(['cloudwatch:GetMetricData', 'cloudwatch:PutMetricData'])
    expect(allowed('cloudwatch:PutMetricData')[0]?.Condition).toEqual({
      StringEquals: { 'cloudwatch:namespace': 'Shop/Night' },
    })
  })

  test('each permission names one resource', () => {
    const resources = (action: string) =>
      allowed(action)
        .flatMap(({ Resource }) => [Resource].flat().map((each) => JSON.stringify(each)))
        .toSorted()
    expect(resources('ecs:DescribeServices')).toEqual([
      expect.stringContaining(':service/estate/web'),
      expect.stringContaining(':service/shop/worker'),
    ])
    // None is the function's own dead-letter queue: to fill it takes SendMessage alone.
    expect(resources('sqs:GetQueueAttributes')).toEqual([expect.stringContaining(':orders')])
    expect(resources('rds:DescribeDBInstances')).toEqual([
      expect.stringContaining(':db:reports'),
      expect.stringContaining(':db:shop-data-postgres'),
    ])
    expect(resources('acm:DescribeCertificate')).toEqual([JSON.stringify(certificateArn)])
  })

  test('a bucket is listed below the prefix only, and the ledger read for jobs only', () => {
    expect(allowed('s3:ListBucket').map(({ Condition }) => Condition)).toEqual([
      undefined,
      { StringEquals: { 's3:prefix': 'daily/' } },
    ])
    expect(allowed('dynamodb:GetItem').map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['job#*'] } },
    ])
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.startsWith('dynamodb:'))).toEqual([
      'dynamodb:GetItem',
    ])
  })

  test('an alarm waits for a second failure in three looks', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'corner-shop-metrics-collector-failures',
      Namespace: 'Shop/Night',
      MetricName: 'CollectorFailures',
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      TreatMissingData: 'notBreaching',
    })
  })

  test('the dashboard row has six metrics at most, and the function is named', () => {
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'))
    const body = JSON.stringify(dashboard?.Properties.DashboardBody)
    expect(body.match(/Shop\/Night/g)?.length).toBe(6)
    expect(body).toContain('CollectorFailures')
    template.hasOutput('CollectorFunction', {})
  })
})

describe('the money for text messages', () => {
  const collectorOf = (smsBudget: number | undefined, region: string) =>
    synthesize((app: App) => {
      const stack = new Stack(app, 'shop-operations', { env: { ...testEnv, region } })
      const edited = { ...config, region, alerts: { ...config.alerts, smsBudget } }
      const foundation = new Foundation(stack, 'Foundation', { config: edited })
      addMetrics(stack, foundation, { config: { ...config.metrics, databases: [], newestObject: [] }, jobs: [] })
      return stack
    })
  const readsMetrics = (of: typeof template): boolean => JSON.stringify(of).includes('cloudwatch:GetMetricData')

  test('may be read where it is copied from another region, and else no metric may', () => {
    expect(readsMetrics(collectorOf(50, 'ap-northeast-2'))).toBe(true)
    expect(readsMetrics(collectorOf(50, 'ap-northeast-1'))).toBe(false)
    expect(readsMetrics(collectorOf(undefined, 'ap-northeast-2'))).toBe(false)
  })
})
