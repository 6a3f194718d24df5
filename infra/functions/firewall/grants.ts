import { Stack, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import type { Source } from '../../../functions/firewall/rules/slice.ts'
import { bucketArn } from '../../constructs/bucket-names.ts'
import { grantList } from '../../constructs/grant-list.ts'
import { nagText } from '../../constructs/nag-text.ts'
import type { DeployedSets } from '../../stacks/firewall.ts'

/** Says why a function's role has a wildcard. */
export const acknowledge = ({ role }: lambda.Function, resource: string, reason: string): void => {
  if (role)
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${nagText(resource, Stack.of(role))}]`,
      reason,
    })
}

/** Lets the function read log objects of the sources, and nothing else that lies beside them. */
export const grantReadingLogs = (
  fn: lambda.Function,
  { own, others }: { readonly own: s3.Bucket; readonly others: readonly Source[] },
): void => {
  const stack = Stack.of(fn)
  const buckets = [
    { arn: own.bucketArn, begins: false, prefix: '' },
    ...others.map(({ bucket, keyPrefix = '' }) => ({
      arn: bucketArn(stack, 'name' in bucket ? bucket.name : `${bucket.prefix}*`),
      begins: 'prefix' in bucket,
      prefix: keyPrefix,
    })),
  ]
  const objects = buckets.map(({ arn, prefix }) => `${arn}/${prefix}*`)
  grantList(fn, { sid: 'ReadLogs', actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: objects })
  // Without it S3 says 403 instead of 404 of an object that is not there. Nothing is listed.
  grantList(fn, { sid: 'MissLogs', actions: ['s3:ListBucket'], resources: buckets.map(({ arn }) => arn) })
  for (const object of objects)
    acknowledge(fn, object, 'Nobody knows the keys of logs before they are written: all objects of the source.')
  for (const { arn, begins } of buckets)
    if (begins)
      acknowledge(
        fn,
        arn,
        "Only CloudFormation knows the end of the name, and this stack does not wait for the bucket's.",
      )
}

/** Lets the function decrypt what S3 keeps under keys of the team's own. Their policies have to allow it too. */
export const grantKeys = (fn: lambda.Function, keys: readonly string[]): void => {
  if (keys.length === 0) return
  fn.addToRolePolicy(
    new iam.PolicyStatement({
      sid: 'LogKeys',
      actions: ['kms:Decrypt'],
      resources: [...new Set(keys)],
      conditions: { StringLike: { 'kms:ViaService': `s3.*.${Stack.of(fn).urlSuffix}` } },
    }),
  )
}

/** Lets the function read and change our sets, one by one: which there are it is told, so it lists none. */
export const grantSets = (fn: lambda.Function, sets: readonly DeployedSets[]): void =>
  grantList(fn, {
    sid: 'Sets',
    actions: ['wafv2:GetIPSet', 'wafv2:UpdateIPSet'],
    resources: sets.flatMap(({ arns }) => Object.values(arns)),
  })

/** Lets the function ask for a pass. */
export const grantAskingForPass = (fn: lambda.Function, queueArn: string): void =>
  fn.addToRolePolicy(
    new iam.PolicyStatement({ sid: 'AskForPass', actions: ['sqs:SendMessage'], resources: [queueArn] }),
  )
