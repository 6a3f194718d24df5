import { errorName, isAccessDenied, isPermanentAwsError, PermanentError } from '../../../shared/errors.ts'
import type { Refusal } from './channel.ts'

const hasStatus = (error: unknown): boolean =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode !== undefined

/**
 * What an error of AWS, or of reading a contact, means. After a time-out or a broken connection nobody knows whether the message
 * went out. Never the words of AWS, which name numbers and addresses.
 */
export const awsRefusal = (error: unknown): Refusal => {
  if (error instanceof PermanentError) return { kind: 'failed', detail: error.reason, answered: true }
  const detail = errorName(error)
  if (isAccessDenied(error))
    return {
      kind: 'misconfigured',
      detail: `${detail}: AWS does not let Nightshift send this way. Check the role of the function, and policies of SES, SNS, SSM or the organization that deny it`,
      answered: true,
    }
  return { kind: isPermanentAwsError(error) ? 'failed' : 'transient', detail, answered: hasStatus(error) }
}
