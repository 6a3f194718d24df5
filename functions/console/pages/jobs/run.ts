import { rowOf } from '../../../../api/jobs/runs.ts'
import { keys, type RunRecord } from '../../../../shared/ledger/records.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { engineText } from '../../view/engine-text.ts'
import { facts } from '../../view/facts.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { durationText, time, timeText } from '../../view/times.ts'
import { jobActWords } from '../../view/words/job-actions.ts'
import { jobRunWords } from '../../view/words/job-run.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { sizeText } from './job-facts.ts'
import { runLog } from './run-log.ts'
import { isGoing, jobPath, stateClass } from './run-look.ts'

/** Seconds after which the page of a run that goes on looks again. */
const followSeconds = 3

/** One run: how it stands and why, its attempts, the end of its log, and what can be done. */
export const showRun: Show = async (asked) => {
  const { deployment, reader } = asked
  const [job, scheduledAt] = [asked.param('job'), asked.param('at')]
  const run = await deployment.ledger().get<RunRecord>(keys.run(job, scheduledAt))
  if (!run) throw new PageError(404, jobsWords[reader.language].noRunAt(job, scheduledAt))
  return {
    title: jobRunWords[reader.language].title(timeText(reader, scheduledAt)),
    above: [
      { path: '/jobs', title: jobsWords[reader.language].jobs },
      { path: jobPath(job), title: job },
    ],
    refreshSeconds: isGoing(run) && asked.query('before') === undefined ? followSeconds : 60,
    body: html`${state(asked, run)}
<div class="actions">${actions(asked, run)}</div>
${await runLog(asked, run)}
${attempts(asked, run)}
${details(asked, run)}`,
  }
}

const state = ({ reader }: Asked, run: RunRecord): Html => {
  const say = jobRunWords[reader.language]
  const { seconds } = rowOf(run)
  const waits =
    run.state !== 'waiting' || run.waitsFor === undefined
      ? undefined
      : run.waitsFor === 'retry'
        ? say.waits.retry(run.dueAt === undefined ? '' : timeText(reader, run.dueAt, 'second'))
        : say.waits[run.waitsFor]
  return html`<p class="story"><strong class="${stateClass(run)}">${jobsWords[reader.language].states[run.state]}</strong>${
    run.attempt > 1 ? html` · ${jobsWords[reader.language].attempt(run.attempt)}` : undefined
  }${seconds === undefined ? undefined : html` · ${jobsWords[reader.language].took(durationText(reader, seconds))}`}</p>
${waits === undefined ? undefined : html`<p>${waits}</p>`}
${isGoing(run) && run.stop ? html`<p>${say.stopping(run.stop.by)}</p>` : undefined}
${run.explanation === undefined ? undefined : html`<p class="prose"><bdi>${engineText(reader.language, run.explanation)}</bdi></p>`}
${run.hangs?.map(({ text }) => html`<p class="notice bad"><bdi>${text}</bdi></p>`)}`
}

const actions = (asked: Asked, run: RunRecord): Html | undefined => {
  const { reader, deployment } = asked
  const say = jobActWords[reader.language]
  const { job, scheduledAt } = run
  if (!Object.hasOwn(deployment.config.jobs ?? {}, job)) return undefined
  const fields = { at: scheduledAt }
  if (isGoing(run))
    return run.stop
      ? undefined
      : actionForm(asked, {
          path: `${jobPath(job)}/cancel`,
          label: say.cancel,
          effect: run.state === 'waiting' ? say.cancelWaiting : say.cancelEffect,
          fields,
          look: 'grave',
        })
  if (run.state === 'succeeded') return undefined
  return actionForm(asked, {
    path: `${jobPath(job)}/retry`,
    label: jobsWords[reader.language].retry,
    effect: say.retryEffect(run.attempt + 1),
    fields,
  })
}

const attempts = ({ reader, at, path }: Asked, run: RunRecord): Html | undefined => {
  const say = jobRunWords[reader.language]
  const { earlier = [] } = run
  if (earlier.length === 0) return undefined
  const words = jobsWords[reader.language]
  return html`<section aria-labelledby="attempts"><h2 id="attempts">${say.attempts}</h2>
${table(
  say.attempts,
  [say.attempt, say.started, say.stopped, words.cause, words.why],
  [...earlier, run].map(({ attempt, startedAt, stoppedAt, cause, explanation, exitCode, taskArn }) => {
    const query = attempt === run.attempt ? {} : { attempt: String(attempt) }
    return html`<tr><td>${taskArn === undefined ? attempt : html`<a href="${at(path, query)}#log">${attempt}</a>`}</td><td>${startedAt && time(reader, startedAt, 'second')}</td><td>${stoppedAt && time(reader, stoppedAt, 'second')}</td><td>${cause && html`<code>${cause}</code>`}${exitCode === undefined ? undefined : html` (${exitCode})`}</td><td><bdi>${explanation && engineText(reader.language, explanation)}</bdi></td></tr>`
  }),
)}</section>`
}

const details = (asked: Asked, run: RunRecord): Html => {
  const { reader, deployment } = asked
  const [say, words] = [jobRunWords[reader.language], jobsWords[reader.language]]
  const { job, scheduledAt, startedAt, stoppedAt, cause, certainty, exitCode, taskArn, requestedBy } = run
  const jobs = deployment.config.jobs ?? {}
  const names = Object.keys(run.environment ?? {})
  return html`<section aria-labelledby="details"><h2 id="details">${say.details}</h2>
${facts([
  [say.scheduledAt, time(reader, scheduledAt, 'full')],
  [say.started, startedAt && time(reader, startedAt, 'full')],
  [say.stopped, stoppedAt && time(reader, stoppedAt, 'full')],
  [words.cause, cause && html`<code>${cause}</code>`],
  [say.howSure, certainty && say.certainty[certainty]],
  [say.exitCode, exitCode === undefined ? undefined : String(exitCode)],
  [words.size, sizeText(asked, Object.hasOwn(jobs, job) ? jobs[job] : undefined, run)],
  [say.requestedBy, requestedBy && html`<bdi>${requestedBy}</bdi>`],
  [words.command, run.command && html`<code>${run.command.join(' ')}</code>`],
  // Their values may be secrets.
  [say.environment, names.length > 0 && html`<code>${names.join(' ')}</code>`],
  [say.task, taskArn && html`<code>${taskArn.slice(taskArn.lastIndexOf('/') + 1)}</code>`],
])}</section>`
}
