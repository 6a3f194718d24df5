import { quantile } from '../../shared/quantiles.ts'

export { runDollars, taskDollars } from '../../shared/jobs/cost.ts'

/** Runs of each end of what is known that are compared, and how many of them must be there. */
const compared = 10

/**
 * By which share the newest durations are longer than the oldest ones that are known: 0.2 is a fifth longer, by the medians of up to ten each.
 * @param durations seconds, newest last
 * @returns nothing where there are fewer than six
 */
export const durationTrend = (durations: readonly number[] = []): number | undefined => {
  const count = Math.min(compared, Math.floor(durations.length / 2))
  if (count < 3) return undefined
  const [before = 0, now = 0] = [durations.slice(0, count), durations.slice(-count)].map(
    (each) => quantile(each, 0.5) ?? 0,
  )
  return before === 0 ? undefined : Math.round((now / before - 1) * 1000) / 1000
}
