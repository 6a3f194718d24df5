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

/** Lets another call try: this one could not make it. Where that cannot be written, others wait until it is taken for dead. */
export const giveUpMaking = async (slot: string, ledger: Ledger, now: Date): Promise<void> => {
  await ledger.commit([{ item: making(slot, now, 0), expect: 1 }], now).catch(() => {})
}
