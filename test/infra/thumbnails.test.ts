import { generateKeyPairSync } from 'node:crypto'
import { Stack } from 'aws-cdk-lib'
import { Match, type Template } from 'aws-cdk-lib/assertions'
import { Foundation } from '../../infra/constructs/foundation.ts'
import { addThumbnails } from '../../infra/functions/thumbnails/thumbnails.ts'
import { config as written } from '../../nightshift.config.ts'
import { parseConfig } from '../../shared/config/define-config.ts'
import { uploadsAtOnce } from '../../shared/config/thumbnails/at-once.ts'
import { synthesize, testEnv } from './synth.ts'

const make = (changes: object = {}): Template =>
  synthesize((app) => {
    const config = parseConfig({ ...written, thumbnails: changes }, new Date('2026-11-21T00:00:00Z'))
    if (!config.thumbnails) throw new Error('The config has no thumbnails')
    const stack = new Stack(app, 'shop-operations', { env: testEnv })
    const atOnce = uploadsAtOnce({ thumbnails: config.thumbnails, firewall: undefined })
    addThumbnails(stack, new Foundation(stack, 'Foundation', { config }), { config: config.thumbnails, atOnce })
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
      expect(bucket).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' })
      expect(bucket.Properties.BucketName).toBeUndefined()
      expect(bucket.Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
    }
  })

  test('only that of the originals notifies, of all that can change which version is the current one, and of restores', () => {
    const notifying = Object.values(template.findResources('AWS::S3::Bucket')).filter(
      ({ Properties }) => Properties.NotificationConfiguration,
    )
    expect(notifying).toHaveLength(1)
    expect(notifying[0]?.Properties.VersioningConfiguration).toEqual({ Status: 'Enabled' })
    expect(notifying[0]?.Properties.NotificationConfiguration.QueueConfigurations).toEqual([
      { Event: 's3:ObjectCreated:*', Queue: expect.anything() },
      { Event: 's3:ObjectRemoved:*', Queue: expect.anything() },
      { Event: 's3:LifecycleExpiration:*', Queue: expect.anything() },
      { Event: 's3:ObjectRestore:Completed', Queue: expect.anything() },
    ])
  })

  test('prefixes of the config become filters that do not overlap, and narrow the role', () => {
    const key = 'small/{size}/{key}'
    const narrowed = make({ prefix: 'photos/', recipes: [{ prefix: 'photos/people/' }, { prefix: 'avatars/', key }] })
    const [bucket] = Object.values(narrowed.findResources('AWS::S3::Bucket', uploads))
    const filters = bucket?.Properties.NotificationConfiguration.QueueConfigurations.map(
      ({ Filter }: { Filter: { S3Key: { Rules: { Value: string }[] } } }) => Filter.S3Key.Rules[0]?.Value,
    )
    expect(filters).toEqual([...Array(4).fill('photos/'), ...Array(4).fill('avatars/')])
    const policy = JSON.stringify(narrowed.findResources('AWS::IAM::Policy'))
    for (const path of ['/photos/*', '/avatars/*', '/small/large/avatars/*']) expect(policy).toContain(`"${path}"`)
    expect(policy).not.toContain('"/*"')
  })
})

test('more prefixes than S3 takes notifications of are watched by what they have in common', () => {
  const recipes = Array.from({ length: 50 }, (_, index) => ({ prefix: `people/${String(index).padStart(2, '0')}/` }))
  const made = make({ prefix: 'photos/', recipes })
  const [bucket] = Object.values(made.findResources('AWS::S3::Bucket', uploads))
  const configured: { Filter: { S3Key: { Rules: { Value: string }[] } } }[] =
    bucket?.Properties.NotificationConfiguration.QueueConfigurations
  expect(configured.length).toBeLessThanOrEqual(100)
  const prefixes = configured.map(({ Filter }) => Filter.S3Key.Rules[0]?.Value ?? '')
  for (const { prefix } of [{ prefix: 'photos/' }, ...recipes])
    expect(prefixes.filter((each) => prefix.startsWith(each))).toHaveLength(4)
})

