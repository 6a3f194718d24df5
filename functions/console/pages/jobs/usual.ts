import type { RunRow } from '../../../../api/jobs/runs.ts'

/** How long a job usually runs, in seconds: eight of ten good runs are from `from` to `until`. */
export interface Usual {
  readonly from: number
  readonly middle: number
  readonly until: number
}

/** Fewest good runs of which something usual can be said. */
const fewest = 5

/** The value below which a share of the sorted values is, between the two nearest. */
const quantile = (sorted: readonly number[], share: number): number => {
  const place = (sorted.length - 1) * share
  const [low = 0, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  return low + (high - low) * (place - Math.floor(place))
}

/** The usual duration of good runs, from the tenth percentile to the ninetieth; nothing where there are too few. */
export const usualOf = (runs: readonly Pick<RunRow, 'state' | 'seconds'>[]): Usual | undefined => {
  const durations = runs
    .flatMap(({ state, seconds }) => (state === 'succeeded' && seconds !== undefined ? [seconds] : []))
    .sort((one, other) => one - other)
  if (durations.length < fewest) return undefined
  return { from: quantile(durations, 0.1), middle: quantile(durations, 0.5), until: quantile(durations, 0.9) }
}
