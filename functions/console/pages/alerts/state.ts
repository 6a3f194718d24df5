import type { IncidentListRow } from '../../../../api/alerts/incident-list.ts'
import type { Asked } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { durationText } from '../../view/times.ts'
import { incidentWords } from '../../view/words/alerts/incidents.ts'
import { alertsWords } from '../../view/words/alerts.ts'

export const isOver = ({ state }: Pick<IncidentListRow, 'state'>): boolean =>
  state === 'resolved' || state === 'suppressed'

/** The state as a word in its colour, with a shape before it. */
export const stateWord = ({ reader }: Pick<Asked, 'reader'>, state: IncidentListRow['state']): Html =>
  html`<span class="state ${state}">${alertsWords[reader.language].states[state]}</span>`

export const severityWord = ({ reader }: Pick<Asked, 'reader'>, severity: IncidentListRow['severity']): Html =>
  html`<span class="severity ${severity}">${alertsWords[reader.language].severities[severity]}</span>`

/** How long it lasted, or has lasted. */
export const lastingText = (
  { reader, now }: Pick<Asked, 'reader' | 'now'>,
  { openedAt, closedAt }: Pick<IncidentListRow, 'openedAt' | 'closedAt'>,
): string => {
  const say = incidentWords[reader.language]
  const end = closedAt === undefined ? now.getTime() : Date.parse(closedAt)
  const duration = durationText(reader, (end - Date.parse(openedAt)) / 1_000)
  return closedAt === undefined ? say.going(duration) : say.lasted(duration)
}
