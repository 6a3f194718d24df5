import { type IncidentDetail, showIncident } from '../../../../api/alerts/incident-detail.ts'
import { readIncidentPlot } from '../../../../api/alerts/incident-plot.ts'
import { type OnCallState, readOnCall } from '../../../../api/alerts/run-time.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import { policyOf } from '../../../../shared/on-call/policy.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { engineText } from '../../view/engine-text.ts'
import { type Html, html } from '../../view/html.ts'
import { agoText, durationText, time, timeText } from '../../view/times.ts'
import { historyWords } from '../../view/words/alerts/history.ts'
import { incidentWords } from '../../view/words/alerts/incidents.ts'
import { alertsWords } from '../../view/words/alerts.ts'
import { historyTable, messageTable } from './history.ts'
import { incidentActions, noteForm } from './incident-actions.ts'
import { plotFigure } from './plot.ts'
import { isOver, lastingText, severityWord, stateWord } from './state.ts'

/** The incident of an address. @throws PageError 404 where there is none of that id */
export const incidentOf = async ({
  deployment,
  param,
  reader,
}: Pick<Asked, 'deployment' | 'param' | 'reader'>): Promise<IncidentDetail> => {
  const [say, id] = [incidentWords[reader.language], param('id')]
  if (!/^[0-9a-f]{4,16}$/.test(id)) throw new PageError(404)
  try {
    return await showIncident(deployment, id)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    throw new PageError(404, /several/.test(error.message) ? say.several(id) : say.notFound(id))
  }
}

/** One incident: what, since when, what became of it, and all that can be done about it. */
export const showOneIncident: Show = async (asked) => {
  const { deployment, reader } = asked
  const say = incidentWords[reader.language]
  const detail = await incidentOf(asked)
  const [plot, onCall] = await Promise.all([readIncidentPlot(deployment, detail), readOnCall(deployment)])
  return {
    title: detail.title || detail.alarm,
    above: [{ path: '/incidents', title: alertsWords[reader.language].incidents }],
    refreshSeconds: isOver(detail) ? 0 : 20,
    body: html`<p class="incident-head">${stateWord(asked, detail.state)} ${severityWord(asked, detail.severity)} <span class="soft">${lastingText(asked, detail)}</span></p>
<p class="story"><bdi>${engineText(asked.reader.language, detail.reason)}</bdi></p>
${await incidentActions(asked, detail, onCall)}
${facts(asked, detail, onCall)}
${plot ? plotFigure(asked, detail, plot) : undefined}
<section aria-labelledby="history"><h2 id="history">${historyWords[reader.language].history}</h2>${historyTable(asked, detail)}</section>
<section aria-labelledby="messages"><h2 id="messages">${historyWords[reader.language].messages}</h2>${messageTable(asked, detail)}</section>
<section aria-labelledby="notes"><h2 id="notes">${say.notes}</h2>${notes(asked, detail)}${noteForm(asked, detail)}</section>
<section aria-labelledby="earlier"><h2 id="earlier">${say.earlier}</h2>${earlier(asked, detail)}</section>`,
  }
}

const fact = (name: string, value: Html | string | undefined): Html | undefined =>
  value === undefined || value === '' ? undefined : html`<div class="facts-row"><dt>${name}</dt><dd>${value}</dd></div>`

const joinedNames = (names: readonly string[]): Html => html`<bdi>${names.join(', ')}</bdi>`

