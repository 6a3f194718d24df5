import type { Stack } from 'aws-cdk-lib'
import type { LifecycleConfig } from '../../shared/config/lifecycle/schema.ts'
import type { Statement } from '../../shared/statement.ts'
import { arnIn } from '../constructs/grant-statements.ts'

const byPattern = 'lifecycle.retention names them by a pattern'
const asAWhole = 'AWS lists these for the account as a whole'

/** What the reconcile needs to keep log groups, queues, streams and images as long as the config says. Nothing where it says nothing. */
export const retentionStatements = ({ retention }: LifecycleConfig, stack: Stack): Statement[] => {
  if (!retention) return []
  const { logGroups, queues, streams, repositories } = retention
  const arn = arnIn(stack)
  const on = (resources: readonly string[]) =>
    resources.some((each) => each.includes('*')) ? { resources, wildcard: byPattern } : { resources }
  return [
    ...(logGroups.length === 0
      ? []
      : [
          {
            sid: 'FindLogGroups',
            actions: ['logs:DescribeLogGroups'],
            resources: [arn('logs', 'log-group:*')],
            wildcard: asAWhole,
          },
          {
            sid: 'LogGroups',
            actions: ['logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'],
            resources: logGroups.map(({ groups }) => arn('logs', `log-group:${groups}:*`)),
            wildcard: 'the streams of a log group end in a star, and lifecycle.retention names groups by a pattern',
          },
        ]),
    ...(queues.length === 0
      ? []
      : [
          { sid: 'FindQueues', actions: ['sqs:ListQueues'], resources: ['*'], wildcard: asAWhole },
          {
            sid: 'KeptQueues',
            actions: ['sqs:GetQueueAttributes', 'sqs:SetQueueAttributes'],
            ...on(queues.map((each) => arn('sqs', each.queues))),
          },
        ]),
    ...(streams.length === 0
      ? []
      : [
          { sid: 'FindStreams', actions: ['kinesis:ListStreams'], resources: ['*'], wildcard: asAWhole },
          {
            sid: 'KeptStreams',
            actions: [
              'kinesis:DescribeStreamSummary',
              'kinesis:IncreaseStreamRetentionPeriod',
              'kinesis:DecreaseStreamRetentionPeriod',
            ],
            ...on(streams.map((each) => arn('kinesis', `stream/${each.streams}`))),
          },
        ]),
    ...(repositories.length === 0
      ? []
      : [
          {
            sid: 'FindRepositories',
            actions: ['ecr:DescribeRepositories'],
            resources: [arn('ecr', 'repository/*')],
            wildcard: asAWhole,
          },
          {
            sid: 'Images',
            actions: ['ecr:DescribeImages', 'ecr:BatchDeleteImage'],
            ...on(repositories.map((each) => arn('ecr', `repository/${each.repositories}`))),
          },
          {
            sid: 'ImagesInUse',
            actions: [
              'ecs:ListTaskDefinitions',
              'ecs:DescribeTaskDefinition',
              'ecs:ListClusters',
              'ecs:ListServices',
              'ecs:DescribeServices',
            ],
            resources: ['*'],
            wildcard: 'an image may be in use anywhere in the account',
          },
        ]),
  ]
}
