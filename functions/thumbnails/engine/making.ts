import { ConflictError } from '../../../shared/errors.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'
import { keys, type MakingRecord } from '../../../shared/ledger/records.ts'

/** Milliseconds after which a call that said it makes a picture is taken for dead. It decodes for 20 s at most. */
const leaseMs = 30_000

const making = (slot: string, now: Date, ms: number): MakingRecord => ({
  ...keys.making(slot),
  kind: 'making',
  at: now.toISOString(),
  keepUntil: new Date(now.getTime() + ms).toISOString(),
})

/** Whether this call is the one that makes the picture: as long as it does, no other may. */
export const beginMaking = async (slot: string, ledger: Ledger, now: Date): Promise<boolean> => {
  try {
    await ledger.commit([{ item: making(slot, now, leaseMs), expect: 'absent' }], now)
    return true
  } catch (error) {
    if (error instanceof ConflictError) return false
    throw error
  }
}

/** Milliseconds before its end in which a lease is left to end by itself: writing takes time too. */
const marginMs = 2_000

/**
 * Lets another call try: this one could not make it. Where that cannot be written, others wait until it is taken for dead. Once it is, the lease may be
 * another call's already, and stays.
 * @param began when it said that it makes it
 * @param sinceMs milliseconds since then
 */
export const giveUpMaking = async (slot: string, ledger: Ledger, began: Date, sinceMs: number): Promise<void> => {
  if (sinceMs >= leaseMs - marginMs) return
  const now = new Date(began.getTime() + sinceMs)
  await ledger.commit([{ item: making(slot, now, 0), expect: 1 }], now).catch(() => {})
}
