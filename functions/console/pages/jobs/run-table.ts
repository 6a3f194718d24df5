import type { RunRow } from '../../../../api/jobs/runs.ts'
import { shorten } from '../../../../shared/text.ts'
import type { Asked } from '../../contract/contribution.ts'
import { engineText } from '../../view/engine-text.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { durationText, time } from '../../view/times.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { runPath, stateClass } from './run-look.ts'

/** Characters of an explanation in a table; its run has all of it. */
const longest = 160

/** Runs of one job as a table, newest first. */
export const runTable = ({ reader, at }: Asked, runs: readonly RunRow[]): Html => {
  const say = jobsWords[reader.language]
  return html`<section aria-labelledby="runs"><h2 id="runs">${say.runs}</h2>
${table(
  say.runs,
  [say.when, say.state, { number: say.duration }, { number: say.tries }, say.why],
  runs.map(
    (run) =>
      html`<tr><td><a href="${at(runPath(run.job, run.scheduledAt))}">${time(reader, run.scheduledAt)}</a></td><td class="${stateClass(run)}">${say.states[run.state]}</td><td class="number">${run.seconds === undefined ? undefined : durationText(reader, run.seconds)}</td><td class="number">${run.attempt > 1 ? run.attempt : undefined}</td><td><bdi>${run.explanation === undefined ? undefined : shorten(engineText(reader.language, run.explanation), longest)}</bdi>${run.requestedBy === undefined ? undefined : html` <span class="soft">${say.byHand(run.requestedBy)}</span>`}</td></tr>`,
  ),
  { filter: true },
)}</section>`
}
