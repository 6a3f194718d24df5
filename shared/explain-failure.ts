import { errorName, errorText, isAccessDenied, isPermanentAwsError, PermanentError } from './errors.ts'
import { redact } from './log.ts'

/** Why something could not be done, such as a check's look or a backup's step. */
export interface Failure {
  /** What is wrong and what to do, for a person. */
  readonly reason: string
  /** A later try can come to its end. */
  readonly transient: boolean
}

/** Explains a thrown thing. What is not known to be final is taken for transient. */
export const explainFailure = (error: unknown): Failure => {
  const transient = !(error instanceof PermanentError || isPermanentAwsError(error))
  const words = `${errorName(error)}: ${redact(errorText(error))}`
  if (isAccessDenied(error))
    return {
      transient,
      reason: `${words}. Deploy the current stack; if that does not help, a policy of the organization denies it.`,
    }
  return { transient, reason: error instanceof PermanentError ? redact(errorText(error)) : words }
}
