import type { Severity } from '../../../../shared/config/alerts/policies.ts'
import type { Transition } from '../transition.ts'

const severities: Readonly<Record<Severity, RegExp>> = {
  critical:
    /^(critical|crit|fatal|emergency|emerg|alert|page|error|err|high|highest|major|disaster|urgent|p[01]|sev-?[01])$/,
  warning: /^(warning|warn|medium|moderate|average|minor|p[23]|sev-?[23])$/,
  info: /^(info|information|informational|notice|low|lowest|debug|none|p[45]|sev-?[45])$/,
}

/** How severe the first word that is known says that something is; nothing where nobody here knows any. */
export const severityOf = (...words: readonly (string | undefined)[]): Severity | undefined =>
  words
    .map((word) => {
      const found = word?.trim().toLowerCase()
      if (found === undefined) return undefined
      return (['critical', 'warning', 'info'] as const).find((severity) => severities[severity].test(found))
    })
    .find((severity) => severity !== undefined)

/** Not `completed`, `done` and `finished`: a run that is over need not have succeeded. */
const over =
  /^(resolved?|ok|okay|up|recover(ed|y)?|closed?|normal|healthy|pass(ed|ing)?|success(ful)?|succeeded|solved|inactive|green|good|clear(ed)?|end(ed)?|fixed|online|alive|restored|operational)$/
const noted = /^(note|pending|maintenance|acknowledged|ack|suppressed|silenced|paused|new|started|test)$/

/** What a word says of how it stands. A word that nobody here knows, and none, is trouble: better once too often. */
export const stateOf = (word: string | undefined): Transition['state'] => {
  const found = word?.trim().toLowerCase() ?? ''
  return over.test(found) ? 'OK' : noted.test(found) ? 'NOTE' : 'ALARM'
}

/** What a product's own word says, by its table. A word that stands in no table is none, also one that every JavaScript object has, such as `constructor`. */
export const stateIn = (
  states: Readonly<Record<string, Transition['state']>>,
  word: string | undefined,
): Transition['state'] | undefined => (word !== undefined && Object.hasOwn(states, word) ? states[word] : undefined)
