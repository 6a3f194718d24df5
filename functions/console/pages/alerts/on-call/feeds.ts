import type { OnCallState } from '../../../../../api/alerts/run-time.ts'
import type { Asked } from '../../../contract/contribution.ts'
import { actionForm } from '../../../view/form.ts'
import { type Html, html } from '../../../view/html.ts'
import { onCallWords } from '../../../view/words/alerts/on-call.ts'

/** Makes and revokes addresses of the calendar of a name. */
export const feedFormsOf = (asked: Asked, name: string): Html => {
  const say = onCallWords[asked.reader.language]
  return html`${actionForm(asked, { path: '/on-call/calendars', label: say.feedMake, fields: { name } })}
${actionForm(asked, { path: '/on-call/calendars/revoke', label: say.feedRevoke(name), effect: say.feedRevokeEffect, fields: { name } })}`
}

/** The same for whichever person or rotation is chosen. */
export const feedForms = (asked: Asked, { alerts }: Pick<OnCallState, 'alerts'>): Html | undefined => {
  const say = onCallWords[asked.reader.language]
  const names = [
    ...new Set([asked.session.by, ...Object.keys(alerts.responders), ...Object.keys(alerts.rotations)]),
  ].filter((each) => Object.hasOwn(alerts.responders, each) || Object.hasOwn(alerts.rotations, each))
  const form = actionForm(asked, {
    path: '/on-call/calendars',
    label: say.feedMake,
    inputs: html`<label>${say.feedOf}<select name="name">${names.map((each) => html`<option>${each}</option>`)}</select></label>`,
  })
  const revoke = actionForm(asked, {
    path: '/on-call/calendars/revoke',
    label: say.feedRevokeThese,
    effect: say.feedRevokeEffect,
    inputs: html`<label>${say.feedOf}<select name="name">${names.map((each) => html`<option>${each}</option>`)}</select></label>`,
  })
  return (
    form &&
    html`<section aria-labelledby="feed"><h2 id="feed">${say.feed}</h2><p class="soft">${say.feedAbout}</p><div class="actions">${form}${revoke}</div></section>`
  )
}
