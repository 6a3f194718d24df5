import { readJobs } from '../../../../api/jobs/jobs.ts'
import type { Show } from '../../contract/contribution.ts'
import { html } from '../../view/html.ts'
import { time } from '../../view/times.ts'
import { jobsWords } from '../../view/words/jobs.ts'

/** The jobs of the config, and how each one's last run went. */
export const showJobs: Show = async ({ deployment, reader }) => {
  const say = jobsWords[reader.language]
  const rows = await readJobs(deployment)
  return {
    title: say.jobs,
    body: html`<div class="scroll" tabindex="0"><table data-filter><tbody>
${rows.map(
  ({ job, schedule, lastState, lastRunAt, nextAt }) =>
    html`<tr><th scope="row"><bdi>${job}</bdi></th><td><code>${schedule}</code></td><td>${lastState && say.states[lastState]} ${lastRunAt && time(reader, lastRunAt)}</td><td>${nextAt && time(reader, nextAt)}</td></tr>`,
)}</tbody></table></div>`,
  }
}
