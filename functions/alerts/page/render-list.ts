import { shorten } from '../../../shared/text.ts'
import type { Action } from '../rules/incident.ts'
import { documentOf } from './document.ts'
import { type Html, html } from './html.ts'
import { standing } from './standing.ts'
import { type Clock, clockOf } from './times.ts'
import { actionsFor, actionsOn, type ListedView, needsOthers, type PageView } from './view.ts'
import { type Words, words } from './words.ts'

/** Characters of a title that are seen. */
const longestTitle = 160

/** The page of a link that stands for several incidents: all of them, and buttons that act on all at once. */
export const renderList = (view: PageView, list: readonly ListedView[]): string => {
  const { incident, language } = view
  const say = words[language]
  const clock = clockOf(language, view.zone, view.now)
  const title = say.several(list.length)
  const offered = actionsFor(view)
  return documentOf(
    language,
    `${say.severity[incident.severity]}: ${title}`,
    html`<p class="severity ${incident.severity}">${say.severity[incident.severity]}</p>
<h1>${title}</h1>
${offered.length > 0 ? form(offered, view.to, list, say) : html`<p class="state resolved">${say.state.resolved}</p>`}
<ul>${list.map((each) => row(each, view.to, say, clock))}</ul>
<p class="soft foot">${say.asOf(clock.local(view.now, true), clock.zone)}</p>
<p><a href="?">${say.reload}</a></p>`,
  )
}

const form = (
  offered: readonly Action[],
  to: string,
  list: readonly ListedView[],
  say: Words,
): Html => html`<form method="post">
${offered.map((action) =>
  button(
    action,
    list.filter((each) => actionsOn(each, to).includes(action)),
    say,
  ),
)}
</form>`

const button = (
  action: Action,
  meant: readonly ListedView[],
  say: Words,
): Html => html`<button name="action" value="${action}"${
  action === 'acknowledge' ? html` class="first"` : undefined
}>${say.actionOnAll(say.action[action], meant.length)}</button>
<p class="soft">${action === 'acknowledge' && meant.some(needsOthers) ? say.effectOfOneOnAll : say.effectOnAll[action]}</p>`

const row = (incident: ListedView, to: string, say: Words, clock: Clock): Html => {
  const title = shorten(incident.title, longestTitle)
  const name = html`<bdi>${title}</bdi>`
  return html`<li>${incident.path === undefined ? name : html`<a href="${incident.path}">${name}</a>`}
<span class="soft"><span class="${incident.severity}">${say.severity[incident.severity]}</span> · ${standing(incident, to, say)} · <time datetime="${incident.openedAt}">${clock.local(incident.openedAt)}</time> · ${clock.ago(incident.openedAt)}</span></li>`
}
