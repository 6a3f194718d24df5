import { type Stack, Validations } from 'aws-cdk-lib'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as logs from 'aws-cdk-lib/aws-logs'
import type { WebConfig } from '../../../shared/config/estate/schema.ts'
import { usualSize } from '../../../shared/jobs/fargate-sizes.ts'
import { imageOf } from '../container-image.ts'
import { dataVariables, type UsableData, withOwn } from '../data/access.ts'
import { fetched, grantFetching, platformOf } from '../task-inputs.ts'

export const containerName = 'web'

export interface WebTaskProps {
  readonly config: WebConfig
  /** The log group, which another stack makes, and its name. */
  readonly logGroup: logs.ILogGroup
  readonly logGroupName: string
  readonly data: UsableData
}

/** The task of the web service: one container, which finds the database and the cache in its environment. */
export const makeTask = (
  stack: Stack,
  { config, logGroup, logGroupName, data }: WebTaskProps,
): ecs.FargateTaskDefinition => {
  const { cpu = usualSize.cpu, memory = usualSize.memory, role } = config
  const task = new ecs.FargateTaskDefinition(stack, 'Task', {
    cpu,
    memoryLimitMiB: memory,
    ...platformOf(config),
    ...(role ? { taskRole: iam.Role.fromRoleArn(stack, 'TaskRole', role, { mutable: false }) } : {}),
  })
  const { secrets, environmentFiles } = fetched(task, config)
  task.addContainer(containerName, {
    image: imageOf(config.image),
    portMappings: [{ containerPort: config.port }],
    ...withOwn(dataVariables(data), config.environment, secrets),
    ...(environmentFiles.length > 0 ? { environmentFiles } : {}),
    logging: ecs.LogDrivers.awsLogs({ streamPrefix: containerName, logGroup }),
  })
  grantFetching(task, config)
  Validations.of(task).acknowledge(
    {
      id: 'AwsSolutions-ECS2',
      reason:
        'Plain variables hold addresses of the estate and what the config calls no secret. Passwords are secrets.',
    },
    {
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:logs:${stack.region}:<AWS::AccountId>:log-group:${logGroupName}:*]`,
      reason: "Every stream of the service's one log group, where another stack makes it; each task writes its own.",
    },
  )
  return task
}
