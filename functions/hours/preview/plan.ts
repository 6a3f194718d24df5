import { assess } from '../engine/assess.ts'
import { findTargets } from '../engine/find.ts'
import { observeTargets } from '../engine/observe.ts'
import { readTargets } from '../engine/situations.ts'
import { type PlanRow, planRow } from '../rules/plan.ts'
import type { Order } from '../targets/target-kind.ts'
import type { Sight } from '../world/world.ts'

/** What would happen now. */
export interface HoursPlan {
  readonly targets: readonly PlanRow[]
  /** Entries of which nothing would be stopped, and how many would be off. */
  readonly held: readonly { readonly entry: string; readonly stops: number }[]
  /** Names of calendars that tags have and the config has not, with a target each. */
  readonly unknownCalendars: readonly { readonly calendar: string; readonly example: string }[]
  /** Permissions that are missing, by kind; entries that could not be looked for. */
  readonly denied: readonly { readonly kind: string; readonly action: string }[]
  readonly unseen: readonly string[]
}

const rows = (map: ReadonlyMap<string, string>): [string, string][] => [...map]

/**
 * What a look would do now, dry runs included. Nothing is written, said or asked for.
 * @throws what the ledger throws
 */
export const planHours = async (world: Sight): Promise<HoursPlan> => {
  const [records, found] = await Promise.all([readTargets(world), findTargets(world)])
  const seen = await observeTargets(found.places, world)
  const { assessed, held } = assess(found.places, records, seen.observed, undefined, world)
  const byTarget = new Map(assessed.map((each) => [each.place.target, each]))
  return {
    targets: found.places.map(({ target, entry, calendar, dry }) => {
      const each = byTarget.get(target)
      const request: Order['action'] | undefined = each?.decision.request?.action
      return planRow({
        target,
        entry: entry.name,
        calendar,
        dry,
        observed: seen.observed.get(target) ?? { state: 'unknown' },
        situation: each?.situation,
        record: each?.decision.record,
        request,
        waits: each?.decision.waits,
      })
    }),
    held: [...held].map(([entry, stops]) => ({ entry, stops })),
    unknownCalendars: rows(found.unknown).map(([calendar, example]) => ({ calendar, example })),
    denied: rows(new Map([...found.denied, ...seen.denied])).map(([kind, action]) => ({ kind, action })),
    unseen: [...found.unseen],
  }
}
