import type { Stored } from '../../../shared/ledger/ledger.ts'
import { type HoursTargetRecord, hoursShards, keys } from '../../../shared/ledger/records.ts'
import type { Looks } from '../rules/savings.ts'
import type { Situation, Wish } from '../rules/situation.ts'
import { wishAt } from '../rules/wish.ts'
import type { Observed } from '../targets/target-kind.ts'
import type { World } from '../world/world.ts'
import type { Place } from './find.ts'

export type Records = ReadonlyMap<string, Stored<HoursTargetRecord>>

/** What the ledger has of all targets. */
export const readTargets = async ({ ledger }: Pick<World, 'ledger'>): Promise<Records> => {
  const pages = await Promise.all(
    Array.from({ length: hoursShards }, (_, shard) =>
      ledger.children<HoursTargetRecord>(keys.hoursTargets(shard).pk, 'target#'),
    ),
  )
  const records = new Map<string, Stored<HoursTargetRecord>>()
  for (const page of pages) for (const record of page) records.set(record.target, record)
  return records
}

/** What is wanted of a target now. Calendars are asked once each; only what a person set for one target is asked anew. */
export const makeWishes = ({ slice, now }: Pick<World, 'slice' | 'now'>) => {
  const known = new Map<string, Wish | undefined>()
  return ({ calendar }: Pick<Place, 'calendar'>, record: HoursTargetRecord | undefined): Wish | undefined => {
    const found = slice.calendars[calendar]
    if (found === undefined) return undefined
    if (record?.override !== undefined) return wishAt(found, record.override, now)
    if (!known.has(calendar)) known.set(calendar, wishAt(found, undefined, now))
    return known.get(calendar)
  }
}

const disputedText = (both: string): string =>
  `Two calendars are given for it: ${both}. Nothing is done until one of the places in hours.targets leaves it out.`

export const situationOf = (
  place: Place,
  observed: Observed,
  record: HoursTargetRecord | undefined,
  wish: Wish | undefined,
  looks: Looks | undefined,
  { now, version }: Pick<World, 'now' | 'version'>,
): Situation => ({
  target: place.target,
  id: place.id,
  entry: place.entry,
  kind: place.kind,
  calendar: place.calendar,
  wish,
  observed:
    place.disputed === undefined || observed.state === 'unknown'
      ? observed
      : { state: 'cannot', reason: { code: 'two-calendars', words: disputedText(place.disputed) } },
  record,
  now,
  seenTo: looks?.seenTo,
  gaps: looks?.gaps ?? [],
  version,
})
