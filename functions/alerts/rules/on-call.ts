import { dayMs } from '../../../shared/calendar/dates.ts'
import type { Override } from '../../../shared/config/alerts/schema.ts'
import { suggestion } from '../../../shared/config/explain.ts'
import type { OverridePart } from '../../../shared/ledger/records.ts'
import type { CoverageConfig } from '../../../shared/on-call/coverage.ts'
import { peopleIn } from '../../../shared/on-call/idle-overrides.ts'
import { layersOf, overridesOf, stretches } from '../../../shared/on-call/on-call.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { localText, weeks, zoneOf } from '../../../shared/on-call/year.ts'
import { coverWarnings } from './cover-warnings.ts'

/** Somebody is to cover a time of a rotation. Times are ISO 8601 with a zone. */
export interface OverrideAsk {
  readonly rotation: string
  readonly who: string
  /** Only in this person's turns. Default: whoever it would have been. */
  readonly instead?: string | undefined
  /** Default: now. */
  readonly from?: string | undefined
  readonly until: string
}

/** Two people are to have each other's turns: all of those between two times, or without `until` the next one of each. */
export interface SwapAsk {
  readonly rotation: string
  readonly who: string
  readonly with: string
  readonly from?: string | undefined
  readonly until?: string | undefined
}

/** Why it may not be, and what to do instead; or what is written, and what whoever asks should know. */
export type Judged =
  | { readonly refused: string }
  | { readonly parts: readonly OverridePart[]; readonly warnings: readonly string[] }

const mostDays = 366

const refused = (text: string): { readonly refused: string } => ({ refused: text })

/** Why a name does not do, with those that would. */
const unknown = (name: string, what: string, names: readonly string[]): { readonly refused: string } =>
  refused(`"${name}" is not ${what}; there is: ${names.join(', ') || 'none'}${suggestion(name, names)}`)

const peopleOf = ({ rotations }: CoverageConfig, name: string): string[] => {
  const rotation = named(rotations, name)
  return rotation ? [...new Set(layersOf(rotation).flatMap(({ responders }) => responders))] : []
}

/**
 * From when until when it counts. What has happened stays as it was: a beginning in the past is now.
 * @param until nothing where the end is found otherwise
 */
const periodOf = (
  from: string | undefined,
  until: string,
  now: Date,
): { readonly refused: string } | { readonly from: number; readonly until: number } => {
  const [begin, end] = [from === undefined ? now.getTime() : Date.parse(from), Date.parse(until)]
  if (Number.isNaN(begin)) return refused(`"${from}" is not a time; write it like 2026-11-21T02:30:00+09:00`)
  if (Number.isNaN(end)) return refused(`"${until}" is not a time; write it like 2026-11-21T02:30:00+09:00`)
  if (end <= now.getTime()) return refused(`${until} has passed: it must end later than now, ${now.toISOString()}`)
  if (end <= begin) return refused(`It would end at ${until}, before it begins at ${from}`)
  if (end - now.getTime() > mostDays * dayMs)
    return refused(`${until} is more than a year ahead: put what lasts longer in the rotation of the config`)
  return { from: Math.max(begin, now.getTime()), until: end }
}

const iso = (at: number): string => new Date(at).toISOString()

/** Why a part changes nothing, and what would. */
const idleReason = (part: OverridePart, config: CoverageConfig): string => {
  const { rotation, responder, instead, from, until } = part
  const zone = zoneOf(config, rotation)
  const when = `from ${localText(Date.parse(from), zone)} to ${localText(Date.parse(until), zone)} (${zone})`
  const layers = named(config.rotations, rotation)
  const span = { from: Date.parse(from), until: Date.parse(until) }
  const turns = layers ? [...stretches(layers, [], span)] : []
  const owners = [...new Set(turns.flatMap((turn) => turn.responder ?? []))]
  if (instead !== undefined && !owners.includes(instead))
    return `It would change nothing: ${instead} has no turn in ${rotation} ${when}; the turns are of ${owners.join(' and ') || 'nobody'}`
  return `It would change nothing: ${responder} is on call in ${rotation} ${when} anyway`
}

