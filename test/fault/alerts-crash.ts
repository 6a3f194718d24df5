import type { Effects } from '../../functions/alerts/world/effects.ts'
import { TransientError } from '../../shared/errors.ts'
import type { Ledger } from '../../shared/ledger/ledger.ts'
import { type Crash, makeBreaker } from '../simulation/engine/crash.ts'

/** A way in which one effect fails. */
export type Way = Omit<Crash, 'at'>

export const ways: readonly (readonly [string, Way])[] = [
  ['the call dies before its effect', { late: false, dies: true }],
  ['the call dies after its effect', { late: true, dies: true }],
  ['an effect fails before it has happened', { late: false, dies: false }],
  ['an effect fails after it has happened', { late: true, dies: false }],
  ['an effect is throttled', { late: false, dies: false, error: () => new TransientError('try again') }],
]

/** The effects of one call, of which one fails. */
export const crashing = (
  { ledger, send, wake }: { readonly ledger: Ledger } & Pick<Effects, 'send' | 'wake'>,
  crash: Crash,
) => {
  const breaker = makeBreaker(crash)
  return {
    world: { ledger: breaker.ledger(ledger), send: breaker.around(send), wake: breaker.around(wake) },
    effects: breaker.effects,
  }
}

/** Runs a story once for every effect of the call under test, and gives the number of effects that it had. */
export const atEveryEffect = async (story: (at: number) => Promise<{ readonly effects: number }>): Promise<number> => {
  let at = 0
  for (; at < 150; at += 1) if ((await story(at)).effects <= at) return at
  throw new Error('The call never comes to its end')
}
