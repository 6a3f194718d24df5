import type { HoursTargetRecord } from '../../../shared/ledger/records.ts'
import { type Decision, decide, isStale } from '../rules/decide.ts'
import { heldText, isHeld } from '../rules/hold.ts'
import type { Looks } from '../rules/savings.ts'
import { pendingAction, settle } from '../rules/settle.ts'
import type { Situation } from '../rules/situation.ts'
import { type Standing, waysOf } from '../rules/ways.ts'
import type { Observed } from '../targets/target-kind.ts'
import type { World } from '../world/world.ts'
import type { Place } from './find.ts'
import { makeWishes, type Records, situationOf } from './situations.ts'

/** A target with what is to be done about it. */
export interface Assessed {
  readonly place: Place
  readonly situation: Situation
  readonly decision: Decision
}

export interface Assessment {
  readonly assessed: readonly Assessed[]
  /** Entries of which nothing is stopped: how many would be off. */
  readonly held: ReadonlyMap<string, number>
}

const unknown: Observed = { state: 'unknown' }

const standingOf = (situation: Situation, settled: HoursTargetRecord | undefined): Standing => ({
  target: situation.target,
  entry: situation.entry.name,
  action: pendingAction(situation) ?? settled?.order?.action,
  observed: situation.observed,
})

/**
 * What is to be done about each target that was observed, with what stands in its way. Decides only; nothing is written or asked for.
 * @param unseen entries that could not be looked for, though it is allowed
 * @param places all of them, also those that this look had no time for: others may have to wait for them
 */
export const assess = (
  places: readonly Place[],
  records: Records,
  observed: ReadonlyMap<string, Observed>,
  looks: Looks | undefined,
  world: Pick<World, 'slice' | 'now' | 'version'>,
  unseen: ReadonlySet<string> = new Set(),
): Assessment => {
  const wishOf = makeWishes(world)
  const standings: Standing[] = []
  const settled: { readonly place: Place; readonly situation: Situation; readonly settled: HoursTargetRecord }[] = []
  // How many targets of each entry its calendar wants off. What can never be, or is not there, does not count.
  const stops = new Map<string, number>()
  const placed = new Set<string>()
  for (const place of places) {
    placed.add(place.target)
    const record = records.get(place.target)
    const seen = observed.get(place.target)
    const wish = wishOf(place, record)
    const situation = situationOf(place, seen ?? unknown, record, wish, looks, world)
    if (wish?.state === 'stopped' && seen?.state !== 'gone' && seen?.state !== 'cannot')
      stops.set(place.entry.name, (stops.get(place.entry.name) ?? 0) + 1)
    const isNow = seen !== undefined && !isStale(situation)
    const next = isNow ? settle(situation) : record
    standings.push(standingOf(situation, next))
    if (isNow && next !== undefined) settled.push({ place, situation, settled: next })
  }
  const held = new Map(
    world.slice.targets.flatMap((entry) => {
      const count = stops.get(entry.name) ?? 0
      return isHeld(entry, count) ? [[entry.name, count] as const] : []
    }),
  )
  const heldTexts = world.slice.targets.flatMap((entry) => {
    const count = held.get(entry.name)
    return count === undefined ? [] : [[entry.name, heldText(entry, count)] as const]
  })
  // Of an entry that nobody could look for, what is under way is known all the same.
  for (const { target, entry, order, retired: isOver } of records.values())
    if (!isOver && !placed.has(target)) standings.push({ target, entry, action: order?.action, observed: unknown })
  const ways = waysOf(world.slice.targets, standings, new Map(heldTexts), unseen)
  const assessed = settled.map(({ place, situation, settled: next }) => ({
    place,
    situation,
    decision: decide(situation, next, ways.get(place.entry.name) ?? {}),
  }))
  return { assessed, held }
}
