import type { LogWorld } from '../world/world.ts'
import { changeState } from './state.ts'

/** A message is on its way for so long after its time before it counts as lost. */
const overdueMs = 5_000

/** Longest that SQS holds a message back. What is later is found by the schedule. */
const longestMs = 900_000

type Asking = Pick<LogWorld, 'ledger' | 'version' | 'wake' | 'slice'>

const isAsked = (nextAt: string | undefined, at: number, now: number): boolean =>
  nextAt !== undefined && Date.parse(nextAt) <= at && Date.parse(nextAt) > now - overdueMs

/**
 * Sees to it that a pass comes at a time, by one message for all who ask. It is written down before it is sent: what is lost between the two
 * waits for the schedule, a minute at most.
 * @param at when; in the past: at once
 */
export const askForPass = async (at: Date, asking: Asking, now: Date): Promise<void> => {
  // A second at least: the index in which the pass looks may lag by a moment.
  const wanted = Math.max(at.getTime(), now.getTime() + 1_000)
  const seconds = Math.ceil((wanted - now.getTime()) / 1000)
  if (seconds * 1000 > longestMs) return
  const { changed } = await changeState({ ...asking, now }, (state) =>
    isAsked(state.nextAt, wanted, now.getTime())
      ? undefined
      : { ...state, nextAt: new Date(now.getTime() + seconds * 1000).toISOString() },
  )
  if (changed) await asking.wake(seconds)
}

/** A pass is due for what has just come: at once, or at the end of the interval of the one before. */
export const askForPassSoon = async (asking: Asking, now: Date): Promise<void> => {
  const wanted = (passedAt: string | undefined): number =>
    passedAt === undefined ? now.getTime() : Date.parse(passedAt) + asking.slice.intervalSeconds * 1000
  const { state } = await changeState({ ...asking, now }, () => undefined)
  await askForPass(new Date(wanted(state.passedAt)), asking, now)
}
