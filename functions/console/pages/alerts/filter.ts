import type { IncidentFilter } from '../../../../api/alerts/incident-list.ts'
import { cut } from '../../../../shared/text.ts'
import type { Asked } from '../../contract/contribution.ts'
import { dayAt } from '../../view/day.ts'
import { type Html, html } from '../../view/html.ts'
import { buttonLink } from '../../view/links.ts'
import { instantOfInput } from '../../view/local-input.ts'
import { incidentWords } from '../../view/words/alerts/incidents.ts'
import { alertsWords } from '../../view/words/alerts.ts'

export const severities = ['critical', 'warning', 'info'] as const

/** Names of the query, which an address of the list consists of. */
const names = ['open', 'mine', 'severity', 'alarm', 'policy', 'since', 'until', 'search', 'before'] as const

export type ListQuery = Partial<Record<(typeof names)[number], string>>

/** Characters of a word in the query that are looked for. */
const longestWord = 200

/** What of the query is about the list, so that a link can keep it. */
export const listQuery = ({ query }: Pick<Asked, 'query'>): ListQuery =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = query(name)
      return value === undefined ? [] : [[name, cut(value, longestWord)]]
    }),
  )

/**
 * Which incidents the query asks for. Dates are days of the reader's zone, the last one included.
 * @throws UsageError for a date that is none
 */
export const filterOf = (asked: Pick<Asked, 'query' | 'reader' | 'session'>): IncidentFilter => {
  const { reader, session } = asked
  const { open, mine, severity, alarm, policy, since, until, search, before } = listQuery(asked)
  const last = instantOfInput(until, reader.zone, reader)
  const end = last === undefined ? undefined : dayAt(reader.zone, new Date(last)).span.until.toISOString()
  const older = before !== undefined && !Number.isNaN(Date.parse(before)) ? new Date(before).toISOString() : undefined
  return {
    open: open !== undefined,
    mine: mine === undefined ? undefined : session.by,
    severity: severities.find((each) => each === severity),
    alarm,
    policy,
    since: instantOfInput(since, reader.zone, reader),
    until: [end, older].filter((each) => each !== undefined).sort()[0],
    search,
  }
}

const option = (value: string, label: string, chosen: string | undefined): Html =>
  html`<option value="${value}"${value === (chosen ?? '') ? html` selected` : undefined}>${label}</option>`

const box = (name: string, label: string, isChosen: boolean, hint?: string): Html =>
  html`<label class="tick"${hint ? html` title="${hint}"` : undefined}><input type="checkbox" name="${name}" value="1"${isChosen ? html` checked` : undefined}> ${label}</label>`

/** The filters as a form that leads to the address of what it says. */
export const filterForm = (asked: Asked): Html => {
  const { at, reader, deployment } = asked
  const say = incidentWords[reader.language]
  const { severities: words } = alertsWords[reader.language]
  const given = listQuery(asked)
  const policies = Object.keys(deployment.config.alerts.policies)
  return html`<form method="get" action="${at('/incidents')}" class="filters" aria-label="${say.filters}">
${box('open', say.open, given.open !== undefined)}${box('mine', say.mine, given.mine !== undefined, say.mineHint)}
<label>${say.severity}<select name="severity">${option('', say.any, given.severity)}${severities.map((each) => option(each, words[each], given.severity))}</select></label>
<label>${say.alarm}<input name="alarm" value="${given.alarm ?? ''}" placeholder="${say.alarmHint}" autocomplete="off" spellcheck="false"></label>
${policies.length > 1 ? html`<label>${say.policy}<select name="policy">${option('', say.any, given.policy)}${policies.map((each) => option(each, each, given.policy))}</select></label>` : undefined}
<label>${say.since}<input type="date" name="since" value="${given.since?.slice(0, 10) ?? ''}"></label>
<label>${say.until}<input type="date" name="until" value="${given.until?.slice(0, 10) ?? ''}"></label>
<label>${say.search}<input type="search" name="search" value="${given.search ?? ''}" placeholder="${say.searchHint}"></label>
<button class="first">${say.show}</button>${Object.keys(given).length > 0 ? buttonLink({ at }, '/incidents', say.reset) : undefined}</form>`
}
