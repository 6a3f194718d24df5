import type { LifecycleRule } from '@aws-sdk/client-s3'
import type { HeldBack } from '../../../shared/ledger/records.ts'
import { sameRules } from '../../../shared/lifecycle/canonical.ts'
import { isoSeconds } from '../../../shared/time.ts'
import { isHarmless, type Shortening } from './shortening.ts'

/** What a person says of changes that are held back. */
export interface Consent {
  /** Agrees to them; they are made once the grace is over. */
  readonly confirm?: boolean | undefined
  /** Takes an agreement back. */
  readonly takeBack?: boolean | undefined
  /** Who, as they call themselves. */
  readonly by?: string | undefined
  /** Only these buckets. Default all. */
  readonly buckets?: readonly string[] | undefined
}

interface Asked {
  /** The rules that would delete what is there, as they are wanted. */
  readonly rules: readonly LifecycleRule[]
  readonly pending: HeldBack | undefined
  readonly consent: Consent
  readonly now: Date
  readonly graceMs: number
}

/** Whether rules that wait were agreed to, and their grace is over. */
const isDue = ({ pending, now }: Asked): boolean => pending?.until !== undefined && new Date(pending.until) <= now

/** Whether what waits is what is wanted now: else it is asked anew. */
export const isSamePending = ({ rules, pending }: Pick<Asked, 'rules' | 'pending'>): boolean =>
  pending !== undefined && sameRules(pending.rules, rules)

/**
 * Whether rules that delete what is there now are written, or held back, and until when. Agreement is about the very rules; a
 * change of them asks anew, and so does taking it back.
 * @param shortening what they would delete; undefined where the same rules wait already
 * @returns undefined where they may be written
 */
export const holdOf = (asked: Asked, shortening: Shortening | undefined): HeldBack | undefined => {
  const { rules, consent, now, graceMs } = asked
  const pending = isSamePending(asked) ? asked.pending : undefined
  if (!pending && shortening && isHarmless(shortening)) return undefined
  if (pending && !consent.takeBack && isDue({ ...asked, pending })) return undefined
  const at = isoSeconds(now)
  const base: HeldBack = pending ?? {
    rules: JSON.parse(JSON.stringify(rules)),
    since: at,
    objects: shortening?.objects ?? 0,
    bytes: shortening?.bytes ?? 0,
    newest: shortening?.newest,
    looked: shortening?.looked ?? 0,
    complete: shortening?.complete ?? false,
    source: shortening?.source ?? 'a listing',
    ...(shortening?.asOf ? { asOf: shortening.asOf } : {}),
    ...(shortening?.instead ? { instead: shortening.instead } : {}),
  }
  const { confirmedAt: _, confirmedBy: __, until: ___, ...open } = base
  if (consent.takeBack) return open
  if (base.until !== undefined || !consent.confirm) return base
  return {
    ...open,
    confirmedAt: at,
    ...(consent.by ? { confirmedBy: consent.by } : {}),
    until: isoSeconds(new Date(now.getTime() + graceMs)),
  }
}
