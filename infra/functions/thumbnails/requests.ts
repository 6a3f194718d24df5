import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as lambda from 'aws-cdk-lib/aws-lambda'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import { requestsFolder } from '../../../functions/thumbnails/rules/recipe.ts'
import { watchedPrefixes } from '../../../shared/config/thumbnails/problems.ts'
import type { RequestsConfig } from '../../../shared/config/thumbnails/requests.ts'
import type { ThumbnailsConfig } from '../../../shared/config/thumbnails/schema.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { grantList } from '../../constructs/grant-list.ts'
import { OpsFunction } from '../../constructs/ops-function.ts'
import { grantExisting } from './existing.ts'

/**
 * A call waits for another that makes the same picture, 30 s where that one died, and then makes it itself: for that it wants 25 s. CloudFront waits 60 s.
 */
const timeout = Duration.seconds(59)

const objectsIn = (bucket: s3.Bucket, prefix: string): string => bucket.arnForObjects(`${prefix}*`)

/** Lets the function read originals under the prefixes of the recipes, and keep pictures in their folder. */
const grant = (
  fn: lambda.Function,
  { uploads, thumbnails }: { readonly uploads: s3.Bucket; readonly thumbnails: s3.Bucket },
  config: ThumbnailsConfig,
): void => {
  const prefixes = watchedPrefixes(config)
  grantList(fn, { actions: ['s3:GetObject'], resources: prefixes.map((prefix) => objectsIn(uploads, prefix)) })
  grantList(fn, {
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    resources: [objectsIn(thumbnails, requestsFolder)],
  })
  // Without it S3 says 403 instead of 404 of an object that is not there; and what was made of an original is counted.
  grantList(fn, { actions: ['s3:ListBucket'], resources: [uploads.bucketArn, thumbnails.bucketArn] })
  if (!fn.role) return
  const acknowledge = (bucket: s3.Bucket, prefix: string, reason: string): void =>
    Validations.of(fn.role ?? fn).acknowledge({
      id: `AwsSolutions-IAM5[Resource::<${Stack.of(fn).getLogicalId(bucket.node.defaultChild as s3.CfnBucket)}.Arn>/${prefix}*]`,
      reason,
    })
  for (const prefix of prefixes)
    acknowledge(
      uploads,
      prefix,
      'The keys are those of the uploads, which nobody knows before: all objects under this prefix.',
    )
  acknowledge(
    thumbnails,
    requestsFolder,
    'Pictures on request have keys made of their originals, in a folder of their own.',
  )
}

/**
 * The function that makes pictures when their signed address is asked for, and the secret with which the team's application signs. Only CloudFront calls
 * it: `addView` lets its distribution in.
 */
export const addRequests = (
  stack: Stack,
  foundation: Foundation,
  {
    config,
    requests,
    slice,
    besideTheCode,
    ...buckets
  }: {
    readonly config: ThumbnailsConfig
    readonly requests: RequestsConfig
    /** What the function gets of the config. */
    readonly slice: object
    readonly besideTheCode: {
      readonly packages: readonly string[]
      readonly programs: Readonly<Record<string, string>>
      readonly files: Readonly<Record<string, string>>
    }
    readonly uploads: s3.Bucket
    readonly thumbnails: s3.Bucket
  },
): lambda.FunctionUrl => {
  const secret = new secretsmanager.Secret(stack, 'RequestsKey', {
    description: `Signs addresses of pictures on request of ${foundation.config.name}`,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy: RemovalPolicy.DESTROY,
  })
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason:
      'The application that signs has to be told of another one: the team changes it, and the one before stays good beside it.',
  })
  const { fn } = new OpsFunction(stack, 'OnRequest', {
    foundation,
    capability: 'thumbnails',
    entry: 'on-request',
    config: slice,
    timeout,
    // As the function of uploads: it decodes too.
    memorySize: 1769,
    ...besideTheCode,
    environment: {
      UPLOADS_BUCKET: buckets.uploads.bucketName,
      THUMBNAILS_BUCKET: buckets.thumbnails.bucketName,
      REQUESTS_SECRET: secret.secretArn,
    },
  })
  grant(fn, buckets, config)
  grantExisting(stack, fn, config.existing)
  foundation.grantLedger(fn)
  fn.addToRolePolicy(
    new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
  )
  if (fn.node.defaultChild instanceof lambda.CfnFunction && requests.concurrency !== undefined)
    fn.node.defaultChild.reservedConcurrentExecutions = requests.concurrency
  foundation.output('RequestsSecret', secret.secretArn)
  return fn.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.AWS_IAM })
}
