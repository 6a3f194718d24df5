import type { AlarmRecord } from '../../../shared/ledger/records.ts'
import type { Transition } from '../intake/transition.ts'

/** Where the parts of a thing stand, such as the stages of a pipeline, by their names. */
type Parts = NonNullable<AlarmRecord['parts']>

/** Most parts that are kept of one thing. A pipeline has 50 stages at most: https://docs.aws.amazon.com/codepipeline/latest/userguide/limits.html */
const mostParts = 50

/** Whether a part is known to be in trouble. */
export const isInTrouble = (name: string, alarm: AlarmRecord | undefined): boolean =>
  alarm?.parts?.[name]?.state === 'ALARM'

/**
 * The parts that are in trouble still after an end. That of a part ends its own trouble; that of the whole what went wrong in the same
 * run, and no more: while one run fails in an early part, one before it may succeed in the last.
 */
export const leftInTrouble = ({ part, run }: Transition, alarm: AlarmRecord | undefined): readonly string[] =>
  Object.entries(alarm?.parts ?? {}).flatMap(([name, known]) => {
    const isOther =
      part === undefined ? run !== undefined && known.run !== undefined && known.run !== run : name !== part.name
    return known.state === 'ALARM' && isOther ? [name] : []
  })

/** Where the parts stand after a transition. */
export const partsAfter = (transition: Transition, alarm: AlarmRecord | undefined): Parts | undefined => {
  const { part, state, at, run } = transition
  const known = alarm?.parts
  if (state !== 'ALARM' && state !== 'OK') return known
  if (part === undefined) {
    if (state === 'ALARM' || known === undefined) return known
    const left = leftInTrouble(transition, alarm)
    return Object.fromEntries(
      Object.entries(known).map(([name, each]) =>
        each.state === 'ALARM' && !left.includes(name) ? [name, { ...each, state, at }] : [name, each],
      ),
    )
  }
  const { [part.name]: _, ...others } = known ?? {}
  const newest = Object.entries(others).toSorted(([, one], [, other]) => (one.at < other.at ? 1 : -1))
  return Object.fromEntries([
    [part.name, { state, at, ...(run === undefined ? {} : { run }) }],
    ...newest.slice(0, mostParts - 1),
  ])
}

/** How much a transition says: of a whole thing, of a part of it, of what in that part. */
const detailOf = ({ part }: Pick<Transition, 'part'>): number =>
  part === undefined ? 0 : part.by === undefined ? 1 : 2

/** Whether a further report of one trouble says more than the one that its incident was opened by. */
export const saysMore = (transition: Transition, opener: Pick<Transition, 'part'>): boolean =>
  transition.state === 'ALARM' && detailOf(transition) > detailOf(opener)
