import type { RunRecord } from '../../../shared/ledger/records.ts'
import { causes, worthRetrying } from '../diagnosis/causes.ts'
import type { Verdict } from '../diagnosis/diagnosis.ts'
import type { RuledVerdict } from './exit-rules.ts'
import type { JobSlice } from './job.ts'

/** Longest time before another attempt, in seconds, unless the job's own first wait is longer. */
const longestWait = 3_600

/** Most attempts of a run that do not count: one whose code never changes would go on for ever. */
const mostIgnored = 50

const knownCauses: Readonly<Record<string, { readonly retry: 'yes' | 'once' | 'no' }>> = causes

/**
 * Whether a run gets another attempt by itself. What a person or a newer run ended gets none. Without `retries.on` only
 * after causes by which the command surely never ran and another attempt may help; after some of these only once. A rule of the job for its exit code goes before all that; attempts that one has ignored do not count.
 */
export const mayRetry = (
  run: RunRecord,
  {
    state,
    cause,
    retry = knownCauses[cause]?.retry,
    rule,
  }: {
    readonly state: RunRecord['state']
    readonly cause: string
    readonly retry?: Verdict['retry'] | undefined
    readonly rule?: RuledVerdict['rule']
  },
  { retries: { limit, on } }: Pick<JobSlice, 'retries'>,
): boolean => {
  const { earlier = [], stop } = run
  if (state !== 'failed' || rule === 'fail' || stop?.why === 'cancelled' || stop?.why === 'replaced') return false
  const ignored = earlier.filter((past) => past.ignored).length
  if (rule === 'ignore') return ignored < mostIgnored
  if (earlier.length - ignored >= limit) return false
  if (rule === 'retry') return true
  if (on) return on.includes(cause)
  const worthIt: ReadonlySet<string> = worthRetrying
  if (!worthIt.has(cause) || retry === 'no') return false
  return retry !== 'once' || !earlier.some((past) => past.cause === cause)
}

/** What befalls Spot capacity alone. */
const spotCauses: readonly string[] = ['spot-interruption', 'capacity']

/** Whether a run goes on with another attempt at once, on capacity that is not Spot: AWS took its own back, or had none. */
export const fallsBack = (
  { onDemand, stop }: Pick<RunRecord, 'onDemand' | 'stop'>,
  { state, cause }: { readonly state: RunRecord['state']; readonly cause: string },
  { spot }: Pick<JobSlice, 'spot'>,
): boolean =>
  spot === true &&
  !onDemand &&
  state === 'failed' &&
  spotCauses.includes(cause) &&
  stop?.why !== 'cancelled' &&
  stop?.why !== 'replaced'

/** When the attempt after this one begins: the job's wait, doubled with each attempt, up to an hour. */
export const retryAt = (
  { earlier = [] }: Pick<RunRecord, 'earlier'>,
  { retries: { wait } }: Pick<JobSlice, 'retries'>,
  now: Date,
): Date => new Date(now.getTime() + Math.min(wait * 2 ** earlier.length, Math.max(wait, longestWait)) * 1000)
