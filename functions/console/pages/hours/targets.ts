import { type TargetTime, targetTimes } from '../../../../api/hours/day.ts'
import { readExtensions } from '../../../../api/hours/extension.ts'
import { savingsIn } from '../../../../api/hours/savings.ts'
import { type Shown, showHours } from '../../../../api/hours/show.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import type { Span } from '../../contract/night.ts'
import { dayAt } from '../../view/day.ts'
import { dayBars, dayLegend, dayPattern } from '../../view/day-bars.ts'
import { actionForm } from '../../view/form.ts'
import { type Html, html } from '../../view/html.ts'
import { numberText, timeText } from '../../view/times.ts'
import { hoursWords } from '../../view/words/hours.ts'
import { actionPath, targetPath, yearPath } from './paths.ts'
import { nextOf, stateBadge, whyOf } from './state.ts'

/** Hours of the button. */
const more = 2

/** The time until which that button keeps each target on, by the name of the target. */
export const moreHours = ({ deployment }: Pick<Asked, 'deployment'>): Promise<ReadonlyMap<string, Date>> =>
  readExtensions(deployment, more * 3_600)

/** Keeps a target on for two more hours by one press. Nothing where nothing stops it, or the function may not switch it. @param until of `moreHours` */
export const twoMoreHours = (asked: Asked, shown: Shown, until: Date | undefined): Html | undefined => {
  const say = hoursWords[asked.reader.language]
  if (until === undefined) return undefined
  const isOff = (shown.hand?.state ?? shown.wanted) === 'stopped'
  return actionForm(asked, {
    path: actionPath('extend', shown.target),
    label: say.extend,
    effect: (isOff ? say.extendOffEffect : say.extendEffect)(timeText(asked.reader, until)),
    fields: { hours: String(more) },
  })
}

const row = (asked: Asked, shown: Shown, day: Span, times: TargetTime | undefined, until: Date | undefined): Html =>
  html`<li class="card target"><div class="target-head"><h2><a href="${asked.at(targetPath(shown.target))}"><bdi>${shown.target}</bdi></a></h2><p>${stateBadge(asked, shown)}</p><p class="soft">${nextOf(asked, shown)}</p></div>
<p class="soft">${whyOf(asked, shown)}</p>
${times && dayBars(asked.reader, day, asked.now, times)}
${twoMoreHours(asked, shown, until)}</li>`

/** What hours switches: how each target stands, and its day. */
export const showTargets: Show = async (asked) => {
  const { deployment, reader, now, at } = asked
  const say = hoursWords[reader.language]
  const day = dayAt(reader.zone, now)
  const [shown, times, savings, extensions] = await Promise.all([
    showHours(deployment),
    targetTimes(deployment, day.span),
    savingsIn(deployment, now.toISOString().slice(0, 7)),
    moreHours(asked),
  ])
  const saved = savings.reduce((sum, each) => sum + each.saved, 0)
  return {
    title: say.title,
    body: html`${dayPattern}
${saved > 0 ? html`<p>${say.saved(numberText(reader, saved, 2))}</p>` : undefined}
<p class="soft">${say.calendars}: ${Object.keys(deployment.config.hours?.calendars ?? {}).map(
      (name, index) => html`${index > 0 ? ' · ' : ''}<a href="${at(yearPath(name))}"><bdi>${name}</bdi></a>`,
    )}</p>
${
  shown.length === 0
    ? html`<p class="empty">${say.none}</p>`
    : html`${dayLegend(reader)}<ul class="targets">${shown.map((each) =>
        row(
          asked,
          each,
          day.span,
          times.find(({ target }) => target === each.target),
          extensions.get(each.target),
        ),
      )}</ul>`
}`,
  }
}