describe('a bucket that is there already', () => {
  const existing = [{ bucket: 'shop-photos', prefix: '2026/' }, { bucket: 'shop.scans' }]
  const made = make({ prefix: '2026/', recipes: [{ prefix: 'scans/' }], existing })

  test('is watched by a rule on the bus of the account, to the queue of uploads, and is no resource of ours', () => {
    for (const detail of [
      { bucket: { name: ['shop-photos'] }, object: { key: [{ prefix: '2026/' }] } },
      { bucket: { name: ['shop.scans'] } },
    ])
      made.hasResourceProperties('AWS::Events::Rule', {
        EventBusName: Match.absent(),
        EventPattern: {
          source: ['aws.s3'],
          'detail-type': ['Object Created', 'Object Deleted', 'Object Restore Completed'],
          detail,
        },
        Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Uploads'), 'Arn'] }, InputPath: Match.absent() }],
      })
    made.resourceCountIs('AWS::S3::Bucket', 2)
    expect(Object.keys(made.toJSON().Resources).filter((id) => /Custom/.test(id))).toEqual([])
  })

  test('sends by its rule alone, and all rules are let in by one statement', () => {
    const rules = Object.keys(made.findResources('AWS::Events::Rule')).filter((id) => id.startsWith('Existing'))
    made.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Sid: 'OnlyOwnRules',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Condition: { ArnEquals: { 'aws:SourceArn': rules.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })) } },
          }),
        ]),
      },
    })
  })

  test('is read under its prefix, and nothing in it is changed', () => {
    const statements = Object.values(made.findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Resource }) => /:s3:::(shop-photos|shop\.scans)/.test(JSON.stringify(Resource)))
    expect(statements.map(({ Action }) => Action).sort()).toEqual(['s3:GetObject', 's3:ListBucket'])
    const reads = statements.find(({ Action }) => Action === 's3:GetObject')
    const ends = reads.Resource.map((arn: { 'Fn::Join': [string, unknown[]] }) => arn['Fn::Join'][1].at(-1))
    expect(ends).toEqual([':s3:::shop-photos/2026/*', ':s3:::shop.scans/*'])
  })

  test('has a folder of its own in the bucket of thumbnails', () => {
    const policy = JSON.stringify(made.findResources('AWS::IAM::Policy'))
    for (const path of ['/@shop-photos/*', '/@shop.scans/*']) expect(policy).toContain(`"${path}"`)
  })
})

describe('thumbnails.made', () => {
  const variablesOf = (made: Template) =>
    Object.values(made.findResources('AWS::Lambda::Function'))[0]?.Properties.Environment.Variables
  const sendsOf = (made: Template, action: string) =>
    Object.values(made.findResources('AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === action)
      .map(({ Resource }) => JSON.stringify(Resource))

  test('is said nowhere unless it is asked for', () => {
    expect(variablesOf(template)).not.toHaveProperty('MADE_TO')
    expect(sendsOf(template, 'events:PutEvents')).toHaveLength(1)
  })

  test('is said on one bus, with addresses where there is a view', () => {
    const made = make({ made: { bus: 'default' }, view: {} })
    expect(variablesOf(made)).toMatchObject({
      MADE_TO: 'default',
      THUMBNAILS_ADDRESS: { 'Fn::Join': expect.anything() },
    })
    expect(sendsOf(made, 'events:PutEvents').filter((arn) => arn.includes(':event-bus/default"'))).toHaveLength(1)
  })

  test('or into one queue', () => {
    const made = make({ made: { queue: 'shop-pictures' } })
    expect(JSON.stringify(variablesOf(made).MADE_TO)).toContain('/shop-pictures"')
    expect(variablesOf(made)).not.toHaveProperty('THUMBNAILS_ADDRESS')
    expect(sendsOf(made, 'sqs:SendMessage').filter((arn) => arn.includes(':shop-pictures"'))).toHaveLength(1)
  })

  test('or by a queue of ours to a webhook, tried eight times, then kept under an alarm', () => {
    const webhook = { address: 'https://shop.example/hook', secret: { ssm: '/shop/secret' } }
    const made = make({ made: { webhook } })
    made.hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 180,
      RedrivePolicy: {
        maxReceiveCount: 8,
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^MadeMadeDeadLetters'), 'Arn'] },
      },
    })
    made.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: Match.stringLikeRegexp('MadeDeadLetters-not-empty$'),
    })
    for (const name of ['MadeQueueUrl', 'MadeDeadLettersQueueUrl']) expect(made.findOutputs(name)).toHaveProperty(name)
    made.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    })
    const queue = { Ref: Object.keys(made.findResources('AWS::SQS::Queue')).find((id) => /^MadeQueue/.test(id)) }
    const variables = Object.values(made.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment.Variables,
    )
    expect(variables.map(({ MADE_TO, MADE_QUEUE }) => MADE_TO ?? MADE_QUEUE)).toEqual([queue, queue])
    expect(sendsOf(made, 'ssm:GetParameter').filter((arn) => arn.includes(':parameter/shop/secret"'))).toHaveLength(1)
    expect(sendsOf(made, 'sqs:SendMessage').filter((arn) => arn.includes('"MadeQueue'))).toHaveLength(1)
  })
})

