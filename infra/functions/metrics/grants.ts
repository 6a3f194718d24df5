import { Stack, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type { DeployedNames, Statement } from '../../../functions/metrics/collectors/collector.ts'
import { type CollectorConfig, targetsOf } from '../../../functions/metrics/collectors/index.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { nagText } from '../../constructs/nag-text.ts'

/** Pushing is narrowed by namespace: CloudWatch has no resources for metric data. */
const pushing = (namespace: string): Statement => ({
  actions: ['cloudwatch:PutMetricData'],
  resources: ['*'],
  conditions: { StringEquals: { 'cloudwatch:namespace': namespace } },
  wildcard: 'CloudWatch has no resources for metric data; pushing is narrowed to one namespace.',
})

const asProps = ({ actions, resources, conditions }: Statement): iam.PolicyStatementProps => ({
  actions: [...actions],
  resources: [...resources],
  ...(conditions ? { conditions } : {}),
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
    of: (service: string, resource: string) =>
      `arn:${stack.partition}:${service}:${stack.region}:${stack.account}:${resource}`,
    bucket: (name: string) => `arn:${stack.partition}:s3:::${name}`,
    ledger: ledger.tableArn,
  }
  const statements = [
    ...targetsOf(config, names).flatMap((target) => target.statements(arns)),
    pushing(config.namespace),
  ]
  const distinct = new Map(statements.map((statement) => [JSON.stringify(stack.resolve(statement)), statement]))
  for (const statement of distinct.values()) {
    fn.addToRolePolicy(new iam.PolicyStatement(asProps(statement)))
    if (statement.wildcard !== undefined) acknowledge(fn, statement, stack)
  }
}

/** cdk-nag is told of each wildcard, with the reason that stands beside it. */
const acknowledge = ({ role }: lambda.Function, { resources, wildcard = '' }: Statement, stack: Stack): void => {
  for (const resource of resources)
    if (role)
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${nagText(resource, stack)}]`,
        reason: wildcard,
      })
}
