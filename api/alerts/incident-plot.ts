import type { Metric } from '../../functions/alerts/intake/transition.ts'
import { type Tick, timeTicks, valueTicks } from '../../functions/alerts/plot/axes.ts'
import type { Point } from '../../functions/alerts/plot/point.ts'
import { pointsIn, seriesQuery } from '../../functions/alerts/plot/series.ts'
import { seriesWindow } from '../../functions/alerts/plot/window.ts'
import { errorName } from '../../shared/errors.ts'
import { log } from '../../shared/log.ts'
import type { Deployment } from '../deployment.ts'
import type { IncidentDetail } from './incident-detail.ts'

export { type Tick, timeTicks, valueTicks }

/** The metric of an incident's alarm around it. */
export interface IncidentSeries {
  readonly from: Date
  readonly until: Date
  /** Length of one look, in seconds. */
  readonly period: number
  /** Oldest first; empty where CloudWatch has none of that time. */
  readonly points: readonly Point[]
  /** Nothing where it has none, or where its looks are shorter than what CloudWatch still has of that time. */
  readonly threshold?: number
}

/** What is plotted of an incident. `unanswered`: CloudWatch did not say; the incident is what it is. */
export type IncidentPlot = IncidentSeries | { readonly unanswered: string }

/** Points of one request that a picture can show. */
const mostPoints = 1_000

const dayMs = 86_400_000

/**
 * The shortest looks that CloudWatch still has of a time, in seconds.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
const finestOf = (from: Date, now: Date): number => {
  const days = (now.getTime() - from.getTime()) / dayMs
  return days > 63 ? 3_600 : days > 15 ? 300 : 60
}

/** Which time is shown, in looks of which length: from before the opening until some looks after the end, where they are not too many. */
export const plotWindow = (
  metric: Pick<Metric, 'period'>,
  { openedAt, closedAt }: Pick<IncidentDetail, 'openedAt' | 'closedAt'>,
  now: Date,
): Pick<IncidentSeries, 'from' | 'until' | 'period'> => {
  const opened = new Date(openedAt)
  const usual = seriesWindow(metric, opened, now)
  const finest = finestOf(usual.from, now)
  const period = Math.ceil(Math.max(usual.period, finest) / finest) * finest
  const floor = (at: number): Date => new Date(Math.floor(at / (period * 1_000)) * period * 1_000)
  const from = floor(opened.getTime() - 60 * period * 1_000)
  const end = closedAt === undefined ? now.getTime() : Date.parse(closedAt) + 12 * period * 1_000
  const last = Math.min(now.getTime(), Math.max(end, opened.getTime()), from.getTime() + mostPoints * period * 1_000)
  return { from, until: new Date(floor(last).getTime() + period * 1_000), period }
}

/** Whether a value over a longer look can be held against the alarm's threshold: a sum over five minutes is not one over a minute. */
const isComparable = ({ statistic = 'Average', period = 60 }: Metric, drawn: number): boolean =>
  !/^(sum|samplecount)$/i.test(statistic) || drawn === Math.max(60, Math.ceil(period / 60) * 60)

/** How long an answer is given again, and how long CloudWatch may take, in milliseconds. */
const [keptMs, patienceMs] = [60_000, 4_000]

const answers = new WeakMap<object, Map<string, { readonly until: number; readonly answer: Promise<IncidentPlot> }>>()

/** What `make` gave within the last minute, for those who use the same clients. */
const kept = (owner: object, key: string, now: Date, make: () => Promise<IncidentPlot>): Promise<IncidentPlot> => {
  const known = answers.get(owner) ?? new Map()
  answers.set(owner, known)
  const before = known.get(key)
  if (before && before.until > now.getTime()) return before.answer
  if (known.size > 100) known.clear()
  const answer = make()
  known.set(key, { until: now.getTime() + keptMs, answer })
  return answer
}

/**
 * The metric of an incident's alarm around it, for a picture; nothing where the alarm has none that can be plotted. The answer of
 * CloudWatch is kept for a minute.
 */
export const readIncidentPlot = async (
  { connect, config, now }: Pick<Deployment, 'connect' | 'config' | 'now'>,
  incident: Pick<IncidentDetail, 'id' | 'metric' | 'arn' | 'openedAt' | 'closedAt'>,
): Promise<IncidentPlot | undefined> => {
  const { metric, arn = '', id, closedAt = '' } = incident
  if (metric === undefined) return undefined
  const region = /^arn:[^:]+:cloudwatch:([a-z0-9-]+):/.exec(arn)?.[1] ?? config.region
  const window = plotWindow(metric, incident, now())
  return kept(connect, `${id} ${closedAt}`, now(), async () => {
    try {
      const points = await pointsOf(connect, region, metric, window)
      const { threshold } = metric
      return {
        ...window,
        points,
        ...(threshold !== undefined && isComparable(metric, window.period) ? { threshold } : {}),
      }
    } catch (error) {
      log.warn('metric not read', { incident: id, error: errorName(error) })
      return { unanswered: errorName(error) }
    }
  })
}

const pointsOf = async (
  connect: Deployment['connect'],
  region: string,
  metric: Metric,
  { period, ...time }: Pick<IncidentSeries, 'from' | 'until' | 'period'>,
): Promise<Point[]> => {
  const { CloudWatchClient, GetMetricDataCommand } = await import('../../shared/sdk/cloudwatch.ts')
  const answer = await connect(CloudWatchClient, { region }).send(
    new GetMetricDataCommand(seriesQuery({ ...metric, period }, time)),
    { abortSignal: AbortSignal.timeout(patienceMs) },
  )
  return pointsIn(answer)
}
