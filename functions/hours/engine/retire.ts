import { isoText } from '../../../shared/iso.ts'
import type { HoursTargetRecord } from '../../../shared/ledger/records.ts'
import { type Decision, isStale } from '../rules/decide.ts'
import { heldScaling } from '../rules/goal.ts'
import { isLeftOff, leftOffCode, leftOffWords } from '../rules/left-off.ts'
import { type Looks, seenUntil, wasOffWith } from '../rules/savings.ts'
import type { Situation } from '../rules/situation.ts'
import type { Observed, TargetKind } from '../targets/target-kind.ts'
import type { World } from '../world/world.ts'
import type { Assessed } from './assess.ts'
import type { FoundTargets, Place } from './find.ts'
import { observeTargets } from './observe.ts'
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

const placeOf = (record: HoursTargetRecord, world: World): Place | undefined => {
  const parts = partsOf(record.target, world.kinds)
  const entry = world.slice.targets.find(({ name }) => name === record.entry)
  return (
    parts && {
      target: record.target,
      ...parts,
      entry: entry ?? { name: record.entry, kind: parts.kind.kind, selector: undefined },
      calendar: record.calendar,
      dry: false,
    }
  )
}

const hasEnded = ({ state }: Observed): boolean =>
  state === 'gone' || state === 'running' || state === 'busy' || state === 'starting'

/** What becomes of a target that leaves the config: it stays as it is, and where hours has switched it off, that is reported. */
const leaving = (situation: Situation, record: HoursTargetRecord, looks: Looks | undefined): Decision => {
  const { observed, now, kind } = situation
  const { trouble, plannedOff, off } = record
  const at = isoText(now)
  const seenTo = off && seenUntil(off.from, looks)
  const until = seenTo === undefined ? undefined : new Date(Math.min(Date.parse(seenTo), now.getTime()))
  const from = off && new Date(off.from)
  const seen = from && until && until > from ? { from, until } : undefined
  const leftOff =
    plannedOff === undefined || hasEnded(observed)
      ? undefined
      : { code: leftOffCode, words: leftOffWords(record, kind.scaling), since: at, told: false }
  return {
    record: {
      ...record,
      order: undefined,
      hand: undefined,
      off: undefined,
      ...(seen ? { wasOff: wasOffWith(record.wasOff, seen) } : {}),
      trouble: leftOff,
      open: leftOff && 'hours',
      plannedOff: undefined,
      at,
      retired: at,
    },
    goesOff: false,
    isBack: plannedOff !== undefined,
    ...(trouble ? { recovered: trouble } : {}),
    ...(seen ? { seen } : {}),
  }
}

/** What was left off runs again, or is deleted; or what was to be told of it could not be. */
const afterwards = ({ observed, now, kind }: Situation, record: HoursTargetRecord): Decision => {
  const isOver = hasEnded(observed) && record.trouble !== undefined
  const isGivenBack = heldScaling(observed, record, kind).length === 0
  const kept = record.kept && isGivenBack ? { ...record.kept, held: false } : record.kept
  return {
    record: isOver ? { ...record, kept, trouble: undefined, open: undefined, at: isoText(now) } : record,
    goesOff: false,
    isBack: false,
    ...(isOver && record.trouble ? { recovered: record.trouble } : {}),
  }
}

/**
 * The targets that the config means no more, or whose tag is gone: they are left as they are, for a removed tag is no stop, and neither
 * is it a start. What was wrong with them is over, their alarms count again, and nothing more is claimed of them. One that hours has
 * switched off is reported once, until it runs, is deleted or is back in the config. Of an entry that could not be looked for nothing
 * is known.
 */
export const retired = async (
  { places, unseen: unseenEntries }: Pick<FoundTargets, 'places' | 'unseen'>,
  records: Records,
  looks: Looks | undefined,
  world: World,
): Promise<Assessed[]> => {
  const meant = new Set<string>()
  for (const { target, dry } of places) if (!dry) meant.add(target)
  const unmeant: { readonly record: HoursTargetRecord; readonly place: Place }[] = []
  for (const record of records.values()) {
    if (meant.has(record.target) || unseenEntries.has(record.entry)) continue
    if ((record.retired !== undefined && !isLeftOff(record)) || isStale({ record, now: world.now })) continue
    const place = placeOf(record, world)
    if (place) unmeant.push({ record, place })
  }
  if (unmeant.length === 0) return []
  const off = unmeant.filter(({ record }) => record.plannedOff !== undefined || isLeftOff(record))
  const seen = await observeTargets(
    off.map(({ place }) => place),
    world,
  )
  return unmeant.flatMap(({ record, place }) => {
    const observed = seen.observed.get(place.target) ?? unseen
    const situation = situationOf(place, observed, record, undefined, looks, world)
    if (record.retired !== undefined) return [{ place, situation, decision: afterwards(situation, record) }]
    // Whether it is off is known at the next look. What the function may no longer read is taken to be as it was.
    const isAsked = record.plannedOff !== undefined && !seen.denied.has(place.kind.kind)
    if (isAsked && observed.state === 'unknown') return []
    return [{ place, situation, decision: leaving(situation, record, looks) }]
  })
}
