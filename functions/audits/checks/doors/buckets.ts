import {
  GetBucketAclCommand,
  GetBucketPolicyStatusCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { GetPublicAccessBlockCommand as GetAccountBlockCommand, S3ControlClient } from '@aws-sdk/client-s3-control'
import { allPages } from '../../../../shared/all-pages.ts'
import { type Finding, findingId } from '../../../../shared/audits/finding.ts'
import { errorName, errorText, isAccessDenied, isPermanentAwsError } from '../../../../shared/errors.ts'
import { inParallel } from '../../../../shared/in-parallel.ts'
import type { Access, Look } from '../check.ts'

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

/** What forbids public access, whatever a bucket's policy and ACL say. */
interface Block {
  readonly RestrictPublicBuckets?: boolean | undefined
  readonly IgnorePublicAcls?: boolean | undefined
}

/** S3 has answered that it cannot just now: what a laptop's AWS does not have gives no answer at all. */
const isOfAMoment = (error: unknown): boolean =>
  Object(error).$metadata?.httpStatusCode !== undefined && !isPermanentAwsError(error)

/**
 * The account's own block, which counts for every bucket; why it could not be read where it may not be.
 * @throws what passes: without it buckets that are shut would be found
 */
const accountBlock = async ({ client, account }: Access): Promise<Block | { readonly unknown: string }> => {
  try {
    const answer = await client(S3ControlClient).send(new GetAccountBlockCommand({ AccountId: account }))
    return answer.PublicAccessBlockConfiguration ?? {}
  } catch (error) {
    if (/^NoSuchPublicAccessBlockConfiguration$/.test(errorName(error))) return {}
    if (isOfAMoment(error)) throw error
    return { unknown: `${errorName(error)}: ${errorText(error)}` }
  }
}

const judge = async (s3: S3Client, Bucket: string, account: Block): Promise<string[]> => {
  const [block, policy, acl] = await Promise.all([
    orNothing(s3.send(new GetPublicAccessBlockCommand({ Bucket }))),
    orNothing(s3.send(new GetBucketPolicyStatusCommand({ Bucket }))),
    s3.send(new GetBucketAclCommand({ Bucket })),
  ])
  const own: Block = block?.PublicAccessBlockConfiguration ?? {}
  const isShut = (what: keyof Block): boolean => own[what] === true || account[what] === true
  const grants = (acl.Grants ?? []).flatMap(({ Grantee, Permission }) =>
    world.test(Grantee?.URI ?? '') ? [`${Permission} for ${Grantee?.URI?.split('/').at(-1)}`] : [],
  )
  return [
    ...(policy?.PolicyStatus?.IsPublic === true && !isShut('RestrictPublicBuckets') ? ['its policy is public'] : []),
    ...(grants.length > 0 && !isShut('IgnorePublicAcls') ? [`its ACL grants ${grants.join(' and ')}`] : []),
  ]
}

const reasonOf = (ways: string, isAccountKnown: boolean): string =>
  isAccountKnown
    ? `Of the bucket, ${ways}. Neither a block of its own nor that of the account forbids it.`
    : `Of the bucket, ${ways}. The account's own block of public access, if it is on, forbids it nevertheless.`

/** Buckets that anyone may read or write, by policy or ACL, where neither a block of their own nor the account's forbids it. */
export const lookAtBuckets: Look = async (access) => {
  const { client, region } = access
  const account = await accountBlock(access)
  const [block, unknown] = 'unknown' in account ? [{}, account.unknown] : [account, undefined]
  const buckets = await allPages(async (ContinuationToken) => {
    const answer = await client(S3Client).send(
      new ListBucketsCommand({ MaxBuckets: 1_000, ...(ContinuationToken === undefined ? {} : { ContinuationToken }) }),
    )
    return { items: answer.Buckets, next: answer.ContinuationToken }
  })
  const looks = await inParallel(buckets, width, async ({ Name: Bucket = '', BucketRegion = region }) => {
    try {
      const ways = await judge(client(S3Client, BucketRegion), Bucket, block)
      if (ways.length === 0) return {}
      const finding: Finding = {
        id: findingId('doors', 'bucket-public', Bucket),
        audit: 'doors',
        kind: 'bucket-public',
        severity: 'warning',
        resource: Bucket,
        title: `Bucket ${Bucket} is public`,
        reason: reasonOf(ways.join(', and '), unknown === undefined),
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
    problems: [
      ...(unknown === undefined ? [] : [`The account's block of public access could not be read: ${unknown}`]),
      ...looks.flatMap(({ problem }) => problem ?? []),
    ],
    unseen: looks.flatMap(({ unseen }) => unseen ?? []),
  }
}
