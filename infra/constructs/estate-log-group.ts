import { RemovalPolicy } from 'aws-cdk-lib'
import * as logs from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'

/** A log group of the estate, which keeps its events for a month. */
export const makeEstateLogGroup = (
  scope: Construct,
  logGroupName: string,
  id = `Logs-${logGroupName}`,
): logs.LogGroup =>
  new logs.LogGroup(scope, id, {
    logGroupName,
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  })
