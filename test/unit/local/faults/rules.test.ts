import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling'
import { AutoScalingClient, UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import { DynamoDBClient, GetItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb'
import { DescribeSubnetsCommand, EC2Client, StartInstancesCommand } from '@aws-sdk/client-ec2'
import { ECSClient, ListTasksCommand, RunTaskCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs'
import { GetCredentialReportCommand, IAMClient } from '@aws-sdk/client-iam'
import {
  DeleteDBInstanceCommand,
  RDSClient,
  RestoreDBInstanceToPointInTimeCommand,
  StartDBInstanceCommand,
} from '@aws-sdk/client-rds'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { UpdateIPSetCommand, WAFV2Client } from '@aws-sdk/client-wafv2'
import { spellRefusal } from '../../../../local/faults/answer.ts'
import * as any from '../../../../local/faults/any-service.ts'
import * as scaling from '../../../../local/faults/application-auto-scaling.ts'
import * as groups from '../../../../local/faults/auto-scaling.ts'
import * as dynamodb from '../../../../local/faults/dynamodb.ts'
import * as ec2 from '../../../../local/faults/ec2.ts'
import * as ecs from '../../../../local/faults/ecs.ts'
import * as services from '../../../../local/faults/ecs-services.ts'
import * as iam from '../../../../local/faults/iam.ts'
import * as rds from '../../../../local/faults/rds.ts'
import { always, type Rule, sometimes, times } from '../../../../local/faults/rule.ts'
import * as s3 from '../../../../local/faults/s3.ts'
import * as ses from '../../../../local/faults/ses.ts'
import * as sns from '../../../../local/faults/sns.ts'
import * as wafv2 from '../../../../local/faults/wafv2.ts'
import { isPermanentAwsError } from '../../../../shared/errors.ts'
import { wire } from './wire.ts'

const sms = (PhoneNumber: string) => (client: object) =>
  new SNSClient(client).send(new PublishCommand({ PhoneNumber, Message: 'x' }))
const email = (client: object) =>
  new SESv2Client(client).send(
    new SendEmailCommand({
      FromEmailAddress: 'nightshift@corner-shop.example',
      Destination: { ToAddresses: ['mina@corner-shop.example'] },
      Content: { Simple: { Subject: { Data: 'x' }, Body: { Text: { Data: 'x' } } } },
    }),
  )
const get = (client: object) =>
  new DynamoDBClient(client).send(new GetItemCommand({ TableName: 'ledger', Key: { pk: { S: 'a' } } }))
const put = (more: object) => (client: object) =>
  new S3Client(client).send(new PutObjectCommand({ Bucket: 'shop', Key: 'a', Body: 'x', ...more }))
const list = (more: object) => (client: object) =>
  new ECSClient(client).send(new ListTasksCommand({ cluster: 'jobs', ...more }))
const transact = (client: object) =>
  new DynamoDBClient(client).send(
    new TransactWriteItemsCommand({
      TransactItems: ['a', 'b'].map((pk) => ({ Put: { TableName: 'ledger', Item: { pk: { S: pk } } } })),
    }),
  )

const startInstance = (client: object) =>
  new EC2Client(client).send(new StartInstancesCommand({ InstanceIds: ['i-1'] }))
const startDatabase = (client: object) =>
  new RDSClient(client).send(new StartDBInstanceCommand({ DBInstanceIdentifier: 'shop' }))
const deleteDatabase = (client: object) =>
  new RDSClient(client).send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: 'shop', SkipFinalSnapshot: true }))
const restoreDatabase = (client: object) =>
  new RDSClient(client).send(
    new RestoreDBInstanceToPointInTimeCommand({
      SourceDBInstanceIdentifier: 'shop',
      TargetDBInstanceIdentifier: 'shop-2',
      UseLatestRestorableTime: true,
    }),
  )
const resize = (client: object) =>
  new AutoScalingClient(client).send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: 'web', MinSize: 0 }))
const register = (client: object) =>
  new ApplicationAutoScalingClient(client).send(
    new RegisterScalableTargetCommand({
      ServiceNamespace: 'ecs',
      ResourceId: 'service/shop/web',
      ScalableDimension: 'ecs:service:DesiredCount',
    }),
  )
const setCount = (client: object) =>
  new ECSClient(client).send(new UpdateServiceCommand({ cluster: 'shop', service: 'web', desiredCount: 0 }))

const credentialReport = (client: object) => new IAMClient(client).send(new GetCredentialReportCommand({}))

