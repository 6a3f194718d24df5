import type { FirewallStateRecord } from '../../../shared/ledger/records.ts'
import type { LogWorld } from '../world/world.ts'
import { changeState } from './state.ts'

/** A message is on its way for so long after its time before it counts as lost. */
const overdueMs = 5_000

/** Longest that SQS holds a message back. What is later is found by the schedule. */
const longestMs = 900_000

type Asking = Pick<LogWorld, 'ledger' | 'version' | 'wake' | 'slice'>

const isAsked = (nextAt: string | undefined, at: number, now: number): boolean =>
  nextAt !== undefined && Date.parse(nextAt) <= at && Date.parse(nextAt) > now - overdueMs

/** @param wantedOf when a pass is wanted, by the state; in the past: at once */
const ask = async (
  wantedOf: (state: Pick<FirewallStateRecord, 'passedAt'>) => number,
  asking: Asking,
  now: Date,
): Promise<void> => {
  let seconds = 0
  const { changed } = await changeState({ ...asking, now }, (state) => {
    // A second at least: the index in which the pass looks may lag by a moment.
    const wanted = Math.max(wantedOf(state), now.getTime() + 1_000)
    seconds = Math.ceil((wanted - now.getTime()) / 1000)
    if (seconds * 1000 > longestMs || isAsked(state.nextAt, wanted, now.getTime())) return undefined
    return { ...state, nextAt: new Date(now.getTime() + seconds * 1000).toISOString() }
  })
  if (changed) await asking.wake(seconds)
}

/**
 * Sees to it that a pass comes at a time, by one message for all who ask. It is written down before it is sent: what is lost between the two
 * waits for the schedule, a minute at most.
 * @param at when; in the past: at once
 */
export const askForPass = (at: Date, asking: Asking, now: Date): Promise<void> => ask(() => at.getTime(), asking, now)

/** A pass is due for what has just come: at once, or at the end of the interval of the one before. */
export const askForPassSoon = (asking: Asking, now: Date): Promise<void> =>
  ask(
    ({ passedAt }) =>
      passedAt === undefined ? now.getTime() : Date.parse(passedAt) + asking.slice.intervalSeconds * 1000,
    asking,
    now,
  )
