import { Duration, type Stack, Validations } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as events from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import * as logs from 'aws-cdk-lib/aws-logs'
import { EmailSubscription, LambdaSubscription, SmsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import type { AlarmConfig } from '../../shared/config/alerts.ts'
import { durationSeconds, type SsmValue } from '../../shared/config/values.ts'
import { signalSource } from '../../shared/signals.ts'
import type { Foundation } from '../constructs/foundation.ts'
import { OpsFunction } from '../constructs/ops-function.ts'
import { DeadLetters } from '../constructs/watched-queue.ts'

const comparisons = {
  '>': cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  '>=': cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  '<': cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
  '<=': cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
} as const

const missingData = {
  missing: cloudwatch.TreatMissingData.MISSING,
  breaching: cloudwatch.TreatMissingData.BREACHING,
  notBreaching: cloudwatch.TreatMissingData.NOT_BREACHING,
  ignore: cloudwatch.TreatMissingData.IGNORE,
} as const

/** Alarms and signals → the function that opens incidents and tells people; and the way that does not need it. */
export const addAlerts = (stack: Stack, foundation: Foundation): void => {
  const { config, alarmTopic, fallbackTopic, bus } = foundation
  // What is wrong with the alerting itself goes to the fallback topic: it reaches people without this function.
  const deadLetters = new DeadLetters(stack, 'AlertsDeadLetters', { foundation, alarmTopic: fallbackTopic })
  const { fn } = new OpsFunction(stack, 'OnAlarm', {
    foundation,
    capability: 'alerts',
    entry: 'on-alarm',
    config: config.alerts,
    environment: { FALLBACK_TOPIC: fallbackTopic.topicArn },
    deadLetters,
    alarmTopic: fallbackTopic,
  })
  alarmTopic.addSubscription(new LambdaSubscription(fn, { deadLetterQueue: deadLetters.queue }))
  new events.Rule(stack, 'SignalsToAlerts', {
    eventBus: bus,
    eventPattern: { source: [signalSource] },
    targets: [
      new LambdaFunction(fn, { deadLetterQueue: deadLetters.queue, retryAttempts: 10, maxEventAge: Duration.hours(6) }),
    ],
  })

  foundation.grantLedger(fn)
  fallbackTopic.grantPublish(fn)
  grantSms(fn)
  grantEmail(fn, config.alerts.emailFrom)
  grantContacts(
    fn,
    Object.values(config.alerts.responders)
      .flatMap(({ sms, email }) => [sms, email])
      .concat(config.alerts.emailFrom),
  )

  subscribeFallback(stack, foundation)
  for (const [name, alarm] of Object.entries(config.alerts.alarms)) addAlarm(stack, foundation, name, alarm)
  foundation.output('AlertsFunction', fn.functionName)
  foundation.dashboard.addWidgets(
    new cloudwatch.GraphWidget({
      title: 'Alerts',
      width: 24,
      left: [fn.metricInvocations(), fn.metricErrors(), fn.metricThrottles()],
      right: [fn.metricDuration({ statistic: 'p99' })],
    }),
  )
}

/** Publishing to a phone number has no ARN of its own; what can be ruled out is every topic. */
const grantSms = (fn: iam.IGrantable): void => {
  fn.grantPrincipal.addToPrincipalPolicy(
    new iam.PolicyStatement({ sid: 'TextMessages', actions: ['sns:Publish'], notResources: ['arn:*:sns:*:*:*'] }),
  )
}

/** SES checks the identity of the sender's domain or address, and in its sandbox the recipient's too. */
const grantEmail = (fn: lambda.Function, from: string | SsmValue | undefined): void => {
  if (from === undefined) return
  fn.grantPrincipal.addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'Email',
      actions: ['ses:SendEmail'],
      resources: [fn.stack.formatArn({ service: 'ses', resource: 'identity', resourceName: '*' })],
      ...(typeof from === 'string' ? { conditions: { StringEquals: { 'ses:FromAddress': from } } } : {}),
    }),
  )
  Validations.of(fn.role ?? fn).acknowledge({
    id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:${fn.stack.region}:<AWS::AccountId>:identity/*]`,
    reason:
      'The verified identity may be the address, its domain or a parent of it; the sender is fixed by a condition.',
  })
}

const grantContacts = (fn: lambda.Function, contacts: readonly (string | SsmValue | undefined)[]): void => {
  const names = contacts.flatMap((contact) => (typeof contact === 'object' ? [contact.ssm] : []))
  if (names.length === 0) return
  fn.grantPrincipal.addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'Contacts',
      actions: ['ssm:GetParameter'],
      resources: [...new Set(names)].map((name) =>
        fn.stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) }),
      ),
    }),
  )
}

const subscribeFallback = (stack: Stack, { config, fallbackTopic }: Foundation): void => {
  const plain = (contact: string | SsmValue): string =>
    typeof contact === 'string' ? contact : StringParameter.valueForStringParameter(stack, contact.ssm)
  for (const name of config.alerts.fallback) {
    const { sms, email } = config.alerts.responders[name] ?? {}
    if (sms) fallbackTopic.addSubscription(new SmsSubscription(plain(sms)))
    if (email) fallbackTopic.addSubscription(new EmailSubscription(plain(email)))
  }
}

const addAlarm = (stack: Stack, foundation: Foundation, name: string, alarm: AlarmConfig): void => {
  const period = Duration.seconds(durationSeconds(alarm.period))
  const metric =
    'pattern' in alarm
      ? logMetric(stack, foundation, name, alarm, period)
      : new cloudwatch.Metric({
          namespace: alarm.namespace,
          metricName: alarm.metric,
          dimensionsMap: alarm.dimensions,
          statistic: alarm.statistic,
          period,
        })
  const made = new cloudwatch.Alarm(stack, `Alarm-${name}`, {
    alarmName: `${foundation.config.name}-${name}`,
    ...(alarm.description ? { alarmDescription: alarm.description } : {}),
    metric,
    threshold: alarm.threshold,
    comparisonOperator: comparisons[alarm.comparison],
    evaluationPeriods: alarm.periods,
    // A log without a match writes no data point at all: that is good news.
    treatMissingData: 'pattern' in alarm ? cloudwatch.TreatMissingData.NOT_BREACHING : missingData[alarm.missingData],
  })
  foundation.watch(made)
}

const logMetric = (
  stack: Stack,
  { config }: Foundation,
  name: string,
  alarm: Extract<AlarmConfig, { pattern: string }>,
  period: Duration,
): cloudwatch.Metric => {
  const filter = new logs.MetricFilter(stack, `Pattern-${name}`, {
    logGroup: logs.LogGroup.fromLogGroupName(stack, `LogGroup-${name}`, alarm.logGroup),
    filterPattern: logs.FilterPattern.literal(alarm.pattern),
    metricNamespace: config.metrics.namespace,
    metricName: `LogPattern-${name}`,
    metricValue: '1',
  })
  return filter.metric({ statistic: 'Sum', period })
}
