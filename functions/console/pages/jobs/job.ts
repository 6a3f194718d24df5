import { type BackfillRow, readBackfills } from '../../../../api/jobs/backfill.ts'
import { type JobBoard, readBoards } from '../../../../api/jobs/boards.ts'
import { readJobChanges } from '../../../../api/jobs/changes.ts'
import { readJob } from '../../../../api/jobs/jobs.ts'
import { type RunRow, rowOf } from '../../../../api/jobs/runs.ts'
import type { JobChangeRecord } from '../../../../shared/ledger/records.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { type Html, html } from '../../view/html.ts'
import { lookShapes } from '../../view/night/looks.ts'
import { time } from '../../view/times.ts'
import { jobRulesWords } from '../../view/words/job-rules.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { scheduleText } from '../../view/words/schedule.ts'
import { jobActions } from './job-actions.ts'
import { jobFacts } from './job-facts.ts'
import { isGoing } from './run-look.ts'
import { runTable } from './run-table.ts'
import { sparkline, sparkText } from './spark.ts'
import { looksOf, strip, stripRuns } from './strip.ts'
import { suspensionText } from './suspension.ts'
import { tallyText } from './tally.ts'

/** Manual actions that are shown. */
const mostChanges = 10

/** One job: its schedule, its last runs, what can be done, how it is set up, and what people did. */
export const showJob: Show = async (asked) => {
  const { deployment, reader } = asked
  const say = jobsWords[reader.language]
  const job = asked.param('job')
  const above = [{ path: '/jobs', title: say.jobs }]
  const [[board], changes, backfills] = await Promise.all([
    readBoards(deployment, [job], stripRuns),
    readJobChanges(deployment, job, mostChanges),
    Object.hasOwn(deployment.config.jobs ?? {}, job) ? readBackfills(deployment, job) : [],
  ])
  const backfill = backfills.find(({ state }) => state === 'going')
  if (!board) {
    const runs = (await readJob(deployment, job, stripRuns)).runs.map(rowOf)
    if (runs.length === 0) throw new PageError(404, say.notFound(job))
    return { title: job, above, body: html`<p class="notice bad">${say.gone}</p>${history(asked, runs)}` }
  }
  return {
    title: job,
    above,
    refreshSeconds: board.runs.some(isGoing) ? 5 : 30,
    body: html`${heading(asked, board)}
${history(asked, board.runs)}
${backfill === undefined ? undefined : html`<p class="notice">${backfillText(asked, backfill)}</p>`}
${jobActions(asked, board)}
${ahead(asked, board)}
${jobFacts(asked, board)}
${changed(asked, changes)}
${board.runs.length > 0 ? runTable(asked, board.runs) : undefined}`,
  }
}

const backfillText = ({ reader }: Asked, { from, until, firings, left, going }: BackfillRow): Html =>
  html`${jobRulesWords[reader.language].backfill(firings - left.length - going.length, firings)} (${time(reader, from)} – ${time(reader, until)})`

const heading = (asked: Asked, { row, suspension }: JobBoard): Html => {
  const { reader } = asked
  const say = jobsWords[reader.language]
  return html`<p class="story">${scheduleText(reader.language, row.schedule)} <span class="zone">${row.zone}</span> <code>${row.schedule}</code></p>
${
  row.suspended === undefined
    ? undefined
    : html`<p class="notice held">${suspensionText(asked, row.suspended)} (${suspension ? say.suspendedBy(suspension.by) : say.inConfig})${suspension?.reason ? html`: <bdi>${suspension.reason}</bdi>` : undefined}</p>`
}`
}

const history = (asked: Asked, runs: readonly RunRow[]): Html => {
  const { reader } = asked
  const say = jobsWords[reader.language]
  if (runs.length === 0) return html`<p class="empty">${say.neverRan}</p>`
  return html`<section class="card" aria-labelledby="last"><h2 id="last">${say.lastRuns(Math.min(runs.length, stripRuns))}</h2>
${lookShapes(looksOf(runs))}${strip(asked, runs)}<p class="soft">${tallyText(asked, runs)}</p>
${sparkline(runs)}<p class="soft">${sparkText(reader, runs)}</p></section>`
}

const ahead = (asked: Asked, { row }: JobBoard): Html => {
  const { reader } = asked
  const say = jobsWords[reader.language]
  if (row.next.length === 0)
    return html`<p class="soft">${row.suspended === undefined ? say.noNext : say.noNextWhile}</p>`
  return html`<section aria-labelledby="next"><h2 id="next">${say.nextTen(row.next.length)}</h2>
<ol class="times">${row.next.map((at) => html`<li>${time(reader, at)}</li>`)}</ol></section>`
}

const changed = ({ reader }: Asked, changes: readonly JobChangeRecord[]): Html | undefined => {
  const say = jobsWords[reader.language]
  if (changes.length === 0) return undefined
  return html`<section aria-labelledby="changes"><h2 id="changes">${say.changes}</h2>
<ul class="changes">${changes.map(({ at, by, summary }) => html`<li>${time(reader, at)} · <bdi>${by}</bdi>: ${summary}</li>`)}</ul></section>`
}
