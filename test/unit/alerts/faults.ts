import type { Effects } from '../../../functions/alerts/effects.ts'
import type { Ledger } from '../../../shared/ledger/ledger.ts'

/** What is thrown in place of an answer. It looks like a broken connection: nobody knows what has happened. */
export class CrashError extends Error {
  override readonly name = 'CrashError'
}

export interface Crash {
  /** Before which effect of the call, from 0. */
  readonly at: number
  /** The effect happens, but its answer does not arrive. */
  readonly late: boolean
  /** Whether the call dies with it, or only this one effect fails. */
  readonly dies: boolean
}

/** Effects of one call, of which one fails. Without a crash none does. `wait` may let other calls go first. */
export const crashing = (
  effects: { readonly ledger: Ledger } & Pick<Effects, 'send' | 'wake'>,
  crash?: Crash,
  wait: () => Promise<void> = async () => {},
) => {
  let count = 0
  const around =
    <Args extends unknown[], Result>(effect: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const index = count
      count += 1
      await wait()
      if (crash?.dies && index > crash.at) throw new CrashError('dead already')
      if (crash?.at !== index) return effect(...args)
      if (crash.late) await effect(...args)
      throw new CrashError('no answer')
    }
  const { ledger, send, wake } = effects
  const wrapped: Ledger = {
    // The ledger's functions are generic, and a wrapper for all of them cannot be; each keeps its type by hand.
    get: around(ledger.get) as Ledger['get'],
    children: around(ledger.children) as Ledger['children'],
    lastChildren: around(ledger.lastChildren) as Ledger['lastChildren'],
    list: around(ledger.list) as Ledger['list'],
    open: around(ledger.open) as Ledger['open'],
    commit: around(ledger.commit),
  }
  return { desk: { ledger: wrapped, send: around(send), wake: around(wake) }, effects: () => count }
}
