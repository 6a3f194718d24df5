import type { Write } from '../../../shared/ledger/ledger.ts'
import type { FirewallStateRecord } from '../../../shared/ledger/records.ts'
import type { World } from '../world/world.ts'
import { changeState } from './state.ts'

/** A call that dies is taken over after so many milliseconds. One that lives takes its lease anew when half of it is over. */
const leaseMs = 20_000

/** Somebody else passes now: what this call has not written is theirs. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError'
}

/** The right to judge and to change the sets, held by one call at a time. */
export interface Lease {
  /** The state as this call last wrote it. */
  readonly state: () => FirewallStateRecord
  /** Changes the state while the lease is held. @throws LeaseLostError */
  readonly change: (
    how: (state: FirewallStateRecord) => FirewallStateRecord,
    more?: readonly Write[],
  ) => Promise<FirewallStateRecord>
  /** Takes it anew when half of it is over. @throws LeaseLostError */
  readonly renew: () => Promise<void>
  /** Gives it back, with what else is to be written. Nothing happens where it is somebody else's by now. */
  readonly end: (how?: (state: FirewallStateRecord) => FirewallStateRecord) => Promise<void>
}

const isFree = ({ lease }: FirewallStateRecord, by: string, now: Date): boolean =>
  lease === undefined || lease.by === by || Date.parse(lease.until) <= now.getTime()

/**
 * Takes the right to pass.
 * @param by who asks: the id of the call
 * @param begins what is written when it is had
 * @returns nothing where another call has it
 */
export const takeLease = async (
  world: World,
  by: string,
  clock: () => Date,
  begins: (state: FirewallStateRecord) => FirewallStateRecord,
): Promise<Lease | undefined> => {
  const held = () => ({ by, until: new Date(clock().getTime() + leaseMs).toISOString() })
  const asOf = () => ({ ledger: world.ledger, version: world.version, now: clock() })
  const taken = await changeState(asOf(), (state) =>
    isFree(state, by, clock()) ? { ...begins(state), lease: held() } : undefined,
  )
  if (!taken.changed) return undefined
  let state = taken.state
  const change: Lease['change'] = async (how, more = []) => {
    const done = await changeState(
      asOf(),
      (now) => {
        if (now.lease?.by !== by) throw new LeaseLostError('Another call passes now')
        return { ...how(now), lease: held() }
      },
      more,
    )
    state = done.state
    return state
  }
  return {
    state: () => state,
    change,
    renew: async () => {
      const until = Date.parse(state.lease?.until ?? '') || 0
      if (until - clock().getTime() < leaseMs / 2) await change((now) => now)
    },
    end: async (how = (now) => now) => {
      await changeState(asOf(), (now) => {
        if (now.lease?.by !== by) return undefined
        const { lease: _, ...rest } = how(now)
        return rest
      })
    },
  }
}
