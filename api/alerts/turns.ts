import { dayMs } from '../../shared/calendar/dates.ts'
import type { AlertsConfig } from '../../shared/config/alerts/schema.ts'
import { overridesOf, type Stretch, stretchAt, stretches } from '../../shared/on-call/on-call.ts'
import { weeks } from '../../shared/on-call/year.ts'
import type { OverrideRow } from './run-time.ts'

type Rotations = Pick<AlertsConfig, 'rotations' | 'overrides'>

/** A time in which one person has a rotation, from its very beginning to its very end. Times are ISO 8601. */
export interface TurnRow {
  readonly rotation: string
  /** Null where nobody is on call. */
  readonly responder: string | null
  readonly from: string
  readonly until: string
  /** What decides: the last layer that counts, numbered from 1, or an override; null where nobody is on call. */
  readonly by: `layer ${number}` | 'override' | null
  /** Id of the override made at run time that decides, by which it can be cancelled. */
  readonly override?: string
}

const iso = (at: number): string => new Date(at).toISOString()

/** The override made at run time by which somebody has a turn. */
const madeFor = (
  rotation: string,
  { responder, from, until }: Stretch,
  overrides: readonly OverrideRow[],
): string | undefined =>
  overrides.findLast(({ parts }) =>
    parts.some(
      (part) =>
        part.rotation === rotation &&
        part.responder === responder &&
        Date.parse(part.from) <= from &&
        Date.parse(part.until) >= until,
    ),
  )?.id

const turnRow = (rotation: string, stretch: Stretch, overrides: readonly OverrideRow[]): TurnRow => {
  const { responder = null, by = null, from, until } = stretch
  const override = by === 'override' ? madeFor(rotation, stretch, overrides) : undefined
  return {
    rotation,
    responder,
    from: iso(from),
    until: iso(until),
    by,
    ...(override === undefined ? {} : { override }),
  }
}

/** The turns of a rotation that meet a time, the first from its very beginning; those of more than a year are cut. */
function* turnsOf({ rotations, overrides }: Rotations, name: string, from: number, until: number): Generator<Stretch> {
  const rotation = rotations[name]
  if (!rotation) return
  const own = overridesOf({ overrides }, name)
  const year = weeks * 7 * dayMs
  const begin = Math.max(stretchAt(rotation, own, from).from, from - year)
  for (const stretch of stretches(rotation, own, { from: begin, until })) {
    // The last one is cut off where the walk ends; its own end is asked for.
    const end =
      stretch.until < until ? stretch.until : Math.min(stretchAt(rotation, own, until - 1).until, until + year)
    yield { ...stretch, until: end }
  }
}

/**
 * Who has each rotation over a time, turn by turn, gaps too: rotation by rotation, each in order and without a hole.
 * @param config as it is in force
 * @param made the overrides made at run time, so that a turn says by which of them it is
 */
export const onCallCalendar = (
  config: Rotations,
  { from, until }: { readonly from: Date; readonly until: Date },
  made: readonly OverrideRow[] = [],
): TurnRow[] =>
  Object.keys(config.rotations).flatMap((name) =>
    [...turnsOf(config, name, from.getTime(), until.getTime())].map((each) => turnRow(name, each, made)),
  )

/** Which turns are asked for. */
export interface NextTurns {
  readonly from: Date
  /** At most so many. */
  readonly limit: number
  /** Only this person's. Default: everybody's. */
  readonly who?: string | undefined
}

/**
 * The next turns, the one that goes on first; over a year at most.
 * @param config as it is in force
 * @param made the overrides made at run time, so that a turn says by which of them it is
 */
export const nextTurns = (
  config: Rotations,
  { from, limit, who }: NextTurns,
  made: readonly OverrideRow[] = [],
): TurnRow[] =>
  Object.keys(config.rotations)
    .flatMap((name) => {
      const found: TurnRow[] = []
      for (const each of turnsOf(config, name, from.getTime(), from.getTime() + weeks * 7 * dayMs)) {
        if (each.responder === undefined || (who !== undefined && each.responder !== who)) continue
        found.push(turnRow(name, each, made))
        if (found.length >= limit) break
      }
      return found
    })
    .sort((one, other) => Date.parse(one.from) - Date.parse(other.from))
    .slice(0, limit)
