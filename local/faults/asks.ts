import { applicationAutoScalingAsks } from './application-auto-scaling.ts'
import { autoScalingAsks } from './auto-scaling.ts'
import { type Ask, arnOf, type Call, type Place, textOf } from './call.ts'
import { cloudFormationAsks } from './cloudformation.ts'
import { dynamodbAsks } from './dynamodb.ts'
import { ec2Asks } from './ec2.ts'
import { ecsAsks } from './ecs.ts'
import { rdsAsks } from './rds.ts'
import { s3Asks } from './s3.ts'
import { sesAsks } from './ses.ts'
import { snsAsks } from './sns.ts'
import { wafv2Asks } from './wafv2.ts'

type Asks = (call: Call, place: Place) => readonly Ask[]

/** A service of which each call asks for one thing, that its input names. */
const byName =
  (nameOf: (input: Call['input'], action: string) => string | undefined): Asks =>
  ({ service, action, input }, place) => {
    const name = nameOf(input, action)
    return [{ action: `${service}:${action}`, resource: name ? arnOf(service, place, name) : '*' }]
  }

const after = (text: string | undefined, prefix: string): string | undefined => text && `${prefix}${text}`

/**
 * What IAM is asked, a service a line; what is not here is asked for `*`, which no narrow grant allows.
 * Source: the service's page in https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
const services: Readonly<Record<string, Asks>> = {
  'application-autoscaling': applicationAutoScalingAsks,
  autoscaling: autoScalingAsks,
  cloudformation: cloudFormationAsks,
  dynamodb: dynamodbAsks,
  ec2: ec2Asks,
  ecs: ecsAsks,
  s3: s3Asks,
  ses: sesAsks,
  sns: snsAsks,
  wafv2: wafv2Asks,
  acm: byName((input) => textOf(input, 'CertificateArn')),
  cloudwatch: ({ action, input }) => {
    const namespace = textOf(input, 'Namespace')
    const conditions = action === 'PutMetricData' && namespace ? { 'cloudwatch:namespace': [namespace] } : undefined
    const resource = textOf(input, 'ResourceARN') ?? '*'
    return [{ action: `cloudwatch:${action}`, resource, ...(conditions ? { conditions } : {}) }]
  },
  events: ({ service, action, input }, place) => {
    if (action === 'ListRuleNamesByTarget') return [{ action: `${service}:${action}`, resource: '*' }]
    const entries = Array.isArray(input.Entries) ? (input.Entries as Readonly<Record<string, unknown>>[]) : []
    return entries.map((entry) => ({
      action: `${service}:${action}`,
      resource: arnOf(service, place, (textOf(entry, 'EventBusName') ?? 'default').replace(/^(?!arn:)/, 'event-bus/')),
      conditions: {
        'events:source': [textOf(entry, 'Source') ?? ''],
        'events:detail-type': [textOf(entry, 'DetailType') ?? ''],
      },
    }))
  },
  iam: byName((input) => textOf(input, 'PolicySourceArn')),
  lambda: ({ action, input }, place) => {
    const name = textOf(input, 'FunctionName')
    const resource = name ? arnOf('lambda', place, name.startsWith('arn:') ? name : `function:${name}`) : '*'
    return [{ action: `lambda:${action === 'Invoke' ? 'InvokeFunction' : action}`, resource }]
  },
  logs: byName((input) => {
    const group = textOf(input, 'logGroupName')
    return group && `log-group:${group}:log-stream:${textOf(input, 'logStreamName') ?? ''}`
  }),
  rds: rdsAsks,
  scheduler: (call, place) => {
    const asks = byName((input) => {
      const group = textOf(input, 'groupName') ?? textOf(input, 'GroupName') ?? 'default'
      return after(textOf(input, 'Name'), `schedule/${group}/`)
    })(call, place)
    const { RoleArn } = Object(call.input.Target) as { readonly RoleArn?: unknown }
    // Whoever makes or changes a schedule hands the role of its target over.
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html
    return typeof RoleArn === 'string'
      ? [
          ...asks,
          {
            action: 'iam:PassRole',
            resource: RoleArn,
            conditions: { 'iam:PassedToService': ['scheduler.amazonaws.com'] },
          },
        ]
      : asks
  },
  secretsmanager: byName((input) => textOf(input, 'SecretId')),
  // A batch is allowed by what allows one message. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api.html
  sqs: (call, place) =>
    byName((input) => textOf(input, 'QueueUrl')?.split('/').at(-1) ?? textOf(input, 'QueueName'))(
      { ...call, action: call.action.replace(/Batch$/, '') },
      place,
    ),
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonresourcegrouptaggingapi.html
  tagging: ({ action }) => [{ action: `tag:${action}`, resource: '*' }],
  sts: byName((input) => textOf(input, 'RoleArn')),
  ssm: byName((input) => after(textOf(input, 'Name')?.replace(/^\//, ''), 'parameter/')),
}

/** What IAM is asked for a call. */
export const asksOf = (call: Call, account: string): readonly Ask[] =>
  services[call.service]?.(call, { account, region: call.region }) ?? [
    { action: `${call.service}:${call.action}`, resource: '*' },
  ]
