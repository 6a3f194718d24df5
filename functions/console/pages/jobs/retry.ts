import { commandRun } from '../../../../api/jobs/actions.ts'
import type { Act } from '../../contract/contribution.ts'
import { jobsWords } from '../../view/words/jobs.ts'

/** Has a run that ended badly be tried again, by the function of jobs. */
export const retry: Act = async ({ deployment, session, param, reader }, form) => {
  const job = param('job')
  await commandRun(deployment, { action: 'retry', job, by: session.by, time: form.get('at') ?? undefined })
  return { said: jobsWords[reader.language].retried(job), next: '/' }
}
