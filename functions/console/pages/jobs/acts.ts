import {
  commandRun,
  resumeAllJobs,
  resumeJob,
  runJob,
  suspendAllJobs,
  suspendJob,
} from '../../../../api/jobs/actions.ts'
import type { RunRow } from '../../../../api/jobs/runs.ts'
import { cut } from '../../../../shared/text.ts'
import type { Act, Asked } from '../../contract/contribution.ts'
import { engineText } from '../../view/engine-text.ts'
import { timeText } from '../../view/times.ts'
import { jobActWords } from '../../view/words/job-actions.ts'
import { jobRulesWords } from '../../view/words/job-rules.ts'
import { jobsWords } from '../../view/words/jobs.ts'
import { isGoing, jobPath, runPath } from './run-look.ts'
import { suspendedUntil } from './spans.ts'

/** Most characters of why a job is suspended: what its function takes. */
const longestReason = 300

/** Whether a run starts, or waits for its turn. */
const isTaken = (run: RunRow): boolean => isGoing(run) || run.state === 'succeeded'

/** Starts a run now. */
export const run: Act = async ({ deployment, session, param, reader }) => {
  const [say, job] = [jobActWords[reader.language], param('job')]
  const row = await runJob(deployment, { job, requestedBy: session.by })
  const state = jobsWords[reader.language].states[row.state]
  return {
    said: isTaken(row) ? say.ran(job, state) : say.ranNot(state, engineText(reader.language, row.explanation ?? '')),
    next: runPath(job, row.scheduledAt),
  }
}

/** Says what would become of a run now. */
export const rehearse: Act = async ({ deployment, session, param, reader }) => {
  const [say, job] = [jobActWords[reader.language], param('job')]
  const row = await runJob(deployment, { job, requestedBy: session.by, dry: true })
  const state = [
    jobsWords[reader.language].states[row.state],
    ...(row.explanation ? [engineText(reader.language, row.explanation)] : []),
  ].join(', ')
  const starts = row.state === 'starting' || row.state === 'running'
  return { said: starts ? say.rehearsedRuns(job) : say.rehearsed(job, state), next: jobPath(job) }
}

/** Has no run start until a time. */
export const suspend: Act = async (asked, form) => {
  const { deployment, session, param, reader } = asked
  const [say, job] = [jobActWords[reader.language], param('job')]
  const until = suspendedUntil(asked, form)
  const reason = cut(form.get('reason')?.trim() ?? '', longestReason)
  await suspendJob(deployment, { job, by: session.by, until, reason: reason || undefined })
  return { said: say.suspendedNow(job, until && timeText(reader, until)), next: jobPath(job) }
}

/** Has no run of any job start until a time. */
export const suspendAll: Act = async (asked, form) => {
  const { deployment, session, reader } = asked
  const until = suspendedUntil(asked, form)
  const reason = cut(form.get('reason')?.trim() ?? '', longestReason)
  await suspendAllJobs(deployment, { by: session.by, until, reason: reason || undefined })
  return { said: jobRulesWords[reader.language].suspendedAll(until && timeText(reader, until)), next: '/jobs' }
}

/** Ends the suspension of all jobs, and no other. */
export const resumeAll: Act = async ({ deployment, session, reader }) => {
  await resumeAllJobs(deployment, { by: session.by })
  return { said: jobRulesWords[reader.language].resumedAll, next: '/jobs' }
}

/** Ends a suspension. */
export const resume: Act = async ({ deployment, session, param, reader }) => {
  const job = param('job')
  await resumeJob(deployment, { job, by: session.by })
  return { said: jobActWords[reader.language].resumed(job), next: jobPath(job) }
}

/** Does something about the run that a form names. @returns its job, and the path of its page */
const commandOf = async ({ deployment, session, param }: Asked, form: URLSearchParams, action: 'cancel' | 'retry') => {
  const job = param('job')
  const time = form.get('at') ?? undefined
  const { scheduledAt } = await commandRun(deployment, { action, job, by: session.by, time })
  return { job, page: runPath(job, scheduledAt) }
}

/** Stops a run that is not over. */
export const cancel: Act = async (asked, form) => {
  const { job, page } = await commandOf(asked, form, 'cancel')
  return { said: jobActWords[asked.reader.language].cancelled(job), next: page }
}

/** Has a run that ended badly tried again. Anyone who pressed in the picture of the night comes back there. */
export const retry: Act = async (asked, form) => {
  const { job, page } = await commandOf(asked, form, 'retry')
  return { said: jobsWords[asked.reader.language].retried(job), next: form.get('from') === '/' ? '/' : page }
}
