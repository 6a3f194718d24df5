import type { PostedAlert } from './alert.ts'
import { type Fields, labelsIn, linesOf, objectOf, textIn } from './fields.ts'
import { stateIn } from './words.ts'

const states: Readonly<Record<string, PostedAlert['state']>> = {
  ok: 'OK',
  alerting: 'ALARM',
  no_data: 'ALARM',
  paused: 'NOTE',
  pending: 'NOTE',
  unknown: 'NOTE',
}

/** The values over which a rule went off, a line each. */
const matches = (fields: Fields): string[] =>
  (Array.isArray(fields.evalMatches) ? fields.evalMatches : []).slice(0, 10).flatMap((each: unknown) => {
    const match = objectOf(each)
    const metric = textIn(match, 'metric')
    return metric === undefined ? [] : [`${metric}: ${textIn(match, 'value') ?? 'no value'}`]
  })

/**
 * The webhook of Grafana's alerting before version 9 ("legacy" or "dashboard alerting"): one rule of a panel. Its title begins with its state, so the rule
 * is the trouble. https://grafana.com/docs/grafana/v7.5/alerting/notifications/#webhook
 */
export const readLegacyGrafana = (fields: Fields): PostedAlert | undefined => {
  const name = textIn(fields, 'ruleName') ?? textIn(fields, 'title')?.replace(/^\[[^\]]*\]\s*/, '')
  const id = textIn(fields, 'ruleId')
  if (name === undefined && id === undefined) return undefined
  const org = textIn(fields, 'orgId')
  return {
    key: id === undefined ? `rule:${name}` : `rule:${[org, id].filter(Boolean).join(':')}`,
    name: name ?? `rule ${id}`,
    state: stateIn(states, textIn(fields, 'state')?.toLowerCase()) ?? 'ALARM',
    title: textIn(fields, 'title') ?? name,
    text: linesOf(textIn(fields, 'message'), ...matches(fields)),
    link: textIn(fields, 'ruleUrl'),
    labels: labelsIn(fields.tags),
  }
}

/** Whether a body has this form: what the unified alerting no longer sends. */
export const isLegacyGrafana = (fields: Fields): boolean =>
  !Array.isArray(fields.alerts) && ('ruleName' in fields || 'ruleId' in fields) && 'state' in fields
