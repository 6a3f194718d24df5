import { ArnFormat, Stack, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import { type CollectorConfig, type DeployedNames, type Place, targetsOf } from '../../../functions/metrics/targets.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { grantList } from '../../constructs/grant-list.ts'

/** What must be read to measure one target: actions on the one resource, nothing beside it. */
const statementFor = (place: Place, stack: Stack, foundation: Foundation): iam.PolicyStatementProps[] => {
  const arn = (service: string, resource: string, resourceName: string, arnFormat?: ArnFormat) =>
    stack.formatArn({ service, resource, resourceName, ...(arnFormat ? { arnFormat } : {}) })
  switch (place.kind) {
    case 'backlog':
      return [
        {
          actions: ['sqs:GetQueueUrl', 'sqs:GetQueueAttributes'],
          resources: [stack.formatArn({ service: 'sqs', resource: place.queue })],
        },
        { actions: ['ecs:DescribeServices'], resources: [arn('ecs', 'service', `${place.cluster}/${place.service}`)] },
      ]
    case 'service':
      return [
        { actions: ['ecs:DescribeServices'], resources: [arn('ecs', 'service', `${place.cluster}/${place.service}`)] },
      ]
    case 'database':
      return [
        {
          actions: ['rds:DescribeDBInstances'],
          resources: [arn('rds', 'db', place.database, ArnFormat.COLON_RESOURCE_NAME)],
        },
      ]
    case 'newest-object':
      return [
        {
          actions: ['s3:ListBucket'],
          resources: [`arn:${stack.partition}:s3:::${place.bucket}`],
          ...(place.prefix === '' ? {} : { conditions: { StringEquals: { 's3:prefix': place.prefix } } }),
        },
      ]
    case 'certificate':
      return [{ actions: ['acm:DescribeCertificate'], resources: [place.arn] }]
    case 'job':
      return [
        {
          actions: ['dynamodb:GetItem'],
          resources: [foundation.ledger.tableArn],
          conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['job#*'] } },
        },
      ]
    // Metric data has no resources: the one statement for all of it stands below.
    case 'sms-spending':
      return []
  }
}

/** Lets the collector read exactly what it looks at, and push to its own namespace. */
export const grantReading = (
  fn: lambda.Function,
  foundation: Foundation,
  config: CollectorConfig,
  names: DeployedNames,
): void => {
  const stack = Stack.of(fn)
  const statements = targetsOf(config, names).flatMap((target) => statementFor(target, stack, foundation))
  const alike = Map.groupBy(statements, ({ actions, conditions = {} }) => JSON.stringify([actions, conditions]))
  for (const [first, ...others] of alike.values())
    if (first) grantList(fn, { ...first, resources: [first, ...others].flatMap(({ resources = [] }) => resources) })

  // CloudWatch has no resources for metric data: writing is narrowed by namespace, reading cannot be.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatch.html
  fn.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': config.namespace } },
    }),
  )
  const readsMetrics = targetsOf(config, names).some(({ kind }) => kind === 'database' || kind === 'sms-spending')
  if (readsMetrics)
    fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['cloudwatch:GetMetricData'], resources: ['*'] }))
  if (fn.role)
    Validations.of(fn.role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'CloudWatch has no resources for metric data: PutMetricData is narrowed to one namespace, GetMetricData cannot be.',
    })
}
