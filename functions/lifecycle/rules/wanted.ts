import type { LifecycleRule, LifecycleRuleFilter } from '@aws-sdk/client-s3'
import { namedRules, presets } from '../../../shared/config/lifecycle/presets.ts'
import type { BucketPolicy, LifecycleRuleConfig } from '../../../shared/config/lifecycle/schema.ts'
import { ruleId } from './owner.ts'

type Policy = Pick<BucketPolicy, 'presets' | 'rules'>

// A filter holds one predicate, or an And of at least two; S3 calls everything else malformed.
const filterOf = ({ prefix, tags = {} }: LifecycleRuleConfig): LifecycleRuleFilter => {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  const [only] = list
  if (!only) return { Prefix: prefix ?? '' }
  if (list.length === 1 && !prefix) return { Tag: only }
  return { And: { ...(prefix ? { Prefix: prefix } : {}), Tags: list } }
}

const ruleOf = (ID: string, rule: LifecycleRuleConfig): LifecycleRule => ({
  ID,
  Status: 'Enabled',
  Filter: filterOf(rule),
  ...(rule.transitions?.length
    ? { Transitions: rule.transitions.map(({ days, to }) => ({ Days: days, StorageClass: to })) }
    : {}),
  ...(rule.expireAfterDays !== undefined ? { Expiration: { Days: rule.expireAfterDays } } : {}),
  ...(rule.removeDeleteMarkers ? { Expiration: { ExpiredObjectDeleteMarker: true } } : {}),
  ...(rule.oldVersionTransitions?.length
    ? {
        NoncurrentVersionTransitions: rule.oldVersionTransitions.map(({ days, to }) => ({
          NoncurrentDays: days,
          StorageClass: to,
        })),
      }
    : {}),
  ...(rule.expireOldVersionsAfterDays !== undefined
    ? { NoncurrentVersionExpiration: { NoncurrentDays: rule.expireOldVersionsAfterDays } }
    : {}),
  ...(rule.abortUploadsAfterDays !== undefined
    ? { AbortIncompleteMultipartUpload: { DaysAfterInitiation: rule.abortUploadsAfterDays } }
    : {}),
})

/** The rules that a bucket should have from a deployment, as S3 writes them. */
export const wantedRules = (policy: Policy, deployment: string): LifecycleRule[] =>
  namedRules(policy).map(([name, rule]) => ruleOf(ruleId(deployment, name), rule))

/** Whether the policy means nothing without versioning. */
export const needsVersioning = ({ presets: names }: Pick<Policy, 'presets'>): boolean =>
  names.some((name) => presets[name].needsVersioning === true)