const facts = (asked: Asked, detail: IncidentDetail, { alerts }: Pick<OnCallState, 'alerts'>): Html => {
  const { reader, now, at } = asked
  const say = incidentWords[reader.language]
  const { openedAt, closedAt, acknowledgedBy, acknowledgedAt, people, policy } = detail
  const taken = acknowledgedAt === undefined ? undefined : (Date.parse(acknowledgedAt) - Date.parse(openedAt)) / 1_000
  return html`<section aria-labelledby="facts"><h2 id="facts">${say.facts}</h2><dl class="facts card">
${detail.description === undefined ? undefined : fact(say.description, html`<bdi class="text">${detail.description}</bdi>`)}
${fact(say.runbook, runbook(detail.runbook))}
${fact(say.opened, html`${time(reader, openedAt)} · ${agoText(reader, openedAt, now)}`)}
${closedAt === undefined ? undefined : fact(say.over, html`${time(reader, closedAt)} · ${lastingText(asked, detail)}`)}
${
  acknowledgedBy === undefined
    ? undefined
    : fact(
        say.acknowledgedBy,
        html`<bdi>${acknowledgedBy}</bdi>${acknowledgedAt === undefined || taken === undefined ? undefined : html` · ${time(reader, acknowledgedAt)} · ${say.afterOpening(durationText(reader, taken))}`}`,
      )
}
${fact(say.acknowledgements, partlyText(asked, detail, alerts))}
${detail.snoozedUntil === undefined ? undefined : fact(say.snoozedUntil, time(reader, detail.snoozedUntil))}
${fact(say.next, nextText(asked, detail))}
${fact(say.called, people.length > 0 ? joinedNames(people) : say.nobodyCalled)}
${fact(say.alarm, html`<a href="${at('/incidents', { alarm: detail.alarm })}"><bdi>${detail.alarm}</bdi></a>`)}
${fact(say.policy, Object.hasOwn(alerts.policies, policy) ? html`<a href="${at('/incidents', { policy })}"><bdi>${policy}</bdi></a>` : html`<bdi>${policy}</bdi>`)}
${fact(say.id, html`<code>${detail.id}</code>`)}
</dl><p class="links"><a href="${at(`/incidents/${detail.id}/report.md`)}">${say.report}</a></p></section>`
}

/** How many have acknowledged of those who must, where one does not do: `1 of 2 · mina`. */
const partlyText = (
  { reader }: Pick<Asked, 'reader'>,
  detail: IncidentDetail,
  { policies, onCall, rotations }: OnCallState['alerts'],
): Html | undefined => {
  const { acknowledgements = 1 } = policyOf({ policies, onCall, rotations }, detail.policy)
  if (acknowledgements < 2 || isOver(detail) || detail.acknowledgedBy !== undefined) return undefined
  const { partly = [] } = detail
  return html`${incidentWords[reader.language].ofNeeded(partly.length, acknowledgements)}${partly.length > 0 ? html` · ${joinedNames(partly)}` : undefined}`
}

/** A link to what to do: an address of the web and nothing else, whatever stands in the alarm. */
const runbook = (address: string | undefined): Html | undefined =>
  address !== undefined && /^https?:\/\//i.test(address) && URL.canParse(address)
    ? html`<a href="${address}" rel="noopener noreferrer external" target="_blank"><bdi>${address}</bdi></a>`
    : undefined

const nextText = ({ reader, now }: Asked, detail: IncidentDetail): string | undefined => {
  const say = incidentWords[reader.language]
  const { state, nextAt } = detail
  if (nextAt === undefined || isOver(detail)) return undefined
  // What is due is done within a minute: its time may have passed.
  const at = timeText(reader, new Date(Math.max(Date.parse(nextAt), now.getTime())))
  const words = {
    held: say.nextHeld,
    open: say.nextOpen,
    exhausted: say.nextExhausted,
    acknowledged: say.nextAcknowledged,
  }
  return state === 'resolved' || state === 'suppressed' ? undefined : words[state](at)
}

const notes = ({ reader }: Asked, { notes: all }: IncidentDetail): Html => {
  const say = incidentWords[reader.language]
  if (all.length === 0) return html`<p class="soft">${say.noNotes}</p>`
  return html`<ul class="note-list">${all.map(
    ({ at, by, text }) =>
      html`<li class="card"><p class="soft"><bdi>${by}</bdi> · ${time(reader, at)}</p><p class="text"><bdi>${text}</bdi></p></li>`,
  )}</ul>`
}

const earlier = (asked: Asked, { earlier: all }: IncidentDetail): Html => {
  const { reader, at } = asked
  const say = incidentWords[reader.language]
  if (all.length === 0) return html`<p class="soft">${say.noEarlier}</p>`
  return html`<ul class="incident-list">${all.map(
    (
      row,
    ) => html`<li class="${row.severity}"><div><p class="need-title"><a href="${at(`/incidents/${row.id}`)}">${time(reader, row.openedAt)}</a></p>
<p class="soft"><bdi>${engineText(asked.reader.language, row.reason)}</bdi></p></div><p>${stateWord(asked, row.state)} <span class="soft">${lastingText(asked, row)}${row.acknowledgedBy === undefined ? undefined : html` · <bdi>${row.acknowledgedBy}</bdi>`}</span></p></li>`,
  )}</ul>`
}
