import { pathText } from '../explain.ts'
import { deadRules } from './web-rules.ts'
import type { WebConfig } from './web-schema.ts'

/** What is allowed in the web service and yet not likely meant, one line each with its path. */
export const webWarnings = (web: WebConfig | undefined): string[] => {
  if (!web) return []
  const { stickiness, min, max, rules, scaling } = web
  return [
    ...(stickiness !== undefined && max > min
      ? [
          `estate.web.stickiness: people stay on their task for ${stickiness}, so a task that scaling adds gets new ones only, and one that it takes away loses what it kept of its people; keep sessions in a database or a cache, or choose a short time`,
        ]
      : []),
    ...(scaling !== undefined && max === min
      ? [`estate.web.scaling: has no effect, as min and max are both ${min}; raise max, or take it out`]
      : []),
    ...deadRules(rules).map(
      ({ name, by }) =>
        `${pathText(['estate', 'web', 'rules', name])}: never counts, as ${by} comes before it and takes all that it is about; give it a smaller priority, or take it out`,
    ),
  ]
}
