import { type HoursLookRecord, keys } from '../../../shared/ledger/records.ts'
import type { World } from '../world/world.ts'
import type { LookReport } from './conclude.ts'
import { findTargets, type Place } from './find.ts'
import { observeTargets } from './observe.ts'
import { readTargets } from './situations.ts'

/** The targets that this look is for: those that the one before had no time for, or all. */
const partOf = (places: readonly Place[], round: HoursLookRecord['round']): Place[] => {
  const all = places.filter(({ dry }) => !dry)
  const rest = round === undefined ? all : all.filter(({ target }) => target > round.after)
  return rest.length > 0 ? rest : all
}

/**
 * One look at everything: finds the targets, sees how AWS shows them, decides, and asks AWS for what differs. It ends within its time;
 * what it has no time for comes at the next. A look that is doubled, lost or late does no harm.
 * @throws AggregateError of what failed, after everything was tried
 */
export const look = async (world: World): Promise<LookReport> => {
  const [records, before, found, { conclude }] = await Promise.all([
    readTargets(world),
    world.ledger.get<HoursLookRecord>(keys.hoursLook()),
    findTargets(world),
    // What decides is loaded while the ledger and AWS answer: no cold start has to wait for it.
    import('./conclude.ts'),
  ])
  const part = partOf(found.places, before?.round)
  return conclude({ records, before, found, part, seen: await observeTargets(part, world) }, world)
}
