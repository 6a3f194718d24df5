import { targetTimes } from '../../../../api/hours/day.ts'
import { type Shown, showHours } from '../../../../api/hours/show.ts'
import { UsageError } from '../../../../api/usage-error.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import { PageError } from '../../contract/page-error.ts'
import { dayAt, dayOfDate, type LocalDay } from '../../view/day.ts'
import { dayBars, dayLegend, dayPattern } from '../../view/day-bars.ts'
import { facts } from '../../view/facts.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { table } from '../../view/table.ts'
import { time } from '../../view/times.ts'
import { hoursWords } from '../../view/words/hours.ts'
import { actionPath, targetPath, yearPath } from './paths.ts'
import { stateBadge, whyOf } from './state.ts'
import { moreHours, twoMoreHours } from './targets.ts'

/** Hours by which a target is kept on longer, beside two. */
const choices = [1, 2, 4, 8, 12, 24] as const

const find = async (asked: Asked): Promise<Shown> => {
  try {
    const [shown] = await showHours(asked.deployment, { target: asked.param('target') })
    if (shown) return shown
  } catch (error) {
    if (error instanceof UsageError) throw new PageError(404, error.message)
    throw error
  }
  throw new PageError(404)
}

const actions = (asked: Asked, shown: Shown, until: Date | undefined): Html | undefined => {
  if (shown.trouble?.code === 'left-off') return undefined
  const say = hoursWords[asked.reader.language]
  const { target, override, wanted, hand } = shown
  const is = hand?.state ?? wanted
  const why = html`<label>${say.reason}<input name="why" maxlength="300" autocomplete="off"></label>`
  const longer = html`<label>${say.forHowLong}<select name="hours">${choices.map((hours) => html`<option value="${hours}"${hours === 4 ? html` selected` : undefined}>${say.longer(hours)}</option>`)}</select></label>`
  return html`<section class="actions">${twoMoreHours(asked, shown, until)}
${actionForm(asked, { path: actionPath('extend', target), label: say.keepOn, inputs: html`${longer}${why}` })}
${
  is === 'running'
    ? actionForm(asked, {
        path: actionPath('stop', target),
        label: say.stop,
        effect: say.stopEffect,
        inputs: why,
        look: 'grave',
      })
    : actionForm(asked, { path: actionPath('start', target), label: say.start, effect: say.startEffect, inputs: why })
}
${override && actionForm(asked, { path: actionPath('release', target), label: say.release, effect: say.releaseEffect })}</section>`
}

const dayOf = (asked: Asked, day: LocalDay, target: string): Html => {
  const { at, reader, now } = asked
  const say = hoursWords[reader.language]
  const today = dayAt(reader.zone, now).date
  const link = (date: string, label: string): Html =>
    html`<a class="span-link" href="${at(targetPath(target), { day: date })}">${label}</a>`
  return html`<div class="day-head"><h2>${day.date === today ? say.today : time(reader, day.span.from, 'day')}</h2><nav class="day-nav" aria-label="${say.day}">${link(day.before, say.dayBefore)}${day.date === today ? undefined : link(day.after, say.dayAfter)}</nav></div>`
}

/** One target: how it stands and why, a day of it as bars, its next changes, and what may be done. */
export const showTarget: Show = async (asked) => {
  const { deployment, reader, now, query, at } = asked
  const say = hoursWords[reader.language]
  const date = query('day')
  const day = date === undefined ? dayAt(reader.zone, now) : dayOfDate(reader.zone, date)
  if (!day) throw new PageError(400, say.notADay(date ?? ''))
  const shown = await find(asked)
  const [[times], extensions] = await Promise.all([
    targetTimes(deployment, { ...day.span, target: shown.target }),
    moreHours(asked),
  ])
  const isOld = now.getTime() - day.span.until.getTime() > 8 * 86_400_000
  return {
    title: shown.target,
    above: [{ path: '/hours', title: say.title }],
    body: html`${dayPattern}
${facts([
  [say.now, stateBadge(asked, shown)],
  [say.why, whyOf(asked, shown)],
  [say.calendar, html`<a href="${at(yearPath(shown.calendar))}"><bdi>${shown.calendar}</bdi></a>`],
  [say.until, shown.until && time(reader, shown.until)],
])}
<section>${dayOf(asked, day, shown.target)}<div class="card">${times && dayBars(reader, day.span, now, times)}${dayLegend(reader)}${isOld ? html`<p class="soft">${say.onlyRemembered}</p>` : undefined}</div></section>
${actions(asked, shown, extensions.get(shown.target))}
${
  shown.next.length > 0
    ? html`<section><h2>${say.nextChanges}</h2>${table(
        say.nextChanges,
        [],
        shown.next.map(
          ({ at: when, state, because }) =>
            html`<tr><th scope="row">${time(reader, when)}</th><td><span class="badge">${say.states[state]}</span></td><td><bdi>${because.text}</bdi></td></tr>`,
        ),
      )}</section>`
    : undefined
}`,
  }
}
