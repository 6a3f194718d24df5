import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib'
import type * as lambda from 'aws-cdk-lib/aws-lambda'
import * as s3 from 'aws-cdk-lib/aws-s3'
import { makeClosedBucket } from '../../constructs/closed-bucket.ts'
import { grantList } from '../../constructs/grant-list.ts'
import { acknowledge } from './grants.ts'

/** Days after which counts go. They are needed for 27 hours, and S3 counts whole days from midnight, UTC. */
const keptDays = 2

const unlogged =
  'Two functions write and read it, whose calls are on record; a log of it would cost as much as the counts.'

/**
 * The bucket for counts that are too large for the ledger. It is apart from the one of logs, of which every new object is read. The counts
 * hold addresses: nobody but the two functions is meant to see them, and they end by themselves.
 */
export const makeCountsBucket = (stack: Stack): s3.Bucket =>
  makeClosedBucket(stack, 'FirewallCounts', unlogged, {
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [{ expiration: Duration.days(keptDays), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    // When a deployment fails that has just made it, it goes again: nothing is in it.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  })

/** Lets one function write counts, and the other one read them. */
export const grantCounts = (
  bucket: s3.Bucket,
  { count, pass }: { readonly count: lambda.Function; readonly pass: lambda.Function },
): void => {
  const objects = bucket.arnForObjects('*')
  grantList(count, { sid: 'WriteCounts', actions: ['s3:PutObject'], resources: [objects] })
  grantList(pass, { sid: 'ReadCounts', actions: ['s3:GetObject'], resources: [objects] })
  // Without it S3 says 403 instead of 404 of an object that is not there. Nothing is listed.
  grantList(pass, { sid: 'MissCounts', actions: ['s3:ListBucket'], resources: [bucket.bucketArn] })
  for (const fn of [count, pass])
    acknowledge(fn, objects, 'Names are hashes of what is in them: all objects of a bucket that holds nothing else.')
}
