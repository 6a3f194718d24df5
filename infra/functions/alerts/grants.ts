import { ArnFormat, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import type { SsmValue } from '../../../shared/config/values.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { grantList } from '../../constructs/grant-list.ts'

/** What every function of alerts may do: the ledger, messages by every channel, timers, and looking at what it tells of. */
export const grantAlerting = (fn: lambda.Function, foundation: Foundation, timers: sqs.IQueue): void => {
  const { alerts } = foundation.config
  foundation.grantLedger(fn)
  foundation.fallbackTopic.grantPublish(fn)
  grantList(fn, { sid: 'SetTimers', actions: ['sqs:SendMessage'], resources: [timers.queueArn] })
  grantSms(fn, alerts.smsRegion)
  grantEmail(fn, alerts.emailFrom)
  grantContacts(fn, [...Object.values(alerts.responders).flatMap(({ sms, email }) => [sms, email]), alerts.emailFrom])
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

/** Publishing to a phone number has no ARN of its own; what can be ruled out is every topic, and every region but one. */
const grantSms = (fn: iam.IGrantable, region: string | undefined): void => {
  fn.grantPrincipal.addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'TextMessages',
      actions: ['sns:Publish'],
      notResources: ['arn:*:sns:*:*:*'],
      ...(region ? { conditions: { StringEquals: { 'aws:RequestedRegion': region } } } : {}),
    }),
  )
}

/**
 * SES checks the identity of the sender's domain or address, and in its sandbox the recipient's too; and where the identity has
 * a default configuration set, that set. https://github.com/aws/aws-cdk/issues/34402
 */
const grantEmail = (fn: lambda.Function, from: string | SsmValue | undefined): void => {
  if (from === undefined) return
  fn.grantPrincipal.addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'Email',
      actions: ['ses:SendEmail'],
      resources: ['identity', 'configuration-set'].map((resource) =>
        fn.stack.formatArn({ service: 'ses', resource, resourceName: '*' }),
      ),
      ...(typeof from === 'string' ? { conditions: { StringEquals: { 'ses:FromAddress': from } } } : {}),
    }),
  )
  const any = (resource: string) =>
    `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:${fn.stack.region}:<AWS::AccountId>:${resource}/*]`
  Validations.of(fn.role ?? fn).acknowledge(
    {
      id: any('identity'),
      reason:
        'The verified identity may be the address, its domain or a parent of it; the sender is fixed by a condition.',
    },
    {
      id: any('configuration-set'),
      reason: 'The default configuration set is chosen at the identity, in SES; the sender is fixed by a condition.',
    },
  )
}

const grantContacts = (fn: lambda.Function, contacts: readonly (string | SsmValue | undefined)[]): void => {
  const names = contacts.flatMap((contact) => (typeof contact === 'object' ? [contact.ssm] : []))
  grantList(fn, {
    sid: 'Contacts',
    actions: ['ssm:GetParameter'],
    resources: names.map((name) =>
      fn.stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) }),
    ),
  })
}
