import type { Ledger } from '../../../shared/ledger/ledger.ts'

/** What is thrown in place of an answer. It looks like a broken connection: nobody knows what has happened. */
export class CrashError extends Error {
  override readonly name = 'CrashError'
}

/** One effect of a call that does not answer. */
export interface Crash {
  /** Before which effect of the call, from 0. */
  readonly at: number
  /** The effect happens, but its answer does not arrive. */
  readonly late: boolean
  /** Whether the call dies with it, or only this one effect fails. */
  readonly dies: boolean
  /** What the one effect answers with. Default: nothing, as after a broken connection. */
  readonly error?: () => Error
}

/**
 * Counts the effects of one call and lets one of them crash. Without a crash none does.
 * @param wait happens before each effect; may let other calls go first, where it gives a promise
 * @param onFault is told of each effect that does not answer
 */
export const makeBreaker = (
  crash?: Crash,
  wait: () => Promise<void> | undefined = () => undefined,
  onFault: () => void = () => {},
) => {
  let effects = 0
  let isDead = false
  const fail = (error: Error): never => {
    onFault()
    throw error
  }
  const around =
    <Args extends unknown[], Result>(effect: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const index = effects
      effects += 1
      const waiting = wait()
      if (waiting) await waiting
      if (isDead || (crash?.dies && index > crash.at)) return fail(new CrashError('dead already'))
      if (crash?.at !== index) return effect(...args)
      if (crash.late) await effect(...args)
      return fail(crash.error?.() ?? new CrashError('no answer'))
    }
  return {
    around,
    ledger: ({ get, children, lastChildren, list, open, commit }: Ledger): Ledger => ({
      // The ledger's functions are generic, and a wrapper for all of them cannot be; each keeps its type by hand.
      get: around(get) as Ledger['get'],
      children: around(children) as Ledger['children'],
      lastChildren: around(lastChildren) as Ledger['lastChildren'],
      list: around(list) as Ledger['list'],
      open: around(open) as Ledger['open'],
      commit: around(commit),
    }),
    /** The call ends here: whatever effect it begins from now on does not happen. */
    die: (): void => {
      isDead = true
    },
    /** Effects so far, those that failed too. */
    effects: () => effects,
  }
}
