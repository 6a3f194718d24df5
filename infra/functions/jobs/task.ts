import { Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as logs from 'aws-cdk-lib/aws-logs'
import type { JobConfig } from '../../../shared/config/jobs/schema.ts'
import { durationSeconds } from '../../../shared/config/values.ts'
import { type TaskPlace, taskPlaceOf } from '../../../shared/jobs/task-place.ts'
import { imageOf } from '../../constructs/container-image.ts'
import { type ContainerVariables, dataVariables, type UsableData, withOwn } from '../../constructs/data/access.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { fetched, filesOf, grantFetching, platformOf } from '../../constructs/task-inputs.ts'
import { mountVolumes, volumeRole } from './volumes.ts'

/** What the functions have to know of a job's task, and may hand over to it. */
export interface JobTask extends TaskPlace {
  /** ARNs of its task role and its execution role. */
  readonly roles: readonly string[]
  /** ARN of the role that fetches what it needs before it runs; of a definition of others nobody says which it is. */
  readonly executionRoles: readonly string[]
  readonly environmentFiles: readonly { readonly bucket: string; readonly key: string }[]
}

/** The role of tasks that name none: it may do nothing. One for all of them, because a stack takes 500 resources. */
export const idleRole = (stack: Stack): iam.IRole =>
  new iam.Role(stack, 'JobsTaskRole', {
    description: 'Tasks of jobs that name no role: it may do nothing',
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
  })

/**
 * A task definition that is there stays as it is; else the job gets one, with a log group of its own.
 * @param idle gives the role of tasks that name none
 * @param data what of the estate a job may use
 */
export const taskOf = (
  stack: Stack,
  name: string,
  job: JobConfig,
  foundation: Foundation,
  idle: () => iam.IRole,
  data: UsableData = {},
): JobTask => {
  const { taskDefinition: existing, image = '' } = job
  const place = taskPlaceOf(foundation.config.name, name, job)
  const { family } = place
  if (existing) return { ...place, roles: existing.roles, executionRoles: existing.roles, environmentFiles: [] }
  const definition = new ecs.FargateTaskDefinition(stack, `Job-${name}`, {
    family,
    ...(job.cpu ? { cpu: job.cpu } : {}),
    ...(job.memory ? { memoryLimitMiB: job.memory } : {}),
    ...(job.ephemeralStorage ? { ephemeralStorageGiB: job.ephemeralStorage } : {}),
    ...platformOf(job),
    taskRole: taskRoleOf(stack, name, job, idle),
  })
  const logGroup = place.log && makeLogGroup(stack, name, place.log.group, foundation)
  const { secrets, environmentFiles } = fetched(definition, job)
  const container = definition.addContainer('main', {
    containerName: place.container,
    image: imageOf(image),
    ...(job.command ? { command: [...job.command] } : {}),
    ...withOwn(variablesOf(job, data), job.environment, secrets),
    environmentFiles,
    ...(job.stopTimeout ? { stopTimeout: Duration.seconds(durationSeconds(job.stopTimeout)) } : {}),
    ...(logGroup && place.log ? { logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: place.log.prefix }) } : {}),
    essential: true,
  })
  mountVolumes(definition, container, job)
  grantFetching(definition, job)
  Validations.of(definition).acknowledge({
    id: 'AwsSolutions-ECS2',
    reason: 'Plain variables hold what the config calls no secret.',
  })
  const executionRole = definition.obtainExecutionRole().roleArn
  return {
    ...place,
    roles: [definition.taskRole.roleArn, executionRole],
    executionRoles: [executionRole],
    environmentFiles: filesOf(stack, job),
  }
}

const taskRoleOf = (stack: Stack, name: string, job: JobConfig, idle: () => iam.IRole): iam.IRole => {
  if (job.role) return iam.Role.fromRoleArn(stack, `JobRole-${name}`, job.role, { mutable: false })
  return Object.keys(job.volumes).length > 0 ? volumeRole(stack, name, job) : idle()
}

const makeLogGroup = (stack: Stack, name: string, logGroupName: string, { config }: Foundation): logs.LogGroup =>
  new logs.LogGroup(stack, `JobLogs-${name}`, {
    logGroupName,
    retention: config.logDays as logs.RetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  })

/** What a job finds of the estate that it uses. */
const variablesOf = ({ uses }: JobConfig, { database, cache }: UsableData): ContainerVariables =>
  dataVariables({
    database: uses.includes('database') ? database : undefined,
    cache: uses.includes('cache') ? cache : undefined,
  })
