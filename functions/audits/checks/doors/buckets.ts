import {
  GetBucketAclCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { errorName, isAccessDenied } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Look } from '../check.ts'
import { allPages } from '../pages.ts'

/** Buckets at a time; each is asked three things. */
const width = 16

const world = /\/(AllUsers|AuthenticatedUsers)$/

/** What is not there is nothing: a bucket without a policy, or without a block of its own. */
const orNothing = async <Answer>(asked: Promise<Answer>): Promise<Answer | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (/^NoSuch(BucketPolicy|PublicAccessBlockConfiguration)$/.test(errorName(error))) return undefined
    throw error
  }
}

const judge = async (s3: S3Client, Bucket: string): Promise<string[]> => {
  const [block, policy, acl] = await Promise.all([
    orNothing(s3.send(new GetPublicAccessBlockCommand({ Bucket }))),
    orNothing(s3.send(new GetBucketPolicyStatusCommand({ Bucket }))),
    s3.send(new GetBucketAclCommand({ Bucket })),
  ])
  const { RestrictPublicBuckets, IgnorePublicAcls } = block?.PublicAccessBlockConfiguration ?? {}
  const grants = (acl.Grants ?? []).flatMap(({ Grantee, Permission }) =>
    world.test(Grantee?.URI ?? '') ? [`${Permission} for ${Grantee?.URI?.split('/').at(-1)}`] : [],
  )
  return [
    ...(policy?.PolicyStatus?.IsPublic === true && RestrictPublicBuckets !== true ? ['its policy is public'] : []),
    ...(grants.length > 0 && IgnorePublicAcls !== true ? [`its ACL grants ${grants.join(' and ')}`] : []),
  ]
}

/** Buckets that anyone may read or write, by policy or ACL, where no block of the bucket's own forbids it. */
export const lookAtBuckets: Look = async ({ client, region }) => {
  const buckets = await allPages(async (ContinuationToken) => {
    const answer = await client(S3Client).send(
      new ListBucketsCommand({ MaxBuckets: 1_000, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) }),
    )
    return { items: answer.Buckets, next: answer.ContinuationToken }
  })
  const looks = await inParallel(buckets, width, async ({ Name: Bucket = '', BucketRegion = region }) => {
    try {
      const ways = await judge(client(S3Client, BucketRegion), Bucket)
      if (ways.length === 0) return {}
      const finding: Finding = {
        id: findingId('doors', 'bucket-public', Bucket),
        audit: 'doors',
        kind: 'bucket-public',
        severity: 'warning',
        resource: Bucket,
        title: `Bucket ${Bucket} is public`,
        reason: `Of the bucket, ${ways.join(', and ')}. The account's own block of public access, if it is on, forbids it nevertheless.`,
        advice: `aws s3api put-public-access-block --bucket ${Bucket} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
      }
      return { finding }
    } catch (error) {
      // A bucket whose policy shuts everybody out, or that was just deleted, stops no other.
      if (errorName(error) === 'NoSuchBucket') return {}
      if (!isAccessDenied(error)) throw error
      return { unseen: Bucket, problem: `${Bucket} could not be looked at: ${errorName(error)}` }
    }
  })
  return {
    findings: looks.flatMap(({ finding }) => finding ?? []),
    problems: looks.flatMap(({ problem }) => problem ?? []),
    unseen: looks.flatMap(({ unseen }) => unseen ?? []),
  }
}
