import { join } from 'node:path'
import { Duration, RemovalPolicy, Stack, Stage, Validations } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import * as logs from 'aws-cdk-lib/aws-logs'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { terminal } from '../../shared/terminal.ts'
import { bundle, targetOf } from './bundle.ts'
import type { Foundation } from './foundation.ts'
import type { DeadLetters } from './watched-queue.ts'

/** MiB that a function has where nothing else is said. */
export const defaultMemory = 256

export interface OpsFunctionProps {
  readonly foundation: Foundation
  /** Folder below `functions/`. */
  readonly capability: string
  /** File there, without `.ts`; it exports `handler`. */
  readonly entry: string
  /** Last part of the function's name. Default: the entry's. */
  readonly name?: string
  /** The part of the config that the function needs; it is deployed beside the code. */
  readonly config: object
  readonly environment?: Readonly<Record<string, string>>
  /** Default 30 seconds. */
  readonly timeout?: Duration
  /** MiB. Default {@link defaultMemory}. */
  readonly memorySize?: number
  /** Packages with native code, which cannot be bundled. Default none. */
  readonly packages?: readonly string[]
  /** Files that the function runs as processes of their own, by the name that they get beside it. Default none. */
  readonly programs?: Readonly<Record<string, string>>
  /** Folders that the function reads, by the name that they get beside it. Default none. */
  readonly files?: Readonly<Record<string, string>>
  /** Keeps events of asynchronous calls that failed three times. Not needed for a function behind a queue. */
  readonly deadLetters?: DeadLetters
  /** Whether an event of an asynchronous call that is lost stays undone, because no later call does its work. Default false. */
  readonly everyEventCounts?: boolean
  /**
   * What Lambda does with a chain of messages that comes back to it, which it ends after some 16 rounds: `meant` lets it go on,
   * `watched` has an alarm for what is dropped. Default: neither, for a function that only a schedule or an address calls; no
   * chain leads there. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
   */
  readonly recursion?: 'meant' | 'watched'
  /**
   * Where throttles that last show, so that they need no alarm of their own: in the silence of a function that should run every few
   * minutes (`addSilenceAlarm`; a throttled call is not counted as one), or among the dead letters of one that is in no hurry, because
   * Lambda tries a throttled event again for hours before it gives it up, or in the age of the oldest message of the queue that it
   * works on, where that has an alarm. Default: nowhere else.
   * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
   */
  readonly throttlesShow?: 'in silence' | 'in dead letters' | 'in its queue'
  /** Where this function's own alarms go. Default: the alarm topic. */
  readonly alarmTopic?: ITopic
}

interface Watched {
  /** Metric of AWS/Lambda, of which one is one too many. */
  readonly metricName: string
  /** What it means, after the function's name. */
  readonly text: string
}

const errorAlarm: Readonly<Record<string, Watched>> = {
  errors: { metricName: 'Errors', text: 'has errors' },
}

const throttleAlarm: Readonly<Record<string, Watched>> = {
  throttles: { metricName: 'Throttles', text: 'has throttles' },
}

