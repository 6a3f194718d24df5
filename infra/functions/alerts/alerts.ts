import { Annotations, CfnOutput, Duration, type Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as events from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { SubscriptionProtocol } from 'aws-cdk-lib/aws-sns'
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import * as sqs from 'aws-cdk-lib/aws-sqs'
import { StringParameter } from 'aws-cdk-lib/aws-ssm'
import { contactChannelsByName, contactsOf } from '../../../functions/alerts/channels/index.ts'
import type { Config } from '../../../shared/config/schema.ts'
import type { SsmValue } from '../../../shared/config/values.ts'
import { listedAlarms } from '../../../shared/hours/planned-off.ts'
import { signalSource } from '../../../shared/signals.ts'
import { alertEventPatterns, allAlarmsPatterns } from '../../constructs/alert-events.ts'
import { versionOf } from '../../constructs/bundle.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { FunctionSchedules } from '../../constructs/function-schedules.ts'
import { grantList } from '../../constructs/grant-list.ts'
import { OpsFunction } from '../../constructs/ops-function.ts'
import { DeadLetters, WatchedQueue } from '../../constructs/watched-queue.ts'
import type { Capability } from '../capability.ts'
import { addAlarm, addBudgetAlarm, addChannelsAlarm, addLinksAlarm, addSweepAlarm } from './alarms.ts'
import { grantAlerting, grantLinks, grantReadingAlarms, grantReadingTags } from './grants.ts'

/**
 * Alarms, events, signals and reports of sources → the function that opens incidents and tells people; the queue of timers and the sweep, by
 * which it goes on until somebody acknowledges; the page where they do; and the way to people that needs none of these.
 */
export const addAlerts = (stack: Stack, foundation: Foundation): void => {
  const { config, alarmTopic, fallbackTopic } = foundation
  // What is wrong with the alerting itself goes to the fallback topic: it reaches people without these functions.
  const own = { foundation, alarmTopic: fallbackTopic }
  const deadLetters = new DeadLetters(stack, 'AlertsDeadLetters', own)
  const timers = new WatchedQueue(stack, 'Timers', { ...own, workTime: Duration.seconds(30) })

  const makeFunction = (id: string, entry: string, environment: Record<string, string>) => {
    const { fn } = new OpsFunction(stack, id, {
      foundation,
      capability: 'alerts',
      entry,
      config: { ...config.alerts, ...(config.hours ? { listedAlarms: listedAlarms(config.hours) } : {}) },
      packages: ['pureimage'],
      environment: {
        TIMERS_QUEUE: timers.queue.queueUrl,
        // Only where something is switched off does an alarm ask whether what it is about is.
        ...(config.hours ? { SWITCHES_OFF: 'true' } : {}),
        ...environment,
      },
      // Each step of an incident sets the timer of the next one.
      ...(entry === 'on-timer' ? { recursion: 'meant' } : { deadLetters }),
      ...(entry === 'on-alarm' ? { recursion: 'watched' } : {}),
      everyEventCounts: entry === 'on-alarm',
      ...(entry === 'on-minute' ? { throttlesShow: 'in silence' as const } : {}),
      alarmTopic: fallbackTopic,
    })
    return fn
  }
  const isWatched = config.alerts.watchedBy.length > 0
  const reports = hasSources(config) ? reportsQueue(stack, deadLetters) : undefined
  const page = makeFunction('OnLink', 'on-link', reports ? { REPORTS_QUEUE: reports.queueUrl } : {})
  grantLinks(page, foundation, timers.queue, reports)
  if (page.node.defaultChild instanceof lambda.CfnFunction && config.alerts.pageConcurrency !== undefined)
    page.node.defaultChild.reservedConcurrentExecutions = config.alerts.pageConcurrency
  // Whoever has the token may act; there is no AWS identity to ask a phone for.
  const { url } = page.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE })
  const sends = { FALLBACK_TOPIC: fallbackTopic.topicArn, LINK_BASE: config.alerts.linkBase ?? url }
  const intake = makeFunction('OnAlarm', 'on-alarm', sends)
  const timer = makeFunction('OnTimer', 'on-timer', sends)
  const sweep = makeFunction('SweepAlerts', 'on-minute', {
    ...sends,
    ALARM_TOPIC: alarmTopic.topicArn,
    ALERTS_FUNCTION_ARN: intake.functionArn,
    // Who watches from outside hears nothing while one of them is stuck, or something was given up.
    ...(isWatched
      ? {
          ALERTS_DEAD_LETTERS: deadLetters.queue.queueUrl,
          TIMERS_DEAD_LETTERS: timers.deadLetters.queueUrl,
          ...(reports ? { REPORTS_QUEUE: reports.queueUrl } : {}),
        }
      : {}),
    // It runs once a minute, so that it is the first to see another config.
    CONFIG_VERSION: versionOf(config),
  })
  for (const fn of [intake, timer]) grantAlerting(fn, foundation, timers.queue)
  grantAlerting(sweep, foundation, timers.queue, config.alerts.watchedBy)
  if (isWatched)
    grantList(sweep, {
      sid: 'CountDeadLetters',
      actions: ['sqs:GetQueueAttributes'],
      resources: [deadLetters.queue.queueArn, timers.deadLetters.queueArn],
    })
  // Whoever may open an incident: its alarm's tags may decide who is called. The timers only go on with what is open.
  for (const fn of [intake, sweep]) grantReadingTags(fn)
  grantReadingAlarms(sweep)

  // An alarm may call the function directly, without the topic between.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
  intake.addPermission('AlarmActions', {
    principal: new iam.ServicePrincipal('lambda.alarms.cloudwatch.amazonaws.com'),
    sourceAccount: stack.account,
  })
  alarmTopic.addSubscription(new LambdaSubscription(intake, { deadLetterQueue: deadLetters.queue }))
  // Without partial failures: what was decided on of a batch that comes again is not decided on again.
  if (reports) intake.addEventSource(new SqsEventSource(reports, { batchSize: 5, maxConcurrency: 2 }))
  timer.addEventSource(new SqsEventSource(timers.queue, { batchSize: 10, reportBatchItemFailures: true }))
  new FunctionSchedules(stack, 'AlertsSweep', { fn: sweep, deadLetters }).add('EveryMinute', {
    description: 'Finds steps, digests and heartbeats that nobody brought up',
    schedule: 'rate(1 minute)',
    maxEventAge: Duration.minutes(1),
  })
  addRules(stack, foundation, intake, deadLetters)
  warnOfContacts(stack, foundation)
  subscribeFallback(stack, foundation)
  for (const [name, alarm] of Object.entries(config.alerts.alarms)) addAlarm(stack, foundation, name, alarm)
  addLinksAlarm(stack, foundation)
  addChannelsAlarm(stack, foundation)
  addSweepAlarm(stack, foundation, sweep)
  if (config.alerts.smsBudget !== undefined) addBudgetAlarm(stack, foundation, config.alerts.smsBudget)
  foundation.actBy('AlertsFunction', intake)
  foundation.output('SweepAlertsFunction', sweep.functionName)
  foundation.output('AcknowledgeUrl', sends.LINK_BASE)
  foundation.dashboard.addWidgets(
    new cloudwatch.GraphWidget({
      title: 'Alerts',
      width: 24,
      left: [intake.metricInvocations(), intake.metricErrors(), timer.metricErrors(), sweep.metricErrors()],
      right: [intake.metricDuration({ statistic: 'p99' }), timers.queue.metricApproximateAgeOfOldestMessage()],
    }),
  )
}

