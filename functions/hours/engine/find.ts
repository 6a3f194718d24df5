import { inParallel } from '../../../shared/in-parallel.ts'
import { log } from '../../../shared/log.ts'
import { isDry } from '../rules/hold.ts'
import type { TargetEntry } from '../rules/slice.ts'
import type { Found, TargetKind } from '../targets/target-kind.ts'
import type { Sight } from '../world/world.ts'

/** A target that the config means. */
export interface Place {
  readonly target: string
  readonly id: string
  readonly kind: TargetKind
  readonly entry: TargetEntry
  /** Name of its calendar. */
  readonly calendar: string
  /** Nothing is asked for. */
  readonly dry: boolean
  /** Another entry means it too, with another calendar: nothing is done about it. */
  readonly disputed?: string
}

/** What a look has found. */
export interface FoundTargets {
  readonly places: readonly Place[]
  /** Names of entries of which nobody knows what they mean now: AWS could not be asked. */
  readonly unseen: ReadonlySet<string>
  /** Missing permissions, by kind. */
  readonly denied: ReadonlyMap<string, string>
  /** Names of calendars that there are not, with a target whose tag says so. */
  readonly unknown: ReadonlyMap<string, string>
}

/** Entries that are looked for at a time. */
const width = 4

const kindOf = ({ kinds }: Sight, name: string): TargetKind | undefined => kinds.get(name)

const findEntry = async (
  entry: TargetEntry,
  world: Sight,
): Promise<readonly Found[] | { readonly denied?: string }> => {
  const kind = kindOf(world, entry.kind)
  if (kind === undefined) throw new RangeError(`No kind of target has this name: ${entry.kind}`)
  const found: Found[] = []
  try {
    for await (const page of kind.find(entry.selector as never, world.access)) found.push(...page)
    return found
  } catch (error) {
    const { code, denied } = kind.refusalOf(error, entry.name, 'find')
    log.warn('targets not found', { entry: entry.name, code })
    return denied === undefined ? {} : { denied }
  }
}

/** The same target under two entries is one, unless their calendars differ: then nobody knows which is meant. */
const withoutRepeats = (places: readonly Place[]): Place[] => {
  const byTarget = new Map<string, Place>()
  for (const place of places) {
    const known = byTarget.get(place.target)
    if (known === undefined) byTarget.set(place.target, place)
    else if (known.calendar !== place.calendar && known.disputed === undefined)
      byTarget.set(place.target, {
        ...known,
        disputed: `${known.calendar} (${known.entry.name}) and ${place.calendar} (${place.entry.name})`,
      })
    // What one entry may switch, another one's dry run does not take back.
    else if (known.dry && !place.dry) byTarget.set(place.target, place)
  }
  return [...byTarget.values()].sort((one, other) => (one.target < other.target ? -1 : 1))
}

/** Everything that the config means now, in the order of their names. Never throws for what AWS refuses. */
export const findTargets = async (world: Sight): Promise<FoundTargets> => {
  const unseen = new Set<string>()
  const denied = new Map<string, string>()
  const unknown = new Map<string, string>()
  const places: Place[] = []
  const results = await inParallel(world.slice.targets, width, async (entry) => ({
    entry,
    found: await findEntry(entry, world),
  }))
  for (const { entry, found } of results) {
    if ('denied' in found && found.denied !== undefined) denied.set(entry.kind, found.denied)
    if (!Array.isArray(found)) {
      unseen.add(entry.name)
      continue
    }
    for (const each of found as readonly Found[]) {
      const kind = kindOf(world, each.kind ?? entry.kind)
      if (kind === undefined || each.optedOut) continue
      const target = `${kind.noun}/${each.id}`
      const calendar = entry.calendar ?? each.tag
      if (calendar === undefined) continue
      if (!Object.hasOwn(world.slice.calendars, calendar)) {
        if (!unknown.has(calendar)) unknown.set(calendar, target)
        continue
      }
      const byTag = kindOf(world, entry.kind)?.isByTag(entry.selector as never) ?? true
      places.push({ target, id: each.id, kind, entry, calendar, dry: isDry(entry, byTag) })
    }
  }
  return { places: withoutRepeats(places), unseen, denied, unknown }
}
