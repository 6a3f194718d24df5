import { inParallel } from '../../../shared/in-parallel.ts'
import { log } from '../../../shared/log.ts'
import type { Transition } from '../intake/index.ts'
import { readPosted } from '../intake/posted/index.ts'
import { bodyOf, type PostedLetter } from '../rules/posted-letter.ts'
import { type World, worldOfPart } from '../world/world.ts'
import { react } from './react.ts'

/** How many troubles of one call are decided on at once: they write to the mailboxes of the same people. */
const atOnce = 4

/** What cannot even be parsed is read as the text that it is: a person has to see it. */
const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const byTime = (one: Transition, other: Transition): number => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)

/** Of one report, which has one time: what became of a trouble in it came after what it was before. */
const inOrder = (transitions: readonly Transition[]): Transition[] => {
  const last = new Map<string, Transition>()
  return transitions.map((transition) => {
    const before = last.get(transition.alarm)
    const follows = before !== undefined && before.state !== transition.state && transition.at <= before.at
    const placed = follows ? { ...transition, at: new Date(Date.parse(before.at) + 1).toISOString() } : transition
    last.set(transition.alarm, placed)
    return placed
  })
}

/** What reports of sources say, the transitions of one trouble in the order in which they happened. */
export const transitionsOf = (letters: readonly PostedLetter[]): Transition[] =>
  letters
    .flatMap((letter) => {
      const { name, kind, severity, policy, receivedAt, event } = letter
      const by = { source: name, kind, severity, policy, receivedAt, event }
      return inOrder(readPosted(jsonOf(bodyOf(letter)), by).toSorted(byTime))
    })
    .toSorted(byTime)

/**
 * Takes what sources reported: of one trouble after the other, of several at once. Called again with the same reports it only sends what is
 * still owed.
 * @param take decides on one. Default: as on any other transition
 * @throws the last failure, after everything was tried
 */
export const takePosted = async (
  letters: readonly PostedLetter[],
  world: World,
  take: (transition: Transition, world: World) => Promise<unknown> = react,
): Promise<void> => {
  const troubles = Map.groupBy(transitionsOf(letters), ({ alarm }) => alarm)
  let failure: unknown
  await inParallel([...troubles], atOnce, async ([alarm, transitions]) => {
    try {
      for (const transition of transitions) await take(transition, worldOfPart(alarm, world))
    } catch (error) {
      failure = error
    }
  })
  log.info('reports', { reports: letters.length, troubles: troubles.size })
  if (failure !== undefined) throw failure
}
