import { Duration, type Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import { Ec2Action, Ec2InstanceAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import * as logs from 'aws-cdk-lib/aws-logs'
import type { AlarmConfig } from '../../../shared/config/alerts/schema.ts'
import type { Config } from '../../../shared/config/schema.ts'
import { durationSeconds } from '../../../shared/config/values.ts'
import { type InstanceAction, instanceActionIn } from '../../../shared/instance-actions.ts'
import { terminal } from '../../../shared/terminal.ts'
import { lookOf } from '../../constructs/collector-schedule.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { addSilenceAlarm } from '../../constructs/silence-alarm.ts'

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

const onInstance: Readonly<Record<InstanceAction, Ec2InstanceAction>> = {
  stop: Ec2InstanceAction.STOP,
  terminate: Ec2InstanceAction.TERMINATE,
  reboot: Ec2InstanceAction.REBOOT,
  recover: Ec2InstanceAction.RECOVER,
}

/** An alarm of the config, and its way to the alarm topic. */
export const addAlarm = (stack: Stack, foundation: Foundation, name: string, alarm: AlarmConfig): void => {
  const period = Duration.seconds(durationSeconds(alarm.period))
  const metric =
    'pattern' in alarm
      ? logMetric(stack, foundation, name, alarm, period)
      : new cloudwatch.Metric({
          namespace: alarm.namespace,
          metricName: alarm.metric,
          // The CDK looks for it before it takes an action on an instance.
          ...(alarm.instance ? { dimensionsMap: alarm.dimensions } : {}),
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
  // CloudWatch takes values of 1,024 characters; CDK's own metric refuses more than 255.
  if ('dimensions' in alarm && made.node.defaultChild instanceof cloudwatch.CfnAlarm)
    made.node.defaultChild.dimensions = Object.entries(alarm.dimensions).map(([name, value]) => ({ name, value }))
  foundation.watch(made)
  const action = instanceActionIn(alarm)
  if (action) made.addAlarmAction(new Ec2Action(onInstance[action]))
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

/** The region whose spending the collector copies: an alarm cannot look at a metric of another region than its own. */
export const smsRegionToCopy = ({ region, alerts }: Config): string | undefined =>
  alerts.smsBudget === undefined || alerts.smsRegion === region ? undefined : alerts.smsRegion

/** Warns before the month's money for text messages is spent: SNS itself stops sending without a word. */
export const addBudgetAlarm = (stack: Stack, foundation: Foundation, budget: number): void => {
  const { metrics, region, alerts } = foundation.config
  const copied = smsRegionToCopy(foundation.config)
  const alarm = new cloudwatch.Alarm(stack, 'SmsBudget', {
    alarmName: `${foundation.config.name}-sms-budget`,
    alarmDescription: `Text messages have cost 80 % of the month's ${budget} US dollars (alerts.smsBudget). Above it people are notified by their other channels alone. SNS has a limit of its own in ${alerts.smsRegion ?? region}: raise both.`,
    metric: new cloudwatch.Metric({
      namespace: copied ? metrics.namespace : 'AWS/SNS',
      metricName: 'SMSMonthToDateSpentUSD',
      ...(copied ? { dimensionsMap: { Region: copied } } : {}),
      statistic: 'Maximum',
      period: copied ? lookOf(metrics.schedule) : Duration.minutes(5),
    }),
    threshold: budget * 0.8,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  })
  foundation.watch(alarm)
}

/** What the functions of alerts count about themselves and nobody else would notice: it goes to the fallback. */
const addOwnAlarm = (
  stack: Stack,
  foundation: Foundation,
  { id, name, metricName, description }: Readonly<Record<'id' | 'name' | 'metricName' | 'description', string>>,
): void => {
  const { config, fallbackTopic } = foundation
  const alarm = new cloudwatch.Alarm(stack, id, {
    alarmName: `${config.name}-alerts-${name}`,
    alarmDescription: description,
    metric: new cloudwatch.Metric({
      namespace: config.metrics.namespace,
      metricName,
      dimensionsMap: { Capability: 'alerts' },
      statistic: 'Sum',
      period: Duration.minutes(5),
    }),
    threshold: 1,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
  })
  foundation.watch(alarm, fallbackTopic)
}

/** Reports people who pressed a button of the page, or a heartbeat that checked in, in vain: the function answers, so it has no error. */
export const addLinksAlarm = (stack: Stack, foundation: Foundation): void =>
  addOwnAlarm(stack, foundation, {
    id: 'LinksFailed',
    name: 'links-failed',
    metricName: 'LinksFailed',
    description: `The acknowledgement page, or the address of a heartbeat, has answered 503: the ledger did not. Acknowledge with "${terminal} incidents ack". The log group: /nightshift/${foundation.config.name}-alerts-on-link`,
  })

/** Reports a channel that AWS does not let us use: the message is recorded as failed, and nobody would look for it there. */
export const addChannelsAlarm = (stack: Stack, foundation: Foundation): void =>
  addOwnAlarm(stack, foundation, {
    id: 'ChannelsRefused',
    name: 'channel-refused',
    metricName: 'ChannelsRefused',
    description: `AWS does not let Nightshift send by a channel: whoever is reached by that channel alone hears nothing. "${terminal} incidents" says which; check the roles of the functions ${foundation.config.name}-alerts-…, and policies of SES, SNS, SSM or the organization that deny it.`,
  })

/** Whoever finds what nobody brought up must not be missing itself, and reports it past the alerting. */
export const addSweepAlarm = (stack: Stack, foundation: Foundation, sweep: lambda.Function): void =>
  addSilenceAlarm(stack, foundation, {
    id: 'AlertsSweepSilent',
    name: 'alerts-sweep-silent',
    fn: sweep,
    subject: 'The sweep of alerts',
    means: 'lost steps, late digests, silent heartbeats and unreported alarms are not found',
    topic: foundation.fallbackTopic,
  })
