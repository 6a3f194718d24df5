import { Duration, RemovalPolicy, type Stack, Validations } from 'aws-cdk-lib'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as logs from 'aws-cdk-lib/aws-logs'
import * as s3 from 'aws-cdk-lib/aws-s3'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import * as ssm from 'aws-cdk-lib/aws-ssm'
import { objectArn, objectOf } from '../../../functions/jobs/surroundings/needs.ts'
import type { JobConfig } from '../../../shared/config/jobs/schema.ts'
import { durationSeconds } from '../../../shared/config/values.ts'
import { type TaskPlace, taskPlaceOf } from '../../../shared/jobs/task-place.ts'
import { imageOf } from '../../constructs/container-image.ts'
import { type ContainerVariables, databaseVariables, type UsableData, withOwn } from '../../constructs/data/access.ts'
import type { Foundation } from '../../constructs/foundation.ts'
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
  const environmentFiles = job.environmentFiles.map((address) => objectOf(objectArn(address, stack.region)))
  const definition = new ecs.FargateTaskDefinition(stack, `Job-${name}`, {
    family,
    ...(job.cpu ? { cpu: job.cpu } : {}),
    ...(job.memory ? { memoryLimitMiB: job.memory } : {}),
    ...(job.ephemeralStorage ? { ephemeralStorageGiB: job.ephemeralStorage } : {}),
    ...(job.architecture === 'arm64'
      ? {
          runtimePlatform: {
            cpuArchitecture: ecs.CpuArchitecture.ARM64,
            operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
          },
        }
      : {}),
    taskRole: taskRoleOf(stack, name, job, idle),
  })
  const logGroup = place.log && makeLogGroup(stack, name, place.log.group, foundation)
  const container = definition.addContainer('main', {
    containerName: place.container,
    image: imageOf(image),
    ...(job.command ? { command: [...job.command] } : {}),
    ...withOwn(variablesOf(job, data), job.environment, secretsOf(definition, job)),
    environmentFiles: environmentFiles.map(({ bucket, key }, index) =>
      ecs.EnvironmentFile.fromBucket(s3.Bucket.fromBucketName(definition, `EnvironmentFile${index}`, bucket), key),
    ),
    ...(job.stopTimeout ? { stopTimeout: Duration.seconds(durationSeconds(job.stopTimeout)) } : {}),
    ...(logGroup && place.log ? { logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: place.log.prefix }) } : {}),
    essential: true,
  })
  mountVolumes(definition, container, job)
  grantFiles(definition, environmentFiles)
  grantKeys(definition, job.kmsKeys)
  Validations.of(definition).acknowledge({
    id: 'AwsSolutions-ECS2',
    reason: 'Plain variables hold what the config calls no secret.',
  })
  const executionRole = definition.obtainExecutionRole().roleArn
  return {
    ...place,
    roles: [definition.taskRole.roleArn, executionRole],
    executionRoles: [executionRole],
    environmentFiles,
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
const variablesOf = ({ uses }: JobConfig, { database }: UsableData): ContainerVariables =>
  databaseVariables(uses.includes('database') ? database : undefined)

/** CDK lets the execution role read each of them. */
const secretsOf = (definition: ecs.TaskDefinition, { secrets }: JobConfig): Record<string, ecs.Secret> =>
  Object.fromEntries(
    Object.entries(secrets).map(([variable, from]) => [
      variable,
      'ssm' in from
        ? ecs.Secret.fromSsmParameter(
            ssm.StringParameter.fromSecureStringParameterAttributes(definition, `Secret-${variable}`, {
              parameterName: from.ssm,
            }),
          )
        : ecs.Secret.fromSecretsManager(
            secretsmanager.Secret.fromSecretCompleteArn(definition, `Secret-${variable}`, from.secret),
            from.field,
          ),
    ]),
  )

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html */
const grantFiles = (definition: ecs.TaskDefinition, files: JobTask['environmentFiles']): void => {
  if (files.length === 0) return
  const role = definition.obtainExecutionRole()
  const arn = (bucket: string) => `arn:${definition.stack.partition}:s3:::${bucket}`
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'EnvironmentFiles',
      actions: ['s3:GetObject'],
      resources: files.map(({ bucket, key }) => `${arn(bucket)}/${key}`),
    }),
  )
  role.addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'EnvironmentBuckets',
      actions: ['s3:GetBucketLocation'],
      resources: [...new Set(files.map(({ bucket }) => arn(bucket)))],
    }),
  )
}

/** A key may decrypt for the services that hand over what it encrypts, and for nothing else. */
const grantKeys = (definition: ecs.TaskDefinition, keys: readonly string[]): void => {
  if (keys.length === 0) return
  const services = ['secretsmanager', 'ssm', 's3']
  definition.obtainExecutionRole().addToPrincipalPolicy(
    new iam.PolicyStatement({
      sid: 'Keys',
      actions: ['kms:Decrypt'],
      resources: [...new Set(keys)],
      conditions: {
        StringLike: { 'kms:ViaService': services.map((service) => `${service}.*.${definition.stack.urlSuffix}`) },
      },
    }),
  )
}
