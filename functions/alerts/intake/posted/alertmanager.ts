import { instantOf } from '../text.ts'
import type { PostedAlert } from './alert.ts'
import { type Fields, labelsIn, linesOf, objectOf, partOf, textIn, textsIn } from './fields.ts'
import { severityOf, stateOf } from './words.ts'

/** Labels in one order, so that the same ones give the same key. */
const labelText = (labels: Readonly<Record<string, string>>): string | undefined =>
  Object.keys(labels).length === 0
    ? undefined
    : Object.entries(labels)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => `${name}=${value}`)
        .join(',')

/** The end of what is over is not before its beginning, whatever the clocks say. */
const endOf = (startsAt: string | undefined, endsAt: string | undefined): string | undefined => {
  const [from, until] = [instantOf(startsAt), instantOf(endsAt)]
  return until !== undefined && from !== undefined && until < from ? from : until
}

const readAlert = (alert: Fields, group: Fields): PostedAlert | undefined => {
  // Of very many labels some are kept; which alert it is goes by all of them.
  const all: Fields = { ...partOf(group, 'commonLabels'), ...partOf(alert, 'labels') }
  const labels = labelsIn(all)
  const notes: Fields = { ...partOf(group, 'commonAnnotations'), ...partOf(alert, 'annotations') }
  const [name, instance] = [textIn(all, 'alertname'), textIn(all, 'instance')]
  const key = textIn(alert, 'fingerprint') ?? labelText(textsIn(all)) ?? textIn(group, 'groupKey', 'title')
  if (key === undefined) return undefined
  const state = stateOf(textIn(alert, 'status') ?? textIn(group, 'status', 'state'))
  const [startsAt, endsAt] = [textIn(alert, 'startsAt'), textIn(alert, 'endsAt')]
  const where = instance === undefined ? '' : ` on ${instance}`
  return {
    key,
    name: name ?? textIn(group, 'title', 'groupKey') ?? key,
    state,
    title: textIn(notes, 'summary', 'title') ?? (name === undefined ? undefined : `${name}${where}`),
    text: linesOf(
      textIn(notes, 'message', 'description') ?? textIn(notes, 'summary'),
      textIn(alert, 'valueString'),
      labelText(labels),
    ),
    description: linesOf(textIn(notes, 'description'), textIn(notes, 'runbook_url', 'runbook')),
    severity: severityOf(textIn(all, 'severity'), textIn(all, 'priority'), textIn(all, 'level')),
    link: textIn(alert, 'panelURL', 'dashboardURL', 'generatorURL') ?? textIn(group, 'externalURL'),
    labels,
    at: state === 'OK' ? endOf(startsAt, endsAt) : startsAt,
  }
}

/**
 * The webhook of Alertmanager (version 4) and of Grafana's unified alerting, which took it over: an alert each. What a group has in
 * common stands for what an alert lacks; a group without alerts is one itself.
 * https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 * https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 * @returns for each alert what it says, or nothing where it cannot be read; and one more where the sender left some out
 */
export const readGroup = (group: Fields): (PostedAlert | undefined)[] => {
  const listed = Array.isArray(group.alerts) ? group.alerts : []
  const alerts = (listed.length > 0 ? listed : [{}]).map((each) => {
    const alert = objectOf(each)
    return alert && readAlert(alert, group)
  })
  const cut = Number(textIn(group, 'truncatedAlerts') ?? 0)
  if (!(cut > 0)) return alerts
  // Where all of a group is over, so is what was left out of it.
  const state = stateOf(textIn(group, 'status'))
  return [
    ...alerts,
    {
      // Of one group: the end of another is not the end of this.
      key: ['truncated', textIn(group, 'groupKey')].filter(Boolean).join(':'),
      name: 'truncated',
      state,
      title: `${cut} alerts were left out by the sender`,
      text: `The sender left ${cut} alerts of a group out, because there were more than its max_alerts. Look there for them.`,
      link: textIn(group, 'externalURL'),
    },
  ]
}

/** Whether a body has this form at all. */
export const isGroup = (fields: Fields): boolean =>
  Array.isArray(fields.alerts) || 'groupKey' in fields || ('commonLabels' in fields && 'receiver' in fields)
