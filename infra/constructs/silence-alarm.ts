import { Duration } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import type { Foundation } from './foundation.ts'

export interface SilenceAlarmProps {
  readonly id: string
  /** Last part of the alarm's name. */
  readonly name: string
  /** The function that a schedule calls at least once in five minutes. */
  readonly fn: lambda.Function
  /** What has not run for five minutes, such as `The sweep of jobs`. */
  readonly subject: string
  /** What is not noticed meanwhile. */
  readonly means: string
  /** Where the alarm goes. Default: the alarm topic. */
  readonly topic?: ITopic
}

/** Reports a function that its schedule should call and nobody has called for five minutes: who looks after the rest must not be missing itself. */
export const addSilenceAlarm = (scope: Construct, foundation: Foundation, props: SilenceAlarmProps): void =>
  foundation.watch(
    new cloudwatch.Alarm(scope, props.id, {
      alarmName: `${foundation.config.name}-${props.name}`,
      alarmDescription: `${props.subject} has not run for five minutes: ${props.means}. Is its schedule disabled, or Lambda out of concurrency? It also goes off for some minutes when it is deployed for the first time.`,
      metric: props.fn.metricInvocations({ period: Duration.minutes(1), statistic: 'Sum' }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    }),
    props.topic,
  )
