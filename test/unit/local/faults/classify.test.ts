import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling'
import { AutoScalingClient, SuspendProcessesCommand } from '@aws-sdk/client-auto-scaling'
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation'
import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs'
import { DynamoDBClient, GetItemCommand, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { CreateSnapshotCommand, DescribeSubnetsCommand, EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2'
import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RunTaskCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs'
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CopyDBSnapshotCommand, DescribeDBInstancesCommand, RDSClient, StopDBClusterCommand } from '@aws-sdk/client-rds'
import { GetResourcesCommand, ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { classify } from '../../../../local/faults/classify.ts'
import { wire } from './wire.ts'

const end = wire()
const { client } = end
const s3 = new S3Client(client)
const dynamodb = new DynamoDBClient(client)
const ecs = new ECSClient(client)
const sns = new SNSClient(client)
const here = 'ap-northeast-2:123456789012'
const object = { Bucket: 'shop', Key: 'uploads/빵 1.png' }
const lines = { Bucket: 'shop', Key: 'a/b' }
const ask = (action: string, resource: string, conditions?: object) => ({
  action,
  resource,
  ...(conditions ? { conditions } : {}),
})
const table = `arn:aws:dynamodb:${here}:table/ledger`
const sender = { 'ses:FromAddress': ['nightshift@corner-shop.example'] }
const cluster = { 'ecs:cluster': [`arn:aws:ecs:${here}:cluster/jobs`] }

/** What the pinned SDK sends: the call that it is, and what IAM is asked for it. */
const cases: readonly (readonly [operation: string, send: () => Promise<unknown>, asks: readonly object[]])[] = [
  [
    'sns:Publish',
    () => sns.send(new PublishCommand({ PhoneNumber: '+12025550101', Message: 'a & b' })),
    [ask('sns:Publish', 'phone number')],
  ],
  [
    'sns:Publish',
    () => sns.send(new PublishCommand({ TopicArn: `arn:aws:sns:${here}:fallback`, Message: 'x' })),
    [ask('sns:Publish', `arn:aws:sns:${here}:fallback`)],
  ],
  [
    'ses:SendEmail',
    () =>
      new SESv2Client(client).send(
        new SendEmailCommand({
          FromEmailAddress: 'Night <nightshift@corner-shop.example>',
          ConfigurationSetName: 'tracking',
          Destination: { ToAddresses: ['mina@corner-shop.example'] },
          Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
        }),
      ),
    [
      ask('ses:SendEmail', `arn:aws:ses:${here}:identity/corner-shop.example`, sender),
      ask('ses:SendEmail', `arn:aws:ses:${here}:configuration-set/tracking`, sender),
    ],
  ],
  [
    'ecs:RunTask',
    () => ecs.send(new RunTaskCommand({ cluster: 'jobs', taskDefinition: 'shop-nightly' })),
    [ask('ecs:RunTask', `arn:aws:ecs:${here}:task-definition/shop-nightly:*`, cluster)],
  ],
  [
    'ecs:RunTask',
    () => ecs.send(new RunTaskCommand({ cluster: 'jobs', taskDefinition: 'shop-nightly:7' })),
    [ask('ecs:RunTask', `arn:aws:ecs:${here}:task-definition/shop-nightly:7`, cluster)],
  ],
  [
    'ecs:StopTask',
    () => ecs.send(new StopTaskCommand({ cluster: 'jobs', task: '0123' })),
    [ask('ecs:StopTask', `arn:aws:ecs:${here}:task/jobs/0123`, cluster)],
  ],
  [
    'ecs:DescribeTasks',
    () =>
      ecs.send(
        new DescribeTasksCommand({
          cluster: `arn:aws:ecs:${here}:cluster/jobs`,
          tasks: [`arn:aws:ecs:${here}:task/jobs/1`, '2'],
        }),
      ),
    [
      ask('ecs:DescribeTasks', `arn:aws:ecs:${here}:task/jobs/1`, cluster),
      ask('ecs:DescribeTasks', `arn:aws:ecs:${here}:task/jobs/2`, cluster),
    ],
  ],
  ['ecs:ListTasks', () => ecs.send(new ListTasksCommand({ cluster: 'jobs' })), [ask('ecs:ListTasks', '*', cluster)]],
  [
    'dynamodb:GetItem',
    () =>
      dynamodb.send(new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: 'run#nightly' }, sk: { S: '2026' } } })),
    [ask('dynamodb:GetItem', table, { 'dynamodb:LeadingKeys': ['run#nightly'] })],
  ],
  [
    'dynamodb:Query',
    () =>
      dynamodb.send(
        new QueryCommand({
          TableName: 'ledger',
          IndexName: 'open',
          KeyConditionExpression: '#open = :word AND #at < :now',
          ExpressionAttributeNames: { '#open': 'open', '#at': 'at' },
          ExpressionAttributeValues: { ':now': { S: '2026' }, ':word': { S: 'run' } },
        }),
      ),
    [ask('dynamodb:Query', `${table}/index/open`, { 'dynamodb:LeadingKeys': ['run'] })],
  ],
  [
    'dynamodb:TransactWriteItems',
    () =>
      dynamodb.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: 'ledger', Item: { pk: { S: 'incident#1' }, sk: { S: 'incident' } } } },
            {
              ConditionCheck: {
                TableName: 'ledger',
                Key: { pk: { S: 'job#a' } },
                ConditionExpression: 'attribute_exists(pk)',
              },
            },
          ],
        }),
      ),
    [
      ask('dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': ['incident#1'] }),
      ask('dynamodb:ConditionCheckItem', table, { 'dynamodb:LeadingKeys': ['job#a'] }),
    ],
  ],
  ['s3:ListBuckets', () => s3.send(new ListBucketsCommand({})), [ask('s3:ListAllMyBuckets', '*')]],
  [
    's3:GetObject',
    () => s3.send(new GetObjectCommand(object)),
    [ask('s3:GetObject', 'arn:aws:s3:::shop/uploads/빵 1.png')],
  ],
  [
    's3:GetObject',
    () => s3.send(new GetObjectCommand({ ...lines, VersionId: 'v1' })),
    [ask('s3:GetObjectVersion', 'arn:aws:s3:::shop/a/b')],
  ],
  ['s3:HeadObject', () => s3.send(new HeadObjectCommand(lines)), [ask('s3:GetObject', 'arn:aws:s3:::shop/a/b')]],
  [
    's3:PutObject',
    () => s3.send(new PutObjectCommand({ ...lines, Body: 'x', IfNoneMatch: '*', Tagging: 'a=b' })),
    [ask('s3:PutObject', 'arn:aws:s3:::shop/a/b'), ask('s3:PutObjectTagging', 'arn:aws:s3:::shop/a/b')],
  ],
  [
    's3:UploadPart',
    () => s3.send(new UploadPartCommand({ ...lines, Body: 'x', UploadId: 'u', PartNumber: 1 })),
    [ask('s3:PutObject', 'arn:aws:s3:::shop/a/b')],
  ],
  [
    's3:CopyObject',
    () => s3.send(new CopyObjectCommand({ ...lines, CopySource: 'other/c%20d?versionId=v' })),
    [ask('s3:PutObject', 'arn:aws:s3:::shop/a/b'), ask('s3:GetObjectVersion', 'arn:aws:s3:::other/c d')],
  ],
  ['s3:DeleteObject', () => s3.send(new DeleteObjectCommand(lines)), [ask('s3:DeleteObject', 'arn:aws:s3:::shop/a/b')]],
  [
    's3:DeleteObjects',
    () => s3.send(new DeleteObjectsCommand({ Bucket: 'shop', Delete: { Objects: [{ Key: 'a' }] } })),
    [ask('s3:DeleteObject', 'arn:aws:s3:::shop/*')],
  ],
  [
    's3:ListObjectsV2',
    () => s3.send(new ListObjectsV2Command({ Bucket: 'shop', Prefix: 'a/' })),
    [ask('s3:ListBucket', 'arn:aws:s3:::shop', { 's3:prefix': ['a/'] })],
  ],
  [
    's3:GetBucketLifecycleConfiguration',
    () => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: 'shop' })),
    [ask('s3:GetLifecycleConfiguration', 'arn:aws:s3:::shop')],
  ],
  [
    's3:PutBucketLifecycleConfiguration',
    () =>
      s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket: 'shop', LifecycleConfiguration: { Rules: [] } })),
    [ask('s3:PutLifecycleConfiguration', 'arn:aws:s3:::shop')],
  ],
  [
    'cloudwatch:GetMetricData',
    () =>
      new CloudWatchClient(client).send(
        new GetMetricDataCommand({ StartTime: new Date(0), EndTime: new Date(1000), MetricDataQueries: [] }),
      ),
    [ask('cloudwatch:GetMetricData', '*')],
  ],
  [
    'cloudwatch:PutMetricData',
    () => new CloudWatchClient(client).send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData: [] })),
    [ask('cloudwatch:PutMetricData', '*', { 'cloudwatch:namespace': ['Shop'] })],
  ],
  [
    'logs:GetLogEvents',
    () => new CloudWatchLogsClient(client).send(new GetLogEventsCommand({ logGroupName: '/jobs', logStreamName: 'a' })),
    [ask('logs:GetLogEvents', `arn:aws:logs:${here}:log-group:/jobs:log-stream:a`)],
  ],
  [
    'sqs:SendMessage',
    () =>
      new SQSClient(client).send(
        new SendMessageCommand({ QueueUrl: 'http://127.0.0.1:1/123456789012/timers', MessageBody: 'x' }),
      ),
    [ask('sqs:SendMessage', `arn:aws:sqs:${here}:timers`)],
  ],
  [
    'ssm:GetParameter',
    () => new SSMClient(client).send(new GetParameterCommand({ Name: '/shop/sender' })),
    [ask('ssm:GetParameter', `arn:aws:ssm:${here}:parameter/shop/sender`)],
  ],
  [
    'events:PutEvents',
    () =>
      new EventBridgeClient(client).send(
        new PutEventsCommand({
          Entries: [{ EventBusName: 'signals', Source: 'nightshift', DetailType: 'run.failed' }],
        }),
      ),
    [
      ask('events:PutEvents', `arn:aws:events:${here}:event-bus/signals`, {
        'events:source': ['nightshift'],
        'events:detail-type': ['run.failed'],
      }),
    ],
  ],
  [
    'lambda:Invoke',
    () => new LambdaClient(client).send(new InvokeCommand({ FunctionName: 'jobs-on-look', Payload: '{}' })),
    [ask('lambda:InvokeFunction', `arn:aws:lambda:${here}:function:jobs-on-look`)],
  ],
  [
    'scheduler:GetSchedule',
    () => new SchedulerClient(client).send(new GetScheduleCommand({ Name: 'nightly', GroupName: 'jobs' })),
    [ask('scheduler:GetSchedule', `arn:aws:scheduler:${here}:schedule/jobs/nightly`)],
  ],
  [
    'ec2:DescribeSubnets',
    () => new EC2Client(client).send(new DescribeSubnetsCommand({})),
    [ask('ec2:DescribeSubnets', '*')],
  ],
  [
    'rds:DescribeDBInstances',
    () => new RDSClient(client).send(new DescribeDBInstancesCommand({})),
    [ask('rds:DescribeDBInstances', `arn:aws:rds:${here}:db:*`)],
  ],
  [
    'ecs:RunTask',
    () => ecs.send(new RunTaskCommand({ cluster: 'jobs', taskDefinition: 'shop', propagateTags: 'TASK_DEFINITION' })),
    [
      ask('ecs:RunTask', `arn:aws:ecs:${here}:task-definition/shop:*`, cluster),
      ask('ecs:TagResource', `arn:aws:ecs:${here}:task/jobs/0123456789abcdef0123456789abcdef`, {
        'ecs:CreateAction': ['RunTask'],
      }),
    ],
  ],
  [
    'rds:CopyDBSnapshot',
    () =>
      new RDSClient(client).send(
        new CopyDBSnapshotCommand({
          SourceDBSnapshotIdentifier: 'arn:aws:rds:eu-west-1:123456789012:snapshot:a',
          TargetDBSnapshotIdentifier: 'b',
          Tags: [{ Key: 'team', Value: 'shop' }],
        }),
      ),
    [
      ['rds:CopyDBSnapshot', 'arn:aws:rds:eu-west-1:123456789012:snapshot:a'],
      ['rds:CopyDBSnapshot', `arn:aws:rds:${here}:snapshot:b`],
      ['rds:AddTagsToResource', `arn:aws:rds:${here}:snapshot:b`],
    ].map(([action = '', resource = '']) => ask(action, resource, { 'aws:RequestTag/team': ['shop'] })),
  ],
  [
    'ec2:CreateSnapshot',
    () =>
      new EC2Client(client).send(
        new CreateSnapshotCommand({
          VolumeId: 'vol-1',
          TagSpecifications: [{ ResourceType: 'snapshot', Tags: [{ Key: 'team', Value: 'shop' }] }],
        }),
      ),
    [
      ask('ec2:CreateSnapshot', `arn:aws:ec2:${here}:volume/vol-1`),
      ask('ec2:CreateSnapshot', 'arn:aws:ec2:ap-northeast-2::snapshot/*', { 'aws:RequestTag/team': ['shop'] }),
      ask('ec2:CreateTags', 'arn:aws:ec2:ap-northeast-2::snapshot/*', {
        'aws:RequestTag/team': ['shop'],
        'ec2:CreateAction': ['CreateSnapshot'],
      }),
    ],
  ],
  [
    'rds:StopDBCluster',
    () => new RDSClient(client).send(new StopDBClusterCommand({ DBClusterIdentifier: 'shop' })),
    [ask('rds:StopDBCluster', `arn:aws:rds:${here}:cluster:shop`)],
  ],
  [
    'ec2:StopInstances',
    () => new EC2Client(client).send(new StopInstancesCommand({ InstanceIds: ['i-1', 'i-2'] })),
    ['i-1', 'i-2'].map((id) => ask('ec2:StopInstances', `arn:aws:ec2:${here}:instance/${id}`)),
  ],
  [
    'ecs:UpdateService',
    () => new ECSClient(client).send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', desiredCount: 0 })),
    [
      ask('ecs:UpdateService', `arn:aws:ecs:${here}:service/shop/web`, {
        'ecs:cluster': [`arn:aws:ecs:${here}:cluster/shop`],
      }),
    ],
  ],
  [
    'autoscaling:SuspendProcesses',
    () => new AutoScalingClient(client).send(new SuspendProcessesCommand({ AutoScalingGroupName: 'web' })),
    [
      ask(
        'autoscaling:SuspendProcesses',
        `arn:aws:autoscaling:${here}:autoScalingGroup:00000000-0000-4000-8000-000000000000:autoScalingGroupName/web`,
      ),
    ],
  ],
  [
    'application-autoscaling:DescribeScalableTargets',
    () =>
      new ApplicationAutoScalingClient(client).send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' })),
    [{ action: 'application-autoscaling:DescribeScalableTargets', resource: '*', conditions: {} }],
  ],
  [
    'application-autoscaling:RegisterScalableTarget',
    () =>
      new ApplicationAutoScalingClient(client).send(
        new RegisterScalableTargetCommand({
          ServiceNamespace: 'ecs',
          ResourceId: 'service/shop/web',
          ScalableDimension: 'ecs:service:DesiredCount',
        }),
      ),
    [
      ask(
        'application-autoscaling:RegisterScalableTarget',
        `arn:aws:application-autoscaling:${here}:scalable-target/0000000000000000000000000000000000000000`,
        {
          'application-autoscaling:service-namespace': ['ecs'],
          'application-autoscaling:scalable-dimension': ['ecs:service:DesiredCount'],
        },
      ),
    ],
  ],
  [
    'cloudformation:ListStackResources',
    () => new CloudFormationClient(client).send(new ListStackResourcesCommand({ StackName: 'shop' })),
    [
      ask(
        'cloudformation:ListStackResources',
        `arn:aws:cloudformation:${here}:stack/shop/00000000-0000-4000-8000-000000000000`,
      ),
    ],
  ],
  [
    'tagging:GetResources',
    () => new ResourceGroupsTaggingAPIClient(client).send(new GetResourcesCommand({})),
    [ask('tag:GetResources', '*')],
  ],
  [
    'sts:GetCallerIdentity',
    () => new STSClient(client).send(new GetCallerIdentityCommand({})),
    [ask('sts:GetCallerIdentity', '*')],
  ],
]

