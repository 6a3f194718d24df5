import { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import * as s3 from 'aws-cdk-lib/aws-s3'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addLifecycle } from '../../infra/functions/lifecycle.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { lifecycleSchema } from '../../shared/config/lifecycle/schema.ts'
import { synthesize, testEnv } from './synth.ts'

const config = parseConfig(written, new Date('2026-11-21T00:00:00Z'))

const templateOf = (
  buckets: object[],
  schedule = 'rate(1 day)',
  selections: object[] = [],
  more: object = {},
): Template =>
  synthesize((app) => {
    const stack = new Stack(app, 'shop-operations', { env: testEnv })
    const foundation = new Foundation(stack, 'Foundation', { config })
    addLifecycle(stack, foundation, {
      config: lifecycleSchema.parse({ buckets, schedule, selections, ...more }),
      ownBuckets: {
        uploads: s3.Bucket.fromBucketName(stack, 'Uploads', 'shop-uploads'),
        thumbnails: s3.Bucket.fromBucketName(stack, 'Thumbnails', 'shop-thumbnails'),
      },
    })
    return stack
  })

const template = templateOf([
  { bucket: { own: 'uploads' }, presets: ['recoverable-deletes'] },
  { bucket: 'shop-logs', presets: ['access-logs'] },
])

interface Statement {
  readonly Sid?: string
  readonly Action: string | string[]
  readonly Resource: unknown
}

const statements = (of: Template): Statement[] =>
  Object.values(of.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) => Properties.PolicyDocument.Statement)

describe('the lifecycle function', () => {
  test('may change the rules of exactly the buckets of the config, and versioning only where a policy needs it', () => {
    const allowing = (action: string) => statements(template).filter(({ Action }) => [Action].flat().includes(action))
    const rules = allowing('s3:PutLifecycleConfiguration')
    expect(rules).toEqual(allowing('s3:GetLifecycleConfiguration'))
    const text = JSON.stringify(rules.map(({ Resource }) => Resource))
    expect(text).toContain(':s3:::shop-uploads"')
    expect(text).toContain(':s3:::shop-logs"')
    expect(text).not.toContain('shop-thumbnails')
    const versioning = JSON.stringify(allowing('s3:PutBucketVersioning'))
    expect(versioning).toContain(':s3:::shop-uploads"')
    expect(versioning).not.toContain('shop-logs')
  })

  test('has no leave that ends in a star', () => {
    for (const { Action, Resource } of statements(template)) {
      expect(JSON.stringify(Action)).not.toContain('*')
      expect(JSON.stringify(Resource)).not.toContain('*')
    }
  })

  test('asks for no versioning where no policy needs it', () => {
    const plain = templateOf([{ bucket: 'shop-logs', presets: ['access-logs'] }])
    expect(JSON.stringify(statements(plain))).not.toContain('s3:PutBucketVersioning')
  })

  test('is told the names of our own buckets that the config names', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'corner-shop-lifecycle-on-schedule',
      Environment: {
        Variables: Match.objectLike({
          UPLOADS_BUCKET: 'shop-uploads',
          THUMBNAILS_BUCKET: Match.absent(),
          SIGNAL_BUS: Match.anyValue(),
          LEDGER_TABLE: Match.anyValue(),
        }),
      },
    })
    template.hasOutput('LifecycleFunction', {})
  })

  test('runs by the schedule of the config, is tried again, and its failures are kept', () => {
    templateOf([{ bucket: 'shop-logs' }], 'cron(0 3 ? * MON *)').hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(0 3 ? * MON *)',
      Target: {
        Input: '{"reason":"schedule"}',
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: { Arn: Match.anyValue() },
      },
    })
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    })
  })
})

test('a reference to a bucket that nobody makes says what is missing', () => {
  expect(() =>
    synthesize((app) => {
      const stack = new Stack(app, 'shop-operations', { env: testEnv })
      const foundation = new Foundation(stack, 'Foundation', { config })
      addLifecycle(stack, foundation, { config: lifecycleSchema.parse({ buckets: [{ bucket: { own: 'uploads' } }] }) })
      return stack
    }),
  ).toThrow(/own\('uploads'\) needs thumbnails/)
})

test('selections by pattern give leave on the names that fit; by tag on all, and on no object', () => {
  const of = (...selections: object[]) =>
    statements(templateOf([], 'rate(1 day)', selections)).find(({ Sid }) => Sid === 'SelectedBuckets')
  const byPattern = of({ select: { pattern: 'logs-*' }, presets: ['photo-originals'] })
  expect(JSON.stringify(byPattern?.Resource)).toContain(':s3:::logs-*"')
  expect(byPattern?.Action).toEqual(['s3:GetLifecycleConfiguration', 's3:PutLifecycleConfiguration'])
  const byTag = of({ select: { tags: { a: 'b' } }, presets: ['access-logs'] })
  expect(JSON.stringify(byTag?.Resource)).toContain(':s3:::*"')
  expect(byTag?.Action).toContain('s3:GetBucketTagging')
  expect(byTag?.Action).toContain('s3:ListBucketVersions')
})

test('retention gives leave on what the patterns name, and none where nothing is said', () => {
  const of = (retention: object) => statements(templateOf([], 'rate(1 day)', [], { retention }))
  const logs = of({ logGroups: [{ groups: '/aws/lambda/*', days: 30 }] })
  expect(JSON.stringify(logs.find(({ Sid }) => Sid === 'LogGroups')?.Resource)).toContain('log-group:/aws/lambda/*:*')
  expect(logs.some(({ Sid }) => Sid === 'Images' || Sid === 'KeptQueues')).toBe(false)
  const images = of({
    repositories: [{ repositories: 'shop', untaggedAfterDays: 7 }],
    queues: [{ queues: 'jobs-*', keep: '4 days' }],
    streams: [{ streams: 'jobs-*', keep: '7 days' }],
  })
  expect(JSON.stringify(images.find(({ Sid }) => Sid === 'Images')?.Resource)).toContain('repository/shop"')
  expect(JSON.stringify(images.find(({ Sid }) => Sid === 'KeptQueues')?.Resource)).toContain(':jobs-*"')
  expect(JSON.stringify(images.find(({ Sid }) => Sid === 'KeptStreams')?.Resource)).toContain(':stream/jobs-*"')
})

test('reports of S3 Inventory give leave on the buckets that they are in, and one that the config names on its folder alone', () => {
  const of = statements(
    templateOf(
      [
        { bucket: 'shop-logs', presets: ['access-logs'] },
        { bucket: 'shop-books', presets: ['access-logs'], inventory: 's3://theirs/daily/shop-books/all' },
      ],
      'rate(1 day)',
      [],
      { inventory: { from: ['reports'] } },
    ),
  )
  const on = (sid: string) => JSON.stringify(of.find(({ Sid }) => Sid === sid)?.Resource)
  expect(on('Inventories')).toContain(':s3:::shop-logs"')
  expect(on('Inventories')).not.toContain('shop-books')
  expect(on('ReadReports')).toContain(':s3:::reports/*"')
  expect(on('ReadReports')).toContain(':s3:::theirs/daily/shop-books/all/*"')
  expect(on('FindReports')).toContain(':s3:::theirs"')
})
