import type { OnCallState } from '../../../../../api/alerts/run-time.ts'
import type { TurnRow } from '../../../../../api/alerts/turns.ts'
import { dayMs } from '../../../../../shared/calendar/dates.ts'
import { localClock } from '../../../../../shared/local-clock.ts'
import { named } from '../../../../../shared/on-call/targets.ts'
import type { Asked } from '../../../contract/contribution.ts'
import { type Html, html } from '../../../view/html.ts'
import { localDate } from '../../../view/local-input.ts'
import { lookShapes } from '../../../view/night/looks.ts'
import { table } from '../../../view/table.ts'
import { time, timeText } from '../../../view/times.ts'
import { onCallWords } from '../../../view/words/alerts/on-call.ts'
import type { Week } from './weeks.ts'

/** Colours that there are; more people begin again, and each has their name in it. */
const colours = 8

/** The class of a person's colour: by the place in the config, so that it is the same on every page. */
export const colourOf = ({ deployment }: Pick<Asked, 'deployment'>, name: string): string => {
  const place = Object.keys(deployment.config.alerts.responders).indexOf(name)
  return place < 0 ? 'person-none' : `person-${place % colours}`
}

/** A turn by the person's own clock; nothing where it is the reader's. */
const theirTime = (
  { reader }: Asked,
  { alerts }: Pick<OnCallState, 'alerts'>,
  { responder, from, until }: TurnRow,
): string | undefined => {
  const zone = responder === null ? undefined : named(alerts.responders, responder)?.zone
  if (zone === undefined || zone === reader.zone) return undefined
  const theirs = { ...reader, zone }
  return onCallWords[reader.language].turnTheirs(zone, timeText(theirs, from), timeText(theirs, until))
}

/** A turn in a line, in the reader's zone and, where it is another, in the person's own. */
const turnTitle = (asked: Asked, state: Pick<OnCallState, 'alerts'>, turn: TurnRow): string => {
  const { reader } = asked
  const { responder, from, until, by } = turn
  const say = onCallWords[reader.language]
  const [start, end] = [timeText(reader, from), timeText(reader, until)]
  if (responder === null) return say.turn(say.gap, start, end)
  const theirs = theirTime(asked, state, turn)
  return [
    say.turn(responder, start, end),
    ...(by === 'override' ? [say.byOverride] : []),
    ...(theirs === undefined ? [] : [theirs]),
  ].join(' · ')
}

/** Each rotation as four weeks of bars, one row a week; the same as text is beside it. */
export const calendarOf = (
  asked: Asked,
  state: Pick<OnCallState, 'alerts'>,
  weeks: readonly Week[],
  turns: readonly TurnRow[],
): Html => {
  const say = onCallWords[asked.reader.language]
  return html`${lookShapes(new Set())}<div class="rotations">${Object.keys(state.alerts.rotations).map(
    (
      name,
    ) => html`<figure class="roster card" aria-label="${say.rotation} ${name}"><figcaption class="need-title"><bdi>${name}</bdi></figcaption><div aria-hidden="true">
${weeks.map((week) =>
  weekRow(
    asked,
    state,
    week,
    turns.filter(({ rotation }) => rotation === name),
  ),
)}</div></figure>`,
  )}</div>
<p class="soft roster-legend"><svg width="26" height="16" aria-hidden="true" focusable="false"><rect class="roster-gap" x="1" y="1" width="24" height="14" rx="4"/></svg> ${say.legendGap} <svg width="26" height="16" aria-hidden="true" focusable="false"><rect class="roster-turn person-0" width="26" height="16" rx="4"/><rect y="10" width="26" height="6" fill="url(#light-stripes)"/></svg> ${say.legendOverride}</p>`
}

/** `30`, and with its month `11/30`: what a phone has room for. */
const shortDay = (zone: string, day: Date, isMonthSaid: boolean): string => {
  const [, month, date] = localDate(zone, day).split('-').map(Number)
  return isMonthSaid ? `${month}/${date}` : String(date)
}

