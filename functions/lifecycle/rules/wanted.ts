import type { LifecycleRule, LifecycleRuleFilter } from '@aws-sdk/client-s3'
import { namedRules, presets } from '../../../shared/config/lifecycle/presets.ts'
import type { BucketPolicy, LifecycleRuleConfig } from '../../../shared/config/lifecycle/schema.ts'
import { ruleId } from './owner.ts'

type Policy = Pick<BucketPolicy, 'presets' | 'rules'>

// A filter holds one predicate, or an And of at least two; S3 calls everything else malformed.
const filterOf = ({ prefix, tags = {}, largerThan, smallerThan }: LifecycleRuleConfig): LifecycleRuleFilter => {
  const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  const [only] = list
  const sizes = {
    ...(largerThan === undefined ? {} : { ObjectSizeGreaterThan: largerThan }),
    ...(smallerThan === undefined ? {} : { ObjectSizeLessThan: smallerThan }),
  }
  const count = list.length + Object.keys(sizes).length
  if (count === 0) return { Prefix: prefix ?? '' }
  if (count === 1 && !prefix) return only ? { Tag: only } : sizes
  return { And: { ...(prefix ? { Prefix: prefix } : {}), ...(only ? { Tags: list } : {}), ...sizes } }
}

const midnight = (date: string): Date => new Date(`${date}T00:00:00Z`)

const ruleOf = (ID: string, rule: LifecycleRuleConfig): LifecycleRule => ({
  ID,
  Status: rule.disabled ? 'Disabled' : 'Enabled',
  Filter: filterOf(rule),
  ...(rule.transitions?.length
    ? {
        Transitions: rule.transitions.map((each) => ({
          ...('days' in each ? { Days: each.days } : { Date: midnight(each.on) }),
          StorageClass: each.to,
        })),
      }
    : {}),
  ...(rule.expireAfterDays !== undefined ? { Expiration: { Days: rule.expireAfterDays } } : {}),
  ...(rule.expireOn !== undefined ? { Expiration: { Date: midnight(rule.expireOn) } } : {}),
  ...(rule.removeDeleteMarkers ? { Expiration: { ExpiredObjectDeleteMarker: true } } : {}),
  ...(rule.oldVersionTransitions?.length
    ? {
        NoncurrentVersionTransitions: rule.oldVersionTransitions.map(({ days, to, keepNewest }) => ({
          NoncurrentDays: days,
          ...(keepNewest === undefined ? {} : { NewerNoncurrentVersions: keepNewest }),
          StorageClass: to,
        })),
      }
    : {}),
  ...(rule.expireOldVersionsAfterDays !== undefined
    ? {
        NoncurrentVersionExpiration: {
          NoncurrentDays: rule.expireOldVersionsAfterDays,
          ...(rule.keepNewestOldVersions === undefined ? {} : { NewerNoncurrentVersions: rule.keepNewestOldVersions }),
        },
      }
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
