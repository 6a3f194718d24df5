import { type Answer, isTaken, ofAnswer, type Untaken } from '../../../shared/webhook/answers.ts'

/** Seconds before the second try and those after it. The last tries are hours apart: a receiver may be down for a night's deployment. */
const waits = [10, 60, 300, 900, 3_600, 7_200, 14_400] as const

/** Tries of one event; then it waits in the dead-letter queue, with an alarm. */
export const deliveryTries = waits.length + 1

/** Longest that a receiver may ask to be left alone, in seconds. */
const longestRest = 3_600

/** What is done about an event that was posted: nothing, or it comes again after so many seconds. */
export type Verdict =
  | { readonly taken: true }
  | { readonly taken: false; readonly detail: string; readonly again: number; readonly isLast: boolean }

/**
 * What an answer means, or that there was none. Nothing but 2xx is done. All else is tried again, what looks final too: a receiver that is just being
 * deployed answers 404, and one whose secret is just being changed 401.
 * @param tries how often it was tried, this one included
 */
export const verdictOf = (result: Answer | Untaken, tries: number): Verdict => {
  const answer = 'status' in result ? result : undefined
  if (answer && isTaken(answer)) return { taken: true }
  const { detail } = 'status' in result ? ofAnswer(result) : result
  const isLast = tries >= deliveryTries
  // After the last the queue gives it away as soon as it is seen again.
  const wait = isLast ? 0 : (waits[Math.max(1, tries) - 1] ?? 0)
  const rest = isLast ? 0 : Math.min(longestRest, Math.ceil(answer?.retryAfter ?? 0))
  return { taken: false, detail, again: Math.max(wait, rest), isLast }
}
