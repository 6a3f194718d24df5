import type { OffStretch, WantedStretch } from '../../../api/hours/day.ts'
import type { Span } from '../contract/night.ts'
import { type Html, html } from './html.ts'
import { placeIn, ticksOf } from './night/axis.ts'
import type { Reader } from './reader.ts'
import { timeText } from './times.ts'
import { hoursWords } from './words/hours.ts'

/** What is drawn of one target. */
export interface DayOfTarget {
  readonly target: string
  readonly wanted: readonly WantedStretch[]
  readonly off: readonly OffStretch[]
  readonly seenTo: string | undefined
}

const texts = (
  reader: Reader,
  span: Span,
  stretches: readonly { readonly from: string; readonly until: string }[],
): string => {
  const say = hoursWords[reader.language]
  if (stretches.length === 0) return say.never
  const isWhole = ({ from, until }: { readonly from: string; readonly until: string }): boolean =>
    Date.parse(from) <= span.from.getTime() && Date.parse(until) >= span.until.getTime()
  return stretches
    .map((each) =>
      isWhole(each) ? say.allDay : `${timeText(reader, each.from, 'time')}–${timeText(reader, each.until, 'time')}`,
    )
    .join(', ')
}

const bar = (span: Span, { from, until }: { readonly from: string; readonly until: string }, look: Html, y: number) => {
  const start = placeIn(span, new Date(from))
  const width = Math.max(0.3, Math.round((placeIn(span, new Date(until)) - start) * 100) / 100)
  return html`<rect x="${start}%" width="${width}%" y="${y}" height="11" rx="2"${look}/>`
}

/** A pattern for what was seen stopped: once on a page, before the bars. */
export const dayPattern: Html = html`<svg class="shapes" width="0" height="0" aria-hidden="true" focusable="false"><defs><pattern id="off-stripes" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="2" height="5" class="off-ink"/></pattern></defs></svg>`

/** A day of a target as two bars: above for when on is wanted, below for when it was seen stopped. */
export const dayBars = (reader: Reader, span: Span, now: Date, { target, wanted, off, seenTo }: DayOfTarget): Html => {
  const say = hoursWords[reader.language]
  const on = wanted.filter(({ state }) => state === 'running')
  const ticks = ticksOf(span, reader).filter(({ rank }) => rank !== 'line')
  const seen = seenTo === undefined ? undefined : { from: span.from.toISOString(), until: seenTo }
  const isNow = now > span.from && now < span.until
  return html`<svg class="day-bars" width="100%" height="58" role="img" aria-label="${say.dayLabel(target, texts(reader, span, on), texts(reader, span, off))}" focusable="false">
${ticks.map(({ at, label, rank }) => html`<line class="tick" x1="${at}%" x2="${at}%" y1="16" y2="56"/>${at > 96 ? undefined : html`<text class="${rank}" x="${at}%" y="11" dx="2">${rank === 'day' ? '00:00' : label}</text>`}`)}
${on.map((each) => bar(span, each, html` class="wanted-on"`, 20))}
${seen && seen.until > seen.from ? bar(span, seen, html` class="seen-ground"`, 39) : undefined}
${off.map((each) => bar(span, each, html` class="seen-off" fill="url(#off-stripes)"`, 39))}
${isNow ? html`<line class="now-line" x1="${placeIn(span, now)}%" x2="${placeIn(span, now)}%" y1="16" y2="56"/>` : undefined}
</svg>`
}

/** What the bars mean. */
export const dayLegend = ({ language }: Reader): Html => {
  const say = hoursWords[language]
  return html`<ul class="legend plain-legend"><li><svg class="day-bars" width="22" height="12" aria-hidden="true" focusable="false"><rect class="wanted-on" width="20" height="11" rx="2"/></svg>${say.wantedOn}</li><li><svg class="day-bars" width="22" height="12" aria-hidden="true" focusable="false"><rect class="seen-off" width="20" height="11" rx="2" fill="url(#off-stripes)"/></svg>${say.seenOff}</li></ul>`
}