/**
 * What Lambda itself says as soon as it gives an event up. The dead-letter queue says so later: SQS measures a queue that nobody
 * has used for six hours only with a delay. https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
const lossAlarms: Readonly<Record<string, Watched>> = {
  'events-dropped': {
    metricName: 'AsyncEventsDropped',
    text: `was not called, or failed three times, for an event: it is in the dead-letter queue ("${terminal} queues"), unless that failed too`,
  },
  'destination-failures': {
    metricName: 'DestinationDeliveryFailures',
    text: 'failed, and the event could not be put into the dead-letter queue: it is lost. Its log says what it was',
  },
  'dead-letter-errors': {
    metricName: 'DeadLetterErrors',
    text: 'failed, and the event could not be put into the dead-letter queue: it is lost. Its log says what it was',
  },
}

const recursionAlarms: Readonly<Record<string, Watched>> = {
  'recursion-dropped': {
    metricName: 'RecursiveInvocationsDropped',
    text: 'was called by what it had caused itself, some 16 times in a row, so that Lambda dropped the call',
  },
}

/** CDK's own destination also lets the function ask about the queue, which it never does. */
const keptIn = ({ queue }: DeadLetters): lambda.IDestination => ({
  bind: (_, fn) => {
    fn.grantPrincipal.addToPrincipalPolicy(
      new iam.PolicyStatement({ sid: 'KeepFailures', actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    )
    return { destination: queue.queueArn }
  },
})

/**
 * A Lambda function as all of ours are: its own role with nothing but its log group in it, logs that expire, failed
 * events kept, and alarms on errors and throttles.
 */
export class OpsFunction extends Construct {
  readonly fn: lambda.Function

  constructor(scope: Construct, id: string, props: OpsFunctionProps) {
    super(scope, id)
    const {
      foundation,
      capability,
      entry,
      name = entry,
      environment = {},
      timeout = Duration.seconds(30),
      memorySize = defaultMemory,
    } = props
    const functionName = `${foundation.config.name}-${capability}-${name}`
    const target = targetOf(this)
    const logGroup = new logs.LogGroup(this, 'Logs', {
      logGroupName: `/nightshift/${functionName}`,
      retention: foundation.config.logDays as logs.RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })
    logGroup.grantWrite(role)

    this.fn = new lambda.Function(this, 'Function', {
      functionName,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: target.architecture,
      handler: 'index.handler',
      code: this.code(props),
      role,
      timeout,
      memorySize,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      ...(foundation.config.tracing ? { tracing: lambda.Tracing.ACTIVE } : {}),
      ...(props.recursion === 'meant' ? { recursiveLoop: lambda.RecursiveLoop.ALLOW } : {}),
      ...(props.deadLetters ? { onFailure: keptIn(props.deadLetters) } : {}),
      environment: {
        CAPABILITY: capability,
        METRICS_NAMESPACE: foundation.config.metrics.namespace,
        ...(foundation.config.metrics.bySecond.length > 0
          ? { METRICS_BY_SECOND: foundation.config.metrics.bySecond.join(',') }
          : {}),
        LEDGER_TABLE: foundation.ledger.tableName,
        ...environment,
      },
    })
    // The CDK allows what a trace needs: PutTraceSegments and PutTelemetryRecords, and nothing else of X-Ray.
    if (foundation.config.tracing)
      Validations.of(role).acknowledge({
        id: 'AwsSolutions-IAM5[Resource::*]',
        reason:
          'A trace is no resource: what writes to X-Ray names none. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
      })
    foundation.functions.push({ name: functionName, memory: memorySize })
    if (props.deadLetters) foundation.replayed.push(this.fn)
    const watched = {
      ...errorAlarm,
      ...(props.throttlesShow ? {} : throttleAlarm),
      ...(props.everyEventCounts ? lossAlarms : {}),
      ...(props.recursion === 'watched' ? recursionAlarms : {}),
    }
    for (const [what, { metricName, text }] of Object.entries(watched))
      this.alarm(foundation, functionName, what, { metricName, text }, props.alarmTopic)
  }

  private code({ capability, entry, config, packages = [], programs = {}, files = {} }: OpsFunctionProps): lambda.Code {
    // Tests of templates skip bundling by the context key 'aws:cdk:bundling-stacks', as CDK's own bundling does.
    if (!Stack.of(this).bundlingRequired) return lambda.Code.fromInline('exports.handler = async () => {}')
    const folder = bundle({
      entry: `functions/${capability}/${entry}.ts`,
      config,
      packages,
      programs,
      files,
      target: targetOf(this),
      // In the assembly, so that two syntheses at once do not meet.
      outdir: join(Stage.of(this)?.outdir ?? '.', 'bundles'),
    })
    return lambda.Code.fromAsset(folder)
  }

  private alarm(foundation: Foundation, functionName: string, what: string, watched: Watched, topic?: ITopic): void {
    const alarm = new cloudwatch.Alarm(this, what, {
      alarmName: `${functionName}-${what}`,
      alarmDescription: `Nightshift's own function ${functionName} ${watched.text}. Its log group: /nightshift/${functionName}`,
      metric: this.fn.metric(watched.metricName, { period: Duration.minutes(5), statistic: 'Sum' }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    })
    foundation.watch(alarm, topic)
  }
}
