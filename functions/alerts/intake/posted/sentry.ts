import type { PostedAlert } from './alert.ts'
import { type Fields, labelsIn, linesOf, objectOf, partOf, textIn } from './fields.ts'
import { severityOf, stateIn } from './words.ts'

/** What an `action` about an issue says. Ignored and archived: somebody has decided that it is none. */
const issueStates: Readonly<Record<string, PostedAlert['state']>> = {
  resolved: 'OK',
  ignored: 'OK',
  archived: 'OK',
  assigned: 'NOTE',
}

const projectOf = (part: Fields): string | undefined =>
  textIn(partOf(part, 'project'), 'slug', 'name') ?? textIn(part, 'project_slug', 'project_name', 'project')

const environmentOf = (part: Fields): string | undefined => textIn(part, 'environment')

const fromMetric = (metric: Fields, data: Fields, action: string): PostedAlert => {
  const rule = partOf(metric, 'alert_rule')
  const title = textIn(data, 'description_title') ?? textIn(metric, 'title') ?? textIn(rule, 'name')
  const id = textIn(rule, 'id') ?? textIn(metric, 'id', 'identifier') ?? textIn(rule, 'name') ?? title
  return {
    key: `metric:${id}`,
    name: textIn(rule, 'name') ?? title ?? `metric alert ${id}`,
    state: action === 'resolved' ? 'OK' : 'ALARM',
    title,
    text: textIn(data, 'description_text'),
    severity: severityOf(action),
    link: textIn(data, 'web_url'),
  }
}

const fromIssue = (issue: Fields, id: string, action: string, more: Fields): PostedAlert => {
  const project = projectOf(issue) ?? projectOf(more)
  return {
    key: `issue:${id}`,
    name: project ?? `issue ${id}`,
    // An alert of an issue's activity says `triggered` of its end too: then the issue itself says how it stands.
    state: stateIn(issueStates, action) ?? stateIn(issueStates, textIn(issue, 'status')?.toLowerCase()) ?? 'ALARM',
    title: textIn(issue, 'title', 'message') ?? `Issue ${id}`,
    text: linesOf(
      textIn(issue, 'culprit'),
      textIn(more, 'triggered_rule') === undefined ? undefined : `Rule: ${textIn(more, 'triggered_rule')}`,
      textIn(partOf(issue, 'metadata'), 'value'),
    ),
    severity: severityOf(textIn(issue, 'level')),
    link: textIn(issue, 'web_url', 'permalink', 'url') ?? textIn(more, 'web_url'),
    labels: labelsIn({ project, environment: environmentOf(issue), level: textIn(issue, 'level') }),
  }
}

/** Resources of Sentry that are no alerts: news of the integration itself, and of its other products. */
const otherResources = ['installation', 'comment', 'seer', 'preprod_artifact']

/**
 * The webhooks of Sentry: of an internal integration (issue alerts, metric alerts, issues and errors) and of the old plugin. An issue is one
 * trouble, whichever of them speaks of it. Of its events, which hold what users typed, only title, place and level are read.
 * https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
 */
export const readSentry = (fields: Fields, header = ''): PostedAlert | undefined => {
  const data = partOf(fields, 'data')
  const action = textIn(fields, 'action')?.toLowerCase() ?? ''
  const metric = objectOf(data.metric_alert)
  if (metric) return fromMetric(metric, data, action)
  const event = objectOf(data.event) ?? objectOf(data.error)
  const issue = objectOf(data.issue)
  const id = textIn(issue, 'id') ?? textIn(event, 'issue_id', 'event_id')
  if (issue ?? event) return id === undefined ? undefined : fromIssue(issue ?? event ?? {}, id, action, data)
  if (otherResources.some((name) => name in data || header === `sentry:${name}`) || action === 'comment')
    return { key: 'installation', state: 'NOTE', title: 'Sentry reports what is no alert' }
  const old = textIn(fields, 'id', 'url')
  return old === undefined ? undefined : fromIssue({ ...partOf(fields, 'event'), ...fields }, old, 'triggered', {})
}

/** Whether a body has this form, by the header that Sentry sends along or by what only Sentry has. */
export const isSentry = (fields: Fields): boolean => {
  const data = partOf(fields, 'data')
  return (
    (typeof fields.action === 'string' &&
      ['metric_alert', 'issue', 'event', 'error', ...otherResources].some((name) => name in data)) ||
    ('project_slug' in fields && 'culprit' in fields) ||
    ('triggering_rules' in fields && 'event' in fields)
  )
}