describe('the queue', () => {
  const sends = Match.objectLike({ Sid: 'OnlyOwnBuckets' })
  const [policyId, policy] = policyOf({ PolicyDocument: { Statement: Match.arrayWith([sends]) } })

  test('takes messages from buckets of the stack and this account only', () => {
    const statement = JSON.parse(JSON.stringify(policy)).Properties.PolicyDocument.Statement.find(
      ({ Sid }: { Sid: string }) => Sid === 'OnlyOwnBuckets',
    )
    expect(statement.Condition).toEqual({
      ArnLike: { 'aws:SourceArn': { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::shop-operations*']] } },
      StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
    })
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
      ScalingConfig: { MaximumConcurrency: 4 },
    })
  })
})

test('the role reads and tags originals, writes and removes thumbnails, keeps the ledger, says signals, and nothing else', () => {
  const actions = Object.values(template.findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }: { Action: string | string[] }) => Action)
  expect([...new Set(actions)].sort()).toEqual([
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'events:PutEvents',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:DeleteObject',
    's3:GetObject',
    's3:GetObjectTagging',
    's3:GetObjectVersionTagging',
    's3:ListBucket',
    's3:PutObject',
    's3:PutObjectTagging',
    's3:PutObjectVersionTagging',
    'sqs:ChangeMessageVisibility',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'sqs:GetQueueUrl',
    'sqs:ReceiveMessage',
    'sqs:SendMessage',
  ])
})

test('originals are never written or removed', () => {
  const [[uploadsId] = []] = Object.entries(template.findResources('AWS::S3::Bucket', uploads))
  const statements = Object.values(template.findResources('AWS::IAM::Policy'))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .filter(({ Resource }) => JSON.stringify(Resource).includes(uploadsId ?? 'none'))
  expect(statements.length).toBeGreaterThan(0)
  expect(JSON.stringify(statements.map(({ Action }) => Action))).not.toMatch(/s3:(PutObject|DeleteObject)"/)
})

describe('the view', () => {
  const publicKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
    type: 'spki',
    format: 'pem',
  })

  test('is not there unless it is asked for', () => template.resourceCountIs('AWS::CloudFront::Distribution', 0))

  test('serves a private bucket over HTTPS alone', () => {
    const view = make({ view: {} })
    view.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        DefaultCacheBehavior: { ViewerProtocolPolicy: 'https-only', TrustedKeyGroups: Match.absent() },
        Origins: [{ OriginAccessControlId: Match.anyValue(), S3OriginConfig: { OriginAccessIdentity: '' } }],
      },
    })
    for (const bucket of Object.values(view.findResources('AWS::S3::Bucket')))
      expect(bucket.Properties.PublicAccessBlockConfiguration.BlockPublicPolicy).toBe(true)
    view.hasOutput('ThumbnailsAddress', {})
  })

  test('gives nothing that was made on request by its own key, whatever the config says now', () => {
    const resource = {
      'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Thumbnails'), 'Arn'] }, '/@/*']],
    }
    make({ view: {} }).hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 's3:GetObject',
            Principal: { Service: 'cloudfront.amazonaws.com' },
            Resource: resource,
          }),
        ]),
      },
    })
  })

  test('with a key serves signed addresses only, and under a name of its own', () => {
    const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1'
    const view = make({ view: { signed: { publicKey }, domain: { name: 'pictures.shop.example', certificateArn } } })
    view.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: {
        Aliases: ['pictures.shop.example'],
        DefaultCacheBehavior: { TrustedKeyGroups: [Match.anyValue()] },
        ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021' },
      },
    })
    view.hasOutput('ThumbnailsKeyId', {})
  })
})

