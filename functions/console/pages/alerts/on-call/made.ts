import type { OnCallState, OverrideRow, SilenceRow } from '../../../../../api/alerts/run-time.ts'
import type { Silence } from '../../../../../shared/config/alerts/schema.ts'
import type { Asked } from '../../../contract/contribution.ts'
import { actionForm } from '../../../view/form.ts'
import { type Html, html } from '../../../view/html.ts'
import { time } from '../../../view/times.ts'
import { onCallWords } from '../../../view/words/alerts/on-call.ts'
import { minutesChoice } from '../choices.ts'
import { longest } from '../incident-actions.ts'

/** What of those made at run time counts, or will; and what does no longer. */
const parted = <Row extends OverrideRow | SilenceRow>(rows: readonly Row[]) => ({
  current: rows.filter(({ state }) => state === 'now' || state === 'next'),
  past: rows.filter(({ state }) => state !== 'now' && state !== 'next').toReversed(),
})

const stateOf = ({ reader }: Asked, { state }: OverrideRow | SilenceRow): Html =>
  html`<p><span class="state ${state}">${onCallWords[reader.language].states[state]}</span></p>`

const period = ({ reader }: Asked, { from, until }: { readonly from: string; readonly until: string }): Html =>
  html`${time(reader, from)} – ${time(reader, until)}`

const madeBy = ({ reader }: Asked, { by, at, why, endedBy, endedAt }: OverrideRow | SilenceRow): Html => {
  const say = onCallWords[reader.language]
  return html`<p class="soft">${say.madeBy(by)}, ${time(reader, at)}${why ? html` · <bdi>${why}</bdi>` : undefined}${endedBy === undefined ? undefined : html` · ${say.endedBy(endedBy)}${endedAt === undefined ? undefined : html`, ${time(reader, endedAt)}`}`}</p>`
}

const row = (asked: Asked, what: Html, each: OverrideRow | SilenceRow, end?: Html): Html =>
  html`<li class="info"><div><p class="need-title">${what}</p><p class="soft">${period(asked, each)}</p>${madeBy(asked, each)}</div>${stateOf(asked, each)}${end}</li>`

const past = (asked: Asked, rows: readonly Html[]): Html | undefined =>
  rows.length > 0
    ? html`<details class="more"><summary>${onCallWords[asked.reader.language].states.over}</summary><ul class="incident-list">${rows}</ul></details>`
    : undefined

/** Overrides and swaps: those of the config, and those made at run time, each with its end. */
export const overrideList = (asked: Asked, { overrides }: Pick<OnCallState, 'overrides'>): Html => {
  const { reader, deployment, now } = asked
  const say = onCallWords[reader.language]
  const { current, past: over } = parted(overrides)
  const written = deployment.config.alerts.overrides.filter(({ until }) => Date.parse(until) > now.getTime())
  const covers = (responder: string, instead: string | undefined): string =>
    instead === undefined ? say.coversAny(responder) : say.covers(responder, instead)
  const title = ({ rotation, parts }: OverrideRow): Html =>
    html`<bdi>${rotation}</bdi>: ${parts.map(({ responder, instead }) => covers(responder, instead)).join(', ')}`
  const cancel = ({ id }: OverrideRow): Html | undefined =>
    actionForm(asked, { path: `/on-call/overrides/${id}/cancel`, label: say.cancel, effect: say.cancelEffect })
  return html`<section aria-labelledby="overrides"><h2 id="overrides">${say.overrides}</h2>
${
  current.length + written.length === 0
    ? html`<p class="soft">${say.noOverrides}</p>`
    : html`<ul class="incident-list">${current.map((each) => row(asked, title(each), each, cancel(each)))}
${written.map((each) => html`<li class="info"><div><p class="need-title"><bdi>${each.rotation}</bdi>: ${covers(each.responder, each.instead)}</p><p class="soft">${period(asked, each)} · ${say.inConfig}</p></div></li>`)}</ul>`
}
${past(
  asked,
  over.map((each) => row(asked, title(each), each)),
)}</section>`
}

const matchText = ({ alarm, namespace, tags = {} }: SilenceRow['match']): string =>
  [alarm, namespace, ...Object.entries(tags).map(([key, value]) => `${key}=${value}`)].filter(Boolean).join(' · ')

/** What calls nobody now or later, and the form that silences an alarm. */
export const silenceList = (asked: Asked, { silences }: Pick<OnCallState, 'silences'>): Html => {
  const { reader, deployment, now } = asked
  const say = onCallWords[reader.language]
  const { current, past: over } = parted(silences)
  const written = deployment.config.alerts.silences.filter(
    (each) => 'schedule' in each || Date.parse(each.until) > now.getTime(),
  )
  const title = ({ match }: SilenceRow): Html => html`<bdi>${matchText(match)}</bdi>`
  const end = ({ id }: SilenceRow): Html | undefined =>
    actionForm(asked, { path: `/on-call/silences/${id}/end`, label: say.endSilence, effect: say.endSilenceEffect })
  return html`<section aria-labelledby="silences"><h2 id="silences">${say.silences}</h2>
${
  current.length + written.length === 0
    ? html`<p class="soft">${say.noSilences}</p>`
    : html`<ul class="incident-list">${current.map((each) => row(asked, title(each), each, end(each)))}${written.map((each) => writtenSilence(asked, each))}</ul>`
}
${past(
  asked,
  over.map((each) => row(asked, title(each), each)),
)}${silenceForm(asked)}</section>`
}

const writtenSilence = (asked: Asked, silence: Silence): Html =>
  html`<li class="info"><div><p class="need-title"><bdi>${matchText(silence.match)}</bdi></p><p class="soft">${
    'schedule' in silence
      ? html`<code>${silence.schedule}</code> ${silence.zone}, ${silence.lasts}`
      : period(asked, silence)
  } · ${onCallWords[asked.reader.language].inConfig}</p></div></li>`

const silenceForm = (asked: Asked): Html | undefined => {
  const { deployment, reader } = asked
  const { config } = deployment
  const say = onCallWords[reader.language]
  const form = actionForm(asked, {
    path: '/on-call/silences',
    label: say.silenceDo,
    effect: say.silenceAbout,
    inputs: html`<label>${say.silenceAlarm}<input name="alarm" list="alarms" maxlength="500" placeholder="${say.silenceHint}" autocomplete="off" spellcheck="false"></label><datalist id="alarms">${Object.keys(config.alerts.alarms).map((each) => html`<option value="${config.name}-${each}"></option>`)}</datalist>
<label>${say.silenceNamespace}<input name="namespace" maxlength="500" autocomplete="off" spellcheck="false"></label>${minutesChoice(asked, 120)}
<label>${say.whyNeeded}<input name="why" required maxlength="${longest.why}" autocomplete="off"></label>`,
  })
  return form && html`<details class="panel"><summary>${say.silence}</summary>${form}</details>`
}
