import type { ConfigChecks } from '../checks.ts'
import { field, list, missing, namesIn } from '../references.ts'

/** Responders whom an entry of `console.roles` names and who are not there. */
export const consoleChecks: ConfigChecks = {
  problems: ({ console: page, alerts }) =>
    list(field(page, 'roles')).flatMap((entry, index) =>
      missing(
        ['console', 'roles', index, 'responder'],
        field(entry, 'responder'),
        namesIn(field(alerts, 'responders')),
        'the name of a responder',
      ),
    ),
}
