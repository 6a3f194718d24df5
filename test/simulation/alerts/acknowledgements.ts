import type { IncidentRecord } from '../../../shared/ledger/records.ts'
import { policyOf } from '../../../shared/on-call/policy.ts'
import type { Call } from './sendings.ts'
import type { Story } from './story.ts'

/**
 * Counts by itself who has acknowledged what: it is somebody's when so many different people have as the policy says, or when it is taken over, handed over or
 * snoozed. Until then it goes on as if nobody had.
 */
export const makeAcknowledgements = ({ config }: Pick<Story, 'config'>, violate: (what: string) => void) => {
  const known = new Map<string, readonly string[]>()
  const counts = { partly: 0, several: 0 }

  const judgePartly = (before: IncidentRecord, after: IncidentRecord, earlier: readonly string[]): void => {
    const { id } = after
    const by = after.partly?.at(-1)?.by ?? after.acknowledgements?.at(-1)?.by ?? ''
    if (earlier.includes(by)) violate(`${id}: the acknowledgement of ${by} counts twice`)
    const names = [...earlier, by]
    const needed = policyOf(config, after.policy).acknowledgements ?? 1
    known.set(id, names)
    if (after.state === 'acknowledged') {
      if (names.length < needed) violate(`${id}: acknowledged by ${names.join(', ')}, and ${needed} must`)
      if (needed > 1) counts.several += 1
      return
    }
    counts.partly += 1
    if (names.length >= needed) violate(`${id}: acknowledged by ${names.join(', ')}, and still ${after.state}`)
    if (after.state !== before.state || after.steps !== before.steps || after.nextAt !== before.nextAt)
      violate(`${id}: the acknowledgement of ${by}, one of ${needed}, changes what comes next`)
  }

  return {
    onIncident: (before: IncidentRecord, after: IncidentRecord, call: Call): void => {
      const { id } = after
      const earlier = known.get(id) ?? []
      const partly = (after.partly ?? []).map(({ by }) => by)
      const isMore = partly.length > (before.partly?.length ?? 0)
      const isTaken = after.state === 'acknowledged' && before.state !== 'acknowledged'
      if (call.id.startsWith('link-') && (isMore || isTaken)) judgePartly(before, after, earlier)
      else if (isMore) violate(`${id}: acknowledged by ${partly.join(', ')}, and nobody did`)
      // When it runs out, and when somebody asks for the next step, all are asked anew.
      if (after.state === 'acknowledged' || call.asked) known.delete(id)
      else if (after.open && partly.join() !== (known.get(id) ?? []).join())
        violate(`${id}: acknowledged by ${partly.join(', ') || 'nobody'}, and ${(known.get(id) ?? []).join(', ')} did`)
    },
    /** Who has, where others still have to. */
    of: (id: string): readonly string[] => known.get(id) ?? [],
    counts: (): Record<string, number> => ({
      'acknowledged by some of several': counts.partly,
      'acknowledged by several': counts.several,
    }),
  }
}