const updateSet = (client: object) =>
  new WAFV2Client(client).send(
    new UpdateIPSetCommand({ Name: 'a', Id: '1', Scope: 'REGIONAL', Addresses: [], LockToken: 'x' }),
  )

/** Name, status and whether trying again is of no use, as the SDK's client and our functions see them. */
type Seen = readonly [name: string, status: number, permanent: boolean]

/** A call that no rule meets is answered by the wire's end. */
const passes: Seen = ['Unknown', 418, false]

const refusals: readonly (readonly [string, Rule, (client: object) => Promise<unknown>, Seen])[] = [
  [
    'a number that SNS cannot send to',
    sns.numberRefused('+12025550101'),
    sms('+12025550101'),
    ['InvalidParameterException', 400, true],
  ],
  ['more SMS than the rate', sns.rateExceeded(), sms('+12025550101'), ['ThrottledException', 429, false]],
  ['a role without sns:Publish', sns.publishDenied(), sms('+12025550101'), ['AuthorizationErrorException', 403, true]],
  ['an identity that is not verified', ses.notVerified(), email, ['MessageRejected', 400, true]],
  ['a paused account', ses.accountPaused(), email, ['SendingPausedException', 400, true]],
  ['a suspended account', ses.accountSuspended(), email, ['AccountSuspendedException', 400, true]],
  ['a configuration set', ses.configurationSetDenied(), email, ['AccessDeniedException', 403, true]],
  ['no report', iam.reportNotPresent(), credentialReport, ['CredentialReportNotPresentException', 410, false]],
  ['a report of yesterday', iam.reportExpired(), credentialReport, ['CredentialReportExpiredException', 410, false]],
  ['a report on its way', iam.reportInProgress(), credentialReport, ['CredentialReportNotReadyException', 404, true]],
  ['the quota of a day', ses.dailyQuotaExceeded(), email, ['TooManyRequestsException', 429, false]],
  ['the rate of SES', ses.sendingTooFast(), email, ['TooManyRequestsException', 429, false]],
  [
    'startedBy and a status',
    ecs.startedByAlone(),
    list({ startedBy: 'a', desiredStatus: 'STOPPED' }),
    ['InvalidParameterException', 400, true],
  ],
  [
    'startedBy and a family',
    ecs.startedByAlone(),
    list({ startedBy: 'a', family: 'b' }),
    ['InvalidParameterException', 400, true],
  ],
  [
    'a partition that is full',
    dynamodb.throughputExceeded(),
    get,
    ['ProvisionedThroughputExceededException', 400, false],
  ],
  ['a table that grows', dynamodb.onDemandThrottled(), get, ['ThrottlingException', 400, false]],
  ['the limit of the account', dynamodb.requestLimitExceeded(), get, ['RequestLimitExceeded', 400, false]],
  ['an internal error of DynamoDB', dynamodb.internalServerError(), get, ['InternalServerError', 500, false]],
  ['S3 that asks for less', s3.slowDown(), put({}), ['SlowDown', 503, false]],
  ['an internal error of S3', s3.internalError(), put({}), ['InternalError', 500, false]],
  [
    'a conflict of a conditional write',
    s3.conditionalConflict(),
    put({ IfNoneMatch: '*' }),
    ['ConditionalRequestConflict', 409, false],
  ],
  [
    'no capacity for an instance',
    ec2.insufficientInstanceCapacity('i-1'),
    startInstance,
    ['InsufficientInstanceCapacity', 500, false],
  ],
  ['more vCPUs than the limit', ec2.vcpuLimitExceeded(), startInstance, ['VcpuLimitExceeded', 400, true]],
  ['the buckets of EC2', ec2.requestLimitExceeded(), startInstance, ['RequestLimitExceeded', 503, false]],
  ['a role without ec2', ec2.unauthorized(), startInstance, ['UnauthorizedOperation', 403, true]],
  ['a role without one of a batch', ec2.unauthorizedFor(['i-1']), startInstance, ['UnauthorizedOperation', 403, true]],
  [
    'no capacity for a database',
    rds.insufficientDbCapacity(),
    startDatabase,
    ['InsufficientDBInstanceCapacityFault', 400, true],
  ],
  ['a key that is off', rds.kmsKeyNotAccessible(), startDatabase, ['KMSKeyNotAccessibleFault', 400, true]],
  ['subnets that are gone', rds.invalidSubnet(), startDatabase, ['InvalidSubnet', 400, true]],
  ['the rate of RDS', rds.rdsThrottled(), startDatabase, ['Throttling', 400, false]],
  ['a role without rds', rds.rdsDenied(), startDatabase, ['AccessDenied', 403, true]],
  ['what is being made', rds.deletedWhileCreating(), deleteDatabase, ['InvalidDBInstanceStateFault', 400, true]],
  ['protection', rds.deletionProtected(), deleteDatabase, ['InvalidParameterCombination', 400, true]],
  ['a name that is taken', rds.databaseNameTaken(), restoreDatabase, ['DBInstanceAlreadyExistsFault', 400, true]],
  ['a time out of reach', rds.outsideRestoreWindow(), restoreDatabase, ['InvalidRestoreFault', 400, true]],
  ['no automatic backups', rds.noPointInTime(), restoreDatabase, ['PointInTimeRestoreNotEnabledFault', 400, true]],
  [
    'a group whose activity is under way',
    groups.scalingActivityInProgress(),
    resize,
    ['ScalingActivityInProgressFault', 400, true],
  ],
  ['a group that another call changes', groups.resourceContention(), resize, ['ResourceContentionFault', 500, false]],
  ['a role without autoscaling', groups.autoScalingDenied(), resize, ['AccessDenied', 403, true]],
  [
    'a scaling that another call changes',
    scaling.concurrentUpdate(),
    register,
    ['ConcurrentUpdateException', 500, false],
  ],
  [
    'a service that scaling may not read',
    scaling.failedResourceAccess(),
    register,
    ['FailedResourceAccessException', 400, true],
  ],
  ['a role without scaling', scaling.scalingDenied(), register, ['AccessDeniedException', 403, true]],
  ['a service that is deleted', services.serviceNotActive(), setCount, ['ServiceNotActiveException', 400, true]],
  ['an error of ECS', services.ecsServerException(), setCount, ['ServerException', 500, false]],
  ['a token that is stale', wafv2.optimisticLock(), updateSet, ['WAFOptimisticLockException', 400, true]],
  ['a set that is full', wafv2.limitsExceeded(), updateSet, ['WAFLimitsExceededException', 400, true]],
  ['a set that is not there yet', wafv2.unavailableEntity(), updateSet, ['WAFUnavailableEntityException', 400, true]],
  ['a set that is gone', wafv2.nonexistentItem(), updateSet, ['WAFNonexistentItemException', 400, true]],
  ['an internal error of WAF', wafv2.wafInternalError(), updateSet, ['WAFInternalErrorException', 500, false]],
  ['the rate of WAF', wafv2.wafThrottled(), updateSet, ['ThrottlingException', 400, false]],
  ['a throttle', any.throttled({ service: 'ecs' }), list({}), ['ThrottlingException', 400, false]],
  ['AWS that is not there', any.unavailable({ action: 'ListTasks' }), list({}), ['ServiceUnavailable', 503, false]],
  ['an internal failure', any.internalFailure({}), list({}), ['InternalFailure', 500, false]],
  [
    'a missing permission',
    any.denied({ service: 'ecs', action: ['RunTask', 'ListTasks'] }),
    list({}),
    ['AccessDeniedException', 403, true],
  ],
]