test.each(cases)(
  '%s (%#) is told from what the SDK sends, and so is what IAM is asked',
  async (operation, send, asks) => {
    await send().catch(() => undefined)
    const call = end.calls.at(-1)
    expect(`${call?.service}:${call?.action}`).toBe(operation)
    expect(call?.region).toBe('ap-northeast-2')
    expect(end.asks()).toEqual(asks)
  },
)

const authorization = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=test/20261130/ap-northeast-2/${service}/aws4_request, SignedHeaders=host, Signature=0`

test('a call of Smithy RPC v2 CBOR is told by its path', () => {
  const headers = { authorization: authorization('monitoring'), 'smithy-protocol': 'rpc-v2-cbor' }
  const target = '/service/GraniteServiceVersion20100801/operation/PutMetricData'
  expect(classify({ method: 'POST', target, headers }, '')).toMatchObject({
    service: 'cloudwatch',
    action: 'PutMetricData',
    protocol: 'cbor',
  })
})

test('a presigned address is a call as well', () => {
  const target = `/shop/a.png?X-Amz-Credential=${encodeURIComponent('test/20261130/ap-northeast-2/s3/aws4_request')}`
  expect(classify({ method: 'GET', target, headers: {} }, '')).toMatchObject({
    service: 's3',
    action: 'GetObject',
    input: { Bucket: 'shop', Key: 'a.png' },
  })
})

test('what is not signed, or no known operation of a REST service, is not a call', () => {
  expect(classify({ method: 'GET', target: '/_ministack/health', headers: {} }, '')).toBeUndefined()
  const headers = { authorization: authorization('lambda') }
  expect(classify({ method: 'GET', target: '/2099-01-01/nothing', headers }, '')).toBeUndefined()
})

test('a body that is no JSON leaves the input empty', () => {
  const headers = {
    authorization: authorization('ecs'),
    'x-amz-target': 'AmazonEC2ContainerServiceV20141113.ListTasks',
  }
  expect(classify({ method: 'POST', target: '/', headers }, '{')).toMatchObject({ action: 'ListTasks', input: {} })
})