describe('another key of the view', () => {
  const pem = () =>
    generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).publicKey.export({ type: 'spki', format: 'pem' }) as string
  const [first, second] = [pem(), pem()]
  const keysOf = (signed: object): Record<string, string> => {
    const found = make({ view: { signed } }).findResources('AWS::CloudFront::PublicKey')
    return Object.fromEntries(
      Object.entries(found).map(([id, { Properties }]) => [Properties.PublicKeyConfig.EncodedKey, id]),
    )
  }
  const before = keysOf({ publicKey: first })
  const both = make({ view: { signed: { publicKey: second, previousPublicKeys: [first] } } })
  const after = keysOf({ publicKey: second })

  test('is another resource, because CloudFront never changes one', () => {
    expect(Object.keys(before)).toEqual([first.trim()])
    expect(Object.values(after)).not.toEqual(Object.values(before))
    expect(keysOf({ publicKey: first.replaceAll('\n', '\r\n') })).toEqual({
      [first.replaceAll('\n', '\r\n').trim()]: before[first.trim()],
    })
  })

  test('is accepted beside the one before it, and new addresses are signed with it', () => {
    const ids = [after[second.trim()], before[first.trim()]]
    both.hasResourceProperties('AWS::CloudFront::KeyGroup', {
      KeyGroupConfig: { Items: ids.map((Ref) => ({ Ref })) },
    })
    both.hasOutput('ThumbnailsKeyId', { Value: { Ref: ids[0] } })
    const [group] = Object.keys(both.findResources('AWS::CloudFront::KeyGroup'))
    expect(make({ view: { signed: { publicKey: first } } }).findResources('AWS::CloudFront::KeyGroup')).toHaveProperty(
      String(group),
    )
  })

  test('that is in the list twice counts once', () => {
    expect(Object.keys(keysOf({ publicKey: first, previousPublicKeys: [first] }))).toEqual([first.trim()])
  })
})

