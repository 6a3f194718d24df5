import { readOnCall } from '../../../../../api/alerts/run-time.ts'
import { nextTurns } from '../../../../../api/alerts/turns.ts'
import type { Responder } from '../../../../../shared/config/alerts/schema.ts'
import { durationSeconds } from '../../../../../shared/duration.ts'
import { named } from '../../../../../shared/on-call/targets.ts'
import type { Asked, Show } from '../../../contract/contribution.ts'
import { PageError } from '../../../contract/page-error.ts'
import { type Html, html } from '../../../view/html.ts'
import { masked } from '../../../view/masked.ts'
import { durationText } from '../../../view/times.ts'
import { onCallWords } from '../../../view/words/alerts/on-call.ts'
import { alertsWords } from '../../../view/words/alerts.ts'
import { turnTable } from './calendar.ts'
import { feedFormsOf } from './feeds.ts'

/** Turns that are shown. */
const shown = 8

/** What of a responder is no way to reach them. */
const others: ReadonlySet<string> = new Set(['language', 'zone', 'quietHours', 'deliver'])

/** Someone's next turns, how they are reached, and their calendar. @throws PageError 404 for somebody whom the config does not have */
export const showPerson: Show = async (asked) => {
  const { deployment, reader, param } = asked
  const say = onCallWords[reader.language]
  const name = param('name')
  const state = await readOnCall(deployment)
  const person = named(state.alerts.responders, name)
  if (!person) throw new PageError(404, say.notAPerson(name))
  const turns = nextTurns(state.alerts, { from: asked.now, limit: shown, who: name }, state.overrides)
  return {
    title: name,
    above: [{ path: '/on-call', title: say.title }],
    body: html`<section aria-labelledby="turns"><h2 id="turns">${say.nextTurns(name)}</h2>${turns.length === 0 ? html`<p class="soft">${say.noTurns}</p>` : turnTable(asked, state, turns)}</section>
<dl class="facts card">${ways(asked, person)}${rules(asked, person)}
<div class="facts-row"><dt>${say.ownZone}</dt><dd>${person.zone}</dd></div>
${person.quietHours ? html`<div class="facts-row"><dt>${say.quietHours}</dt><dd>${say.quiet(person.quietHours.from, person.quietHours.until)}</dd></div>` : undefined}</dl>
${asked.session.role === 'act' ? html`<section aria-labelledby="feed"><h2 id="feed">${say.feed}</h2><p class="soft">${say.feedAbout}</p><div class="actions">${feedFormsOf(asked, name)}</div></section>` : undefined}`,
  }
}

/** How somebody is reached: the channels, and of a contact no more than its owner needs to know it by. */
const ways = ({ reader }: Asked, person: Responder): Html => {
  const say = onCallWords[reader.language]
  const contacts = Object.entries(person).filter(([key, value]) => !others.has(key) && value !== undefined)
  return html`<div class="facts-row"><dt>${say.reached}</dt><dd>${contacts.map(([channel, contact]) => html`<span class="way"><bdi>${channel}</bdi> <span class="soft">${typeof contact !== 'string' ? say.kept : /^https?:/i.test(contact) ? '•••' : masked(contact)}</span></span> `)}</dd></div>`
}

/** Their own rules: which channel after how long, and for what. */
const rules = ({ reader }: Asked, { deliver }: Responder): Html | undefined => {
  if (deliver === undefined) return undefined
  const say = onCallWords[reader.language]
  const lines = deliver.map(({ channel, after, severity }) => {
    const wait = after === undefined ? say.atOnce : say.afterWait(durationText(reader, durationSeconds(after)))
    return html`<span class="way"><bdi>${channel}</bdi> <span class="soft">${wait}${severity === undefined ? '' : `, ${severity.map((each) => alertsWords[reader.language].severities[each]).join(', ')}`}</span></span> `
  })
  return html`<div class="facts-row"><dt>${say.rules}</dt><dd>${lines}</dd></div>`
}
