import type { IncidentDetail } from '../../../../api/alerts/incident-detail.ts'
import { type IncidentPlot, type IncidentSeries, timeTicks, valueTicks } from '../../../../api/alerts/incident-plot.ts'
import type { Asked } from '../../contract/contribution.ts'
import { type Html, html } from '../../view/html.ts'
import { placeIn } from '../../view/night/axis.ts'
import { table } from '../../view/table.ts'
import { durationText, numberText, time, timeText } from '../../view/times.ts'
import { plotWords } from '../../view/words/alerts/plot.ts'
import { nightWords } from '../../view/words/night.ts'

/** The alarm's metric around an incident, with its threshold; or why it is not shown. */
export const plotFigure = (asked: Asked, detail: IncidentDetail, plot: IncidentPlot): Html | undefined => {
  const { reader } = asked
  const say = plotWords[reader.language]
  const { metric } = detail
  if (metric === undefined) return undefined
  const about = html`<h2 id="plot">${say.plot}</h2>`
  if ('unanswered' in plot)
    return html`<section aria-labelledby="plot">${about}<p class="notice bad">${say.plotUnanswered}</p></section>`
  const caption = html`<bdi>${metric.namespace} ${metric.name}</bdi>${Object.values(metric.dimensions).length > 0 ? html` · <bdi>${Object.values(metric.dimensions).join(', ')}</bdi>` : undefined} · ${say.each(metric.statistic ?? 'Average', durationText(reader, plot.period))}`
  return html`<section aria-labelledby="plot">${about}<figure class="plot card"><figcaption class="soft">${caption}</figcaption>
${plot.points.length === 0 ? html`<p class="empty">${say.plotNone}</p>` : html`${drawing(asked, detail, plot)}${values(asked, plot)}`}
${plot.threshold === undefined && metric.threshold !== undefined ? html`<p class="soft">${say.plotNoThreshold}</p>` : undefined}</figure></section>`
}

/** Units of the curve's own square: it is stretched over the field. */
const [wide, high] = [1_000, 200] as const

const round = (value: number): number => Math.round(value * 10) / 10

/** Runs of values without a hole: a line over a time of which nothing is known would claim something. */
const runsOf = ({ points, period }: IncidentSeries): IncidentSeries['points'][] => {
  const runs: { at: Date; value: number }[][] = []
  for (const point of points) {
    const last = runs.at(-1)?.at(-1)
    if (last && point.at.getTime() - last.at.getTime() <= period * 1_500) runs.at(-1)?.push({ ...point })
    else runs.push([{ ...point }])
  }
  return runs
}

const drawing = (asked: Asked, detail: IncidentDetail, plot: IncidentSeries): Html => {
  const { reader } = asked
  const say = plotWords[reader.language]
  const { metric, openedAt, closedAt } = detail
  const { from, until, points, threshold } = plot
  const numbers = points.map(({ value }) => value)
  const ticks = valueTicks([...numbers, ...(threshold === undefined ? [] : [threshold])])
  const [low, top] = [ticks[0]?.value ?? 0, ticks.at(-1)?.value ?? 1]
  const y = (value: number): number => round(100 - ((value - low) / (top - low)) * 100)
  const x = (at: Date): number => placeIn({ from, until }, at)
  const path = runsOf(plot)
    .map((run) =>
      run
        .map(
          ({ at, value }, index) =>
            `${index === 0 ? 'M' : 'L'}${round((x(at) * wide) / 100)} ${round((y(value) * high) / 100)}`,
        )
        .join('')
        .concat(run.length === 1 ? 'h0.1' : ''),
    )
    .join('')
  const moment = (at: string, label: string): Html => {
    const place = x(new Date(at))
    return html`<line class="moment" x1="${place}%" x2="${place}%" y1="0" y2="100%"/><text class="moment" x="${place}%" y="12" ${place > 80 ? html`text-anchor="end" dx="-4"` : html`dx="4"`}>${label}</text>`
  }
  const limit =
    threshold === undefined ? undefined : `${metric?.comparison ?? ''} ${numberText(reader, threshold, 4)}`.trim()
  const label = say.plotLabel(
    metric?.name ?? '',
    points.length,
    numberText(reader, Math.min(...numbers), 4),
    numberText(reader, Math.max(...numbers), 4),
  )
  return html`<div class="plot-field" role="img" aria-label="${label}${limit === undefined ? '' : `, ${say.plotThreshold(limit)}`}">
<svg class="plot-axis" width="100%" height="100%" focusable="false">${ticks.map(({ value, label: text }) => html`<line x1="0" x2="100%" y1="${y(value)}%" y2="${y(value)}%"/><text class="value" x="0" y="${y(value)}%" dx="-6" dy="4" text-anchor="end">${text}</text>`)}
${timeTicks(from, until, reader.zone).map(({ value, label: text }) => html`<text x="${placeIn({ from, until }, value)}%" y="100%" dy="18" text-anchor="middle">${text}</text>`)}</svg>
<svg class="plot-curve" width="100%" height="100%" viewBox="0 0 ${wide} ${high}" preserveAspectRatio="none" focusable="false"><path d="${path}" vector-effect="non-scaling-stroke"/></svg>
<svg class="plot-marks" width="100%" height="100%" focusable="false">${
    threshold === undefined
      ? undefined
      : html`<line class="threshold" x1="0" x2="100%" y1="${y(threshold)}%" y2="${y(threshold)}%"/><text class="threshold" x="100%" y="${y(threshold)}%" dy="-5" dx="-4" text-anchor="end">${say.plotThreshold(limit ?? '')}</text>`
  }${moment(openedAt, say.plotOpened)}${closedAt === undefined ? undefined : moment(closedAt, say.plotOver)}</svg></div>`
}

/** The values as text, for those who do not see the picture. */
const values = ({ reader }: Asked, { points, from, until }: IncidentSeries): Html => {
  const [say, common] = [plotWords[reader.language], nightWords[reader.language]]
  return html`<details><summary class="soft">${say.plotValues}: ${timeText(reader, from)} – ${timeText(reader, until)}</summary>${table(
    say.plotValues,
    [common.when, { number: say.value }],
    points.map(
      ({ at, value }) =>
        html`<tr><td>${time(reader, at)}</td><td class="number">${numberText(reader, value, 4)}</td></tr>`,
    ),
  )}</details>`
}