describe('pictures on request', () => {
  const made = make({
    view: {},
    requests: { concurrency: 7 },
    prefix: 'photos/',
    existing: [{ bucket: 'shop-scans', prefix: 'photos/' }],
  })
  const functions = Object.entries(made.findResources('AWS::Lambda::Function'))
  const [, onRequest] =
    functions.find(([, { Properties }]) => /on-request$/.test(Properties.FunctionName)) ?? ([] as never)

  test('are nobody’s unless they are asked for', () => {
    template.resourceCountIs('AWS::SecretsManager::Secret', 0)
    template.resourceCountIs('AWS::Lambda::Url', 0)
    const view = make({ view: {} })
    view.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: { CacheBehaviors: Match.absent() },
    })
  })

  test('are served by the view: their paths lead to the function, with nothing but the path', () => {
    const [distribution] = Object.values(made.findResources('AWS::CloudFront::Distribution'))
    const { CacheBehaviors, Origins } = distribution?.Properties.DistributionConfig ?? {}
    expect(CacheBehaviors.map(({ PathPattern }: { PathPattern: string }) => PathPattern)).toEqual(['/@/*', '/~*~'])
    for (const behavior of CacheBehaviors) {
      expect(behavior).toMatchObject({
        ViewerProtocolPolicy: 'https-only',
        AllowedMethods: ['GET', 'HEAD'],
        FunctionAssociations: [{ EventType: 'viewer-request' }],
        // CachingOptimized: neither query nor headers but Accept-Encoding.
        CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      })
      expect(behavior).not.toHaveProperty('OriginRequestPolicyId')
      expect(behavior).not.toHaveProperty('TrustedKeyGroups')
    }
    expect(Origins).toHaveLength(2)
    expect(Origins[1]).toMatchObject({
      OriginAccessControlId: expect.anything(),
      CustomOriginConfig: { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 60 },
    })
    // CloudFront takes Vary: Accept of the function out, because Accept is not forwarded.
    made.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: {
        CustomHeadersConfig: { Items: [{ Header: 'Vary', Value: 'Accept', Override: true }] },
        SecurityHeadersConfig: { ContentTypeOptions: { Override: true } },
      },
    })
    made.hasResourceProperties('AWS::CloudFront::Function', {
      AutoPublish: true,
      FunctionConfig: { Runtime: 'cloudfront-js-2.0' },
    })
  })

  test('are made by a function that this distribution alone may call, for as long as CloudFront waits', () => {
    made.hasResourceProperties('AWS::Lambda::Url', { AuthType: 'AWS_IAM' })
    expect(onRequest.Properties).toMatchObject({ Timeout: 59, MemorySize: 1769, ReservedConcurrentExecutions: 7 })
    const permissions = Object.values(made.findResources('AWS::Lambda::Permission')).filter(({ Properties }) =>
      JSON.stringify(Properties.FunctionName).includes('OnRequest'),
    )
    expect(permissions.map(({ Properties }) => Properties.Action).sort()).toEqual([
      'lambda:InvokeFunction',
      'lambda:InvokeFunctionUrl',
    ])
    for (const { Properties } of permissions) {
      expect(Properties.Principal).toBe('cloudfront.amazonaws.com')
      expect(JSON.stringify(Properties.SourceArn)).toContain(':distribution/')
    }
  })

  test('are signed with a secret that nobody has written, and that the function may read', () => {
    made.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
      SecretString: Match.absent(),
    })
    made.hasOutput('RequestsSecret', {})
    made.hasOutput('RequestsAddress', {})
    // What CloudFront takes in a path pattern.
    for (const each of JSON.stringify(made.toJSON()).matchAll(/"PathPattern":"([^"]*)"/g))
      expect(each[1]).toMatch(/^[a-zA-Z0-9_.*$/~'&@:?+-]+$/)
  })

  const statementsOf = (role: string): { Action: string | string[]; Resource: unknown }[] =>
    Object.values(made.findResources('AWS::IAM::Policy'))
      .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes(role))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
  const role = JSON.stringify(onRequest.Properties.Role['Fn::GetAtt'][0]).replaceAll('"', '')

  test('need a role that reads originals and writes in one folder', () => {
    const statements = statementsOf(role)
    expect([...new Set(statements.flatMap(({ Action }) => Action))].sort()).toEqual([
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      's3:DeleteObject',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
      'secretsmanager:GetSecretValue',
    ])
    const writing = statements.filter(({ Action }) => [Action].flat().includes('s3:PutObject'))
    expect(writing).toHaveLength(1)
    expect(JSON.stringify(writing[0]?.Resource)).toMatch(/Thumbnails.*\/@\/\*/)
    expect(JSON.stringify(statements)).toContain('/photos/*')
    expect(JSON.stringify(statements)).toContain(':s3:::shop-scans/photos/*')
  })

  test('of originals that change are removed by the function of uploads', () => {
    const uploading = functions.find(([, { Properties }]) => /on-upload$/.test(Properties.FunctionName))?.[1]
    const statements = statementsOf(uploading?.Properties.Role['Fn::GetAtt'][0])
    const removing = statements.filter(({ Action }) => [Action].flat().includes('s3:DeleteObject'))
    expect(JSON.stringify(removing)).toContain('/@/*')
    expect(JSON.stringify(removing)).toContain('/photos/*')
  })
})

test('whoever builds on the stack finds both buckets and the queue', () => {
  for (const name of ['UploadsBucket', 'ThumbnailsBucket', 'UploadsQueueUrl', 'UploadsDeadLettersQueueUrl'])
    template.hasOutput(name, {})
})
