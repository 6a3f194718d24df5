import { ecrParts } from '../../../shared/ecr-image.ts'
import { objectOf, partitionOf } from '../../../shared/object-arn.ts'
import type { Target } from './task-network.ts'

/** What a task has to fetch before its command can run, from its task definition or from the config. */
export interface TaskNeeds {
  readonly images: readonly string[]
  readonly logs: readonly { readonly group: string; readonly region: string }[]
  /** ARNs in Secrets Manager. */
  readonly secrets: readonly string[]
  /** ARNs in SSM. */
  readonly parameters: readonly string[]
  /** ARNs of environment files in S3. */
  readonly files: readonly string[]
  /** File systems of EFS that its containers mount, `fs-…`. */
  readonly fileSystems?: readonly string[] | undefined
  readonly executionRole?: string | undefined
  readonly taskRole?: string | undefined
}

/** What a person calls a part of a task's start; causes of failures go by it too. `sign-in` is that to ECR. */
export type Part = 'sign-in' | 'image' | 'logs' | 'secrets' | 'env-file'

export interface PartTarget extends Target {
  readonly part: Part
}

/** One thing that the execution role has to be allowed. */
export interface Right {
  readonly part: Part
  readonly action: string
  readonly resource: string
}

const regionOf = (arn: string): string => arn.split(':')[3] ?? ''

/** ARN of a parameter by its name; the account is left out where it is not known. */
export const parameterArn = (name: string, region: string, account = ''): string =>
  `arn:${partitionOf(region)}:ssm:${region}:${account}:parameter/${name.replace(/^\//, '')}`

export const objectText = (arn: string): string => `s3://${objectOf(arn).bucket}/${objectOf(arn).key}`

/** The secret of a `valueFrom`, which may name a field and a version behind it. */
export const secretArn = (valueFrom: string): string => valueFrom.split(':').slice(0, 7).join(':')

const repositoryArn = ({ account, region, repository }: { account: string; region: string; repository: string }) =>
  `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${repository}`

const imageTargets = (image: string): PartTarget[] => {
  const what = `the image ${image}`
  const parts = ecrParts(image)
  if (!parts) return [{ part: 'image', what, region: '' }]
  const { region } = parts
  const layers = `arn:${partitionOf(region)}:s3:::prod-${region}-starport-layer-bucket/*`
  return [
    {
      part: 'sign-in',
      what: `the sign-in for ${what}`,
      service: 'ecr.api',
      region,
      asks: { action: 'ecr:GetAuthorizationToken', resource: '*' },
    },
    {
      part: 'image',
      what,
      service: 'ecr.dkr',
      region,
      asks: { action: 'ecr:BatchGetImage', resource: repositoryArn(parts) },
    },
    // ECR keeps layers in a bucket of its own: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
    {
      part: 'image',
      what: `the layers of ${what}`,
      service: 's3',
      region,
      asks: { action: 's3:GetObject', resource: layers },
    },
  ]
}

/**
 * What a task has to reach on port 443.
 * @param buckets regions of buckets, where they are known; the others are taken to lie in `region`
 */
export const targetsOf = (
  needs: Pick<TaskNeeds, 'images' | 'logs' | 'secrets' | 'parameters' | 'files'>,
  region: string,
  buckets: Readonly<Record<string, string | undefined>> = {},
): PartTarget[] => [
  ...needs.images.flatMap(imageTargets),
  ...needs.logs.map((log) => ({
    part: 'logs' as const,
    what: `the log group ${log.group}`,
    service: 'logs',
    region: log.region,
  })),
  ...needs.secrets.map((arn) => ({
    part: 'secrets' as const,
    what: `the secret ${arn}`,
    service: 'secretsmanager',
    region: regionOf(arn),
    asks: { action: 'secretsmanager:GetSecretValue', resource: arn },
  })),
  ...needs.parameters.map((arn) => ({
    part: 'secrets' as const,
    what: `the parameter ${arn}`,
    service: 'ssm',
    region: regionOf(arn),
    asks: { action: 'ssm:GetParameters', resource: arn },
  })),
  ...needs.files.map((arn) => ({
    part: 'env-file' as const,
    what: `the environment file ${objectText(arn)}`,
    service: 's3',
    region: buckets[objectOf(arn).bucket] ?? region,
    asks: { action: 's3:GetObject', resource: arn },
  })),
]

/** What the execution role has to be allowed for all that. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html */
export const rightsOf = (needs: TaskNeeds, account: string): Right[] => [
  ...needs.images.flatMap((image): Right[] => {
    const parts = ecrParts(image)
    if (!parts) return []
    const resource = repositoryArn(parts)
    return [
      { part: 'sign-in', action: 'ecr:GetAuthorizationToken', resource: '*' },
      { part: 'image', action: 'ecr:BatchCheckLayerAvailability', resource },
      { part: 'image', action: 'ecr:GetDownloadUrlForLayer', resource },
      { part: 'image', action: 'ecr:BatchGetImage', resource },
    ]
  }),
  ...needs.logs.flatMap(({ group, region }) =>
    ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
      part: 'logs' as const,
      action,
      resource: `arn:${partitionOf(region)}:logs:${region}:${account}:log-group:${group}:log-stream:any`,
    })),
  ),
  ...needs.secrets.map((resource) => ({ part: 'secrets' as const, action: 'secretsmanager:GetSecretValue', resource })),
  ...needs.parameters.map((resource) => ({ part: 'secrets' as const, action: 'ssm:GetParameters', resource })),
  ...needs.files.flatMap((resource): Right[] => [
    { part: 'env-file', action: 's3:GetObject', resource },
    { part: 'env-file', action: 's3:GetBucketLocation', resource: resource.split('/')[0] ?? resource },
  ]),
]
