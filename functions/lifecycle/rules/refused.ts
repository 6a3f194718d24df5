import { PermanentError } from '../../../shared/errors.ts'
import { refusalsOf } from '../../../shared/lifecycle/refusals.ts'
import type { WantedBucket } from './policies.ts'

/**
 * Stops what S3 would refuse before it is sent. What others wrote is not looked at: S3 has taken it before.
 * @throws PermanentError `refused` with all that is wrong, in words
 */
export const checkRules = ({ rules }: Pick<WantedBucket, 'rules'>): void => {
  const refusals = refusalsOf(rules).filter(({ rule }) => rule !== undefined)
  const [first] = refusals
  if (!first) return
  throw new PermanentError(
    'refused',
    `S3 would refuse the rules (${first.code}), so they are not sent. ${refusals.map(({ rule, reason }) => `${rule}: ${reason}`).join(' ')}`,
  )
}
