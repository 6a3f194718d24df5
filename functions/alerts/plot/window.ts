import type { Metric } from '../intake/transition.ts'

export interface SeriesWindow {
  readonly from: Date
  readonly until: Date
  /** Length of one point, in seconds. */
  readonly period: number
}

/** Looks before and after the moment, of the length at which the alarm looks. */
const before = 60
const after = 12

/** What to show of a metric: enough before the moment to see what is usual, and what is known of the time after it. */
export const seriesWindow = ({ period = 60 }: Pick<Metric, 'period'>, moment: Date, now: Date): SeriesWindow => {
  // CloudWatch takes periods of a minute and its multiples for every metric, however fine the metric itself is.
  const seconds = Math.max(60, Math.ceil(period / 60) * 60)
  const floor = (at: number): Date => new Date(Math.floor(at / (seconds * 1000)) * seconds * 1000)
  const from = floor(moment.getTime() - before * seconds * 1000)
  const latest = Math.min(Math.max(now.getTime(), moment.getTime()), moment.getTime() + after * seconds * 1000)
  return { from, until: new Date(floor(latest).getTime() + seconds * 1000), period: seconds }
}
