import { errorName, errorText, isAccessDenied, isPermanentAwsError } from '../../../shared/errors.ts'
import type { Refusal } from './vault.ts'

const key: Refusal = {
  reason:
    'AWS cannot use the KMS key: it is disabled, waits for its deletion, or its policy does not allow it. Enable the key, and let its policy allow this account.',
  passes: false,
}
const quota: Refusal = {
  reason:
    'The account has as many manual snapshots as it may. Delete some, keep fewer by the plan, or ask for more in Service Quotas.',
  passes: true,
}
const copies: Refusal = {
  reason: 'AWS has as many copies under way as it takes at once. It is asked again.',
  passes: true,
}
const state: Refusal = { reason: 'It is in a state in which AWS takes no snapshot; that passes.', passes: true }
const unknown: Refusal = { reason: 'AWS does not know it: it was deleted or renamed.', passes: false }

/**
 * What AWS's codes mean, without the `Fault` or `Exception` that SDKs append.
 * https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CopyDBSnapshot.html#API_CopyDBSnapshot_Errors
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
const meanings: Readonly<Record<string, Refusal>> = {
  KMSKeyNotAccessible: key,
  'InvalidKmsKey.InvalidState': key,
  'InvalidKmsKey.Unsupported': key,
  KmsKeyNotAccessible: key,
  SnapshotQuotaExceeded: quota,
  DBSnapshotQuotaExceeded: quota,
  SnapshotLimitExceeded: quota,
  ConcurrentSnapshotLimitExceeded: {
    reason: 'AWS has as many pending snapshots of the volume as it takes at once. It is asked again.',
    passes: true,
  },
  SnapshotCreationPerVolumeRateExceeded: {
    reason: 'AWS takes a snapshot of a volume every 15 seconds at most. It is asked again.',
    passes: true,
  },
  ResourceLimitExceeded: copies,
  InvalidDBInstanceState: state,
  InvalidDBClusterState: state,
  InvalidDBClusterStateFault: state,
  InvalidDBSnapshotState: { reason: 'The snapshot is in use, or not done; that passes.', passes: true },
  InvalidDBClusterSnapshotState: { reason: 'The snapshot is in use, or not done; that passes.', passes: true },
  IncorrectState: state,
  'InvalidSnapshot.InUse': { reason: 'An AMI uses it. Deregister the AMI first, if nobody needs it.', passes: true },
  SnapshotLocked: { reason: 'Somebody has locked it in EC2.', passes: true },
  DBInstanceNotFound: unknown,
  DBClusterNotFound: unknown,
  DBSnapshotNotFound: unknown,
  DBClusterSnapshotNotFound: unknown,
  'InvalidVolume.NotFound': unknown,
  'InvalidInstanceID.NotFound': unknown,
  'InvalidSnapshot.NotFound': unknown,
  'InvalidAMIID.NotFound': unknown,
}

const throttles = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/

const bare = (name: string): string => name.replace(/(Fault|Exception)$/, '')

/** AWS's messages name keys and accounts, which are nobody's business in an incident. */
const withoutArns = (message: string): string => message.replaceAll(/arn:aws[\w-]*:[^\s,\])]*/g, '…').slice(0, 300)

/**
 * What an answer of AWS means that says no.
 * @throws what was thrown, where it says nothing of the thing itself: no answer, throttled, denied
 */
export const refusalOf = (error: unknown): Refusal => {
  const name = errorName(error)
  // RDS has one code for both: `Cannot copy more than 20 snapshots across regions`.
  if (/^SnapshotQuotaExceeded/.test(name) && /across regions/.test(errorText(error))) return copies
  const known = meanings[name] ?? meanings[bare(name)]
  if (known) return known
  if (throttles.test(name) || isAccessDenied(error) || !isPermanentAwsError(error)) throw error
  return { reason: `AWS refuses it: ${withoutArns(errorText(error))} (${name}).`, passes: false }
}

/** Whether an error says that something is not there. */
export const isMissing = (error: unknown): boolean => /NotFound|\.Unavailable$|InvalidAMIID/.test(errorName(error))
