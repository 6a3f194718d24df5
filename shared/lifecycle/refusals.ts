import type { LifecycleRule } from '@aws-sdk/client-s3'
import { type Fault, isWhole, type Refusal, when } from './refusals/fault.ts'
import { filterFaults } from './refusals/filter.ts'
import { dueFaults, oldFaults, transitionFaults } from './refusals/moves.ts'

export type { Refusal } from './refusals/fault.ts'

const ruleFaults = (rule: LifecycleRule): Fault[] => {
  const { Expiration: expiry, AbortIncompleteMultipartUpload: abort, Filter = {} } = rule
  const all = Filter.And ?? { ...Filter, Tags: Filter.Tag ? [Filter.Tag] : [] }
  const isTagged = (all.Tags ?? []).length > 0
  const isSized = all.ObjectSizeGreaterThan !== undefined || all.ObjectSizeLessThan !== undefined
  const marker = expiry?.ExpiredObjectDeleteMarker
  const isIdle =
    !expiry &&
    !abort &&
    !rule.NoncurrentVersionExpiration &&
    !rule.Transitions?.length &&
    !rule.NoncurrentVersionTransitions?.length
  const keeps = [
    ...(rule.NoncurrentVersionTransitions ?? []),
    ...(rule.NoncurrentVersionExpiration ? [rule.NoncurrentVersionExpiration] : []),
  ]
  return [
    ...when('Status is Enabled or Disabled.', rule.Status !== 'Enabled' && rule.Status !== 'Disabled', 'MalformedXML'),
    ...when('ID has at most 255 characters.', [...(rule.ID ?? '')].length > 255, 'InvalidArgument'),
    ...filterFaults(rule),
    ...when('A rule needs at least one action.', isIdle, 'InvalidRequest'),
    ...when(
      'Expiration needs Days, a Date or ExpiredObjectDeleteMarker.',
      expiry && expiry.Days === undefined && expiry.Date === undefined && marker === undefined,
      'MalformedXML',
    ),
    ...when(
      'ExpiredObjectDeleteMarker stands alone: not beside Days or a Date.',
      marker !== undefined && (expiry?.Days !== undefined || expiry?.Date !== undefined),
      'MalformedXML',
    ),
    ...when(
      'ExpiredObjectDeleteMarker does not go with tags: a marker has none.',
      marker === true && isTagged,
      'InvalidRequest',
    ),
    ...(expiry && marker === undefined ? dueFaults('Expiration', expiry, 1) : []),
    ...transitionFaults(rule),
    ...oldFaults(rule),
    ...when(
      'NewerNoncurrentVersions needs a Filter, not the older Prefix.',
      !rule.Filter && keeps.some(({ NewerNoncurrentVersions: keep }) => keep !== undefined),
      'InvalidRequest',
    ),
    ...when(
      'AbortIncompleteMultipartUpload needs DaysAfterInitiation, a whole number from 1 on.',
      abort && !isWhole(abort.DaysAfterInitiation, 1),
      'InvalidArgument',
    ),
    ...when(
      'AbortIncompleteMultipartUpload does not go with tags: an upload has none before it is complete.',
      abort && isTagged,
      'InvalidRequest',
    ),
    ...when(
      'AbortIncompleteMultipartUpload does not go with sizes: an upload has none before it is complete.',
      abort && isSized,
      'InvalidRequest',
    ),
  ]
}

/**
 * Everything for which S3 would refuse a lifecycle configuration as it is about to be sent, in words, where S3 itself says
 * "The XML you provided was not well-formed". Nothing where it takes it.
 * @param rules all rules of the bucket, as the SDK spells them
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketLifecycleConfiguration.html
 */
export const refusalsOf = (rules: readonly LifecycleRule[]): Refusal[] => {
  const ids = rules.flatMap(({ ID }) => (ID ? [ID] : []))
  const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) < index))]
  const older = rules.some(({ Filter, Prefix }) => !Filter && Prefix !== undefined)
  const whole = [
    ...when('A configuration needs at least one rule; to have none, delete it.', rules.length === 0, 'MalformedXML'),
    ...when(
      `A configuration has at most 1,000 rules; these are ${rules.length}.`,
      rules.length > 1_000,
      'MalformedXML',
    ),
    ...when(
      'Rules with a Filter and rules with the older Prefix do not go together.',
      older && rules.some(({ Filter }) => Filter),
      'InvalidRequest',
    ),
  ]
  return [
    ...whole.map(([code, reason]) => ({ code, reason })),
    ...twice.map((rule) => ({
      code: 'InvalidArgument' as const,
      rule,
      reason: 'An ID stands in the configuration twice.',
    })),
    ...rules.flatMap((rule, index) =>
      ruleFaults(rule).map(([code, reason]) => ({ code, rule: rule.ID || `rule ${index + 1}`, reason })),
    ),
  ]
}
