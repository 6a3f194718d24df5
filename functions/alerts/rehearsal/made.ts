import type { Ledger } from '../../../shared/ledger/ledger.ts'
import {
  type AlertsChangeRecord,
  keys,
  type OnCallRecord,
  type OverrideMade,
  type SilenceMade,
} from '../../../shared/ledger/records.ts'

/** What people made at run time, or ended: as it was from a time on. */
export interface MadeThen {
  readonly at: string
  readonly made: OverrideMade | SilenceMade
}

/** Days before the past for which is looked: what was made earlier than that, and was still in force, is not rehearsed. */
const earlierDays = 31

/** Most changes that are read: those of other capabilities stand among them. */
const mostChanges = 5_000

const isMade = (after: unknown): after is OverrideMade | SilenceMade =>
  typeof after === 'object' && after !== null && ('parts' in after || 'match' in after)

/** What people made at run time, oldest first. @param since the beginning of what is rehearsed */
export const readMade = async (ledger: Pick<Ledger, 'list'>, since: Date): Promise<MadeThen[]> => {
  const from = new Date(since.getTime() - earlierDays * 86_400_000).toISOString()
  const changes = await ledger.list<AlertsChangeRecord>('change', { since: from, limit: mostChanges })
  return changes
    .flatMap(({ capability, at, after }) => (capability === 'alerts' && isMade(after) ? [{ at, made: after }] : []))
    .toReversed()
}

const without = <Made extends { readonly id: string }>(all: readonly Made[], { id }: Made): Made[] =>
  all.filter((each) => each.id !== id)

/** Has it stand in a ledger as it then did. */
export const makeAgain = async (made: MadeThen['made'], ledger: Ledger, now: Date): Promise<void> => {
  const known = await ledger.get<OnCallRecord>(keys.onCall())
  const { overrides = [], silences = [] } = known ?? {}
  const item: OnCallRecord = {
    ...keys.onCall(),
    kind: 'on-call',
    at: now.toISOString(),
    overrides: 'parts' in made ? [...without(overrides, made), made] : overrides,
    silences: 'match' in made ? [...without(silences, made), made] : silences,
  }
  await ledger.commit([{ item, expect: known?.version ?? 'absent' }], now)
}
