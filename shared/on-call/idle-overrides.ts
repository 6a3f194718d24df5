import type { AlertsConfig, Override } from '../config/alerts/schema.ts'
import { pathText } from '../config/explain.ts'
import { overridesOf, type Stretch, stretches } from './on-call.ts'
import { named } from './targets.ts'
import type { Span } from './turns.ts'
import { join, localText, zoneOf } from './year.ts'

type Rotations = Pick<AlertsConfig, 'rotations' | 'overrides'>

/** Who is on call, stretch by stretch, whatever decides it. */
export const peopleIn = (year: Iterable<Stretch>): string =>
  join(
    [...year].map(({ from, until, responder }) => ({ from, until, responder })),
    (one, other) => one.responder === other.responder,
  )
    .map(({ from, responder }) => `${from} ${responder}`)
    .join()

const spanOf = ({ from, until }: Override): Span => ({ from: Date.parse(from), until: Date.parse(until) })

/** What an override has of the time that is still to come: a year at most, as an override is no longer. */
const aheadOf = (override: Override, now: Date): Span | undefined => {
  const { from, until } = spanOf(override)
  const begin = Math.max(from, now.getTime())
  return begin < until ? { from: begin, until } : undefined
}

const meet = (one: Span, other: Span): boolean => one.from < other.until && other.from < one.until

/** The override by which somebody is on call at some time of another one. */
const coveringOf = (override: Override, all: readonly Override[], name: string): Override | undefined =>
  all.find((other) => other.responder === name && meet(spanOf(other), spanOf(override)))

/** Whose turn somebody covers in the end, where covers cover covers; nothing where that is whoever is on call. */
const turnBehind = (
  override: Override,
  all: readonly Override[],
  name: string,
  hasTurn: (person: string) => boolean,
): string | undefined => {
  const seen = new Set<string>()
  let [person, covering] = [name, coveringOf(override, all, name)]
  while (covering && !hasTurn(person) && !seen.has(person)) {
    seen.add(person)
    if (covering.instead === undefined) return undefined
    person = covering.instead
    covering = coveringOf(override, all, person)
  }
  return person
}

/** Why an override changes nothing, and what would. */
const reasonOf = (override: Override, all: readonly Override[], config: Rotations, ahead: Span): string => {
  const { rotation: name, responder, instead } = override
  const rotation = named(config.rotations, name)
  const turns = rotation ? [...stretches(rotation, [], ahead)] : []
  const hasTurn = (person: string) => turns.some((turn) => turn.responder === person)
  if (instead !== undefined && !hasTurn(instead)) {
    const covering = coveringOf(override, all, instead)
    if (covering === undefined) return `${instead} is not on call then; expected somebody who is, or no \`instead\``
    const turn = turnBehind(override, all, instead, hasTurn)
    const place = pathText(['alerts', 'overrides', config.overrides.indexOf(covering)])
    return `${instead} has no turn then, and covers by ${place} alone: \`instead\` goes by the turns; expected ${turn === undefined ? 'no `instead`' : `\`instead: '${turn}'\``}`
  }
  const later = all.slice(all.indexOf(override) + 1).find((other) => meet(spanOf(other), ahead))
  return later === undefined || turns.every((turn) => turn.responder === responder)
    ? `${responder} is on call then anyway; remove it`
    : `${pathText(['alerts', 'overrides', config.overrides.indexOf(later)])}, which comes later, decides over the same time; remove one of them`
}

/**
 * Overrides without which the same people would be on call at the same times: their author believes that somebody covers.
 * Those that are over are left out. What each changes is computed with all the others in force.
 * @param config checked, with its defaults
 */
export const idleOverrides = (config: Rotations, now: Date): string[] =>
  config.overrides.flatMap((override, index) => {
    const rotation = named(config.rotations, override.rotation)
    const ahead = aheadOf(override, now)
    if (!rotation || !ahead) return []
    const all = overridesOf(config, override.rotation)
    const others = all.filter((each) => each !== override)
    if (peopleIn(stretches(rotation, all, ahead)) !== peopleIn(stretches(rotation, others, ahead))) return []
    const zone = zoneOf(config, override.rotation)
    const when = `from ${localText(ahead.from, zone)} to ${localText(Date.parse(override.until), zone)} (${zone})`
    return `${pathText(['alerts', 'overrides', index])} changes nothing ${when}: ${reasonOf(override, all, config, ahead)}`
  })
