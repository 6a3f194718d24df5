import { isoMs, isoText } from '../../../shared/iso.ts'
import { type HoursLookRecord, keys } from '../../../shared/ledger/records.ts'
import { isSame } from '../../../shared/same.ts'
import type { Signal } from '../../../shared/signals.ts'
import { isGapBetween } from './savings.ts'
import {
  allowedSignal,
  deniedSignal,
  heldSignal,
  knownCalendarSignal,
  releasedSignal,
  unknownCalendarSignal,
} from './signals.ts'
import type { TargetEntry } from './slice.ts'

/** Seconds after which it is written down again that everything was seen, though nothing else differs. */
const noteSeconds = 360

/** Most names of calendars that there are not which are remembered, so that tags cannot fill the record. */
const mostUnknown = 50

export type Phase = 'find' | 'observe' | 'request'

/** What a look has come to, beside the targets themselves. */
export interface Sight {
  readonly entries: readonly TargetEntry[]
  readonly calendars: readonly string[]
  /** Targets found, by entry; of entries that nobody could look for nothing. */
  readonly found: ReadonlyMap<string, { readonly count: number; readonly dry: boolean }>
  /** Entries of which nothing is stopped: how many would be off. */
  readonly held: ReadonlyMap<string, number>
  readonly denied: ReadonlyMap<string, { readonly action: string; readonly phase: Phase }>
  /** Kinds with phases that went well, as `ec2-instances observe`. */
  readonly allowed: ReadonlySet<string>
  /** Names of calendars that there are not, with a target each. */
  readonly unknown: ReadonlyMap<string, string>
  /** Whether every entry could be looked for: only then is a name known to be gone. */
  readonly isWhole: boolean
  /** The round goes on after this target at the next look. */
  readonly after?: string | undefined
  /** The month that counts as reported. */
  readonly reported: string
  readonly now: Date
  readonly version: string
}

/** What was written down before, where nothing of it differs: it is compared again later, and most looks change nothing. */
const sameOr = <Part>(before: Part | undefined, after: Part): Part =>
  before !== undefined && isSame(before, after) ? before : after

/** The record of a look, and what is to be said. The record that was read is given back where nothing differs. */
export interface Noted {
  readonly record: HoursLookRecord
  readonly signals: readonly Signal[]
}

type Entries = HoursLookRecord['entries']

const entriesOf = (before: HoursLookRecord | undefined, { entries, found, held, now }: Sight): Entries =>
  Object.fromEntries(
    entries.flatMap((entry): [string, Entries[string]][] => {
      const known = before?.entries[entry.name]
      const seen = found.get(entry.name)
      if (seen === undefined) return known ? [[entry.name, known]] : []
      const stops = held.get(entry.name)
      const since = known?.held?.since ?? isoText(now)
      return [
        [
          entry.name,
          {
            found: seen.count,
            ...(seen.dry ? { dry: true } : {}),
            ...(stops === undefined ? {} : { held: { stops, since } }),
          },
        ],
      ]
    }),
  )

const deniedOf = (before: HoursLookRecord | undefined, { denied, allowed, entries, now }: Sight) => {
  const kinds = new Set(entries.map(({ kind }) => kind))
  const lasting = Object.entries(before?.denied ?? {}).filter(
    ([kind, { phase }]) => !denied.has(kind) && !allowed.has(`${kind} ${phase}`) && kinds.has(kind),
  )
  return Object.fromEntries([
    ...lasting,
    ...[...denied].map(([kind, { action, phase }]) => [
      kind,
      { action, phase, since: before?.denied[kind]?.since ?? isoText(now) },
    ]),
  ]) as HoursLookRecord['denied']
}

const unknownOf = (
  before: HoursLookRecord | undefined,
  { unknown, isWhole, now }: Sight,
): HoursLookRecord['unknown'] => {
  const day = isoText(now).slice(0, 10)
  const lasting = isWhole ? [] : Object.entries(before?.unknown ?? {})
  const seen = [...unknown].slice(0, mostUnknown).map(([name, example]) => {
    const known = before?.unknown[name]
    return [name, known?.day === day ? known : { day, example }] as const
  })
  return Object.fromEntries([...lasting, ...seen])
}

const signalsOf = (
  before: HoursLookRecord | undefined,
  after: HoursLookRecord,
  { entries, calendars, now }: Sight,
): Signal[] => {
  if (before?.entries === after.entries && before.denied === after.denied && before.unknown === after.unknown) return []
  const held = entries.flatMap((entry) => {
    const [was, is] = [before?.entries[entry.name]?.held, after.entries[entry.name]?.held]
    return is && !was ? [heldSignal(entry, is.stops, is.since)] : []
  })
  const released = Object.entries(before?.entries ?? {}).flatMap(([name, { held: was }]) =>
    was && !after.entries[name]?.held ? [releasedSignal(name, was.since, now)] : [],
  )
  const denied = Object.entries(after.denied).flatMap(([kind, { action, since }]) =>
    before?.denied[kind] ? [] : [deniedSignal(kind, action, since)],
  )
  const allowed = Object.entries(before?.denied ?? {}).flatMap(([kind, { since }]) =>
    after.denied[kind] ? [] : [allowedSignal(kind, since, now)],
  )
  const unknown = Object.entries(after.unknown).flatMap(([name, { day, example }]) =>
    before?.unknown[name]?.day === day ? [] : [unknownCalendarSignal(name, day, example, calendars, now)],
  )
  const known = Object.entries(before?.unknown ?? {}).flatMap(([name, { day }]) =>
    after.unknown[name] ? [] : [knownCalendarSignal(name, day, now)],
  )
  return [...held, ...released, ...denied, ...allowed, ...unknown, ...known]
}

/** When the round that a look is part of began. */
const roundFrom = (before: HoursLookRecord | undefined, now: Date): string => before?.round?.from ?? isoText(now)

const needsNote = (before: HoursLookRecord, seenTo: string): boolean =>
  isoMs(seenTo) - isoMs(before.seenTo) >= noteSeconds * 1000

/** Gaps that are remembered: a target whose record could not be written since is counted up to the first of them. */
const mostGaps = 5

const gapsOf = (before: HoursLookRecord | undefined, seenTo: string): HoursLookRecord['gaps'] =>
  before && isGapBetween(before.seenTo, seenTo)
    ? [...(before.gaps ?? []), { from: before.seenTo, to: seenTo }].slice(-mostGaps)
    : before?.gaps

/** What is written down of a look: what differs, and now and then that everything was seen. */
export const noteLook = (before: HoursLookRecord | undefined, sight: Sight): Noted => {
  const { now, after, version } = sight
  const from = roundFrom(before, now)
  const seenTo = after === undefined ? from : (before?.seenTo ?? from)
  const next: HoursLookRecord = {
    ...keys.hoursLook(),
    ...before,
    kind: 'hours-look',
    at: isoText(now),
    seenTo,
    gaps: gapsOf(before, seenTo),
    round: after === undefined ? undefined : { from, after },
    entries: sameOr(before?.entries, entriesOf(before, sight)),
    denied: sameOr(before?.denied, deniedOf(before, sight)),
    unknown: sameOr(before?.unknown, unknownOf(before, sight)),
    reported: sight.reported,
    basis: { event: {}, config: version },
  }
  const isNews =
    before === undefined ||
    needsNote(before, seenTo) ||
    before.entries !== next.entries ||
    before.denied !== next.denied ||
    before.unknown !== next.unknown ||
    before.reported !== next.reported ||
    !isSame(before.round, next.round)
  return { record: isNews || before === undefined ? next : before, signals: signalsOf(before, next, sight) }
}
