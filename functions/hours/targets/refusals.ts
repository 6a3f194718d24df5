import { errorName, errorText, isAccessDenied, isPermanentAwsError } from '../../../shared/errors.ts'
import type { Order, Reason, Refusal } from './target-kind.ts'

/** What was being done when AWS refused. */
export type Deed = Order['action'] | 'observe' | 'find'

/** What one of AWS's codes means for a kind, and what to do. */
export interface Meaning {
  readonly words: string
  /** Whether the same request may be taken later. */
  readonly transient: boolean
}

/** By AWS's code, without the `Fault` or `Exception` that SDKs append. A function is given AWS's own message. */
export type Meanings = Readonly<Record<string, Meaning | ((message: string) => Meaning)>>

const throttles = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/

const bare = (name: string): string => name.replace(/(Fault|Exception|\.NotFound)$/, '')

/** The permission that AWS says is missing, such as `ec2:StopInstances`. */
const namedPermission = (message: string): string | undefined =>
  /(?:perform|action)(?: the)?:? ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1]

/** Messages of AWS name roles and accounts, which are nobody's business in an incident. */
export const withoutArns = (message: string): string =>
  message.replaceAll(/arn:aws[\w-]*:[^\s,\])]*/g, '…').slice(0, 300)

/**
 * What an error of AWS means.
 * @param permissions what each deed needs, the first of which is named where AWS does not say it
 */
export const refusalFrom = (
  error: unknown,
  deed: Deed,
  { permissions, meanings }: { readonly permissions: Readonly<Record<Deed, string>>; readonly meanings: Meanings },
): Refusal => {
  const [name, message] = [errorName(error), errorText(error)]
  if (isAccessDenied(error)) {
    const denied = namedPermission(message) ?? permissions[deed]
    return {
      code: 'denied',
      denied,
      transient: false,
      words: `Nightshift may not do ${denied}. Deploy it again so that its role fits the config; if the role has it, a policy of the organisation or a boundary denies it.`,
    }
  }
  if (throttles.test(name))
    return { code: 'throttled', transient: true, words: 'AWS takes no more calls for the moment. It is asked again.' }
  const known = meanings[bare(name)]
  if (known) return { code: name, ...(typeof known === 'function' ? known(message) : known) }
  if (!isPermanentAwsError(error))
    return {
      code: name,
      transient: true,
      words: `AWS gave no usable answer (${withoutArns(message)}). It is asked again.`,
    }
  return { code: name, transient: false, words: `AWS refuses: ${withoutArns(message)}` }
}

/** A reason with AWS's code, or with ours. */
export const reason = (code: string, words: string): Reason => ({ code, words })
