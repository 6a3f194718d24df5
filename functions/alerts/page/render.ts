import { shorten } from '../../../shared/text.ts'
import { channelText, lastResort } from '../channels/index.ts'
import { words as messageWords } from '../message/words.ts'
import type { Action } from '../rules/incident.ts'
import { documentOf } from './document.ts'
import { type Html, html } from './html.ts'
import { renderList } from './render-list.ts'
import { standing } from './standing.ts'
import { type Clock, clockOf } from './times.ts'
import { actionsFor, type IncidentView, type Language, needsOthers, type PageView, type ToldView } from './view.ts'
import { type Words, words } from './words.ts'

/** Most characters of a text of others, of which a message can have 256 K. */
const longest = 4_000

/** Characters of it that are seen at once: more would push the buttons off the screen. */
const glance = 240

/** Most messages that are listed, the newest first. */
const mostTold = 20

/**
 * The acknowledgement page, as a whole document. Nothing of the view gets into it unescaped, and no view makes it throw.
 * @param done what the person has just asked for, where the page does not show it by itself
 */
export const renderPage = (view: PageView, done?: Action): string => {
  const { incident, language, list } = view
  if (list !== undefined) return renderList(view, list)
  const say = words[language]
  const clock = clockOf(language, view.zone, view.now)
  const title = shorten(incident.title, glance)
  const offered = actionsFor(view)
  const notice = done === 'escalate' && offered.includes('escalate')
  return documentOf(
    language,
    `${say.severity[incident.severity]}: ${title}`,
    html`<p class="severity ${incident.severity}">${say.severity[incident.severity]}</p>
<h1><bdi>${title}</bdi></h1>
<p class="state ${incident.state}">${standing(incident, view.to, say)}</p>
${notice ? html`<p class="notice" role="status">${say.escalated}</p>` : undefined}
<dl>${facts(view, say, clock)}</dl>
${offered.length > 0 ? form(offered, incident, say) : undefined}
<h2>${say.whoWasTold}</h2>
${toldList(view.told, language, clock)}
<p class="soft foot">${say.asOf(clock.local(view.now, true), clock.zone)}<br>${say.incident} <bdi>${incident.id}</bdi></p>
<p><a href="?">${say.reload}</a></p>`,
  )
}

const facts = ({ incident }: PageView, say: Words, clock: Clock): Html[] => {
  const moment = (at: string): Html => html`<time datetime="${at}">${clock.local(at)}</time> · ${clock.ago(at)}`
  const text = (value: string): Html =>
    value.length <= glance
      ? html`<bdi>${value}</bdi>`
      : html`<details><summary><bdi>${shorten(value, glance)}</bdi></summary><bdi>${shorten(value, longest)}</bdi></details>`
  const rows: readonly (readonly [string, Html | undefined])[] = [
    [say.since, moment(incident.openedAt)],
    [say.acknowledged, acknowledgement(incident, moment)],
    [say.closed, incident.closedAt === undefined ? undefined : moment(incident.closedAt)],
    [say.why, incident.reason ? text(incident.reason) : undefined],
    [say.note, incident.description ? text(incident.description) : undefined],
  ]
  return rows.flatMap(([name, value]) => (value ? [html`<dt>${name}</dt><dd>${value}</dd>`] : []))
}

const acknowledgement = (
  { acknowledgedAt, acknowledgedBy, state }: PageView['incident'],
  moment: (at: string) => Html,
): Html | undefined => {
  if (acknowledgedAt === undefined || state === 'open' || state === 'exhausted') return undefined
  return acknowledgedBy === undefined || state === 'acknowledged'
    ? moment(acknowledgedAt)
    : html`<bdi>${acknowledgedBy}</bdi> · ${moment(acknowledgedAt)}`
}

// Without an action attribute the form goes to where the page came from, so the token is nowhere in the page.
const form = (offered: readonly Action[], incident: IncidentView, say: Words): Html => html`<form method="post">
${incident.steps === undefined ? undefined : html`<input type="hidden" name="steps" value="${incident.steps}">`}
${offered.map((action) => button(action, incident, say))}
</form>`

// Only what is safe to press half asleep stands out.
const button = (
  action: Action,
  incident: IncidentView,
  say: Words,
): Html => html`<button name="action" value="${action}"${
  action === 'acknowledge' ? html` class="first"` : undefined
}>${say.action[action]}</button>
<p class="soft">${action === 'acknowledge' && needsOthers(incident) ? say.effectOfOne(incident.needed ?? 1) : say.effect[action]}</p>`

const toldList = (told: readonly ToldView[], language: Language, clock: Clock): Html => {
  const say = words[language]
  if (told.length === 0) return html`<p class="soft">${say.nobodyWasTold}</p>`
  const newest = told.toSorted((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : b.step - a.step))
  const more = newest.length - mostTold
  return html`<ul>${newest.slice(0, mostTold).map((each) => toldRow(each, language, clock))}</ul>
${more > 0 ? html`<p class="soft">${say.andEarlier(more)}</p>` : undefined}`
}

const toldRow = ({ to, channel, at, outcome, step }: ToldView, language: Language, clock: Clock): Html => {
  const say = words[language]
  const { outcomes } = messageWords[language]
  const failed = outcome === 'failed' ? html` class="failed"` : undefined
  const name = channel === lastResort ? say.fallback : to
  return html`<li><bdi>${name}</bdi> · ${channelText(channel, language)} · <span${failed}>${outcomes[outcome]}</span>
<span class="soft">${step === 0 ? html`${say.recovery} · ` : undefined}${clock.local(at, true)} · ${clock.ago(at)}</span></li>`
}
