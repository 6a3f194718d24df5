import { errorName, errorText, isPermanentAwsError, PermanentError } from '../../../shared/errors.ts'
import { redact } from '../../../shared/log.ts'

export interface Failure {
  /** One word that stays the same over releases. */
  readonly cause: string
  /** What is wrong and what to do, for a person. */
  readonly reason: string
  /** A later try can mend it. */
  readonly transient: boolean
}

const advice: Readonly<Record<string, string>> = {
  AccessDenied:
    "Nightshift may not read or change this bucket's lifecycle or versioning. Look for a statement in the bucket's policy, or in the organisation's, that denies it.",
  NoSuchBucket: 'There is no such bucket. Make it, or correct its name in nightshift.config.ts.',
}

/** The same of what is not a bucket, whose services have names of their own for a refusal. */
const refusal = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)$/
const adviceOfRefusal =
  "Nightshift may not read or change it. Look for a statement in its policy, or in the organisation's, that denies it."

/** Explains why something that is not a bucket is not kept as long as the config says. */
export const explainRetentionFailure = (error: unknown): Failure => {
  const failure = explainFailure(error)
  return refusal.test(failure.cause) ? { ...failure, reason: adviceOfRefusal } : failure
}

/** Explains why a bucket could not be reconciled. What is not known to be final is taken for transient. */
export const explainFailure = (error: unknown): Failure => {
  const cause = error instanceof PermanentError ? error.reason : errorName(error)
  const transient = !(error instanceof PermanentError || isPermanentAwsError(error))
  return { cause, reason: advice[cause] ?? `${cause}: ${redact(errorText(error))}`, transient }
}