/** Whether other people would be on call with a part than without it. */
const changesSomething = (part: OverridePart, config: CoverageConfig): boolean => {
  const rotation = named(config.rotations, part.rotation)
  if (!rotation) return false
  const span = { from: Date.parse(part.from), until: Date.parse(part.until) }
  const before = overridesOf(config, part.rotation)
  return (
    peopleIn(stretches(rotation, before, span)) !== peopleIn(stretches(rotation, [...before, part as Override], span))
  )
}

const judged = (parts: readonly OverridePart[], config: CoverageConfig, now: Date): Judged => {
  const idle = parts.find((part) => !changesSomething(part, config))
  return idle ? refused(idleReason(idle, config)) : { parts, warnings: coverWarnings(parts, config, now) }
}

/**
 * Whether somebody may cover a time of a rotation.
 * @param config as it is in force: with the overrides that were made before
 */
export const judgeOverride = (config: CoverageConfig, ask: OverrideAsk, now: Date): Judged => {
  const { rotation, who, instead } = ask
  if (!named(config.rotations, rotation)) return unknown(rotation, 'a rotation', Object.keys(config.rotations))
  if (!named(config.responders, who)) return unknown(who, 'a responder', Object.keys(config.responders))
  const people = peopleOf(config, rotation)
  if (instead !== undefined && !people.includes(instead)) return unknown(instead, `a responder of ${rotation}`, people)
  if (instead === who) return refused(`${who} cannot stand in for themselves: name another person`)
  const period = periodOf(ask.from, ask.until, now)
  if ('refused' in period) return period
  const part = { rotation, responder: who, from: iso(period.from), until: iso(period.until) }
  return judged([instead === undefined ? part : { ...part, instead }], config, now)
}

/** Somebody's next turn by the layers, or what is left of the one that they have now. */
const nextTurn = (config: CoverageConfig, rotation: string, who: string, from: number): OverridePart | undefined => {
  const layers = named(config.rotations, rotation)
  if (!layers) return undefined
  for (const turn of stretches(layers, [], { from, until: from + weeks * 7 * dayMs }))
    if (turn.responder === who)
      return { rotation, responder: who, from: iso(Math.max(turn.from, from)), until: iso(turn.until) }
  return undefined
}

/**
 * Whether two people may have each other's turns.
 * @param config as it is in force
 */
export const judgeSwap = (config: CoverageConfig, ask: SwapAsk, now: Date): Judged => {
  const { rotation, who, with: other } = ask
  if (!named(config.rotations, rotation)) return unknown(rotation, 'a rotation', Object.keys(config.rotations))
  const people = peopleOf(config, rotation)
  for (const person of [who, other])
    if (!people.includes(person) || !named(config.responders, person))
      return unknown(person, `a responder of ${rotation}`, people)
  if (who === other) return refused(`${who} cannot swap with themselves: name two people`)
  if (ask.until === undefined) {
    const begin = ask.from === undefined ? now.getTime() : Math.max(Date.parse(ask.from), now.getTime())
    if (Number.isNaN(begin)) return refused(`"${ask.from}" is not a time; write it like 2026-11-21T02:30:00+09:00`)
    const [one, two] = [nextTurn(config, rotation, who, begin), nextTurn(config, rotation, other, begin)]
    const missing = one ? other : who
    if (!one || !two) return refused(`${missing} has no turn in ${rotation} in the next ${weeks} weeks to be swapped`)
    const parts = [
      { ...one, responder: other, instead: who },
      { ...two, responder: who, instead: other },
    ]
    return judged(parts, config, now)
  }
  const period = periodOf(ask.from, ask.until, now)
  if ('refused' in period) return period
  const span = { rotation, from: iso(period.from), until: iso(period.until) }
  return judged(
    [
      { ...span, responder: other, instead: who },
      { ...span, responder: who, instead: other },
    ],
    config,
    now,
  )
}
