import { readIncidents } from '../../../../api/alerts/incidents.ts'
import type { Show } from '../../contract/contribution.ts'
import { html } from '../../view/html.ts'
import { time } from '../../view/times.ts'
import { alertsWords } from '../../view/words/alerts.ts'
import { nightWords } from '../../view/words/night.ts'

/** Newest incidents that are listed. */
const shown = 50

/** What was wrong, since when, and who acknowledged. */
export const showIncidents: Show = async ({ deployment, reader, query }) => {
  const say = alertsWords[reader.language]
  const common = nightWords[reader.language]
  const rows = await readIncidents(deployment, { open: query('open') !== undefined, limit: shown })
  return {
    title: say.incidents,
    body:
      rows.length === 0
        ? html`<p class="empty">${say.noIncident}</p>`
        : html`<div class="scroll" tabindex="0"><table data-filter><thead><tr><th scope="col">${common.when}</th><th scope="col">${common.what}</th><th scope="col">${common.state}</th></tr></thead><tbody>
${rows.map(
  ({ openedAt, alarm, state, severity, acknowledgedBy }) =>
    html`<tr><td>${time(reader, openedAt)}</td><td><bdi>${alarm}</bdi> <span class="soft">${say.severities[severity]}</span></td><td>${say.states[state]}${acknowledgedBy === undefined ? undefined : html` · <bdi>${acknowledgedBy}</bdi>`}</td></tr>`,
)}</tbody></table></div>`,
  }
}
