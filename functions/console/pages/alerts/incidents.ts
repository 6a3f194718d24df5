import { type IncidentListRow, listIncidents } from '../../../../api/alerts/incident-list.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { guardFields } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { icon } from '../../view/icons.ts'
import { agoText, time } from '../../view/times.ts'
import { heartbeatWords } from '../../view/words/alerts/heartbeats.ts'
import { incidentWords } from '../../view/words/alerts/incidents.ts'
import { timesWords } from '../../view/words/alerts/times.ts'
import { alertsWords } from '../../view/words/alerts.ts'
import { minutesChoice, personChoice } from './choices.ts'
import { filterForm, filterOf, listQuery } from './filter.ts'
import { isOver, lastingText, severityWord, stateWord } from './state.ts'

/** Incidents of a page. */
const shown = 50

/** What was wrong, since when, and who acknowledged; filtered by the address, and several at once changed by the boxes. */
export const showIncidents: Show = async (asked) => {
  const { deployment, reader, at } = asked
  const say = incidentWords[reader.language]
  const filter = filterOf(asked)
  const { rows, isCut } = await listIncidents(deployment, { ...filter, limit: shown })
  const given = listQuery(asked)
  const last = rows.at(-1)
  return {
    title: alertsWords[reader.language].incidents,
    body: html`<p class="links"><a href="${at('/incidents/times')}">${icon('chart')} ${timesWords[reader.language].timesTitle}</a> <a href="${at('/heartbeats')}">${icon('check')} ${heartbeatWords[reader.language].heartbeats}</a></p>
${filterForm(asked)}
${rows.length === 0 ? html`<p class="empty">${Object.keys(given).length > 0 ? say.none : say.noneYet}</p>` : list(asked, rows)}
${isCut && rows.length < shown ? html`<p class="soft">${say.lookedThrough}</p>` : undefined}
${
  given.before !== undefined || (isCut && last)
    ? html`<p class="links">${given.before === undefined ? undefined : html`<a href="${at('/incidents', { ...given, before: undefined })}">${say.newest}</a> `}${
        isCut && last
          ? html`<a href="${at('/incidents', { ...given, before: last.openedAt })}">${say.older}</a>`
          : undefined
      }</p>`
    : undefined
}`,
  }
}

/** The rows, each with a box before it where something can be done about one of them. */
const list = (asked: Asked, rows: readonly IncidentListRow[]): Html => {
  const { session, guard, at } = asked
  const canAct = session.role === 'act' && rows.some((row) => !isOver(row))
  const items = html`<ul class="incident-list">${rows.map((row) => item(asked, row, canAct))}</ul>`
  if (!canAct) return items
  return html`<form method="post" action="${at('/incidents/several')}" class="several">${guardFields(guard, at('/incidents', listQuery(asked)).slice(at('').length))}
${items}
${buttons(asked)}</form>`
}

const item = (asked: Asked, row: IncidentListRow, canAct: boolean): Html => {
  const { reader, now, at } = asked
  const say = incidentWords[reader.language]
  const box =
    canAct && !isOver(row)
      ? html`<input type="checkbox" name="incident" value="${row.id}" aria-label="${say.choose(row.title || row.alarm)}">`
      : canAct
        ? html`<span class="no-box"></span>`
        : undefined
  return html`<li class="${row.severity}">${box}<div><p class="need-title"><a href="${at(`/incidents/${row.id}`)}"><bdi>${row.title || row.alarm}</bdi></a></p>
<p class="soft">${severityWord(asked, row.severity)} · ${time(reader, row.openedAt)} · ${agoText(reader, row.openedAt, now)} · ${lastingText(asked, row)}${row.title && row.title !== row.alarm ? html` · <bdi>${row.alarm}</bdi>` : undefined}</p></div>
<p>${stateWord(asked, row.state)}${row.acknowledgedBy === undefined ? undefined : html` <span class="soft"><bdi>${row.acknowledgedBy}</bdi></span>`}</p></li>`
}

const buttons = (asked: Asked): Html => {
  const say = incidentWords[asked.reader.language]
  const button = (action: string, label: string, look?: string): Html =>
    html`<button name="do" value="${action}"${look ? html` class="${look}"` : undefined}>${label}</button>`
  return html`<details class="bulk"><summary>${say.chosen} …</summary><p class="soft">${say.chosenHint}</p>
<div class="row">${button('acknowledge', say.acknowledge, 'first')}${button('escalate', say.escalate)}${button('resolve', say.resolve, 'grave')}</div>
<div class="row">${personChoice(asked, { name: 'to', label: say.handOverTo, empty: '' })}${button('hand-over', say.handOver)}</div>
<div class="row">${minutesChoice(asked)}${button('snooze', say.snooze)}</div></details>`
}