/** Height of a week's bars. */
const height = 30

const weekRow = (asked: Asked, state: Pick<OnCallState, 'alerts'>, week: Week, turns: readonly TurnRow[]): Html => {
  const { reader, now } = asked
  const clock = localClock(reader.zone)
  const start = clock.localAt(week.from.getTime())
  // Days are equally wide whatever clocks do: by what they show.
  const place = (at: number): number =>
    Math.round(Math.min(1, Math.max(0, (clock.localAt(at) - start) / (7 * dayMs))) * 10_000) / 100
  const here = turns.filter(
    ({ from, until }) => Date.parse(from) < week.until.getTime() && Date.parse(until) > week.from.getTime(),
  )
  const isNow = week.from <= now && now < week.until
  return html`<div class="roster-days">${week.days.map((day, index) => html`<span${isNow && day <= now && now.getTime() < day.getTime() + dayMs ? html` class="today"` : undefined}><span class="roomy-day">${timeText(reader, day, index === 0 ? 'day' : 'date')}</span><span class="short-day">${shortDay(reader.zone, day, index === 0)}</span></span>`)}</div>
<svg class="track" width="100%" height="${height + 4}" focusable="false">${here.map((turn) => {
    const [x, end] = [place(Date.parse(turn.from)), place(Date.parse(turn.until))]
    return bar(asked, state, turn, x, Math.round((end - x) * 100) / 100)
  })}${[1, 2, 3, 4, 5, 6].map((day) => html`<line class="roster-midnight" x1="${Math.round((day / 7) * 10_000) / 100}%" x2="${Math.round((day / 7) * 10_000) / 100}%" y1="0" y2="${height}"/>`)}${
    isNow
      ? html`<line class="roster-now" x1="${place(now.getTime())}%" x2="${place(now.getTime())}%" y1="0" y2="${height}"/>`
      : undefined
  }</svg>`
}

const bar = (asked: Asked, state: Pick<OnCallState, 'alerts'>, turn: TurnRow, x: number, width: number): Html => {
  const say = onCallWords[asked.reader.language]
  const { responder, by } = turn
  const look = responder === null ? 'roster-gap' : `roster-turn ${colourOf(asked, responder)}`
  return html`<g><title>${turnTitle(asked, state, turn)}</title><svg x="${x}%" width="${width}%" height="${height}"><rect class="${look}" x="1" width="100%" height="${height}" rx="5"/>${
    by === 'override'
      ? html`<rect x="1" y="${height - 7}" width="100%" height="7" fill="url(#light-stripes)"/>`
      : undefined
  }<text class="roster-name" x="7" y="17">${responder ?? say.nobody}</text></svg></g>`
}

/**
 * Every turn as text, gaps too, with the person's own clock where it is another.
 * @param unmade what decides where an override does that was not made at run time. Default: the config's
 */
export const turnTable = (
  asked: Asked,
  state: Pick<OnCallState, 'alerts'>,
  turns: readonly TurnRow[],
  unmade = onCallWords[asked.reader.language].overrideOfConfig,
): Html => {
  const { reader } = asked
  const say = onCallWords[reader.language]
  const decided = ({ by, override }: TurnRow): string =>
    by === null ? '–' : by === 'override' ? (override === undefined ? unmade : say.override) : say.layer(by.slice(6))
  return table(
    say.asList,
    [say.rotation, say.person, say.from, say.until, say.decidedBy, say.theirTime],
    turns.map(
      (turn) =>
        html`<tr><td><bdi>${turn.rotation}</bdi></td><td>${turn.responder === null ? html`<span class="fate failed">${say.gap}</span>` : html`<bdi>${turn.responder}</bdi>`}</td><td>${time(reader, turn.from)}</td><td>${time(reader, turn.until)}</td><td>${decided(turn)}</td><td class="soft">${theirTime(asked, state, turn)}</td></tr>`,
    ),
    { look: 'roster-table' },
  )
}
