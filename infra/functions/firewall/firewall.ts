import { Duration, type Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import { ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler'
import * as sqs from 'aws-cdk-lib/aws-sqs'
import type { FirewallSlice } from '../../../functions/firewall/rules/slice.ts'
import { sliceOf } from '../../../functions/firewall/rules/slice-of.ts'
import { countsAtOnce } from '../../../shared/firewall/at-once.ts'
import { ownSources } from '../../../shared/firewall/scopes.ts'
import { terminal } from '../../../shared/terminal.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { FunctionSchedules } from '../../constructs/function-schedules.ts'
import { OpsFunction, type OpsFunctionProps } from '../../constructs/ops-function.ts'
import { addSilenceAlarm } from '../../constructs/silence-alarm.ts'
import { DeadLetters, WatchedQueue } from '../../constructs/watched-queue.ts'
import type { DeployedSets } from '../../stacks/firewall.ts'
import type { Capability } from '../capability.ts'
import { grantCounts, makeCountsBucket } from './counts-bucket.ts'
import { grantAskingForPass, grantKeys, grantReadingLogs, grantSets } from './grants.ts'
import { makeLogsBucket } from './logs-bucket.ts'
import { notifyOfLogs } from './notify.ts'

export interface FirewallProps {
  readonly slice: FirewallSlice
  readonly sets: readonly DeployedSets[]
  /** ARNs of the keys that encrypt logs in buckets of others. */
  readonly keys: readonly string[]
  /** Whether CloudFront writes the logs of the thumbnails' view, or of the estate's edge, into our bucket. */
  readonly fromCloudFront: boolean
  /** Whether the estate has a bucket of access logs of its own, which is told as such. */
  readonly hasAccessLogs: boolean
}

/** Longest that a batch of log objects takes. An object of 1 GB unpacked takes some 6 seconds on one processor (bench/firewall). */
const countTime = Duration.seconds(60)

/** Longest that a pass takes, reading all pieces of 27 hours included. */
const passTime = Duration.seconds(60)

/** Objects in one batch: so many of 1 GB, one after the other, are done in half of the time. */
const batchSize = 5

/** Age of the oldest log object that is too much. A flood is counted for longer, and then somebody should know. */
const oldestSeconds = 300

/**
 * Access logs → the function that counts them; every minute, and as soon as anything was counted, the one that judges what was
 * counted and keeps the sets. There is always a bucket of ours for logs that have none.
 */
export const addFirewall = (stack: Stack, foundation: Foundation, props: FirewallProps): s3.IBucket => {
  const { slice, sets, keys, fromCloudFront, hasAccessLogs } = props
  const deadLetters = new DeadLetters(stack, 'FirewallDeadLetters', { foundation })
  const { queue, deadLetters: undelivered } = new WatchedQueue(stack, 'FirewallLogs', {
    foundation,
    workTime: countTime,
  })
  const passes = makePassQueue(stack, foundation, deadLetters)
  const logs = makeLogsBucket(stack, { fromCloudFront })
  const counts = makeCountsBucket(stack)
  // A bucket that the config names may be called edge where the estate has none.
  const inOwn = ['logs', 'edge', 'view']
  const others = slice.sources.filter(({ name, bucket }) => 'name' in bucket || !inOwn.includes(name))
  const sources = { own: logs, others }
  notifyOfLogs(stack, { logs: queue, undelivered }, sources)

  const makeFunction = (id: string, entry: string, more: Partial<OpsFunctionProps>) => {
    const { fn } = new OpsFunction(stack, id, {
      foundation,
      capability: 'firewall',
      entry,
      config: slice,
      ...more,
      environment: { PASSES_QUEUE: passes.queueUrl, COUNTS_BUCKET: counts.bucketName, ...more.environment },
    })
    foundation.grantLedger(fn)
    grantAskingForPass(fn, passes.queueArn)
    return fn
  }
  const count = makeFunction('CountLogs', 'on-log', {
    timeout: countTime,
    // One whole processor: Lambda gives one at 1,769 MB, and lines are read by one thread.
    memorySize: 1769,
    throttlesShow: 'in its queue',
  })
  // By the queue's own limit, not by reserved concurrency: Lambda refuses that in a new account.
  count.addEventSource(
    new SqsEventSource(queue, { batchSize, maxConcurrency: countsAtOnce, reportBatchItemFailures: true }),
  )
  grantReadingLogs(count, sources)
  grantKeys(count, keys)
  const pass = makeFunction('FirewallPass', 'on-pass', {
    timeout: passTime,
    // What was counted in 27 hours, from which it judges, is kept in it between calls.
    memorySize: 1024,
    deadLetters,
    // A pass asks for the one that releases whoever is next.
    recursion: 'meant',
    throttlesShow: 'in silence',
    environment: {
      SIGNAL_BUS: foundation.bus.eventBusName,
      DEPLOYMENT: foundation.config.name,
      FIREWALL_SETS: stack.toJsonString(Object.fromEntries(sets.map(({ scope, ids }) => [scope, ids]))),
    },
  })
  pass.addEventSource(new SqsEventSource(passes, { batchSize: 10, reportBatchItemFailures: true }))
  grantSets(pass, sets)
  grantCounts(counts, { count, pass })
  foundation.bus.grantPutEventsTo(pass)
  new FunctionSchedules(stack, 'FirewallSchedules', { fn: pass, deadLetters }).add('EveryMinute', {
    description: 'Judges what was counted, and lets out of the sets whose time is over',
    schedule: 'rate(1 minute)',
    input: ScheduleTargetInput.fromObject({ reason: 'schedule' }),
    // The next pass makes a missed one worthless.
    maxEventAge: Duration.minutes(1),
  })
  watch(stack, foundation, { queue, pass })
  foundation.actBy('FirewallFunction', pass)
  foundation.output('FirewallLogsBucket', logs.bucketName)
  if (!hasAccessLogs) foundation.output('AccessLogsBucket', logs.bucketName)
  addRow(foundation, queue)
  // The cast is for exactOptionalPropertyTypes, which CDK's own types do not follow.
  return logs as s3.IBucket
}

/** The queue that asks for passes. None of its messages is worth much: the next minute brings one anyway. */
const makePassQueue = (stack: Stack, foundation: Foundation, { queue: dead }: DeadLetters): sqs.Queue => {
  const queue = new sqs.Queue(stack, 'FirewallPasses', {
    enforceSSL: true,
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    retentionPeriod: Duration.days(14),
    visibilityTimeout: Duration.seconds(passTime.toSeconds() * 6),
    deadLetterQueue: { queue: dead, maxReceiveCount: 5 },
  })
  foundation.queues.push({ queue, isDead: false })
  foundation.output('FirewallPassesQueueUrl', queue.queueUrl)
  return queue
}

const watch = (
  stack: Stack,
  foundation: Foundation,
  { queue, pass }: { readonly queue: sqs.Queue; readonly pass: lambda.Function },
): void => {
  foundation.watch(
    new cloudwatch.Alarm(stack, 'OldestLog', {
      alarmName: `${foundation.config.name}-firewall-oldest-log`,
      alarmDescription: `Access logs have been waiting to be counted for more than ${oldestSeconds / 60} minutes: whoever attacks is blocked that much later. Either more come than five functions can count, or counting fails: "${terminal} queues", and the log group /nightshift/${foundation.config.name}-firewall-on-log.`,
      metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: oldestSeconds,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    }),
  )
  addSilenceAlarm(stack, foundation, {
    id: 'FirewallSilent',
    name: 'firewall-silent',
    fn: pass,
    subject: 'The pass of the firewall',
    means: 'nobody is blocked, and nobody is released',
  })
}

const addRow = ({ dashboard, config }: Foundation, queue: sqs.Queue): void => {
  const period = Duration.minutes(5)
  const metric = (metricName: string, statistic = 'Sum') =>
    new cloudwatch.Metric({
      namespace: config.metrics.namespace,
      metricName,
      dimensionsMap: { Capability: 'firewall' },
      statistic,
      period,
    })
  dashboard.addWidgets(
    new cloudwatch.GraphWidget({
      title: 'Firewall: lines read, addresses blocked',
      width: 12,
      left: [metric('FirewallLines')],
      right: [metric('FirewallBlocks'), metric('FirewallReleases')],
    }),
    new cloudwatch.GraphWidget({
      title: 'Firewall: log objects that wait, and the oldest of them',
      width: 12,
      left: [queue.metricApproximateNumberOfMessagesVisible({ period })],
      right: [queue.metricApproximateAgeOfOldestMessage({ period })],
    }),
  )
}

export const firewall: Capability = {
  add: (stack, foundation, { config, firewall: { sets } }) =>
    config.firewall
      ? {
          firewallLogs: addFirewall(stack, foundation, {
            slice: sliceOf(config),
            sets,
            keys: config.firewall.sources.buckets.flatMap(({ kmsKey }) => kmsKey ?? []),
            fromCloudFront: ownSources(config).view || ownSources(config).edge,
            hasAccessLogs: config.estate?.web !== undefined,
          }),
        }
      : {},
}
