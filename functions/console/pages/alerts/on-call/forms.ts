import type { OnCallState } from '../../../../../api/alerts/run-time.ts'
import type { Asked } from '../../../contract/contribution.ts'
import { type Html, html } from '../../../view/html.ts'
import { localInput, shownAgain } from '../../../view/local-input.ts'
import { onCallWords } from '../../../view/words/alerts/on-call.ts'
import { personChoice } from '../choices.ts'
import { longest } from '../incident-actions.ts'

/** For how many hours a shift can be taken without a time being written. */
export const coverHours = [1, 2, 4, 8, 12, 24, 168] as const

const rotationChoice = ({ reader, query }: Asked, { alerts }: Pick<OnCallState, 'alerts'>): Html =>
  html`<label>${onCallWords[reader.language].rotation}<select name="rotation">${Object.keys(alerts.rotations).map(
    (each) => html`<option${each === query('rotation') ? html` selected` : undefined}>${each}</option>`,
  )}</select></label>`

/** An input of a time, in the zone that the form carries along. What was asked for stands in it. */
const timeInput = ({ query, now, reader }: Asked, name: string, label: string, hint?: string): Html =>
  html`<label>${label}<input type="datetime-local" name="${name}" value="${shownAgain(query(name))}" min="${localInput(reader.zone, now)}">${hint ? html`<span class="soft">${hint}</span>` : undefined}</label>`

const whyInput = ({ query, reader }: Asked): Html =>
  html`<label>${onCallWords[reader.language].why}<input name="why" value="${query('why') ?? ''}" maxlength="${longest.why}" autocomplete="off"></label>`

/** Asks who would be on call if somebody covered a time: it leads to a page that says so, and changes nothing. */
export const coverForm = (asked: Asked, state: Pick<OnCallState, 'alerts'>): Html => {
  const { at, reader, session, query } = asked
  const say = onCallWords[reader.language]
  const me = Object.hasOwn(state.alerts.responders, session.by) ? session.by : undefined
  return html`<form method="get" action="${at('/on-call/cover')}" class="stack"><input type="hidden" name="zone" value="${reader.zone}">
${rotationChoice(asked, state)}${personChoice(asked, { name: 'who', label: say.who, chosen: query('who') ?? me })}
${personChoice(asked, { name: 'instead', label: say.instead, chosen: query('instead'), empty: say.anybody })}
${timeInput(asked, 'begin', say.begin, say.beginHint)}${timeInput(asked, 'end', say.end)}
<label>${say.coverFor}<select name="hours"><option value=""></option>${coverHours.map((each) => html`<option value="${each}"${String(each) === query('hours') ? html` selected` : undefined}>${say.hours[each] ?? String(each)}</option>`)}</select></label>
${whyInput(asked)}<p class="soft">${say.zoneIs(reader.zone)}</p><button>${say.preview}</button></form>`
}

/** The same for two people who have each other's turns. */
export const swapForm = (asked: Asked, state: Pick<OnCallState, 'alerts'>): Html => {
  const { at, reader, session, query } = asked
  const say = onCallWords[reader.language]
  const me = Object.hasOwn(state.alerts.responders, session.by) ? session.by : undefined
  const other = Object.keys(state.alerts.responders).find((each) => each !== (me ?? query('who')))
  return html`<form method="get" action="${at('/on-call/swap')}" class="stack"><input type="hidden" name="zone" value="${reader.zone}">
${rotationChoice(asked, state)}${personChoice(asked, { name: 'who', label: say.one, chosen: query('who') ?? me })}
${personChoice(asked, { name: 'with', label: say.other, chosen: query('with') ?? other })}
${timeInput(asked, 'begin', say.begin, say.beginHint)}${timeInput(asked, 'end', say.end, say.swapHint)}
${whyInput(asked)}<p class="soft">${say.zoneIs(reader.zone)}</p><button>${say.preview}</button></form>`
}
