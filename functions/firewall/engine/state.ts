import { ConflictError, TransientError } from '../../../shared/errors.ts'
import type { Ledger, Stored, Write } from '../../../shared/ledger/ledger.ts'
import { type FirewallStateRecord, keys } from '../../../shared/ledger/records.ts'

type State = Stored<FirewallStateRecord>

/** Writers that come together are over in milliseconds: nobody has to wait for more of them. */
const maxConflicts = 10

/** The state as it is before the first pass. */
export const firstState = (version: string, now: Date): FirewallStateRecord => ({
  ...keys.firewallState(),
  kind: 'firewall-state',
  at: now.toISOString(),
  generation: 0,
  sources: {},
  told: {},
  basis: { event: {}, config: version },
})

export const readState = (ledger: Pick<Ledger, 'get'>): Promise<State | undefined> =>
  ledger.get<FirewallStateRecord>(keys.firewallState())

/**
 * Changes the state by what it is at the moment of the write.
 * @param change nothing: it stays as it is. It may be asked again about what it has itself made, where the answer to a write was lost
 * @param more is written with it, or not at all
 * @returns the state as it is then, and whether it was changed
 * @throws TransientError where others are faster each time; ConflictError where that is about `more`; what `change` throws
 */
export const changeState = async (
  { ledger, version, now }: { readonly ledger: Ledger; readonly version: string; readonly now: Date },
  change: (state: FirewallStateRecord) => FirewallStateRecord | undefined,
  more: readonly Write[] = [],
): Promise<{ readonly state: FirewallStateRecord; readonly changed: boolean }> => {
  for (let conflicts = 0; conflicts < maxConflicts; conflicts += 1) {
    const stored = await readState(ledger)
    const before = stored ?? firstState(version, now)
    const after = change(before)
    if (after === undefined) return { state: before, changed: false }
    try {
      // Alone it may be repeated: a change that has happened is no other when it is made of what it has left.
      const write = { item: after, expect: stored?.version ?? 'absent', repeatable: true } as const
      await ledger.commit([write, ...more], now)
      return { state: after, changed: true }
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error
      const next = await readState(ledger)
      if (next?.version === stored?.version) throw error
    }
  }
  throw new TransientError('The state of the firewall is changed by others each time')
}
