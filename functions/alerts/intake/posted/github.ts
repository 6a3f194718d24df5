import type { PostedAlert } from './alert.ts'
import { type Fields, labelsIn, linesOf, objectOf, partOf, textIn } from './fields.ts'
import { stateIn } from './words.ts'

/** What a run that has ended says; cancelled, skipped, neutral and stale ones are neither good nor bad. */
const states: Readonly<Record<string, PostedAlert['state']>> = {
  success: 'OK',
  failure: 'ALARM',
  timed_out: 'ALARM',
  startup_failure: 'ALARM',
  action_required: 'ALARM',
}

/** What has run: which trouble it would be, and what a person calls it. */
interface Ran {
  /** Parts of its key; what is missing is left out. */
  readonly key: readonly (string | undefined)[]
  readonly name: string
  readonly branch: string | undefined
  readonly text?: string | undefined
  readonly labels?: Readonly<Record<string, unknown>>
}

const workflowRun = (run: Fields, fields: Fields, repository: string | undefined): Ran => {
  const workflow = textIn(run, 'name') ?? textIn(partOf(fields, 'workflow'), 'name') ?? 'workflow'
  const head = textIn(partOf(run, 'head_repository'), 'full_name')
  const named = textIn(run, 'head_branch')
  // The branch of a fork is none of the repository's, though both may be called main.
  const branch =
    named !== undefined && head !== undefined && head !== repository ? `${head.split('/')[0]}:${named}` : named
  return {
    key: [textIn(run, 'workflow_id') ?? workflow],
    name: workflow,
    branch,
    text: linesOf(
      textIn(run, 'display_title'),
      textIn(run, 'event') === undefined ? undefined : `Started by: ${textIn(run, 'event')}`,
    ),
    labels: { workflow, event: textIn(run, 'event') },
  }
}

const workflowJob = (job: Fields): Ran => {
  const [workflow, name = 'job'] = [textIn(job, 'workflow_name'), textIn(job, 'name')]
  const place = [workflow, name].filter(Boolean).join('/')
  return { key: ['job', place], name: place, branch: textIn(job, 'head_branch'), labels: { workflow, job: name } }
}

const checkRun = (check: Fields): Ran => {
  const [app, name = 'check'] = [textIn(partOf(check, 'app'), 'slug', 'name'), textIn(check, 'name')]
  const branch = textIn(partOf(check, 'check_suite'), 'head_branch')
  const text = textIn(partOf(check, 'output'), 'title')
  return { key: ['check', app, name], name, branch, text, labels: { check: name, app } }
}

const checkSuite = (suite: Fields): Ran => {
  const app = partOf(suite, 'app')
  const name = textIn(app, 'name', 'slug') ?? 'checks'
  return {
    key: ['suite', textIn(app, 'slug') ?? name],
    name,
    branch: textIn(suite, 'head_branch'),
    labels: { app: name },
  }
}

/** What the events about runs hold, and how each is read. */
const ways: Readonly<Record<string, (part: Fields, fields: Fields, repository: string | undefined) => Ran>> = {
  workflow_run: workflowRun,
  workflow_job: workflowJob,
  check_run: checkRun,
  check_suite: checkSuite,
}

/**
 * `workflow_run` of GitHub Actions: one trouble for each workflow and branch, over with the next run that succeeds. So are its jobs, and the checks
 * of other apps, for whoever has these sent. A run that has only begun is a note, and so is the ping of a new webhook. Any other event is none of
 * this form. https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run
 */
export const readGithub = (fields: Fields): PostedAlert | undefined => {
  const repository = textIn(partOf(fields, 'repository'), 'full_name', 'name')
  const owner = repository ?? textIn(partOf(fields, 'organization'), 'login')
  if (typeof fields.zen === 'string')
    return {
      key: 'ping',
      state: 'NOTE',
      title: `GitHub says that the webhook${owner === undefined ? '' : ` of ${owner}`} is set up`,
    }
  const [event, read] = Object.entries(ways).find(([each]) => objectOf(fields[each])) ?? []
  if (event === undefined || read === undefined) return undefined
  const run = partOf(fields, event)
  const { key, name, branch, text, labels } = read(run, fields, repository)
  const conclusion = textIn(run, 'conclusion')?.toLowerCase()
  const isOver = textIn(fields, 'action') === 'completed' || textIn(run, 'status') === 'completed'
  const place = [repository, name].filter(Boolean).join('/')
  const became = (conclusion ?? textIn(run, 'status') ?? 'unknown').replaceAll('_', ' ')
  const number = textIn(run, 'run_number', 'run_id', 'id') ?? '?'
  return {
    key: [repository, ...key, branch].filter(Boolean).join(':'),
    name: place,
    state: isOver ? (stateIn(states, conclusion) ?? 'NOTE') : 'NOTE',
    title: `${place}${branch === undefined ? '' : ` on ${branch}`}: ${became}`,
    text: linesOf(`Run ${number}, attempt ${textIn(run, 'run_attempt') ?? 1}: ${became}`, text),
    link: textIn(run, 'html_url'),
    labels: labelsIn({ repository, branch, conclusion, ...labels }),
    at: textIn(run, 'completed_at', 'updated_at'),
  }
}

/** Whether a body has this form. */
export const isGithub = (fields: Fields): boolean =>
  (objectOf(fields.repository) !== undefined && Object.keys(ways).some((event) => objectOf(fields[event]))) ||
  objectOf(fields.workflow_run) !== undefined ||
  (typeof fields.zen === 'string' && 'hook_id' in fields)
