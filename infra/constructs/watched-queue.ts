import { Duration, Validations } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import * as sqs from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { terminal } from '../../shared/terminal.ts'
import type { Foundation } from './foundation.ts'

export interface DeadLettersProps {
  readonly foundation: Foundation
  /** Where the alarm goes. Default: the alarm topic. */
  readonly alarmTopic?: ITopic
}

/** A queue that keeps for 14 days what could not be worked on, and an alarm as soon as anything is in it. */
export class DeadLetters extends Construct {
  readonly queue: sqs.Queue

  constructor(scope: Construct, id: string, { foundation, alarmTopic }: DeadLettersProps) {
    super(scope, id)
    this.queue = new sqs.Queue(this, 'Queue', {
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
    })
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself the queue of what failed; after it come only people.',
    })
    const alarm = new cloudwatch.Alarm(this, 'NotEmpty', {
      alarmName: `${foundation.config.name}-${id}-not-empty`,
      alarmDescription: `Something could not be worked on and waits in a dead-letter queue. See it with "${terminal} queues"; fix the cause, then "${terminal} queues replay ${id}".`,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: 'Maximum',
      }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    })
    foundation.watch(alarm, alarmTopic)
    foundation.output(`${id}QueueUrl`, this.queue.queueUrl)
    foundation.queues.push({ queue: this.queue, isDead: true })
  }
}

export interface WatchedQueueProps extends DeadLettersProps {
  /** Longest that a function works on one batch; messages stay hidden for six times as long, as AWS advises. */
  readonly workTime: Duration
  /** How often a message is tried before it is kept. Default 5. */
  readonly tries?: number
}

/** A queue whose messages are tried some times and then kept in a dead-letter queue that is watched. */
export class WatchedQueue extends Construct {
  readonly queue: sqs.Queue
  readonly deadLetters: sqs.Queue

  constructor(scope: Construct, id: string, { workTime, tries = 5, ...props }: WatchedQueueProps) {
    super(scope, id)
    const dead = new DeadLetters(this, `${id}DeadLetters`, props)
    this.deadLetters = dead.queue
    this.queue = new sqs.Queue(this, 'Queue', {
      enforceSSL: true,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(workTime.toSeconds() * 6),
      deadLetterQueue: { queue: dead.queue, maxReceiveCount: tries },
    })
    props.foundation.output(`${id}QueueUrl`, this.queue.queueUrl)
    props.foundation.queues.push({ queue: this.queue, isDead: false })
  }
}
