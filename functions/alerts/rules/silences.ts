import type { IncidentRecord, SilenceMade } from '../../../shared/ledger/records.ts'
import { exactDurationText } from '../../../shared/time.ts'
import type { Transition } from '../intake/transition.ts'
import { type Refusal, refused } from './answers.ts'
import { isOver } from './incident.ts'
import { periodOf } from './period.ts'
import { matches } from './routing.ts'

/** What is to page nobody, and for how long. Times are ISO 8601 with a zone. */
export interface SilenceAsk {
  /** As a silence of the config has it. */
  readonly match: SilenceMade['match']
  /** Default: now. */
  readonly from?: string | undefined
  readonly until: string
}

type Silenced = Refusal | Pick<SilenceMade, 'match' | 'from' | 'until'>

/** As long as one of the config lasts at most. */
const mostSeconds = 30 * 86_400

const isEmpty = ({ alarm, namespace, tags = {} }: SilenceMade['match']): boolean =>
  alarm === undefined && namespace === undefined && Object.keys(tags).length === 0

/** What a silence is about, for a person: `stock-*, namespace AWS/RDS, team=shop`. */
export const matchText = ({ alarm, namespace, tags = {} }: SilenceMade['match']): string =>
  [
    ...(alarm === undefined ? [] : [alarm]),
    ...(namespace === undefined ? [] : [`namespace ${namespace}`]),
    ...Object.entries(tags).map(([key, value]) => `${key}=${value}`),
  ].join(', ')

const sameText = (match: SilenceMade['match']): string =>
  JSON.stringify([match.alarm, match.namespace, Object.entries(match.tags ?? {}).sort()])

/**
 * Whether something may be silenced.
 * @param known those that were made before
 */
export const judgeSilence = (
  { match, from, until }: SilenceAsk,
  known: readonly SilenceMade[],
  now: Date,
): Silenced => {
  if (isEmpty(match)) return refused('A silence needs an alarm, a namespace or tags that it is about')
  const period = periodOf(from, until, now)
  if ('refused' in period) return period
  const { from: begin, until: end } = period
  if (end - begin > mostSeconds * 1000)
    return refused(
      `It would last longer than ${exactDurationText(mostSeconds)}: put what lasts longer in alerts.silences of the config`,
    )
  const covering = known.find(
    (each) =>
      sameText(each.match) === sameText(match) && Date.parse(each.from) <= begin && Date.parse(each.until) >= end,
  )
  if (covering)
    return refused(
      `It would change nothing: ${covering.id} by ${covering.by} silences the same until ${covering.until}`,
    )
  return { match, from: new Date(begin).toISOString(), until: new Date(end).toISOString() }
}

/** Whether a silence is about an incident. */
const isSilenced = ({ match }: Pick<SilenceMade, 'match'>, { basis }: Pick<IncidentRecord, 'basis'>): boolean => {
  const transition = basis.event as Transition
  return matches(match, transition, transition.tags ?? {})
}

/** The incidents that are not over and that a silence is about. */
export const silencedOf = (
  silence: Pick<SilenceMade, 'match'>,
  incidents: readonly IncidentRecord[],
): IncidentRecord[] => incidents.filter((incident) => !isOver(incident) && isSilenced(silence, incident))

/** Minutes for which the sweep looks for what a silence that was ended early still holds. */
const releaseMinutes = 15

/** The silences that were ended early a short while ago. */
export const endedLately = (silences: readonly SilenceMade[], now: Date): SilenceMade[] =>
  silences.filter(({ ended }) => ended && Date.parse(ended.at) > now.getTime() - releaseMinutes * 60_000)
