import type { AlertsConfig, Match, Severity } from '../../../shared/config/alerts/schema.ts'
import { fits } from '../../../shared/wildcards.ts'

/** What the rules ask about a transition. */
export interface Routable {
  /** Name of the alarm, or what a signal is about. */
  readonly name: string
  /** Namespace of its metric. */
  readonly namespace?: string | undefined
  /** How severe it takes itself to be. */
  readonly severity?: Severity | undefined
  /** Where it wants to go. */
  readonly policy?: string | undefined
}

/** Tags of the alarm; empty while nobody has asked for them. */
export type AlarmTags = Readonly<Record<string, string>>

/** Whether a rule is about a transition: every condition that it has must hold. */
export const matches = ({ alarm, namespace, tags }: Match, transition: Routable, alarmTags: AlarmTags): boolean =>
  (alarm === undefined || fits(alarm, transition.name)) &&
  (namespace === undefined || (transition.namespace !== undefined && fits(namespace, transition.namespace))) &&
  Object.entries(tags ?? {}).every(
    ([key, pattern]) => Object.hasOwn(alarmTags, key) && fits(pattern, alarmTags[key] ?? ''),
  )

/**
 * Where a transition goes and how severe it is. The first route that matches decides; what it leaves open is what
 * the transition itself hints at, else `onCall` and `critical`.
 * @returns the name of a policy or of a rotation, for `policyOf`
 */
export const route = (
  { routes, onCall }: Pick<AlertsConfig, 'routes' | 'onCall'>,
  transition: Routable,
  tags: AlarmTags,
): { readonly policy: string; readonly severity: Severity } => {
  const first = routes.find(({ match }) => matches(match, transition, tags))
  return {
    policy: first?.to ?? transition.policy ?? onCall,
    severity: first?.severity ?? transition.severity ?? 'critical',
  }
}

/** Whether any rule asks for tags. If none does, nobody needs to ask AWS for them. */
export const usesTags = ({
  routes,
  silences,
  inhibits,
}: Pick<AlertsConfig, 'routes' | 'silences' | 'inhibits'>): boolean =>
  [...routes.map(({ match }) => match), ...silences.map(({ match }) => match)]
    .concat(inhibits.flatMap(({ when, mute }) => [when, mute]))
    .some(({ tags }) => tags !== undefined && Object.keys(tags).length > 0)
