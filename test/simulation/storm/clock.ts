import { setImmediate as settled } from 'node:timers/promises'
import { makeAgenda } from '../engine/agenda.ts'

/**
 * Virtual time in whole milliseconds, for things that wait for each other: what is due at one millisecond happens side by side,
 * and time goes on when nothing is left to do in it.
 */
export const makeClock = (begin: number) => {
  const agenda = makeAgenda<() => unknown>()
  let now = begin
  const at = (time: number, act: () => unknown): void => agenda.add(Math.max(now, Math.round(time)), act)
  return {
    /** Milliseconds since 1970. */
    now: () => now,
    at,
    sleep: (milliseconds: number): Promise<void> => new Promise((resolve) => at(now + milliseconds, resolve)),
    /** Lets time pass until an instant, that one included. */
    run: async (until: number): Promise<void> => {
      for (let next = agenda.nextAt(); next !== undefined && next <= until; next = agenda.nextAt()) {
        now = next
        while (agenda.nextAt() === now) agenda.next()?.act()
        await settled()
      }
      now = until
    },
  }
}

export type Clock = ReturnType<typeof makeClock>
