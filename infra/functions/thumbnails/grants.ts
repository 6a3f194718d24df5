import { Stack, Validations } from 'aws-cdk-lib'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import type * as sqs from 'aws-cdk-lib/aws-sqs'
import { folderOf } from '../../../functions/thumbnails/rules/origin.ts'
import { requestsFolder } from '../../../functions/thumbnails/rules/recipe.ts'
import { notifiedPrefixes, writtenPrefixes } from '../../../shared/config/thumbnails/problems.ts'
import type { ThumbnailsConfig } from '../../../shared/config/thumbnails/schema.ts'
import type { Foundation } from '../../constructs/foundation.ts'
import { grantList } from '../../constructs/grant-list.ts'

/** Reads originals, and reads and writes the tags of one version. */
const onOriginals = [
  's3:GetObject',
  's3:GetObjectTagging',
  's3:GetObjectVersionTagging',
  's3:PutObjectTagging',
  's3:PutObjectVersionTagging',
]

/** Conditional writes and removals need the right to read too. */
const onThumbnails = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']

/** Where thumbnails of buckets that are there already are kept, unless all keys may be written anyway. */
const existingFolders = (config: ThumbnailsConfig): string[] =>
  writtenPrefixes(config).includes('') ? [] : [...new Set(config.existing.map(({ bucket }) => folderOf(bucket)))]

/** Where pictures on request are kept: those of a version that is gone are removed with its thumbnails. */
const requested = (config: ThumbnailsConfig): string[] =>
  config.requests && !writtenPrefixes(config).includes('') ? [requestsFolder] : []

/** What the function may do: with objects under the prefixes of the recipes, the ledger, signals, and its own queue. */
export const grantThumbnails = (
  fn: lambda.Function,
  foundation: Foundation,
  {
    uploads,
    thumbnails,
    queue,
  }: { readonly uploads: s3.Bucket; readonly thumbnails: s3.Bucket; readonly queue: sqs.Queue },
  config: ThumbnailsConfig,
): void => {
  // Keys come from whoever uploads, so each bucket's objects (under the prefixes) can only be named all together.
  const allow = (actions: string[], bucket: s3.Bucket, prefixes: readonly string[]): void => {
    grantList(fn, { actions, resources: prefixes.map((prefix) => bucket.arnForObjects(`${prefix}*`)) })
    // Without it S3 says 403 instead of 404 of an object that is not there. A backfill lists both buckets, page by page.
    fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }))
    if (!fn.role) return
    for (const prefix of prefixes)
      Validations.of(fn.role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::<${Stack.of(fn).getLogicalId(bucket.node.defaultChild as s3.CfnBucket)}.Arn>/${prefix}*]`,
        reason: 'The keys are those of the uploads, which nobody knows before: all objects under this prefix.',
      })
  }
  allow(onOriginals, uploads, notifiedPrefixes(config))
  allow(onThumbnails, thumbnails, [...writtenPrefixes(config), ...existingFolders(config), ...requested(config)])
  foundation.grantLedger(fn)
  foundation.bus.grantPutEventsTo(fn)
  // It asks itself later whether a flood of refusals is over, and for the next page of a backfill.
  fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] }))
}