const outcomeOf = async (rule: Rule, send: (client: object) => Promise<unknown>): Promise<Seen> => {
  const error: unknown = await send(wire([rule]).client).catch((thrown: unknown) => thrown)
  const { name, $metadata } = error as {
    readonly name: string
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  return [name, $metadata?.httpStatusCode ?? 0, isPermanentAwsError(error)]
}

test.each(refusals)('%s is refused as AWS refuses it', async (_, rule, send, seen) => {
  expect(await outcomeOf(rule, send)).toEqual(seen)
})

test.each([
  ['another instance', ec2.insufficientInstanceCapacity('i-2'), startInstance],
  ['another number', sns.numberRefused('+12025550101'), sms('+12025550102')],
  ['startedBy alone', ecs.startedByAlone(), list({ startedBy: 'a' })],
  ['a family and a status', ecs.startedByAlone(), list({ family: 'a', desiredStatus: 'STOPPED' })],
  ['a write without a condition', s3.conditionalConflict(), put({})],
  ['a read beside a rule for writes', dynamodb.throughputExceeded({ action: 'TransactWriteItems' }), get],
  ['another service', any.throttled({ service: 'sqs' }), get],
  ['another caller', any.throttled({ caller: 'jobs-on-minute' }), get],
  ['a verified number in the sandbox', sns.smsSandbox('+12025550101'), sms('+12025550101')],
] as const)('%s passes', async (_, rule, send) => {
  expect((await outcomeOf(rule, send)).slice(1)).toEqual(passes.slice(1))
})

test.each([
  ['a person who opted out', sns.optedOut('+12025550101')],
  ['a spend limit that is reached', sns.spendLimitReached()],
  ['a number that the sandbox does not know', sns.smsSandbox('+12025550199')],
])('%s: SNS accepts the message, and says no more', async (_, rule) => {
  expect(await sms('+12025550101')(wire([rule]).client)).toMatchObject({ MessageId: expect.stringMatching(/./) })
})

test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'] as const)(
  'a transaction that is cancelled by %s says which action was in the way',
  async (reason) => {
    const error: unknown = await transact(wire([dynamodb.transactionCancelled(reason)]).client).catch((e: unknown) => e)
    expect(error).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: reason }, { Code: 'None' }],
    })
  },
)

