import { pathText } from '../config/explain.ts'
import { durationText } from '../time.ts'
import type { CoverageConfig } from './coverage.ts'
import { idleOverrides } from './idle-overrides.ts'
import { lonelyPolicies, peopleWithoutTurn, shortPolicies } from './idle-people.ts'
import type { Stretch } from './on-call.ts'
import type { Span } from './turns.ts'
import { dayMs, join, localText, readYears, weeks, zoneOf } from './year.ts'

/** A larger part of a rotation's hours is too much for one person, where there are three or more to share them. */
const largestShare = 0.6
/** Two weeks on end, and what two changes of DST can add to them. */
const longestMs = 14 * dayMs + 2 * 3_600_000

/** Who has more than their share of a rotation's hours. */
const unfairShares = (rotation: string, year: readonly Stretch[]): string[] => {
  const hours = new Map<string, number>()
  for (const { responder, from, until } of year)
    if (responder !== undefined) hours.set(responder, (hours.get(responder) ?? 0) + until - from)
  const all = [...hours.values()].reduce((sum, each) => sum + each, 0)
  if (hours.size < 3) return []
  return [...hours]
    .filter(([, each]) => each > all * largestShare)
    .map(
      ([name, each]) =>
        `${pathText(['alerts', 'rotations', rotation])}: ${name} has ${Math.round((each / all) * 100)} % of the hours of the next ${weeks} weeks, among ${hours.size} people; more than ${largestShare * 100} % is too much for one`,
    )
}

/** Who is on call for more than two weeks on end: a line for each person, of the longest time. */
const longStretches = (rotation: string, year: readonly Stretch[], zone: string): string[] => {
  const longest = new Map<string, Span>()
  for (const { responder, ...span } of join(year, (one, other) => one.responder === other.responder)) {
    if (responder === undefined || span.until - span.from <= longestMs) continue
    const known = longest.get(responder)
    if (!known || known.until - known.from < span.until - span.from) longest.set(responder, span)
  }
  return [...longest].map(
    ([name, { from, until }]) =>
      `${pathText(['alerts', 'rotations', rotation])}: ${name} is on call for ${durationText((until - from) / 1000)} on end, from ${localText(from, zone)} to ${localText(until, zone)} (${zone}); more than 14 days is too much for one`,
  )
}

/**
 * What leaves no gap and is a mistake all the same, in the next 52 weeks: one person with more than 60 % of the hours of a
 * rotation of three or more, or on call for more than 14 days on end; people who stand in a rotation and have no turn;
 * policies that come to one person; overrides that change nothing.
 * @param config checked, with its defaults
 */
export const coverageWarnings = (config: CoverageConfig, from: Date): string[] => {
  const years = readYears(config, from)
  return [
    ...[...years].flatMap(([name, year]) => [
      ...unfairShares(name, year),
      ...longStretches(name, year, zoneOf(config, name)),
    ]),
    ...peopleWithoutTurn(config, years),
    ...lonelyPolicies(config, years),
    ...shortPolicies(config, years),
    ...idleOverrides(config, from),
  ]
}
