import { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addThumbnails } from '../../infra/functions/thumbnails.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { synthesize, testEnv } from './synth.ts'

const make = (changes: object = {}): Template =>
  synthesize((app) => {
    const config = parseConfig({ ...written, thumbnails: changes }, new Date('2026-11-21T00:00:00Z'))
    if (!config.thumbnails) throw new Error('The config has no thumbnails')
    const stack = new Stack(app, 'shop-operations', { env: testEnv })
    addThumbnails(stack, new Foundation(stack, 'Foundation', { config }), { config: config.thumbnails })
    return stack
  })

const template = make()

/** The one resource of a type that fits. */
const find = (type: string, match: object): [string, Record<string, unknown>] => {
  const [found] = Object.entries(template.findResources(type, match))
  if (!found) throw new Error(`No ${type}`)
  return [found[0], found[1]]
}

const uploads = { Properties: { VersioningConfiguration: { Status: 'Enabled' } } }
const policyOf = (match: object) => find('AWS::SQS::QueuePolicy', { Properties: match })

describe('the buckets', () => {
  test('are two, private, encrypted, and survive the stack', () => {
    const buckets = Object.values(template.findResources('AWS::S3::Bucket'))
    expect(buckets).toHaveLength(2)
    for (const bucket of buckets) {
      expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
      expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
    }
  })

  test('only that of the originals notifies, and only of what is created', () => {
    const notifying = Object.values(template.findResources('AWS::S3::Bucket')).filter(
      ({ Properties }) => Properties.NotificationConfiguration,
    )
    expect(notifying).toHaveLength(1)
    expect(notifying[0]?.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' })
    expect(notifying[0]?.Properties.NotificationConfiguration.QueueConfigurations).toEqual([
      { Event: 's3:ObjectCreated:*', Queue: expect.anything() },
    ])
  })

  test('a prefix of the config becomes the filter and narrows the role', () => {
    const narrowed = make({ prefix: 'photos/' })
    narrowed.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: {
        QueueConfigurations: [{ Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'photos/' }] } } }],
      },
    })
    expect(JSON.stringify(narrowed.findResources('AWS::IAM::Policy'))).toContain('/photos/*')
  })
})

describe('the queue', () => {
  const sends = Match.objectLike({ Sid: 'OnlyTheUploadsBucket' })
  const [policyId, policy] = policyOf({ PolicyDocument: { Statement: Match.arrayWith([sends]) } })

  test('takes messages from the one bucket of this account only', () => {
    const [, bucket] = find('AWS::S3::Bucket', uploads)
    const statement = JSON.parse(JSON.stringify(policy)).Properties.PolicyDocument.Statement.find(
      ({ Sid }: { Sid: string }) => Sid === 'OnlyTheUploadsBucket',
    )
    const arn = statement.Condition.ArnEquals['aws:SourceArn']['Fn::Join'][1]
    const name = (bucket.Properties as { BucketName: { 'Fn::Join': [string, unknown[]] } }).BucketName['Fn::Join'][1]
    expect(arn.slice(3)).toEqual(name.slice(1))
    expect(arn.slice(0, 3)).toEqual(['arn:', { Ref: 'AWS::Partition' }, `:s3:::${name[0]}`])
    expect(statement.Condition.StringEquals).toEqual({ 'aws:SourceAccount': { Ref: 'AWS::AccountId' } })
  })

  test('lets the bucket in before the bucket asks, and there is no circle', () => {
    const [, bucket] = find('AWS::S3::Bucket', uploads)
    expect(bucket.DependsOn).toContain(policyId)
    expect(JSON.stringify(policy)).not.toContain('"Ref":"Originals')
  })

  test('hides a message for six times as long as the function may run', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout: 360, RedrivePolicy: { maxReceiveCount: 5 } })
    template.hasResourceProperties('AWS::Lambda::Function', { Timeout: 60, MemorySize: 1769 })
  })

  test('feeds the function in small batches that fail message by message', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 10 },
    })
  })
})

test('the role reads originals, writes thumbnails, adds to the ledger, and nothing else', () => {
  const actions = Object.values(template.findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }: { Action: string | string[] }) => Action)
  expect([...new Set(actions)].sort()).toEqual([
    'dynamodb:PutItem',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ReceiveMessage',
  ])
})

test('whoever builds on the stack finds both buckets and the queue', () => {
  for (const name of ['UploadsBucket', 'ThumbnailsBucket', 'UploadsQueueUrl', 'UploadsDeadLettersQueueUrl'])
    template.hasOutput(name, {})
})
