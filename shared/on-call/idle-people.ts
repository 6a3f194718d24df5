import type { AlertsConfig } from '../config/alerts/schema.ts'
import { pathText } from '../config/explain.ts'
import { type CoverageConfig, policiesOf } from './coverage.ts'
import { layersOf, type Stretch, shadowLayersOf } from './on-call.ts'
import { policyOf } from './policy.ts'
import { named } from './targets.ts'
import { weeks } from './year.ts'

type Years = ReadonlyMap<string, readonly Stretch[]>

const onCallIn = (year: readonly Stretch[] = []): Set<string> =>
  new Set(year.flatMap(({ responder }) => responder ?? []))

/** Who stands in a rotation and has no turn in the year, because other layers or longer turns come before. */
export const peopleWithoutTurn = ({ rotations }: Pick<CoverageConfig, 'rotations'>, years: Years): string[] =>
  Object.entries(rotations).flatMap(([name, rotation]) => {
    const seen = onCallIn(years.get(name))
    const idle = new Set(layersOf(rotation).flatMap(({ responders }) => responders.filter((each) => !seen.has(each))))
    return [...idle].map(
      (person) =>
        `${pathText(['alerts', 'rotations', name])}: ${person} is not on call once in the next ${weeks} weeks; layers that come later, overrides or the turns of others leave no time`,
    )
  })

/** Responders whom nothing calls, at any time: no rotation, no step, no fallback. */
export const peopleNeverCalled = (config: CoverageConfig & Pick<AlertsConfig, 'fallback'>): string[] => {
  const called = new Set([
    ...Object.values(config.policies).flatMap(({ steps }) => steps.flatMap(({ notify }) => notify)),
    ...Object.values(config.rotations).flatMap((rotation) =>
      [...layersOf(rotation), ...shadowLayersOf(rotation)].flatMap(({ responders }) => responders),
    ),
    ...config.overrides.map(({ responder }) => responder),
    ...config.fallback,
  ])
  return Object.keys(config.responders)
    .filter((name) => !called.has(name))
    .map(
      (name) =>
        `${pathText(['alerts', 'responders', name])} is never called: no rotation, policy, override or fallback names them`,
    )
}

/** How many people a policy reaches at most at one moment of the year: several rotations may all come to one person. */
const mostReached = (targets: readonly string[], config: CoverageConfig, years: Years): number => {
  const direct = targets.filter((target) => named(config.rotations, target) === undefined)
  const rotations = targets.flatMap((target) => years.get(target) ?? [])
  return Math.max(
    new Set(direct).size,
    ...rotations.map(({ from: at }) => {
      const onCall = rotations.flatMap(({ from, until, responder }) =>
        from <= at && at < until ? (responder ?? []) : [],
      )
      return new Set([...direct, ...onCall]).size
    }),
  )
}

/** Written policies that come to one person at every moment of the year: when they do not answer, nobody else is called. */
export const lonelyPolicies = (config: CoverageConfig, years: Years): string[] =>
  policiesOf(config)
    .filter((name) => named(config.policies, name) !== undefined)
    .flatMap((name) => {
      const targets = [...new Set(policyOf(config, name).steps.flatMap(({ notify }) => notify))]
      return mostReached(targets, config, years) > 1
        ? []
        : `${pathText(['alerts', 'policies', name])} reaches only one person at any time (${targets.join(', ')}): when they do not answer, nobody else is called; expected a step that calls somebody else`
    })

/** Policies that want more people to acknowledge than they come to at any one moment of the year: their steps stop only where somebody else acknowledges too. */
export const shortPolicies = (config: CoverageConfig, years: Years): string[] =>
  Object.entries(config.policies).flatMap(([name, { steps, acknowledgements = 1 }]) => {
    const reached = mostReached([...new Set(steps.flatMap(({ notify }) => notify))], config, years)
    return acknowledgements < 2 || reached >= acknowledgements
      ? []
      : `${pathText(['alerts', 'policies', name, 'acknowledgements'])}: ${acknowledgements} people must acknowledge, and the steps reach at most ${reached} at any one time: they go on until somebody else acknowledges too; expected at most ${reached}, or a step that calls somebody else`
  })
