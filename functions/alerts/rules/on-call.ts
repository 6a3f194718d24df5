import { dayMs } from '../../../shared/calendar/dates.ts'
import type { Override } from '../../../shared/config/alerts/schema.ts'
import { suggestion } from '../../../shared/config/explain.ts'
import type { OverridePart } from '../../../shared/ledger/records.ts'
import type { CoverageConfig } from '../../../shared/on-call/coverage.ts'
import { peopleIn } from '../../../shared/on-call/idle-overrides.ts'
import { layersOf, overridesOf, stretches } from '../../../shared/on-call/on-call.ts'
import { named } from '../../../shared/on-call/targets.ts'
import { localText, weeks, zoneOf } from '../../../shared/on-call/year.ts'
import { type Refusal, refused } from './answers.ts'
import { coverWarnings } from './cover-warnings.ts'
import { instantOf, type Period, periodOf } from './period.ts'

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
export type Judged = Refusal | { readonly parts: readonly OverridePart[]; readonly warnings: readonly string[] }

const mostDays = 366

/** When an override counts; what would last for more than a year is a matter of the rotation itself. */
const coverOf = (from: string | undefined, until: string, now: Date): Period | Refusal => {
  const period = periodOf(from, until, now)
  return 'until' in period && period.until - now.getTime() > mostDays * dayMs
    ? refused(`${until} is more than a year ahead: put what lasts longer in the rotation of the config`)
    : period
}

/** Why a name does not do, with those that would. */
const unknown = (name: string, what: string, names: readonly string[]): Refusal =>
  refused(`"${name}" is not ${what}; there is: ${names.join(', ') || 'none'}${suggestion(name, names)}`)

const peopleOf = ({ rotations }: CoverageConfig, name: string): string[] => {
  const rotation = named(rotations, name)
  return rotation ? [...new Set(layersOf(rotation).flatMap(({ responders }) => responders))] : []
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
  const period = coverOf(ask.from, ask.until, now)
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
    const asked = ask.from === undefined ? now.getTime() : instantOf(ask.from)
    if (typeof asked !== 'number') return asked
    const begin = Math.max(asked, now.getTime())
    const [one, two] = [nextTurn(config, rotation, who, begin), nextTurn(config, rotation, other, begin)]
    const missing = one ? other : who
    if (!one || !two) return refused(`${missing} has no turn in ${rotation} in the next ${weeks} weeks to be swapped`)
    const parts = [
      { ...one, responder: other, instead: who },
      { ...two, responder: who, instead: other },
    ]
    return judged(parts, config, now)
  }
  const period = coverOf(ask.from, ask.until, now)
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
