import { type AskedMetric, type MetricSeries, readMetrics } from '../../../../api/read-metrics.ts'
import type { Config } from '../../../../shared/config/schema.ts'
import { errorName } from '../../../../shared/errors.ts'
import { log } from '../../../../shared/log.ts'
import type { Asked, Show } from '../../contract/contribution.ts'
import type { Span } from '../../contract/night.ts'
import { columnChart } from '../../view/columns.ts'
import { type Html, html } from '../../view/html.ts'
import { linkRow } from '../../view/links.ts'
import { numberText, timeText } from '../../view/times.ts'
import { menuTitle } from '../../view/words/menu.ts'
import { type MetricName, metricsWords } from '../../view/words/metrics.ts'

interface Known {
  readonly name: MetricName
  readonly capability: string
  readonly statistic: AskedMetric['statistic']
  /** The part of the config without which there is none. */
  readonly part?: keyof Config
}

const known: readonly Known[] = [
  { name: 'IncidentsOpened', capability: 'alerts', statistic: 'Sum' },
  { name: 'NotificationsAccepted', capability: 'alerts', statistic: 'Sum' },
  { name: 'NotificationsFailed', capability: 'alerts', statistic: 'Sum' },
  { name: 'RunsSucceeded', capability: 'jobs', statistic: 'Sum', part: 'jobs' },
  { name: 'RunsFailed', capability: 'jobs', statistic: 'Sum', part: 'jobs' },
  { name: 'RunsMissed', capability: 'jobs', statistic: 'Sum', part: 'jobs' },
  { name: 'ThumbnailsMade', capability: 'thumbnails', statistic: 'Sum', part: 'thumbnails' },
  { name: 'ThumbnailsRefused', capability: 'thumbnails', statistic: 'Sum', part: 'thumbnails' },
  { name: 'ThumbnailMilliseconds', capability: 'thumbnails', statistic: 'p95', part: 'thumbnails' },
  { name: 'LifecycleChanges', capability: 'lifecycle', statistic: 'Sum', part: 'lifecycle' },
  { name: 'LifecycleDrifts', capability: 'lifecycle', statistic: 'Sum', part: 'lifecycle' },
  { name: 'HoursTroubles', capability: 'hours', statistic: 'Maximum', part: 'hours' },
  { name: 'FirewallLines', capability: 'firewall', statistic: 'Sum', part: 'firewall' },
  { name: 'FirewallBlocks', capability: 'firewall', statistic: 'Sum', part: 'firewall' },
  { name: 'FirewallInForce', capability: 'firewall', statistic: 'Maximum', part: 'firewall' },
  { name: 'ConsoleFailed', capability: 'console', statistic: 'Sum' },
]

const hourMs = 3_600_000

const chart = ({ reader }: Asked, span: Span, period: number, name: MetricName, series: MetricSeries): Html => {
  const say = metricsWords[reader.language]
  const title = say.names[name]
  const total = series.points.reduce((sum, { value }) => sum + value, 0)
  const most = series.points.reduce((largest, { value }) => Math.max(largest, value), 0)
  const isSum = series.statistic === 'Sum'
  const [totalText, mostText] = [numberText(reader, total), numberText(reader, most, 1)]
  const columns = series.points.map(({ at, value }) => ({
    from: at,
    until: new Date(at.getTime() + period * 1_000),
    values: [value],
    title: `${timeText(reader, at)}: ${numberText(reader, value, 1)}`,
  }))
  return html`<li class="card metric"><h2>${title}</h2>${
    columns.length === 0
      ? html`<p class="soft">${say.none}</p>`
      : html`<p class="soft">${isSum ? say.sum(totalText) : say.max(mostText)}</p>${columnChart(reader, span, columns, isSum ? say.label(title, totalText, mostText) : say.maxLabel(title, mostText))}`
  }</li>`
}

const read = async (asked: Asked, metrics: readonly Known[], span: Span, period: number) => {
  try {
    const wanted = metrics.map(({ name, capability, statistic }) => ({
      name,
      statistic,
      dimensions: { Capability: capability },
    }))
    return await readMetrics(asked.deployment, wanted, { ...span, period })
  } catch (error) {
    log.warn('metrics not read', { error: errorName(error) })
    return undefined
  }
}

/** What the functions have counted, as small charts. */
export const showMetrics: Show = async (asked) => {
  const { deployment, reader, now, at, query } = asked
  const say = metricsWords[reader.language]
  const isWeek = query('span') === 'week'
  const [hours, period] = isWeek ? [7 * 24, 6 * 3_600] : [24, 3_600]
  // Whole periods, so that the same values are asked for again.
  const until = new Date(Math.ceil(now.getTime() / (period * 1_000)) * period * 1_000)
  const span = { from: new Date(until.getTime() - hours * hourMs), until }
  const metrics = known.filter(({ part }) => part === undefined || deployment.config[part] !== undefined)
  const series = await read(asked, metrics, span, period)
  return {
    title: menuTitle('metrics')(reader.language),
    refreshSeconds: 0,
    isWide: true,
    body: html`${linkRow('spans', say.span, [
      { label: say.day, address: at('/metrics'), isCurrent: !isWeek },
      { label: say.week, address: at('/metrics', { span: 'week' }), isCurrent: isWeek },
    ])}
<p class="soft">${say.about}</p>
${
  series === undefined
    ? html`<p class="notice bad">${say.unanswered}</p>`
    : html`<ul class="metrics">${metrics.map(({ name }, index) => {
        const found = series[index]
        return found && chart(asked, span, period, name, found)
      })}</ul>`
}`,
  }
}
