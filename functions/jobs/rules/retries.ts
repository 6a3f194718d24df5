import type { RunRecord } from '../../../shared/ledger/records.ts'
import { causes, worthRetrying } from '../diagnosis/causes.ts'
import type { Verdict } from '../diagnosis/diagnosis.ts'
import type { JobSlice } from './job.ts'

/** Longest time before another attempt, in seconds, unless the job's own first wait is longer. */
const longestWait = 3_600

const knownCauses: Readonly<Record<string, { readonly retry: 'yes' | 'once' | 'no' }>> = causes

/**
 * Whether a run gets another attempt by itself. What a person or a newer run ended gets none. Without `retries.on` only
 * after causes by which the command surely never ran and another attempt may help; after some of these only once.
 */
export const mayRetry = (
  run: RunRecord,
  {
    state,
    cause,
    retry = knownCauses[cause]?.retry,
  }: { readonly state: RunRecord['state']; readonly cause: string; readonly retry?: Verdict['retry'] | undefined },
  { retries: { limit, on } }: Pick<JobSlice, 'retries'>,
): boolean => {
  const { earlier = [], stop } = run
  if (state !== 'failed' || earlier.length >= limit) return false
  if (stop?.why === 'cancelled' || stop?.why === 'replaced') return false
  if (on) return on.includes(cause)
  const worthIt: ReadonlySet<string> = worthRetrying
  if (!worthIt.has(cause) || retry === 'no') return false
  return retry !== 'once' || !earlier.some((past) => past.cause === cause)
}

/** When the attempt after this one begins: the job's wait, doubled with each attempt, up to an hour. */
export const retryAt = (
  { earlier = [] }: Pick<RunRecord, 'earlier'>,
  { retries: { wait } }: Pick<JobSlice, 'retries'>,
  now: Date,
): Date => new Date(now.getTime() + Math.min(wait * 2 ** earlier.length, Math.max(wait, longestWait)) * 1000)
