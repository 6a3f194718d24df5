import type { IncidentChange } from '../../shared/ledger/records.ts'

/** Names of the people, as in a sentence. */
const names = (to: readonly string[] = []): string => to.join(', ')

/**
 * What a change of an incident was, in a few words, such as `step 2: joon was called`.
 * @param timeText how a time is written
 */
export const changeText = (
  { what, by, to, until, step, reason, unread }: IncidentChange,
  timeText: (iso: string) => string,
): string => {
  const called = to && to.length > 0 ? `${names(to)} ${to.length === 1 ? 'was' : 'were'} called` : 'nobody was called'
  const because = reason ? `: ${reason}` : ''
  const note = unread ? ' (what was made at run time could not be read: the config decided)' : ''
  switch (what) {
    case 'held':
      return `held${until ? ` until ${timeText(until)}` : ''}${because}`
    case 'step':
      return `step ${step}: ${called}${note}`
    case 'reminder':
      return `reminder: ${called}${note}`
    case 'escalated':
      return `escalated by ${by}, step ${step}: ${called}${note}`
    case 'acknowledged':
      return `acknowledged by ${by}`
    case 'taken over':
      return `taken over by ${by}`
    case 'handed over':
      return `handed over by ${by} to ${names(to)}`
    case 'snoozed':
      return `snoozed by ${by}${until ? ` until ${timeText(until)}` : ''}`
    case 'resolved':
      return `resolved by ${by}`
    case 'recovered':
      return `over${because}`
  }
}

/** What became of a message, in a few words. */
export const messageText = (
  {
    to,
    channel,
    purpose,
    outcome,
    notBefore,
    digest,
    detail,
  }: {
    readonly to: string
    readonly channel: string
    readonly purpose: string
    readonly outcome: string
    readonly notBefore?: string | undefined
    readonly digest?: boolean | undefined
    readonly detail?: string | undefined
  },
  timeText: (iso: string) => string,
): string => {
  const kind = purpose === 'page' ? '' : ` (${purpose})`
  const fate =
    outcome === 'planned'
      ? notBefore
        ? `waits until ${timeText(notBefore)}`
        : digest
          ? 'waits for the digest'
          : 'is about to be sent'
      : outcome
  const why = outcome === 'failed' || outcome === 'dropped' ? `: ${detail ?? 'no reason was given'}` : ''
  return `${to} by ${channel}${kind} ${fate}${why}`
}
