import { ArnFormat, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import { channelNamed, contactChannelsByName, lastResort } from '../../../functions/alerts/channels/index.ts'
import type { SsmValue } from '../../../shared/config/values.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { grantList } from '../../constructs/grant-list.ts'
import { arnIn, grantStatements } from '../../constructs/grant-statements.ts'

/** What every function of alerts may do: the ledger, messages by every channel, timers, and looking at what it tells of. */
export const grantAlerting = (fn: lambda.Function, foundation: Foundation, timers: sqs.IQueue): void => {
  const { alerts } = foundation.config
  foundation.grantLedger(fn)
  grantList(fn, { sid: 'SetTimers', actions: ['sqs:SendMessage'], resources: [timers.queueArn] })
  grantChannels(fn, foundation)
  grantContacts(fn, parametersIn(alerts))
  grantLooking(fn)
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
      // Acknowledged with the metrics: see grantLooking.
      resources: ['*'],
    }),
  )
}

/** CloudWatch has no resources for metric data; tags are asked of alarms alone. */
const grantLooking = (fn: lambda.Function): void => {
  fn.addToRolePolicy(
    new iam.PolicyStatement({ sid: 'Metrics', actions: ['cloudwatch:GetMetricData'], resources: ['*'] }),
  )
  const alarms = fn.stack.formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  })
  fn.addToRolePolicy(
    new iam.PolicyStatement({ sid: 'AlarmTags', actions: ['cloudwatch:ListTagsForResource'], resources: [alarms] }),
  )
  for (const [id, reason] of [
    ['AwsSolutions-IAM5[Resource::*]', 'CloudWatch has no resources for metric data.'],
    [
      `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudwatch:${fn.stack.region}:<AWS::AccountId>:alarm:*]`,
      'Any alarm of the account may use the alarm topic; only its tags are read.',
    ],
  ] as const)
    Validations.of(fn.role ?? fn).acknowledge({ id, reason })
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
