import type { Stack } from 'aws-cdk-lib'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as s3 from 'aws-cdk-lib/aws-s3'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import * as ssm from 'aws-cdk-lib/aws-ssm'
import type { Fetched } from '../../shared/config/task-parts.ts'
import { objectArn, objectOf } from '../../shared/object-arn.ts'

/** What an image is built for, where it is not x86. */
export const platformOf = ({
  architecture,
}: {
  readonly architecture?: 'x86_64' | 'arm64' | undefined
}): Pick<ecs.FargateTaskDefinitionProps, 'runtimePlatform'> =>
  architecture === 'arm64'
    ? {
        runtimePlatform: {
          cpuArchitecture: ecs.CpuArchitecture.ARM64,
          operatingSystemFamily: ecs.OperatingSystemFamily.LINUX,
        },
      }
    : {}

/** Bucket and key of each environment file. */
export const filesOf = (
  { region }: Stack,
  { environmentFiles }: Pick<Fetched, 'environmentFiles'>,
): { readonly bucket: string; readonly key: string }[] =>
  environmentFiles.map((address) => objectOf(objectArn(address, region)))

/** CDK lets the execution role read each of them. */
const secretsOf = (definition: ecs.TaskDefinition, { secrets }: Fetched): Record<string, ecs.Secret> =>
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

/** What a container of a task fetches before it starts. `grantFetching` allows it. */
export const fetched = (
  definition: ecs.TaskDefinition,
  from: Fetched,
): { readonly secrets: Record<string, ecs.Secret>; readonly environmentFiles: ecs.EnvironmentFile[] } => ({
  secrets: secretsOf(definition, from),
  environmentFiles: filesOf(definition.stack, from).map(({ bucket, key }, index) =>
    ecs.EnvironmentFile.fromBucket(s3.Bucket.fromBucketName(definition, `EnvironmentFile${index}`, bucket), key),
  ),
})

/** Lets the execution role read the files and use the keys; each secret brings its own permission. Nothing where there are none. */
export const grantFetching = (definition: ecs.TaskDefinition, from: Fetched): void => {
  grantFiles(definition, filesOf(definition.stack, from))
  grantKeys(definition, from.kmsKeys)
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html */
const grantFiles = (definition: ecs.TaskDefinition, files: ReturnType<typeof filesOf>): void => {
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
