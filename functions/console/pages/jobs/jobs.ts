import { type JobBoard, readBoards } from '../../../../api/jobs/boards.ts'
import { drawGraph, linkedJobs } from '../../../../api/jobs/graph.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { lookShapes } from '../../view/night/looks.ts'
import { time } from '../../view/times.ts'
import { jobRulesWords } from '../../view/words/job-rules.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { scheduleText } from '../../view/words/schedule.ts'
import { allJobsActions } from './job-actions.ts'
import { jobPath } from './run-look.ts'
import { sparkline, sparkText } from './spark.ts'
import { looksOf, strip, stripRuns } from './strip.ts'
import { suspensionText } from './suspension.ts'
import { tallyText } from './tally.ts'

/** Jobs of one page: each is one list of the ledger, and a page has twelve. */
export const jobsOfPage = 10

/** The jobs of the config: how each one's last runs went, how long they took, and when it fires next. */
export const showJobs: Show = async (asked) => {
  const { deployment, reader, at } = asked
  const say = jobsWords[reader.language]
  const all = Object.keys(deployment.config.jobs ?? {})
  const words = asked.query('q')
  const names = all.filter((name) => words === undefined || name.includes(words.trim().toLowerCase()))
  const pages = Math.max(1, Math.ceil(names.length / jobsOfPage))
  const page = Math.min(pages, Math.max(1, Math.trunc(Number(asked.query('page') ?? 1)) || 1))
  const boards = await readBoards(deployment, names.slice((page - 1) * jobsOfPage, page * jobsOfPage), stripRuns)
  return {
    title: say.jobs,
    isWide: true,
    refreshSeconds: 30,
    body: html`${lookShapes(looksOf(boards.flatMap(({ runs }) => runs)))}
<p class="beside"><a href="${at('/jobs/day/today')}">${say.day}</a></p>
${all.length > jobsOfPage ? finder(asked, words) : undefined}
${boards.length > 0 ? html`<ul class="rows">${boards.map((board) => row(asked, board))}</ul>` : html`<p class="empty">${words === undefined ? say.noJobs : say.noneFound(words)}</p>`}
${pages > 1 ? pager(asked, words, page, pages) : undefined}
${chains(asked)}
${all.length > 0 ? allJobsActions(asked) : undefined}`,
  }
}

/** Which job comes after which; nothing where none does. */
const chains = ({ deployment, reader }: Asked): Html | undefined => {
  const rows = linkedJobs(deployment.config.jobs ?? {})
  return rows.length === 0
    ? undefined
    : html`<section aria-labelledby="chains"><h2 id="chains">${jobRulesWords[reader.language].chains}</h2><pre tabindex="0">${drawGraph(rows).join('\n')}</pre></section>`
}

const row = (asked: Asked, board: JobBoard): Html => {
  const { reader } = asked
  const say = jobsWords[reader.language]
  const { job, nextAt, schedule, zone, suspended } = board.row
  return html`<li class="card job-row"><div><h2><a href="${asked.at(jobPath(job))}"><bdi>${job}</bdi></a></h2>
<p class="soft">${scheduleText(reader.language, schedule)}${zone === 'UTC' && schedule.startsWith('rate') ? undefined : html` <span class="zone">${zone}</span>`}</p>
${suspended === undefined ? undefined : html`<p class="held">${suspensionText(asked, suspended)}</p>`}${
  nextAt === undefined
    ? html`<p class="soft">${suspended === undefined ? say.noNext : say.noNextWhile}</p>`
    : html`<details class="soft"><summary>${say.next}: ${time(reader, nextAt)}</summary><ol class="times">${board.row.next.slice(1).map((at) => html`<li>${time(reader, at)}</li>`)}</ol></details>`
}</div>
<div>${
    board.runs.length === 0
      ? html`<p class="soft">${say.neverRan}</p>`
      : html`${strip(asked, board.runs)}<p class="soft">${tallyText(asked, board.runs)}</p>`
  }</div>
<div>${sparkline(board.runs)}${board.runs.length === 0 ? undefined : html`<p class="soft">${sparkText(reader, board.runs)}</p>`}</div></li>`
}

const finder = ({ at, reader }: Asked, words: string | undefined): Html => {
  const say = jobsWords[reader.language]
  return html`<form class="finder" method="get" action="${at('/jobs')}" role="search"><label>${say.search} <input name="q" type="search" value="${words ?? ''}"></label><button>${say.find}</button></form>`
}

const pager = ({ at, reader }: Asked, q: string | undefined, page: number, pages: number): Html => {
  const say = jobsWords[reader.language]
  return html`<nav class="pager" aria-label="${say.pages}">${Array.from({ length: pages }, (_, index) => {
    const number = index + 1
    return html`<a class="span-link" href="${at('/jobs', { q, page: number === 1 ? undefined : String(number) })}" aria-label="${say.page(number)}"${number === page ? html` aria-current="page"` : undefined}>${number}</a>`
  })}</nav>`
}
