import type { Observed, TargetKind } from '../targets/target-kind.ts'
import type { World } from '../world/world.ts'
import type { Assessed } from './assess.ts'
import type { FoundTargets, Place } from './find.ts'
import { type Records, situationOf } from './situations.ts'

const unseen: Observed = { state: 'unknown' }

/** The kind and the id of a target by its name. */
export const partsOf = (
  target: string,
  kinds: World['kinds'],
): { readonly kind: TargetKind; readonly id: string } | undefined => {
  const slash = target.indexOf('/')
  const noun = target.slice(0, slash)
  const kind = [...kinds.values()].find((each) => each.noun === noun)
  return kind && { kind, id: target.slice(slash + 1) }
}

/**
 * The targets that the config means no more, or whose tag is gone: they are left as they are, for a removed tag is no stop. What was
 * wrong with them is over, their alarms count again, and nothing more is claimed of them. Of an entry that could not be looked for
 * nothing is known.
 */
export const retired = (
  { places, unseen: unseenEntries }: Pick<FoundTargets, 'places' | 'unseen'>,
  records: Records,
  seenTo: string | undefined,
  world: World,
): Assessed[] => {
  const meant = new Set(places.flatMap(({ target, dry }) => (dry ? [] : [target])))
  return [...records.values()].flatMap((record) => {
    if (record.retired !== undefined || meant.has(record.target) || unseenEntries.has(record.entry)) return []
    const parts = partsOf(record.target, world.kinds)
    if (parts === undefined || record.at > world.now.toISOString()) return []
    const entry = world.slice.targets.find(({ name }) => name === record.entry)
    const place: Place = {
      target: record.target,
      ...parts,
      entry: entry ?? { name: record.entry, kind: parts.kind.kind, selector: undefined },
      calendar: record.calendar,
      dry: false,
    }
    const situation = situationOf(place, unseen, record, undefined, seenTo, world)
    const { trouble, plannedOff, off } = record
    const until = seenTo === undefined ? undefined : new Date(Math.min(Date.parse(seenTo), world.now.getTime()))
    const from = off && new Date(off.from)
    const rest = {
      order: undefined,
      hand: undefined,
      off: undefined,
      trouble: undefined,
      open: undefined,
    }
    return [
      {
        place,
        situation,
        decision: {
          record: {
            ...record,
            ...rest,
            plannedOff: undefined,
            at: world.now.toISOString(),
            retired: world.now.toISOString(),
          },
          goesOff: false,
          isBack: plannedOff !== undefined,
          ...(trouble ? { recovered: trouble } : {}),
          ...(from && until && until > from ? { seen: { from, until } } : {}),
        },
      },
    ]
  })
}
