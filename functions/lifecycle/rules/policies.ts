import type {
  IntelligentTieringConfiguration,
  LifecycleRule,
  TransitionDefaultMinimumObjectSize,
} from '@aws-sdk/client-s3'
import type { BucketPolicy } from '../../../shared/config/lifecycle/schema.ts'
import type { OwnBucket } from '../../../shared/config/values.ts'
import { wantedTierings } from './tierings.ts'
import { needsVersioning, wantedRules } from './wanted.ts'

/** What one bucket should be like. */
export interface WantedBucket {
  readonly bucket: string
  /** Name of the deployment whose rules these are. */
  readonly deployment: string
  readonly rules: readonly LifecycleRule[]
  readonly versioned: boolean
  /** From which size objects are moved; as the bucket has it where it is undefined. */
  readonly minimumSize?: TransitionDefaultMinimumObjectSize | undefined
  /** Where reports of S3 Inventory about it lie, `s3://reports/daily/shop-logs/all`. Default: as the bucket says. */
  readonly inventory?: string | undefined
  /** Archive configurations of Intelligent-Tiering. Default none. */
  readonly tierings?: readonly IntelligentTieringConfiguration[]
}

/** The environment variable that holds the name of a bucket of ours. infra/ sets it, and the function reads it. */
export const ownBucketVariable = { uploads: 'UPLOADS_BUCKET', thumbnails: 'THUMBNAILS_BUCKET' } as const

/** The buckets of ours that the policies name, each once. */
export const ownBuckets = (policies: readonly Pick<BucketPolicy, 'bucket'>[]): OwnBucket['own'][] => [
  ...new Set(policies.flatMap(({ bucket }) => (typeof bucket === 'string' ? [] : [bucket.own]))),
]

/**
 * The policies with names instead of references.
 * @param deployment name of the deployment; the IDs of its rules carry it
 * @param nameOf the name of a bucket of ours
 */
export const wantedBuckets = (
  policies: readonly (Omit<BucketPolicy, 'inventory'> & Partial<Pick<BucketPolicy, 'inventory'>>)[],
  deployment: string,
  nameOf: (own: OwnBucket['own']) => string,
): WantedBucket[] =>
  policies.map((policy) => ({
    ...(policy.minimumTransitionSize ? { minimumSize: policy.minimumTransitionSize } : {}),
    ...(policy.inventory ? { inventory: policy.inventory } : {}),
    ...(policy.intelligentTiering ? { tierings: wantedTierings(policy, deployment) } : {}),
    bucket: typeof policy.bucket === 'string' ? policy.bucket : nameOf(policy.bucket.own),
    deployment,
    rules: wantedRules(policy, deployment),
    versioned: needsVersioning(policy),
  }))
