import { ArnFormat, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import { channelNamed, contactChannelsByName, lastResort } from '../../../functions/alerts/channels/index.ts'
import type { SsmValue } from '../../../shared/config/values.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { grantList } from '../../constructs/grant-list.ts'
import { arnIn, grantStatements } from '../../constructs/grant-statements.ts'

/**
 * What a function that reaches people may do: the ledger, messages by every channel, timers, and the metrics that it draws.
 * @param secrets parameters that it reads beside those of contacts and channels
 */
export const grantAlerting = (
  fn: lambda.Function,
  foundation: Foundation,
  timers: sqs.IQueue,
  secrets: readonly SsmValue[] = [],
): void => {
  const { alerts } = foundation.config
  foundation.grantLedger(fn)
  grantList(fn, { sid: 'SetTimers', actions: ['sqs:SendMessage'], resources: [timers.queueArn] })
  grantChannels(fn, foundation)
  grantContacts(fn, parametersIn({ ...alerts, sources: {}, watchedBy: secrets }))
  grantMetrics(fn)
}

/**
 * The sweep holds alarms against the ledger. Composite alarms are shown only to who may see all.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
 */
export const grantReadingAlarms = (fn: lambda.Function): void => {
  fn.addToRolePolicy(
    new iam.PolicyStatement({
      sid: 'Alarms',
      actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:ListAlarmMuteRules'],
      // Acknowledged with the metrics: see grantMetrics.
      resources: ['*'],
    }),
  )
}

/** CloudWatch has no resources for metric data. */
const grantMetrics = (fn: lambda.Function): void => {
  fn.addToRolePolicy(
    new iam.PolicyStatement({ sid: 'Metrics', actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
  )
  Validations.of(fn.role ?? fn).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'CloudWatch has no resources for metric data.',
  })
}

/** Tags are asked of alarms alone, when they go off. */
export const grantReadingTags = (fn: lambda.Function): void => {
  const alarms = fn.stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  })
  fn.addToRolePolicy(
    new iam.PolicyStatement({ sid: 'AlarmTags', actions: ['cloudwatch:ListTagsForResource'], resources: [alarms] }),
  )
  Validations.of(fn.role ?? fn).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudwatch:${fn.stack.region}:<AWS::AccountId>:alarm:*]`,
    reason: 'Any alarm of the account may use the alarm topic; only its tags are read.',
  })
}

/** What stands behind links and heartbeats, and what a person or a heartbeat can change of it: beginnings of the ledger's keys. */
const linkWrites = ['incident#', 'alarm#', 'heartbeat#']
const linkReads = ['link#', 'beat#']
/** The same of sources, where the config has any. */
const sourceWrites = ['source#']
const sourceReads = ['source-token#']

/**
 * What the one function may do that anybody can call: these records of the ledger and no index, putting into the queue of
 * timers what others then do and into that of reports what sources say, and reading what sources sign with. It reaches nobody.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export const grantLinks = (
  fn: lambda.Function,
  { ledger, config }: Foundation,
  timers: sqs.IQueue,
  reports: sqs.IQueue | undefined,
): void => {
  const writes = [...linkWrites, ...(reports ? sourceWrites : [])]
  const reads = [...writes, ...linkReads, ...(reports ? sourceReads : [])]
  for (const [sid, actions, keys] of [
    ['ReadLinks', ['dynamodb:GetItem', 'dynamodb:Query'], reads],
    ['WriteAnswers', ['dynamodb:PutItem'], writes],
  ] as const)
    fn.addToRolePolicy(
      new iam.PolicyStatement({
        sid,
        actions: [...actions],
        resources: [ledger.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys.map((key) => `${key}*`) } },
      }),
    )
  grantList(fn, { sid: 'SetTimers', actions: ['sqs:SendMessage'], resources: [timers.queueArn] })
  if (reports) grantList(fn, { sid: 'TakeReports', actions: ['sqs:SendMessage'], resources: [reports.queueArn] })
  grantContacts(fn, parametersIn(Object.values(config.alerts.sources).map(({ secret }) => secret)))
}

/** What the channels say that they need. */
const grantChannels = (fn: lambda.Function, { config: { alerts }, fallbackTopic }: Foundation): void => {
  const arns = { of: arnIn(fn.stack), fallbackTopic: fallbackTopic.topicArn }
  const used = [...contactChannelsByName.map(([, channel]) => channel), channelNamed(lastResort)]
  grantStatements(
    fn,
    used.flatMap((channel) => channel?.statements(alerts as never, arns) ?? []),
  )
}

/** Names of the parameters in a part of the config, however deep they stand. */
const parametersIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return []
  const { ssm } = value as Partial<SsmValue>
  return typeof ssm === 'string' ? [ssm] : Object.values(value).flatMap(parametersIn)
}

const grantContacts = (fn: lambda.Function, names: readonly string[]): void =>
  grantList(fn, {
    sid: 'Contacts',
    actions: ['ssm:GetParameter'],
    resources: names.map((name) =>
      fn.stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) }),
    ),
  })
