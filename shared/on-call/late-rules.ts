import type { AlertsConfig } from '../config/alerts/schema.ts'
import { pathText } from '../config/explain.ts'
import { durationSeconds } from '../duration.ts'
import { allLayersOf, overridesOf } from './on-call.ts'
import { policyOf } from './policy.ts'
import { named } from './targets.ts'

type RuleConfig = Pick<AlertsConfig, 'responders' | 'rotations' | 'overrides' | 'policies' | 'onCall' | 'routes'>

/** Everybody whom a name of a step can call. */
const peopleOf = ({ responders, rotations, overrides }: RuleConfig, name: string): string[] => {
  if (named(responders, name)) return [name]
  const rotation = named(rotations, name)
  if (!rotation) return []
  return [
    ...allLayersOf(rotation).flatMap((layer) => layer.responders),
    ...overridesOf({ overrides }, name).map(({ responder }) => responder),
  ]
}

/**
 * Rules of people by which a message waits for longer than the step that calls them: the next step is taken before it comes. A line for each
 * rule, with the shortest of these steps.
 * @param config checked, with its defaults
 */
export const lateRules = (config: RuleConfig): string[] => {
  const goals = [
    ...new Set([config.onCall, ...config.routes.flatMap(({ to }) => to ?? []), ...Object.keys(config.policies)]),
  ]
  const steps = goals.flatMap((goal) =>
    policyOf(config, goal).steps.map(({ notify, wait }, index) => ({
      where: named(config.policies, goal)
        ? pathText(['alerts', 'policies', goal, 'steps', index, 'wait'])
        : `the rotation ${goal}`,
      wait,
      people: new Set(notify.flatMap((name) => peopleOf(config, name))),
    })),
  )
  return Object.entries(config.responders).flatMap(([name, { deliver = [] }]) =>
    deliver.flatMap(({ channel, after }, index) => {
      if (after === undefined) return []
      const [shortest] = steps
        .filter(({ people, wait }) => people.has(name) && durationSeconds(after) >= durationSeconds(wait))
        .toSorted((one, other) => durationSeconds(one.wait) - durationSeconds(other.wait))
      return shortest
        ? [
            `${pathText(['alerts', 'responders', name, 'deliver', index])}: ${channel} comes after ${after}, and ${shortest.where} is ${shortest.wait}: the next step is taken before ${name} gets it. Give the rule a shorter after, or the step a longer wait`,
          ]
        : []
    }),
  )
}
