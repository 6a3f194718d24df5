import { Stack } from 'aws-cdk-lib'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type { DeployedNames } from '../../../functions/metrics/collectors/collector.ts'
import { type CollectorConfig, targetsOf } from '../../../functions/metrics/collectors/index.ts'
import type { Statement } from '../../../shared/statement.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { arnIn, grantStatements } from '../../constructs/grant-statements.ts'

/** Pushing is narrowed by namespace: CloudWatch has no resources for metric data. */
const pushing = (namespace: string): Statement => ({
  actions: ['cloudwatch:PutMetricData'],
  resources: ['*'],
  conditions: { StringEquals: { 'cloudwatch:namespace': namespace } },
  wildcard: 'CloudWatch has no resources for metric data; pushing is narrowed to one namespace.',
})

/** Lets the collector read exactly what it looks at, as its collectors say, and push to its own namespace. */
export const grantReading = (
  fn: lambda.Function,
  { ledger }: Foundation,
  config: CollectorConfig,
  names: DeployedNames,
): void => {
  const stack = Stack.of(fn)
  const arns = {
    of: arnIn(stack),
    bucket: (name: string) => `arn:${stack.partition}:s3:::${name}`,
    ledger: ledger.tableArn,
  }
  grantStatements(fn, [
    ...targetsOf(config, names).flatMap((target) => target.statements(arns)),
    pushing(config.namespace),
  ])
}
