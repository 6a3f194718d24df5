import { type OnCallRow, onCallRows } from '../../../../../api/alerts/on-call.ts'
import { type OnCallState, readOnCall } from '../../../../../api/alerts/run-time.ts'
import { onCallCalendar } from '../../../../../api/alerts/turns.ts'
import { dayMs } from '../../../../../shared/calendar/dates.ts'
import { durationSeconds } from '../../../../../shared/duration.ts'
import type { Asked, Show } from '../../../contract/contribution.ts'
import { type Html, html } from '../../../view/html.ts'
import { linkRow } from '../../../view/links.ts'
import { localDate } from '../../../view/local-input.ts'
import { timeText } from '../../../view/times.ts'
import { onCallWords } from '../../../view/words/alerts/on-call.ts'
import { calendarOf, colourOf, turnTable } from './calendar.ts'
import { feedForms } from './feeds.ts'
import { coverForm, swapForm } from './forms.ts'
import { overrideList, silenceList } from './made.ts'
import { fourWeeksFrom } from './weeks.ts'

/** Who is on call, four weeks of it, and everything that can be changed of it without a deployment. */
export const showOnCall: Show = async (asked) => {
  const { deployment, reader, session } = asked
  const say = onCallWords[reader.language]
  const state = await readOnCall(deployment)
  const { rotations } = state.alerts
  if (Object.keys(rotations).length === 0)
    return { title: say.title, body: html`<p class="empty">${say.noRotations}</p>` }
  const weeks = fourWeeksFrom(asked)
  const [from, until] = [weeks[0]?.from ?? asked.now, weeks.at(-1)?.until ?? asked.now]
  const turns = onCallCalendar(state.alerts, { from, until }, state.overrides)
  const rows = onCallRows(state.alerts, asked.now)
  return {
    title: say.title,
    isWide: true,
    body: html`${cards(asked, state, rows)}
<section aria-labelledby="calendar"><h2 id="calendar">${say.calendar}</h2>${steps(asked, from)}<p class="soft">${say.zoneIs(reader.zone)}</p>
${calendarOf(asked, state, weeks, turns)}
<details class="more"><summary>${say.asList}</summary>${turnTable(asked, state, turns)}</details></section>
<section aria-labelledby="people"><h2 id="people">${say.people}</h2>${people(asked, state)}</section>
${
  session.role === 'act'
    ? html`<section aria-labelledby="change"><h2 id="change">${say.change}</h2><p class="soft">${say.changeAbout}</p>
<div class="panels"><details class="panel"><summary>${say.cover}</summary>${coverForm(asked, state)}</details><details class="panel"><summary>${say.swap}</summary>${swapForm(asked, state)}</details></div></section>`
    : undefined
}
${overrideList(asked, state)}
${silenceList(asked, state)}
${feedForms(asked, state)}`,
  }
}

const cards = (asked: Asked, { alerts }: OnCallState, rows: readonly OnCallRow[]): Html => {
  const { reader, now: instant } = asked
  const say = onCallWords[reader.language]
  const now = rows.filter(({ when }) => when === 'now')
  return html`<ul class="duty">${now.map((row) => {
    const next = rows.find(({ rotation, when }) => when === 'next' && rotation === row.rotation)
    const until = timeText(reader, row.until)
    const notice = noticeAt(alerts, row, next)
    return html`<li class="card"><p class="soft"><bdi>${row.rotation}</bdi></p><p class="duty-name">${row.responder === null ? html`<span class="state open">${say.nobodyNow}</span>` : html`${dot(asked, row.responder)} <bdi>${row.responder}</bdi>`}</p>
<p class="soft">${next?.responder ? say.untilThen(until, next.responder) : say.untilOnly(until)}${row.override ? html` · ${say.byOverride}` : undefined}</p>
${row.shadows ? html`<p class="soft"><bdi>${say.shadowedBy(row.shadows.join(', '))}</bdi></p>` : undefined}
${notice && notice > instant && next?.responder ? html`<p class="soft"><bdi>${say.notice(next.responder, timeText(reader, notice))}</bdi></p>` : undefined}</li>`
  })}</ul>`
}

/** When the notice before the next turn comes (`shiftNotice`), where that turn is somebody else's. */
const noticeAt = (
  { shiftNotice }: OnCallState['alerts'],
  { responder }: OnCallRow,
  next: OnCallRow | undefined,
): Date | undefined =>
  shiftNotice === undefined || !next?.responder || next.responder === responder
    ? undefined
    : new Date(Date.parse(next.from) - durationSeconds(shiftNotice) * 1000)

/** The person's colour, beside the name. */
export const dot = (asked: Pick<Asked, 'deployment'>, name: string): Html =>
  html`<svg class="dot" width="14" height="14" aria-hidden="true" focusable="false"><rect class="roster-turn ${colourOf(asked, name)}" width="14" height="14" rx="4"/></svg>`

const steps = ({ at, reader, now }: Asked, from: Date): Html => {
  const say = onCallWords[reader.language]
  const address = (days: number): string =>
    at('/on-call', { from: localDate(reader.zone, new Date(from.getTime() + days * dayMs + dayMs / 2)) })
  const isNow = from <= now && now.getTime() < from.getTime() + 7 * dayMs
  return linkRow('choices', say.calendar, [
    { label: say.earlier, address: address(-28) },
    { label: say.thisWeek, address: at('/on-call'), isCurrent: isNow },
    { label: say.later, address: address(28) },
  ])
}

const people = (asked: Asked, { alerts }: OnCallState): Html =>
  html`<ul class="links">${Object.keys(alerts.responders).map(
    (name) =>
      html`<li>${dot(asked, name)} <a href="${asked.at(`/on-call/people/${encodeURIComponent(name)}`)}"><bdi>${name}</bdi></a></li>`,
  )}</ul>`
