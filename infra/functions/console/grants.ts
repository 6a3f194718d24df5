import { ArnFormat, Stack, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { writtenPrefixes } from '../../../shared/config/thumbnails/problems.ts'
import { taskPlaceOf } from '../../../shared/jobs/task-place.ts'
import { ledgerIndexes } from '../../../shared/ledger/indexes.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { grantList } from '../../constructs/grant-list.ts'
import { grantStatements } from '../../constructs/grant-statements.ts'
import { grantReading } from '../jobs/grants.ts'
import { retentionStatements } from '../lifecycle-retention.ts'
import { readingOf, selectionStatements } from '../lifecycle-selections.ts'

/** Beginnings of the keys that the page writes: who is signed in, by which link, and which button was pressed. */
const pageWrites = ['session#', 'login#', 'console#']

/**
 * What the function that faces the internet may do: read the ledger and the logs of jobs, write its own records, and hand actions over to the function of
 * each capability. It can neither send a message nor start a task.
 */
export const grantPage = (fn: lambda.Function, foundation: Foundation): void => {
  const { tableArn } = foundation.ledger
  grantList(fn, { sid: 'ReadLedger', actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources: [tableArn] })
  grantList(fn, {
    sid: 'ReadIndexes',
    actions: ['dynamodb:Query'],
    resources: Object.values(ledgerIndexes).map((name) => `${tableArn}/index/${name}`),
  })
  grantWriting(fn, foundation, pageWrites)
  grantJobLogs(fn, foundation)
  grantList(fn, {
    sid: 'HandOver',
    actions: ['lambda:InvokeFunction'],
    resources: foundation.acting.map(({ functionArn }) => functionArn),
  })
  grantMetrics(fn)
  grantBuckets(fn, foundation)
}

/**
 * What an alarm looked at, to be plotted beside its incident. Values of metrics alone: no name of one can be listed.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
 */
const grantMetrics = (fn: lambda.Function): void => {
  fn.addToRolePolicy(
    new iam.PolicyStatement({ sid: 'ReadMetrics', actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
  )
  Validations.of(fn.role ?? fn).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'CloudWatch has no resources for metric data.',
  })
}

/** The page of a run shows the end of its log. */
const grantJobLogs = (fn: lambda.Function, { config: { name, jobs = {} } }: Foundation): void =>
  grantReading(fn, { tasks: Object.entries(jobs).map(([job, definition]) => taskPlaceOf(name, job, definition)) })

/** What the function of queues may do: look at each queue, empty those of dead letters, and hand their messages over. */
export const grantQueues = (fn: lambda.Function, { queues, replayed }: Foundation): void => {
  const arns = (isDead: boolean) => queues.filter((each) => each.isDead === isDead).map(({ queue }) => queue.queueArn)
  grantList(fn, {
    sid: 'LookAtQueues',
    actions: ['sqs:GetQueueAttributes'],
    resources: queues.map(({ queue }) => queue.queueArn),
  })
  grantList(fn, {
    sid: 'TakeDeadLetters',
    actions: ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'],
    resources: arns(true),
  })
  grantList(fn, { sid: 'GiveBack', actions: ['sqs:SendMessage'], resources: arns(false) })
  grantList(fn, {
    sid: 'CallAgain',
    actions: ['lambda:InvokeFunction'],
    resources: replayed.map(({ functionArn }) => functionArn),
  })
  grantMetrics(fn)
}

/**
 * Small thumbnails, to be shown, and how buckets with a lifecycle policy are now, so that a plan can be made. Of originals, nothing; it can
 * write and list nowhere.
 */
const grantBuckets = (fn: lambda.Function, { config, outputs }: Foundation): void => {
  const { partition } = Stack.of(fn)
  const thumbnails = outputs.get('ThumbnailsBucket')
  const own = { uploads: outputs.get('UploadsBucket'), thumbnails }
  if (config.thumbnails && thumbnails !== undefined)
    grantStatements(
      fn,
      writtenPrefixes(config.thumbnails).map((prefix) => ({
        sid: 'ReadThumbnails',
        actions: ['s3:GetObject'],
        resources: [`arn:${partition}:s3:::${thumbnails}/${prefix}*`],
        wildcard: 'The keys are those of the uploads, which nobody knows before: all thumbnails under this prefix.',
      })),
    )
  const buckets = (config.lifecycle?.buckets ?? []).flatMap(
    ({ bucket }) => (typeof bucket === 'string' ? bucket : own[bucket.own]) ?? [],
  )
  if (buckets.length > 0)
    grantList(fn, {
      sid: 'ReadLifecycle',
      actions: ['s3:GetBucketVersioning', 's3:GetLifecycleConfiguration'],
      resources: buckets.map((bucket) => `arn:${partition}:s3:::${bucket}`),
    })
  const { lifecycle } = config
  if (lifecycle)
    grantStatements(
      fn,
      readingOf([...selectionStatements(lifecycle, Stack.of(fn)), ...retentionStatements(lifecycle, Stack.of(fn))]),
    )
}

/**
 * The secret by which the OpenID provider knows the page, if it has one: that one alone. Secrets Manager puts six characters behind a name.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
export const grantClientSecret = (fn: lambda.Function, { config }: Foundation): void => {
  const from = config.console.openId?.clientSecret
  if (from === undefined) return
  const stack = Stack.of(fn)
  grantList(
    fn,
    'ssm' in from
      ? {
          sid: 'ReadClientSecret',
          actions: ['ssm:GetParameter'],
          resources: [stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: from.ssm.slice(1) })],
        }
      : {
          sid: 'ReadClientSecret',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [
            stack.formatArn({
              service: 'secretsmanager',
              resource: 'secret',
              resourceName: `${from.secret}-??????`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          ],
        },
  )
}

/** Whoever signs in gets a link: nothing else is read or written. */
export const grantSignIn = (fn: lambda.Function, foundation: Foundation): void =>
  grantWriting(fn, foundation, ['login#'])

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
const grantWriting = (fn: lambda.Function, { ledger }: Foundation, keys: readonly string[]): void => {
  fn.addToRolePolicy(
    new iam.PolicyStatement({
      sid: 'WriteOwnRecords',
      actions: ['dynamodb:PutItem'],
      resources: [ledger.tableArn],
      conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys.map((key) => `${key}*`) } },
    }),
  )
}