/**
 * What sources report, as it came. What fails five times is kept with the other dead letters of alerts: it is for the same function, and each
 * address of a queue of its own takes room in the environment of the console.
 */
const reportsQueue = (stack: Stack, { queue }: DeadLetters): sqs.Queue => {
  const reports = new sqs.Queue(stack, 'Reports', {
    enforceSSL: true,
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    retentionPeriod: Duration.days(14),
    visibilityTimeout: Duration.minutes(3),
    deadLetterQueue: { queue, maxReceiveCount: 5 },
  })
  new CfnOutput(stack, 'ReportsQueueUrl', { value: reports.queueUrl })
  return reports
}

const hasSources = ({ alerts }: Config): boolean => Object.keys(alerts.sources).length > 0

/** Signals from our own bus, and from the account's bus what the config asks for. */
const addRules = (stack: Stack, { config, bus }: Foundation, fn: lambda.Function, { queue }: DeadLetters): void => {
  const target: events.IRuleTarget = {
    bind: (rule) => ({
      ...new LambdaFunction(fn, { retryAttempts: 10, maxEventAge: Duration.hours(6) }).bind(rule),
      deadLetterConfig: { arn: queue.queueArn },
    }),
  }
  const addRule = (id: string, props: events.RuleProps): events.Rule =>
    new events.Rule(stack, id, { ...props, targets: [target] })
  const rules = [
    addRule('SignalsToAlerts', { eventBus: bus, eventPattern: { source: [signalSource] } }),
    ...Object.entries(config.alerts.allAlarms ? allAlarmsPatterns : {}).map(([kind, eventPattern]) =>
      addRule(`AllAlarms-${kind}`, { eventPattern }),
    ),
    ...config.alerts.events.map((source) => addRule(`Events-${source}`, { eventPattern: alertEventPatterns[source] })),
  ]
  // One statement for all: CDK writes one a rule, and a queue's policy may have ten conditions.
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
  queue.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'KeepEvents',
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { ArnEquals: { 'aws:SourceArn': rules.map(({ ruleArn }) => ruleArn) } },
    }),
  )
}

/** What the channels find worth a warning. */
const warnOfContacts = (stack: Stack, { config: { alerts } }: Foundation): void => {
  for (const [name, { warnings }] of contactChannelsByName) {
    const people = Object.entries(alerts.responders).flatMap(([person, responder]) =>
      contactsOf(responder)
        .filter((each) => each.name === name)
        .map(({ contact }) => ({ name: person, zone: responder.zone, contact })),
    )
    for (const { id, text } of warnings?.(people, alerts) ?? []) Annotations.of(stack).addWarningV2(id, text)
  }
}

/** SNS itself reaches these people, without the functions: as far as it can, by their contacts. */
const subscribeFallback = (stack: Stack, { config, fallbackTopic }: Foundation): void => {
  const plain = (contact: string | SsmValue): string =>
    typeof contact === 'string' ? contact : StringParameter.valueForStringParameter(stack, contact.ssm)
  for (const person of config.alerts.fallback)
    for (const { channel, contact } of contactsOf(config.alerts.responders[person])) {
      const { direct } = channel
      // SNS would take the subscription where it cannot deliver, and deliver nothing.
      if (typeof direct === 'string' || direct.whyNot?.(config.region) !== undefined) continue
      const endpoint = plain(contact as string | SsmValue)
      const protocol = direct.protocol as SubscriptionProtocol
      fallbackTopic.addSubscription({ bind: () => ({ subscriberId: endpoint, endpoint, protocol }) })
    }
}

export const alerts: Capability = {
  add: (stack, foundation) => {
    addAlerts(stack, foundation)
    return {}
  },
}
