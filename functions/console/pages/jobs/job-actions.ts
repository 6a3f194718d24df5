import type { JobBoard } from '../../../../api/jobs/boards.ts'
import { terminal } from '../../../../shared/terminal.ts'
import type { Asked } from '../../contract/contribution.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { durationText, timeText } from '../../view/times.ts'
import { jobActWords } from '../../view/words/job-actions.ts'
import { jobRulesWords } from '../../view/words/job-rules.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { isGoing, jobPath } from './run-look.ts'
import { spans } from './spans.ts'
import { usualOf } from './usual.ts'

/** What would become of a run that is asked for now, as the engine decides it (functions/jobs/rules/fire.ts). */
const runEffect = ({ reader }: Asked, { definition, runs, row }: JobBoard): string => {
  const say = jobActWords[reader.language]
  const open = runs.find(isGoing)
  const suspended = row.suspended === undefined ? [] : [say.runSuspended]
  if (open) {
    const at = timeText(reader, open.scheduledAt)
    const said = { allow: say.runBeside, forbid: say.runForbidden, replace: say.runReplaces }[definition.overlap]
    return [said(at), ...suspended].join(' ')
  }
  const usual = usualOf(runs)
  return [say.runNow(usual && durationText(reader, usual.middle)), ...suspended].join(' ')
}

/** What can be done about a job, each with what will happen. Nothing for somebody who may only look. */
export const jobActions = (asked: Asked, board: JobBoard): Html | undefined => {
  const { reader, session } = asked
  if (session.role !== 'act') return undefined
  const say = jobActWords[reader.language]
  const { job, next, suspended } = board.row
  const path = jobPath(job)
  const nextText = next[0] === undefined ? undefined : timeText(reader, next[0])
  return html`<section aria-labelledby="actions"><h2 id="actions">${jobsWords[reader.language].actions}</h2>
<div class="actions">${actionForm(asked, { path: `${path}/run`, label: say.run, effect: runEffect(asked, board) })}
${actionForm(asked, { path: `${path}/rehearse`, label: say.rehearse, effect: say.rehearseEffect })}
${
  board.suspension === undefined
    ? undefined
    : actionForm(asked, { path: `${path}/resume`, label: say.resume, effect: say.resumeEffect })
}
${
  suspended === undefined
    ? actionForm(asked, {
        path: `${path}/suspend`,
        label: say.suspend,
        effect: say.suspendEffect(nextText),
        fields: { zone: reader.zone },
        inputs: suspendInputs(asked),
      })
    : undefined
}</div>
<p class="soft">${say.preflight} <code>${terminal} jobs preflight ${job}</code></p></section>`
}

/** What can be done about all jobs at once. Nothing for somebody who may only look. */
export const allJobsActions = (asked: Asked): Html | undefined => {
  const { reader, session } = asked
  if (session.role !== 'act') return undefined
  const say = jobRulesWords[reader.language]
  return html`<details><summary>${say.allJobs}</summary><div class="actions">${actionForm(asked, {
    path: '/all-jobs/suspend',
    label: say.suspendAll,
    effect: say.suspendAllEffect,
    fields: { zone: reader.zone },
    inputs: suspendInputs(asked),
  })}
${actionForm(asked, { path: '/all-jobs/resume', label: say.resumeAll, effect: say.resumeAllEffect })}</div></details>`
}

const suspendInputs = ({ reader }: Asked): Html => {
  const say = jobActWords[reader.language]
  return html`<label>${say.suspendFor} <select name="for">${spans.map((span) => html`<option value="${span}"${span === '4h' ? html` selected` : undefined}>${say.spans[span]}</option>`)}</select></label>
<label>${say.until(reader.zone)} <input type="datetime-local" name="until"></label>
<label>${say.reason} <input name="reason" maxlength="300" autocomplete="off"></label>`
}
