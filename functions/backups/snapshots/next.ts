import type { SnapshotProcessRecord } from '../../../shared/ledger/records.ts'
import { isLate } from '../rules/late.ts'
import type { Seen, Source } from '../vaults/vault.ts'

/** Milliseconds after which a call that has claimed a step has died: it lives for less than three minutes. */
export const claimMs = 180_000

/** Looks in a row after which what AWS does not show is gone. Clocks may be wrong: it is looks that count, three minutes apart. */
const mostUnseen = 6

/** What is to be done about a source. */
export type Start = { readonly do: 'ask' } | { readonly do: 'wait' | 'fail'; readonly reason: string }

export const startOf = (
  process: Pick<SnapshotProcessRecord, 'firing' | 'target' | 'plan'>,
  { state, reason = state }: Source,
  within: string,
  now: Date,
): Start => {
  const { target, plan } = process
  switch (state) {
    case 'ready':
      return { do: 'ask' }
    case 'gone':
      return {
        do: 'fail',
        reason: `AWS does not know ${target}: it was deleted or renamed. Correct backups.plans.${plan}.resources. Its earlier snapshots are kept.`,
      }
    case 'cannot':
      return { do: 'fail', reason }
    default:
      return isLate(process, within, now)
        ? { do: 'fail', reason: `It could not be saved within ${within}: ${reason}` }
        : { do: 'wait', reason }
  }
}

/** What is to be done when it may have been asked for by a call that died. */
export type Asking = 'ask' | 'wait' | 'claim'

/**
 * A step that asks AWS belongs to the call that wrote it down. Another call leaves it alone until that one has surely died, and then
 * takes it over. A clock that was put back keeps it for no longer.
 */
export const askingOf = (
  { askedAt, askedBy }: { readonly askedAt?: string | undefined; readonly askedBy?: string | undefined },
  { now, callId }: { readonly now: Date; readonly callId: string },
): Asking => {
  if (askedBy === callId) return 'ask'
  if (askedAt === undefined) return 'claim'
  return Math.abs(now.getTime() - Date.parse(askedAt)) < claimMs ? 'wait' : 'claim'
}

/** How what was asked for stands. What is pending is never given up: AWS may finish it, and what it is made of must stay. */
export type Progress =
  | { readonly is: 'good' }
  | { readonly is: 'pending'; readonly percent?: number | undefined; readonly unseen?: number | undefined }
  | { readonly is: 'failed'; readonly reason: string }

export const progressOf = (
  { unseen = 0 }: { readonly unseen?: number | undefined },
  seen: Seen | undefined,
): Progress => {
  if (!seen)
    return unseen + 1 < mostUnseen
      ? { is: 'pending', unseen: unseen + 1 }
      : { is: 'failed', reason: 'AWS no longer shows it: somebody has deleted it before it was done.' }
  if (seen.state === 'good' && seen.at !== undefined) return { is: 'good' }
  if (seen.state === 'failed')
    return { is: 'failed', reason: `AWS says that it failed: ${seen.reason ?? 'it gives no reason'}.` }
  return { is: 'pending', percent: seen.percent }
}