test('RunTask without room is HTTP 200 with a failure', async () => {
  const { client } = wire([ecs.noRoom('RESOURCE:FARGATE', 'Capacity is unavailable at this time')])
  expect(await new ECSClient(client).send(new RunTaskCommand({ taskDefinition: 'a' }))).toMatchObject({
    tasks: [],
    failures: [{ reason: 'RESOURCE:FARGATE', detail: 'Capacity is unavailable at this time' }],
  })
})

test('a token of RunTask is answered alike, and a conflict where something else is asked', async () => {
  const rule = ecs.clientTokens()
  const { client, calls } = wire([rule])
  const run = (more: object) =>
    new ECSClient(client).send(
      new RunTaskCommand({ cluster: 'jobs', taskDefinition: 'a', clientToken: 'token', ...more }),
    )
  await run({}).catch(() => undefined)
  const [first] = calls
  if (!first) throw new Error('no call')
  // What was refused, or started nothing, may be tried again with the same token.
  rule.after?.(first, { status: 200, body: JSON.stringify({ tasks: [], failures: [{ reason: 'RESOURCE:CPU' }] }) })
  expect(rule.before?.(first)).toBeUndefined()
  rule.after?.(first, { status: 200, body: JSON.stringify({ tasks: [{ taskArn: 'arn:1' }] }) })
  expect(await run({})).toMatchObject({ tasks: [{ taskArn: 'arn:1' }] })
  await expect(run({ taskDefinition: 'b' })).rejects.toMatchObject({
    name: 'ConflictException',
    resourceIds: ['arn:1'],
  })
  await expect(run({ cluster: 'other' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 418 } })
})

test('a rule speaks up so many times, or for a share that is the same for the same seed', () => {
  const call = { service: 'ecs', action: 'RunTask', region: 'r', protocol: 'json', input: {} } as const
  const rule = always('all', {}, { delay: 1 })
  const speaks = (each: Rule, count: number): boolean[] =>
    Array.from({ length: count }, () => each.before?.(call) !== undefined)
  expect(speaks(times(2, rule), 4)).toEqual([true, true, false, false])
  const share = speaks(sometimes(0.3, rule, 7), 1000)
  expect(speaks(sometimes(0.3, rule, 7), 1000)).toEqual(share)
  expect(share.filter(Boolean).length).toBeGreaterThan(250)
  expect(share.filter(Boolean).length).toBeLessThan(350)
})

test('every protocol has its own spelling', async () => {
  const refusing = { refuse: { status: 400, code: 'Odd', message: 'a < b & c' } } as const
  const everything = always('odd', {}, refusing)
  await expect(new EC2Client(wire([everything]).client).send(new DescribeSubnetsCommand({}))).rejects.toMatchObject({
    name: 'Odd',
    message: expect.stringContaining('a < b & c'),
  })
  const queue = { QueueUrl: 'http://127.0.0.1:1/123456789012/a', MessageBody: 'x' }
  await expect(new SQSClient(wire([everything]).client).send(new SendMessageCommand(queue))).rejects.toMatchObject({
    name: 'Odd',
  })
  const { body, headers } = spellRefusal(
    { protocol: 'cbor', service: 'cloudwatch' },
    { status: 400, code: 'Odd', message: 'x' },
  )
  expect(headers).toMatchObject({ 'smithy-protocol': 'rpc-v2-cbor' })
  // {"__type": "Odd", "message": "x"}, with text of two length bytes.
  expect(Buffer.from(body).toString('hex')).toBe(
    'a27900065f5f7479706579' + '00034f646479' + '00076d65737361676579' + '000178',
  )
})
