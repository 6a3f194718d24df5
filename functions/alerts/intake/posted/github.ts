import type { PostedAlert } from './alert.ts'
import { type Fields, labelsIn, linesOf, objectOf, partOf, textIn } from './fields.ts'

/** What a run that has ended says; cancelled, skipped, neutral and stale ones are neither good nor bad. */
const states: Readonly<Record<string, PostedAlert['state']>> = {
  success: 'OK',
  failure: 'ALARM',
  timed_out: 'ALARM',
  startup_failure: 'ALARM',
  action_required: 'ALARM',
}

/**
 * `workflow_run` of GitHub Actions: one trouble for each workflow and branch, over with the next run that succeeds. A run that has only
 * begun is a note, and so is the ping of a new webhook. Any other event is none of this form.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run
 */
export const readGithub = (fields: Fields): PostedAlert | undefined => {
  const repository = textIn(partOf(fields, 'repository'), 'full_name', 'name')
  if (typeof fields.zen === 'string')
    return { key: 'ping', state: 'NOTE', title: `GitHub says that the webhook of ${repository ?? 'a place'} is set up` }
  const run = objectOf(fields.workflow_run)
  if (!run) return undefined
  const workflow = textIn(run, 'name') ?? textIn(partOf(fields, 'workflow'), 'name') ?? 'workflow'
  const head = textIn(partOf(run, 'head_repository'), 'full_name')
  const named = textIn(run, 'head_branch')
  // The branch of a fork is none of the repository's, though both may be called main.
  const branch =
    named !== undefined && head !== undefined && head !== repository ? `${head.split('/')[0]}:${named}` : named
  const conclusion = textIn(run, 'conclusion')?.toLowerCase()
  const isOver = textIn(fields, 'action') === 'completed' || textIn(run, 'status') === 'completed'
  const place = [repository, workflow].filter(Boolean).join('/')
  const on = branch === undefined ? '' : ` on ${branch}`
  const became = (conclusion ?? textIn(run, 'status') ?? 'unknown').replaceAll('_', ' ')
  return {
    key: [repository, textIn(run, 'workflow_id') ?? workflow, branch].filter(Boolean).join(':'),
    name: place,
    state: isOver && conclusion !== undefined ? (states[conclusion] ?? 'NOTE') : 'NOTE',
    title: `${place}${on}: ${became}`,
    text: linesOf(
      `Run ${textIn(run, 'run_number') ?? textIn(run, 'id') ?? '?'}, attempt ${textIn(run, 'run_attempt') ?? 1}: ${became}`,
      textIn(run, 'display_title'),
      textIn(run, 'event') === undefined ? undefined : `Started by: ${textIn(run, 'event')}`,
    ),
    link: textIn(run, 'html_url'),
    labels: labelsIn({ repository, workflow, branch, event: textIn(run, 'event'), conclusion }),
    at: textIn(run, 'updated_at'),
  }
}

/** Whether a body has this form. */
export const isGithub = (fields: Fields): boolean =>
  objectOf(fields.workflow_run) !== undefined || (typeof fields.zen === 'string' && 'hook_id' in fields)
